"""Figures of the report, against a set of cases that was counted by hand (tests/reports/hand_counted.py)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.catalogue import Catalogue
from cases.settings import Settings
from cases.tokens import Signer
from reports.figures import Period, Rows, figures
from reports.independence import independence
from reports.measures import percentile
from tests.reports import hand_counted as by_hand

SETTINGS = Settings("Learning Help", "UTC", ("en",), (), (), Signer({0: b"x"}, 0), session_threshold=3)
COMMENT = (2, by_hand.NOW, 2, "Too slow.")


ALL = Period()


def counted(period: Period = ALL, *, lead: bool = True) -> dict[str, Any]:
    rows = Rows(by_hand.cases(), by_hand.recommendations(), (COMMENT,))
    return figures(rows, SETTINGS, period, by_hand.NOW, Catalogue(), lead=lead).as_json()


def at(found: Any, path: str) -> Any:
    """The figure at "quality.rating.mean"; "quality.by_topic/excel.cases" is of the group of that name."""
    for name in path.split("."):
        key, _, group = name.partition("/")
        found = found[key]
        if group:
            found = next(each for each in found if group in each.values())
    return found


BY_HAND: dict[str, Any] = {
    "quality.cases": 7,  # all but the imported 7 and the rejected 8
    "quality.imported": 1,
    "quality.rejected": 1,
    "quality.states": {"new": 1, "open": 1, "waiting": 0, "answered": 2, "closed": 3},
    # 1: 60, 2: one hour on the 16th and one on the 17th, 3: 360, 5: an hour on Friday
    "quality.first_answer": {"count": 4, "median_minutes": 90, "p90_minutes": 360},
    # 1: 60, 2: 60 + 480 + 60, 3: 360, 5: 60 + 240
    "quality.advice": {"count": 4, "median_minutes": 330, "p90_minutes": 600},
    # 1, 2, 5 kept; 3 late; 4 never; 6 may still be; 9 was closed before
    "quality.promise": {
        "count": 5, "kept": 3, "share": 0.6,
        "interval": {"low": 0.231, "high": 0.882, "few": True, "method": "wilson-95"},
    },
    "quality.rating.count": 3,
    "quality.rating.asked": 4,
    "quality.rating.response_rate": 0.75,
    "quality.rating.mean": 3.67,
    "quality.rating.distribution": {"1": 0, "2": 1, "3": 0, "4": 1, "5": 1},
    "quality.rating.low": 1,
    "quality.reopened": {"cases": 1, "share": 0.143, "asked_again": 2, "asked_again_share": 0.286},
    "quality.rounds": {"count": 4, "mean": 1.75, "distribution": {"0": 1, "1": 1, "2": 1, "3+": 1}},
    # case 1; case 2 is one option, case 3 has none that is known to be free, case 5 is one option
    "quality.range": {"recommendations": 4, "ranges": 1, "share": 0.25, "mean_options": 1.5},
    "quality.independence.options": 6,
    "quality.independence.cases": 4,
    "quality.independence.providers": [
        {"provider": "Acme", "options": 3, "share": 0.5},
        {"provider": "Library", "options": 2, "share": 0.333},
        {"provider": "Club", "options": 1, "share": 0.167},
    ],
    "quality.independence.price": {"free": 2, "paid": 3, "unknown": 1},
    "quality.independence.prices": [
        {"currency": "EUR", "options": 2, "least": "99.90", "median": "149.95", "most": "200"},
        {"currency": "USD", "options": 1, "least": "20", "median": "20", "most": "20"},
    ],
    "quality.independence.kinds/course.options": 2,
    "quality.independence.training": 2,
    "quality.independence.interest": 1,
    "quality.independence.free_share": 0.333,
    "quality.independence.non_training_share": 0.667,
    "quality.independence.interest_share": 0.167,
    "quality.independence.above_share": ["Acme"],
    "quality.trends": [],
    "quality.by_topic/excel.cases": 3,
    "quality.by_topic/excel.first_answer": {"count": 3, "median_minutes": 120, "p90_minutes": 360},
    "quality.by_topic/talks.promise.kept": 1,
    "quality.by_topic/talks.promise.count": 3,
    "quality.by_language/nl.cases": 3,
    "quality.by_language/nl.rating.mean": 2.0,
    "quality.by_client/north.promise.share": 1.0,
    "quality.by_client/south.cases": 3,
    "quality.by_month/2026-11.cases": 7,
    "quality.by_concierge/anna.cases": 3,
    "quality.by_concierge/bram.rating.count": 1,
    "quality.comments": [
        {"case": "LC-2", "at": "2026-12-01T00:00:00Z", "rating": 2, "comment": "Too slow."}
    ],
    "demand.cases": 8,  # all but the rejected 8
    "demand.people": 7,  # A twice
    "demand.without_topic": 1,
    "demand.topics": [
        {"topic": "talks", "cases": 4, "people": 4},
        {"topic": "excel", "cases": 3, "people": 3},
        {"topic": "planning", "cases": 1, "people": 1},
    ],
    "demand.languages": {"en": 4, "nl": 4},
    "demand.clients": {"north": 3, "south": 3},
    "demand.months/2026-11.people": 7,
    "demand.movements.new": None,  # two weeks of cases say nothing
    "demand.movements.rising": None,
    "demand.movements.seasons": None,
    "demand.sessions": [],  # excel: two people of north, one of south; talks: C and D of south
    "demand.unanswered/excel": {
        "topic": "excel", "cases": 3, "people": 3, "low_ratings": 1, "late": 1, "nothing_to_offer": 3,
        "examples": ["LC-3", "LC-2", "LC-1"],
    },
    "demand.lacks/talks.options": 0,
}  # fmt: skip


@pytest.mark.parametrize("path", BY_HAND)
def test_figures_are_those_counted_by_hand(path: str) -> None:
    """Each figure of the report over the set of tests/reports/hand_counted.py."""
    assert BY_HAND[path] == at(counted(), path)


def test_session_needs_people_of_one_client() -> None:
    """Case 3 moved to the client of the others: three people for excel, with what they named."""
    rows = [row | ({"client": "north"} if row["id"] == 3 else {}) for row in by_hand.cases()]
    found = figures(Rows(rows), SETTINGS, Period(), by_hand.NOW).as_json()["demand"]["sessions"]
    assert [
        {
            "topic": "excel", "client": "north", "people": 3, "cases": 3,
            "budgets": [
                {"currency": "EUR", "people": 2, "least": "50.50", "median": "75.25", "most": "100"},
                {"currency": "USD", "people": 1, "least": "80", "median": "80", "most": "80"},
            ],
            "minutes": 90, "minutes_named": 2, "with": {"others": 2, "alone": 1},
            "languages": {"en": 2, "nl": 1},
        }
    ] == found  # fmt: skip
    four = replace(SETTINGS, session_threshold=4)
    assert [] == figures(Rows(rows), four, Period(), by_hand.NOW).as_json()["demand"]["sessions"]


def test_filters() -> None:
    """By topic, concierge and days; the period before a whole month is the month before."""
    november = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    assert (3, 3) == (
        at(counted(Period(topic="excel")), "quality.cases"),
        at(counted(Period(topic="excel")), "quality.independence.options") - 2,  # those of case 3 too
    )
    assert 2 == at(counted(Period(concierge="bram")), "quality.cases")
    later = Period(by_hand.NOW - timedelta(days=12), by_hand.NOW)  # from the 19th on
    assert 3 == at(counted(later), "quality.cases")
    trend = {each["figure"]: each for each in at(counted(november), "quality.trends")}
    assert {"figure": "cases", "now": 7, "before": 0} == trend["cases"]
    assert {"figure": "promise_share", "now": 0.6, "before": None} == trend["promise_share"]


def test_who_leads_nothing_sees_no_concierges() -> None:
    """Nor what people wrote."""
    assert None is at(counted(lead=False), "quality.by_concierge")
    assert [] == at(counted(lead=False), "quality.comments")
    assert [] == at(counted(lead=False), "demand.similar")


def test_promise_that_was_moved_counts_as_it_was_first_given() -> None:
    """An answer by a later promise broke the first one; the rows know only that one."""
    late = by_hand.case(
        1, 1, "excel", by_hand.NOW - timedelta(days=9),
        first_promised_at=by_hand.NOW - timedelta(days=8), first_answer_at=by_hand.NOW - timedelta(days=7),
    )  # fmt: skip
    found = figures(Rows([late]), SETTINGS, Period(), by_hand.NOW)
    assert (1, 0) == (found.quality.promise.count, found.quality.promise.kept)


def test_nearest_rank() -> None:
    """Nine of ten are not above it."""
    assert (9, 1, None) == (percentile(range(1, 11), 0.9), percentile([1], 0.9), percentile([], 0.9))


def test_few_options_say_nothing_of_providers() -> None:
    """A share above the limit is a warning from five options on."""
    rows = by_hand.recommendations()
    assert (("Acme",), (), ()) == tuple(
        independence(each, limit).above_share for each, limit in ((rows, 0.4), (rows[:4], 0.4), (rows, 0.5))
    )


def test_nothing_to_count() -> None:
    """An empty period gives every figure, without a value or with none, not an error."""
    found = figures(Rows(), SETTINGS, Period(), by_hand.NOW, Catalogue()).as_json()
    assert ["period", "quality", "demand"] == list(found)
    empty = [at(found, path) for path in BY_HAND if "/" not in path]
    assert not [each for each in empty if each not in (0, None, [], {}) and not isinstance(each, dict)]
    assert (None, None, 0) == tuple(
        at(found, f"quality.{path}") for path in ("rating.mean", "promise.share", "promise.count")
    )
