"""Reports by the clock: once a month and reader, once a quarter and reader, whatever stops and starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.catalogue import Catalogue, Topic
from cases.settings import Client, ReportSettings, Settings
from db.tables import Event, Outbox
from followups.reports import Counted
from followups.runner import Followups
from reports.figures import Period, Rows, figures
from reports.published import document, publish
from templates.drafts import Writer
from templates.load import load_library
from tests.followups import clock_cases as clock
from tests.reports import hand_counted as by_hand

LIBRARY = load_library()
DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # nine o'clock in Brussels
APRIL = datetime(2027, 4, 8, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BRUSSELS = ZoneInfo("Europe/Brussels")
NOVEMBER = Period(datetime(2026, 11, 1, tzinfo=BRUSSELS), datetime(2026, 12, 1, tzinfo=BRUSSELS))
TOPICS = Catalogue((), (Topic("talks", {"en": "Speaking", "nl": "Spreken"}),))
QUIET = {"digest": "", "lead_digest": ""}


class Service:
    """A service of Anna and Bram, led by `lead`; `asked`: what was counted for it, in order."""

    def __init__(self, *lead: str, empty: bool = False, **report: Any) -> None:
        self.settings: Settings = replace(
            clock.settings(clock.ANNA, clock.BRAM, lead=lead or (clock.LEAD,), **QUIET),
            report=ReportSettings(**report),
        )
        self.asked: list[date] = []
        self.empty = empty
        self.runner = self.started()

    def started(self) -> Followups:
        counted = Counted(self.month, self.quarter)
        return Followups(self.settings, Writer(self.settings, LIBRARY), lambda: TOPICS, counted=counted)

    def month(self, first: date, now: datetime) -> Mapping[str, Any]:
        self.asked.append(first)
        rows = Rows() if self.empty else Rows(by_hand.cases(), by_hand.recommendations())
        return figures(rows, self.settings, NOVEMBER, by_hand.NOW, TOPICS).as_json()

    def quarter(self, first: date, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        self.asked.append(first)
        if self.empty:
            return {}
        form = publish(by_hand.cases(), 3, ()).as_json()
        zone = by_hand.NOW.tzinfo
        return {each: document("2027-Q1", each, form, zone).as_json() for each in ("", "north")}  # type: ignore[arg-type]


def mailed() -> list[tuple[str, str]]:
    return [(row.kind, row.recipient) for row in Outbox.select().order_by(Outbox.id)]


@pytest.fixture(autouse=True)
def _opened(database: object) -> None:
    """Each on an empty database."""


def test_each_lead_gets_the_month_once() -> None:
    """On the first working day; not again that day, the next, or after a restart; next month again."""
    its = Service("lead@example.org", "LEAD@example.org", "anna@example.org")
    assert 2 == its.runner.run_once(DECEMBER)
    both = [("report", "lead@example.org"), ("report", "anna@example.org")]
    assert both == mailed()
    for later in (DECEMBER, DECEMBER + timedelta(hours=1), DECEMBER + DAY, DECEMBER + 9 * DAY):
        assert 0 == its.runner.run_once(later)
        assert 0 == its.started().run_once(later)
    assert [date(2026, 11, 1)] * 2 == its.asked
    assert 2 == its.started().run_once(datetime(2027, 1, 4, 8, 0, tzinfo=UTC))
    assert both * 2 == mailed()
    assert date(2026, 12, 1) == its.asked[-1]


@pytest.mark.parametrize("report", [{"monthly": False}, {}])
def test_nobody_gets_it_who_does_not_want_it(report: dict[str, Any]) -> None:
    """Neither where it is switched off, nor of a month in which nothing was asked; that is marked, once."""
    its = Service(empty=not report, **report)
    taken = 0 if report else 1
    assert (taken, []) == (its.runner.run_once(DECEMBER), mailed())
    assert (0, []) == (its.runner.run_once(DECEMBER + DAY), mailed())
    marks = [(row.event, row.detail) for row in Event.select()]
    assert ([] if report else [("report.empty", "2026-11")]) == marks


def test_the_quarter_goes_once_to_who_is_to_get_it() -> None:
    """In its published form, of the cases of no client alone: a client's go to nobody else."""
    its = Service(monthly=False, publish_to=("hr@example.org", "HR@example.org", "board@example.org"))
    assert 2 == its.runner.run_once(APRIL)
    assert [("report", "hr@example.org"), ("report", "board@example.org")] == mailed()
    for later in (APRIL, APRIL + DAY, APRIL + 21 * DAY):
        assert 0 == its.started().run_once(later)
    texts = [row.draft["text"] for row in Outbox.select()]
    assert all("Speaking" in text or "not told" in text for text in texts)
    assert not any("north" in text for text in texts)
    marks = [(row.event, row.detail) for row in Event.select() if row.event != "mail.queued"]
    assert [("published.sent", "2027-Q1")] * 2 == marks


def test_each_client_gets_its_own_form() -> None:
    """Whom it names, in its language; nobody gets two, and no form goes to another client's people."""
    its = Service(monthly=False, publish_to=("hr@example.org",))
    north = Client(
        "north", "North", ("north.example",), languages=("nl",), publish_to=("boss@north.example",)
    )
    south = Client("south", "South", publish_to=("boss@south.example", "hr@example.org"))
    its.settings = replace(its.settings, clients=(north, south))
    assert 4 == its.started().run_once(APRIL)  # of South nothing can be told, which is marked for both
    assert [("report", "hr@example.org"), ("report", "boss@north.example")] == mailed()
    own, norths = [row.draft for row in Outbox.select().order_by(Outbox.id)]
    assert "Waar mensen naar vragen: kwartaal 1 van 2027, North" == norths["subject"]
    assert "North" not in own["subject"] + own["text"]
    assert 0 == its.started().run_once(APRIL + DAY)


def test_a_quarter_is_not_published_before_somebody_is_to_get_it() -> None:
    """Without a reader nothing is counted, so nothing is frozen; with nothing to tell it is marked."""
    assert (0, []) == ((its := Service(monthly=False)).runner.run_once(APRIL), its.asked)
    none = Service(monthly=False, empty=True, publish_to=("hr@example.org",))
    assert (1, []) == (none.runner.run_once(APRIL), mailed())
    assert 0 == none.started().run_once(APRIL + DAY)


def test_a_dry_run_writes_nothing() -> None:
    """It says what would go out, and leaves no mark."""
    its = Service()
    assert 1 == len(its.runner.rehearse(DECEMBER))
    assert ([], 0) == (mailed(), Event.select().count())


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (("en", "nl"), ("Report of November 2026: 7 requests, rated 3.7", "| requests | 7 |", "Speaking",
                        "A session in-house would pay", "█", "| anna |", "nobody")),
        (("nl", "en"), ("Rapport van november 2026: 7 aanvragen, score 3,7", "| aanvragen | 7 |", "Spreken",
                        "Een eigen sessie zou lonen", "█", "| anna |", "niemand")),
    ],
)  # fmt: skip
def test_the_mail_is_in_the_readers_language(languages: tuple[str, ...], said: tuple[str, ...]) -> None:
    """With bars of blocks, what asks for something to be done, and each concierge."""
    its = Service()
    its.settings = replace(its.settings, languages=languages, session_threshold=2)
    its.started().run_once(DECEMBER)
    [draft] = [row.draft for row in Outbox.select()]
    whole = f"{draft['subject']} {draft['text']}"
    assert [] == [words for words in said if words not in whole]
    assert "auto-generated" == draft["automatic"]
