"""The three templates and three options named in a notification: names ready to use, never more. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.catalogue import Catalogue
from cases.model import Case
from replies.advice.recommend import AdviceRequest, recommend, why
from replies.advice.topics import suggest
from templates.render import Library
from templates.values import of_option

COUNT = 3
GUESSES = 2


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Values for the templates: {name, title} and options as `templates.values.of_option` gives them."""

    templates: list[Mapping[str, object]]
    options: list[Mapping[str, object]]
    guesses: list[Mapping[str, object]]  # topics that the words suggest, where the case has none


def suggestions(
    case: Case,
    words: str,
    catalogue: Catalogue,
    library: Library,
    now: datetime,
    language: str,
    count: int = COUNT,
) -> Suggestions:
    """What fits best; topics that are only guessed from the words are used for this and not applied."""
    text = f"{case.subject}\n{words}"
    guessed = () if case.topics else tuple(t for t, _ in suggest(text, case.language, catalogue)[:GUESSES])
    topics = case.topics or guessed
    guesses: list[Mapping[str, object]] = [
        {"name": slug, "title": found.name(language) if (found := catalogue.topic(slug)) else slug}
        for slug in guessed
    ]
    files = library.files(case.language)
    fitting = [f for f in files if f.topic in topics] + [f for f in files if f.topic is None]
    templates: list[Mapping[str, object]] = [{"name": f.name, "title": f.title} for f in fitting[:count]]
    if not topics or not catalogue.options:
        return Suggestions(templates, [], guesses)
    advice = recommend(
        AdviceRequest(
            text=text,
            topics=topics,
            need=case.need,
            language=case.language,
            client=case.client,
            again=True,
        ),
        catalogue,
    )
    options = [of_option(c.option, why(c.reasons, language)) for c in advice.options[:count]]
    return Suggestions(templates, options, guesses)
