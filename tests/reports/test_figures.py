"""Figures of the report, counted over plain rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cases.settings import Hours, Settings
from cases.tokens import Signer
from reports.demand import demand
from reports.figures import Period, figures
from reports.independence import independence
from reports.quality import percentile, quality

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # opening time in UTC
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(**fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": 1, "requester": 1, "state": "answered", "topics": ("presenting",), "client": None,
        "origin": "mail", "language": "en", "created_at": MONDAY, "promised_at": MONDAY + 4 * HOUR,
        "first_answer_at": MONDAY + HOUR, "recommended_at": None, "closed_at": None, "minutes": 0,
        "survey": None,
    }  # fmt: skip
    return usual | fields


def recommended(**fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "case": 1, "topic": "presenting", "topics": ("presenting",), "provider": "A", "kind": "book",
        "training": False, "price": 0.0, "interest": "",
    }  # fmt: skip
    return usual | fields


def test_answer_times_are_working_time() -> None:
    """An answer on Tuesday morning to a mail of Monday evening took the hours that somebody was there."""
    rows = [
        row(created_at=MONDAY + 7 * HOUR, first_answer_at=MONDAY + DAY + HOUR),  # 16:00 to 10:00: 2 hours
        row(first_answer_at=MONDAY + HOUR, recommended_at=MONDAY + DAY),
        row(first_answer_at=None, state="new"),
    ]
    found = quality(rows, Hours(), NOW)
    assert {"count": 2, "median_minutes": 90, "p90_minutes": 120} == found["first_answer"]
    assert {"count": 1, "median_minutes": 480, "p90_minutes": 480} == found["advice"]


def test_nearest_rank() -> None:
    """Nine of ten are not above it."""
    assert (9, 1, None) == (percentile(range(1, 11), 0.9), percentile([1], 0.9), percentile([], 0.9))


def test_promises_count_when_settled() -> None:
    """Kept, broken by a late answer, broken by none; a promise of tomorrow and one closed early are open."""
    rows = [
        row(),
        row(first_answer_at=MONDAY + 5 * HOUR),
        row(first_answer_at=None, state="new"),
        row(first_answer_at=None, state="new", promised_at=NOW + DAY),
        row(first_answer_at=None, state="closed", closed_at=MONDAY + HOUR),
        row(promised_at=None),
    ]
    assert {"count": 3, "kept": 1, "share": 0.333} == quality(rows, Hours(), NOW)["promise"]


def test_imported_and_rejected_cases_have_no_answer_times() -> None:
    """Imported cases count in demand only, rejected ones nowhere but in their own count."""
    rows = [row(), row(origin="import", state="closed"), row(state="rejected")]
    found = quality(rows, Hours(), NOW)
    assert (1, 1, 1, 1) == (
        found["cases"], found["imported"], found["rejected"], found["first_answer"]["count"],
    )  # fmt: skip
    assert {"new": 0, "open": 0, "waiting": 0, "answered": 1, "closed": 0} == found["states"]
    assert 2 == demand(rows)["cases"]


def test_ratings() -> None:
    """The response rate is of surveys that were asked; a survey that lapsed as stale was not."""
    rows = [
        row(survey={"state": "answered", "asked": True, "rating": 5}),
        row(survey={"state": "answered", "asked": True, "rating": 2}),
        row(survey={"state": "lapsed", "asked": True, "rating": None}),
        row(survey={"state": "lapsed", "asked": False, "rating": None}),
        row(survey={"state": "scheduled", "asked": False, "rating": None}),
        row(),
    ]
    assert {
        "count": 2,
        "asked": 3,
        "response_rate": 0.667,
        "mean": 3.5,
        "distribution": {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1},
    } == quality(rows, Hours(), NOW)["rating"]


def test_topics_count_people_once() -> None:
    """Ten questions of one person are one person; several topics count each."""
    rows = [
        row(requester=1),
        row(requester=1),
        row(requester=2, topics=("excel", "presenting"), language="nl", client="example"),
        row(requester=3, topics=()),
        row(requester=4, state="rejected"),
    ]
    assert {
        "cases": 4,
        "people": 3,
        "without_topic": 1,
        "topics": [
            {"topic": "presenting", "cases": 3, "people": 2},
            {"topic": "excel", "cases": 1, "people": 1},
        ],
        "languages": {"en": 3, "nl": 1},
        "clients": {"example": 1},
    } == demand(rows)


def test_spread_over_providers_and_prices() -> None:
    """A provider above the share is named; a few options say nothing yet."""
    rows = [
        recommended(),
        recommended(case=2),
        recommended(case=2, provider="B", kind="course", training=True, price=100.0, interest="ours"),
        recommended(case=3, provider="C", price=None),
        recommended(case=3, provider=""),
    ]
    found = independence(rows, 0.3)
    assert (5, 3, 1, 1, ["A"]) == (
        found["options"], found["cases"], found["training"], found["interest"], found["above_share"],
    )  # fmt: skip
    assert {"provider": "A", "options": 2, "share": 0.4} == found["providers"][0]
    assert {"free": 3, "paid": 1, "unknown": 1} == found["price"]
    assert [("book", 4), ("course", 1)] == [(k["kind"], k["options"]) for k in found["kinds"]]
    assert [] == independence(rows, 0.4)["above_share"]
    assert [] == independence(rows[:1], 0.3)["above_share"]


def test_nothing_to_count() -> None:
    """An empty period gives figures without a value, not an error."""
    found = quality((), Hours(), NOW)
    assert (None, None, None) == (
        found["promise"]["share"], found["rating"]["mean"], found["first_answer"]["median_minutes"],
    )  # fmt: skip
    assert (0, []) == (independence((), 0.4)["options"], demand(())["topics"])


def test_report_of_a_topic() -> None:
    """The whole report has three keys; a topic filters cases and what was recommended for it."""
    settings = Settings("Learning Help", "UTC", ("en",), (), (), Signer({0: b"x"}, 0))
    cases = [row(), row(requester=2, topics=("excel",))]
    options = [recommended(), recommended(topic="excel", topics=("excel",))]
    found = figures(cases, options, settings, Period(since=MONDAY, topic="excel"), NOW)
    assert ["period", "quality", "demand"] == list(found)
    assert {
        "since": "2026-11-16T09:00:00Z", "until": "2026-11-30T12:00:00Z", "client": None, "topic": "excel",
    } == found["period"]  # fmt: skip
    assert (1, 1, 1) == (
        found["quality"]["cases"], found["demand"]["people"], found["quality"]["independence"]["options"],
    )  # fmt: skip
