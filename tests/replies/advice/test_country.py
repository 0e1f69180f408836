"""What is bound to a country: last where they work elsewhere, and it says so."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cases.catalogue import Catalogue, Option, Topic
from cases.settings import Hours
from replies.advice.places import countries_of
from replies.advice.recommend import AdviceRequest, recommend, why
from replies.advice.search import search
from replies.advice.suggestions import suggestions
from tests import desk as d

TOPICS = (Topic("career", {"en": "career", "nl": "loopbaan"}, {"en": ("career",), "nl": ("loopbaan",)}),)


def option(slug: str, *countries: str, **fields: Any) -> Option:
    usual = {"provider": slug, "price": Decimal(0), "minutes": 30, "topics": ("career",)}
    return Option(slug, f"Career advice {slug}", "", "article", countries=countries, **{**usual, **fields})


HERE, THERE, BOTH, ANYWHERE = (
    option("vdab", "BE"), option("uwv", "NL"), option("both", "BE", "NL"), option("book")
)  # fmt: skip
CATALOGUE = Catalogue((THERE, HERE, BOTH, ANYWHERE), TOPICS)


@pytest.mark.parametrize(
    ("countries", "last"), [(("BE",), "uwv"), (("NL",), "vdab"), (("BE", "NL"), None), ((), None)]
)
def test_another_country_comes_last(countries: tuple[str, ...], last: str | None) -> None:
    """Only where it is known where they work; the reason names it in both languages."""
    request = AdviceRequest("", ("career",), countries=countries)
    found = recommend(request, CATALOGUE).options
    elsewhere = [chosen.option.slug for chosen in found if chosen.is_elsewhere]
    assert ([last] if last in {chosen.option.slug for chosen in found} else []) == elsewhere
    assert last is None or last not in {chosen.option.slug for chosen in found[:3]}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "made for the Netherlands"), ("nl", "bedoeld voor Nederland")]
)
def test_what_makes_up_the_range_says_where_it_is_for(language: str, said: str) -> None:
    """Better than nothing, and the reader is told."""
    request = AdviceRequest("", ("career",), language=language, countries=("BE",))
    [_, other] = recommend(request, Catalogue((THERE, HERE), TOPICS)).options
    assert THERE == other.option
    assert said in why(other.reasons, language)


def test_everywhere_that_options_are_found() -> None:
    """A search and a notification as well."""
    case = d.case(topics=("career",))
    by_words = search("career advice", case, CATALOGUE, 4, ("BE",))
    near = suggestions(case, "", CATALOGUE, d.library(), countries=("BE",))
    assert "uwv" == by_words[-1].option.slug
    assert "uwv" not in [chosen.option.slug for chosen in near.options]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (Hours("Europe/Brussels", countries=("NL",)), ("NL",)), (Hours("Europe/Brussels"), ("BE",)),
        (Hours("Europe/Amsterdam"), ("NL",)), (Hours("UTC"), ()),
        (Hours("UTC", countries=("BE", "NL")), ("BE", "NL")),
    ],
)  # fmt: skip
def test_holidays_say_where_people_work(hours: Hours, expected: tuple[str, ...]) -> None:
    """Else the time zone; UTC is nowhere."""
    assert expected == countries_of(replace(d.settings(), hours=hours), None)
