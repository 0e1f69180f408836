# ruff: noqa: E501 - what is said, line for line
"""Reasons read like a person's, in both languages, and say nothing that nobody said: a table of cases."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from cases.catalogue import Catalogue, Option, Topic
from cases.model import Need
from replies.advice.recommend import TO_CONCIERGE, AdviceRequest, recommend, why
from replies.advice.words import BECAUSE, FACTS, REASONS, SENTENCES, TO_WORKER

TOPICS = (Topic("feedback", {"en": "Feedback", "nl": "Feedback"}),)
SHORT: dict[str, Any] = {"price": Decimal(0), "minutes": 20, "with_": "alone", "languages": ("en", "nl")}
DEAR: dict[str, Any] = {"price": Decimal(25), "currency": "EUR", "minutes": 90, "with_": "others"}
UNKNOWN: dict[str, Any] = {"with_": "either"}
ABROAD: dict[str, Any] = {"price": Decimal(25), "currency": "GBP", "minutes": 60, "languages": ("en",)}


def said(fields: dict[str, Any], language: str, reader: int, **about: Any) -> str:
    usual = {"text": "", "topics": ("feedback",), "language": language, "languages_ok": ("en",)}
    option = Option("it", "It", topics=("feedback",), **fields)
    [chosen] = recommend(AdviceRequest(**{**usual, **about}), Catalogue((option,), TOPICS)).options
    return why(chosen.reasons, language, reader)


ALONE, BUDGET, OTHERS = Need(with_="alone"), Need(budget=Decimal(30), currency="EUR"), Need(with_="others")


@pytest.mark.parametrize(
    ("fields", "about", "worker", "concierge", "werker", "begeleider"),
    [
        (SHORT, {}, "about feedback, free, 20 minutes", "about feedback, free, 20 minutes",
         "over feedback, gratis, 20 minuten", "over feedback, gratis, 20 minuten"),
        (SHORT, {"need": ALONE, "text": "I'd rather work alone."},
         "about feedback, free, 20 minutes, and you said you would rather work alone",
         "about feedback, free, 20 minutes, and they said they would rather work alone",
         "over feedback, gratis, 20 minuten, en je zei dat je liever alleen werkt",
         "over feedback, gratis, 20 minuten, en wil liever alleen werken"),
        (SHORT, {"need": ALONE, "text": "Hello"},  # a concierge noted it
         "about feedback, free, 20 minutes, and you would rather work alone",
         "about feedback, free, 20 minutes, and they would rather work alone",
         "over feedback, gratis, 20 minuten, en je werkt liever alleen",
         "over feedback, gratis, 20 minuten, en werkt liever alleen"),
        (SHORT, {"need": OTHERS},
         "about feedback, free, 20 minutes, and it is to do alone, though you would rather learn with others: "
         "little else fits",
         "about feedback, free, 20 minutes, and it is to do alone, though they would rather learn with others: "
         "little else fits",
         "over feedback, gratis, 20 minuten, en het is om alleen te doen, al leer je liever met anderen: "
         "er past weinig anders",
         "over feedback, gratis, 20 minuten, en het is om alleen te doen, al is de wens met anderen: "
         "er past weinig anders"),
        (DEAR, {"need": BUDGET}, "about feedback, €25, within your budget, 1.5 hours",
         "about feedback, €25, within their budget, 1.5 hours",
         "over feedback, € 25, binnen je budget, 1,5 uur", "over feedback, € 25, binnen het budget, 1,5 uur"),
        (DEAR, {"remembered": ("prefers learning with others",)},
         "about feedback, €25, 1.5 hours, and you like to learn with others",
         "about feedback, €25, 1.5 hours, and they like to learn with others",
         "over feedback, € 25, 1,5 uur, en je leert graag met anderen",
         "over feedback, € 25, 1,5 uur, en leert graag met anderen"),
        (UNKNOWN, {}, "about feedback, price to be checked first, length not known",
         "about feedback, price to be checked first, length not known",
         "over feedback, prijs eerst na te kijken, duur niet bekend",
         "over feedback, prijs eerst na te kijken, duur niet bekend"),
        (ABROAD, {"need": BUDGET},
         "about feedback, £25, in another currency than your budget, so check it first, 1 hour",
         "about feedback, £25, in another currency than their budget, so check it first, 1 hour",
         "over feedback, £ 25, in een andere munt dan je budget, kijk dat dus eerst na, 1 uur, in het Engels",
         "over feedback, £ 25, in een andere munt dan het budget, kijk dat dus eerst na, 1 uur, in het Engels"),
        (SHORT, {"topic_ratings": {"it": (4.5, 3)}},
         "about feedback, free, 20 minutes, and people with the same question got it too and were happy with the help",
         "about feedback, free, 20 minutes, and people with the same question got it too and were happy with the help",
         "over feedback, gratis, 20 minuten, en mensen met dezelfde vraag kregen het ook en waren tevreden over de hulp",
         "over feedback, gratis, 20 minuten, en mensen met dezelfde vraag kregen het ook en waren tevreden over de hulp"),
    ],
)  # fmt: skip
def test_as_a_person_says_it(
    fields: dict[str, Any], about: dict[str, Any], worker: str, concierge: str, werker: str, begeleider: str
) -> None:
    """The worker is "you", a concierge reads about the worker; the claim comes last."""
    assert worker == said(fields, "en", TO_WORKER, **about)
    assert concierge == said(fields, "en", TO_CONCIERGE, **about)
    assert werker == said(fields, "nl", TO_WORKER, **about)
    assert begeleider == said(fields, "nl", TO_CONCIERGE, **about)


@pytest.mark.parametrize(
    ("time", "budget", "wish", "fields"),
    list(product((None, 30, 120), (None, Decimal(0), Decimal(30)), (None, "alone", "others", "either"),
            (SHORT, DEAR, UNKNOWN, ABROAD))),
)  # fmt: skip
def test_no_need_makes_an_empty_or_contradicting_reason(
    time: int | None, budget: Decimal | None, wish: str | None, fields: dict[str, Any]
) -> None:
    """Whatever is known of the need: a claim about a wish or a budget only where there is one."""
    need = Need(time=time, budget=budget, currency="EUR", with_=wish)
    option = Option("it", "It", topics=("feedback",), **fields)
    request = AdviceRequest("", ("feedback",), need)
    for chosen in recommend(request, Catalogue((option,), TOPICS)).options:
        slugs = [reason.slug for reason in chosen.reasons]
        assert len(slugs) == len(set(slugs)) >= 2
        assert len({"free", "price", "budget", "price-unknown", "currency"} & {*slugs}) == 1
        assert len({"time", "length-unknown"} & {*slugs}) == 1
        assert not {"alone", "others"} & {*slugs}  # they wrote nothing
        assert {"alone": "wish-alone", "others": "wish-others"}.get(wish or "", "") in ("", *slugs) or (
            fields.get("with_", "either") != wish
        )
        assert ("budget" in slugs) <= (budget is not None)
        text = why(chosen.reasons, "en", TO_CONCIERGE)
        assert "you" not in text.split()
        assert ", ," not in text
        assert not text.startswith(",")


def test_every_reason_is_there_for_both_readers() -> None:
    """Nothing is said to "you" where a concierge reads, nor of "them" to the worker."""
    assert SENTENCES <= REASONS.keys()
    assert not REASONS.keys() & FACTS.keys()
    assert all(len(pair) == 2 for forms in REASONS.values() for pair in forms)
    for slug, (worker, concierge) in REASONS.items():
        assert not {"you", "your"} & {*concierge[0].split()}, slug
        assert not {"je", "jij", "jouw"} & {*concierge[1].split()}, slug
        assert not {"they", "their"} & {*worker[0].split()}, slug
    assert all(len(pair) == 2 for pair in BECAUSE.values())
