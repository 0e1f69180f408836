"""A translation is the same option: never twice to the same person, and never both at once."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cases.catalogue import Catalogue, Option
from cases.earlier import Recommended
from replies.advice.recommend import AdviceRequest, recommend
from replies.advice.twins import option_of, same_options

ENGLISH = Option(
    "grow", "Four questions", kind="practice", provider="John Whitmore", price=Decimal(0), currency="EUR",
    minutes=40, with_="others", languages=("en",), topics=("coaching", "leading"), url="https://example.org/en/grow",
)  # fmt: skip
DUTCH = replace(
    ENGLISH, slug="vier-vragen", title="Vier vragen", languages=("nl",), url="https://nl.example.org/grow"
)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"topics": ("coaching",)}, True),
        ({"url": "https://www.example.org/nl-BE/grow/"}, True),
        ({"provider": " john whitmore "}, True),
        ({"slug": "grow-nl", "minutes": 60, "provider": "Vertaalhuis", "url": ""}, True),
        ({"slug": "grow_nl", "topics": ("delegating",)}, True),
        ({"minutes": 60}, False),
        ({"with_": "alone"}, False),
        ({"price": Decimal(10)}, False),
        ({"kind": "book"}, False),
        ({"provider": "Other"}, False),
        ({"topics": ("delegating",)}, False),
        ({"topics": ("coaching", "delegating")}, False),
        ({"url": "https://example.org/nl/disc"}, False),
        ({"languages": ("en",)}, False),
        ({"languages": ()}, False),
        ({"slug": "grow-nl", "kind": "book"}, False),
        ({"slug": "grow-2", "minutes": 60}, False),
    ],
)
def test_rows_that_are_one_option(changed: dict[str, Any], same: bool) -> None:
    """The slug with its language, or all facts, say so; anything else that differs makes two options."""
    other = replace(DUTCH, **changed)
    found = Catalogue((ENGLISH, other))
    assert same == (option_of("grow", found) == option_of(other.slug, found))


def test_doubt_joins_nothing() -> None:
    """Two rows that could both be the twin: neither is; too little known of a row: no twin."""
    third = replace(DUTCH, slug="nog-vier-vragen")
    assert {} == same_options(Catalogue((ENGLISH, DUTCH, third)))
    bare = [replace(row, minutes=None, url="https://example.org") for row in (ENGLISH, DUTCH)]
    assert {} == same_options(Catalogue(tuple(bare)))


@pytest.mark.parametrize(("language", "other"), [("en", "nl"), ("nl", "en")])
def test_translation_is_offered_once(language: str, other: str) -> None:
    """Of both rows the one in their language; after either of them, none."""
    found = Catalogue((DUTCH, ENGLISH))
    request = AdviceRequest("", ("coaching",), language=language, languages_ok=(other,))
    [chosen] = recommend(request, found).options
    assert (language,) == chosen.option.languages
    for slug in ("grow", "vier-vragen"):
        assert () == recommend(replace(request, earlier=(Recommended(slug),)), found).options
