"""The three templates and three options named in a notification: names ready to use, never more. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.catalogue import Catalogue, Topic
from cases.earlier import Recommended, SentBefore
from cases.model import Case
from replies.advice.recommend import AdviceRequest, Chosen, recommend, why
from replies.advice.topics import NOTHING, guess_either
from templates.files import TemplateFile
from templates.render import Library
from templates.values import of_option

COUNT = 3
SENT_NOTHING = SentBefore()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What fits a request best; found once a mail, shown in the language of each reader.

    `guesses`: topics that the words suggest, where the case has none; None where a slug has no topic.
    """

    files: tuple[TemplateFile, ...]
    options: tuple[Chosen, ...]
    guesses: Mapping[str, Topic | None]

    def shown(self, language: str) -> dict[str, list[Mapping[str, object]]]:
        """Values for the templates: {name, title} and options as `templates.values.of_option` gives them."""
        return {
            "templates": [{"name": file.name, "title": file.title} for file in self.files],
            "options": [of_option(chosen.option, why(chosen.reasons, language)) for chosen in self.options],
            "guesses": [
                {"name": slug, "title": topic.name(language) if topic else slug}
                for slug, topic in self.guesses.items()
            ],
        }


def suggestions(
    case: Case,
    words: str,
    catalogue: Catalogue,
    library: Library,
    count: int = COUNT,
    *,
    first: str = "",
    sent: SentBefore = SENT_NOTHING,
    outside: Mapping[str, float] = NOTHING,
) -> Suggestions:
    """What fits best; topics that are only guessed from the words are used for this and not applied.

    Mail that is no request guesses none: rather nothing than what fits by accident.
    `first`: the request that `words` follow, which says more of the topic than "thanks, that works".
    `outside`: what something else says of the topics (`replies.advice.topics`).
    `sent`: what the reader sees as sent already, and is not offered again, in whatever language.
    """
    asked = f"{case.subject}\n{first or words}"
    text = f"{asked}\n{words}" if first else asked
    guessed: tuple[str, ...] = ()
    if not case.topics:
        guessed = guess_either(asked, text, catalogue, outside)
    topics = case.topics or guessed
    files = library.files(case.language)
    left = [f for f in files if f.name not in sent.templates]
    fitting = [f for f in left if f.topic in topics] + [f for f in left if f.topic is None]
    options: tuple[Chosen, ...] = ()
    if topics:
        titles = frozenset(sent.options)
        earlier = tuple(Recommended(option.slug) for option in catalogue.options if option.title in titles)
        request = AdviceRequest(text, topics, case.need, case.language, client=case.client, earlier=earlier)
        options = recommend(request, catalogue).options[:count]
    return Suggestions(tuple(fitting[:count]), options, {slug: catalogue.topic(slug) for slug in guessed})
