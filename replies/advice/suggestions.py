"""The three templates and three options named in a notification: names ready to use, never more. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.catalogue import Catalogue, Topic
from cases.earlier import Recommended, SentBefore
from cases.model import Case
from replies.advice.recommend import TO_CONCIERGE, AdviceRequest, Chosen, recommend, why
from replies.advice.topics import NOTHING, likely_either, narrowed
from templates.files import TemplateFile
from templates.render import Library
from templates.values import of_option

COUNT = 3
NEAR = 0.5  # part of the chance of the first guess from which another one has its templates offered
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
            "options": [self._option(chosen, language) for chosen in self.options],
            "guesses": [
                {"name": slug, "title": topic.name(language) if topic else slug}
                for slug, topic in self.guesses.items()
            ],
        }

    def _option(self, chosen: Chosen, language: str) -> Mapping[str, object]:
        """With the guessed topic that it is for, where several may be meant."""
        slug = next((r.params["slug"] for r in chosen.reasons if r.slug == "topic"), "")
        topic = self.guesses.get(slug) if chosen.suits else None
        reasons = [r for r in chosen.reasons if r.slug != "topic"] if topic else chosen.reasons
        guess = topic.name(language) if topic else ""
        return of_option(chosen.option, why(reasons, language, TO_CONCIERGE), guess)


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
    countries: tuple[str, ...] = (),
) -> Suggestions:
    """What fits best; topics that are only guessed from the words are used for this and not applied.

    Mail that is no request guesses none: rather nothing than what fits by accident.
    `first`: the request that `words` follow, which says more of the topic than "thanks, that works".
    `outside`: what something else says of the topics (`replies.advice.topics`).
    `countries`: where the worker works, for what is bound to one.
    `sent`: what the reader sees as sent already, and is not offered again, in whatever language.
    """
    asked = f"{case.subject}\n{first or words}"
    text = f"{asked}\n{words}" if first else asked
    guessed = {} if case.topics else likely_either(asked, text, catalogue, outside)
    likely = narrowed(guessed)
    topics = case.topics or tuple(likely)
    left = [f for f in library.files(case.language) if f.name not in sent.templates]
    fitting = fitting_files(left, case.topics or tuple(likely)[:1], likely)
    options: tuple[Chosen, ...] = ()
    if topics:
        titles = frozenset(sent.options)
        earlier = tuple(Recommended(option.slug) for option in catalogue.options if option.title in titles)
        request = AdviceRequest(
            text,
            topics,
            case.need,
            case.language,
            client=case.client,
            remembered=case.requester.remembered,
            earlier=earlier,
            likely=likely if len(likely) > 1 else NOTHING,
            turn=str(case.id),
            countries=countries,
        )
        options = recommend(request, catalogue).options[:count]
    return Suggestions(tuple(fitting[:count]), options, {slug: catalogue.topic(slug) for slug in guessed})


def fitting_files(
    files: Sequence[TemplateFile], topics: Sequence[str], likely: Mapping[str, float]
) -> list[TemplateFile]:
    """Of the case's topics or the first guess, then general ones, then of guesses nearly as likely."""
    enough = NEAR * max(likely.values(), default=0.0)
    near = [slug for slug, chance in likely.items() if slug not in topics and chance >= enough]
    order = [*topics, None, *near]
    return [file for topic in order for file in files if file.topic == topic]
