"""Similar questions, and what the catalogue lacks."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cases.catalogue import Catalogue, Option
from concierge.report_figures import words_of
from reports.similar import similar
from reports.wanted import lacks
from tests.reports.hand_counted import WISHES, case

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
QUESTIONS = [  # who, subject, about
    (1, "Pivot tables", "How do I make a pivot table of sales?"),
    (2, "Re: Excel", "My pivot tables do not sum"),
    (3, "draaitabel", "pivot table in excel"),
    (3, "again", "another pivot table"),
    (4, "Sandra", "My boss Sandra says that I must speak louder"),
    (5, "Talks", "Speaking louder for a room"),
]


def test_questions_are_grouped_by_words_of_several_people() -> None:
    """Three people share two words; a name that one person wrote, and a pair of two people, make no group."""
    rows = [case(number, who, "excel", AT) for number, (who, _, _) in enumerate(QUESTIONS)]
    said = words_of((number, subject, about) for number, (_, subject, about) in enumerate(QUESTIONS))
    (found,) = similar(rows, said)
    assert (3, 4, {"excel": 4}, {"en": 4}) == (found.people, found.cases, found.topics, found.languages)
    assert {"pivot", "table"} == set(found.words)
    assert () == similar(rows, {})  # erased


def option(slug: str, **fields: Any) -> Option:
    return Option(slug, slug, **({"topics": ("a",), "provider": slug, "languages": ("en",)} | fields))


def test_what_options_lack() -> None:
    """Free, not training, two providers, each language, within time and budget in the same currency."""
    need = dict.fromkeys(WISHES) | {"budget": "20", "currency": "EUR", "time": 30}
    rows = [case(1, 1, "a", AT, need=need), case(2, 2, "a", AT, language="nl"), case(3, 2, "b", AT)]
    dear = option("x", training=True, price=Decimal(50), currency="EUR", minutes=60)
    found = {each.topic: each for each in lacks(rows, Catalogue((dear,)), None)}
    a = found["a"]
    assert (2, 1, 0, 0, 1) == (a.people, a.options, a.free, a.not_training, a.providers)
    assert ({"nl": 1}, 1, 1, 0) == (a.languages, a.over_budget, a.over_time, found["b"].options)
    enough = (dear, option("y", price=Decimal(0), languages=()))
    assert {"b"} == {each.topic for each in lacks(rows, Catalogue(enough), None)}
    own = tuple(option(slug, price=Decimal(0), languages=(), client="north") for slug in "xy")
    assert {"a", "b"} == {each.topic for each in lacks(rows, Catalogue(own), None)}
    assert {"b"} == {each.topic for each in lacks(rows, Catalogue(own), "north")}
    other = option("z", training=True, price=Decimal(50), currency="USD", minutes=None)
    assert (0, 0) == (lambda each: (each.over_budget, each.over_time))(
        lacks(rows, Catalogue((other,)), None)[0]
    )
