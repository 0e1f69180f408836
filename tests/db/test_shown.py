"""Cases, people and health as shown outside, with the keys of CONTRACT 2."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from cases.effects import ChangeCase, MoveCase, MoveSurvey, RecordEvent, SendMail
from cases.model import CaseEvent, CaseState, InboundState, Kind, Need, SurveyState
from cases.typed import as_typed
from db import cases, health, inbound, leases, tables, timeline
from db.cases import Filter
from tests.db.letters import BOX, MARIA, NOW, TOKEN, carry_out, draft, letter, open_case, store

pytestmark = pytest.mark.usefixtures("database")

LATER = NOW + timedelta(days=1)


def full_case() -> int:
    """A case with something in every field."""
    (mail,) = store(letter())
    inbound.describe(mail, Kind.REQUEST, MARIA.addr_spec, "Presenting")
    number = open_case(mail)
    need = Need("speak", "read", "others", 120, Decimal("99.95"), "EUR", date(2026, 12, 1))
    fields = {
        "owner": "anna@example.org",
        "topics": ("presenting",),
        "client": "example",
        "need": need,
        "first_answer_at": NOW,
        "recommended_at": NOW,
    }
    carry_out(
        ChangeCase(number, fields, "case.changed", "anna@example.org"),
        MoveSurvey(number, SurveyState.SCHEDULED, fields={"due_at": LATER}),
        MoveCase(number, CaseEvent.CLOSED, CaseState.NEW, CaseState.CLOSED, "anna@example.org"),
        now=LATER,
    )
    return number


def test_a_case_in_the_list() -> None:
    """Every key is there, times are RFC 3339 UTC, and it is JSON."""
    full_case()
    (shown,) = cases.listing(Filter(), "LC")
    expected = {
        "case": "LC-1",
        "state": "closed",
        "subject": "Presenting",
        "requester": {"name": "Maria Janssens", "address": "maria@example.org"},
        "owner": "anna@example.org",
        "topics": ["presenting"],
        "language": "en",
        "client": "example",
        "origin": "mail",
        "need": {
            "about": "speak",
            "tried": "read",
            "with": "others",
            "time": 120,
            "budget": {"amount": 99.95, "currency": "EUR"},
            "by": "2026-12-01",
        },
        "created_at": "2026-11-23T09:00:00Z",
        "first_answer_at": "2026-11-23T09:00:00Z",
        "recommended_at": "2026-11-23T09:00:00Z",
        "closed_at": "2026-11-24T09:00:00Z",
        "survey": {
            "state": "scheduled",
            "reason": None,
            "due_at": "2026-11-24T09:00:00Z",
            "asked_at": None,
            "rating": None,
            "comment": None,
        },
    }
    assert expected == json.loads(json.dumps(shown))


def test_empty_fields_are_shown_empty() -> None:
    """A fresh case has every key, with null or nothing."""
    open_case()
    (shown,) = cases.listing(Filter(), "LC")
    assert (None, [], None, None, None) == tuple(
        shown[key] for key in ("owner", "topics", "client", "closed_at", "survey")
    )
    assert {"about": None, "tried": None, "with": None, "time": None, "budget": None, "by": None} == shown[
        "need"
    ]


def test_one_case_with_its_timeline() -> None:
    """Messages and timeline in order, with their keys, beside what the list shows."""
    number = full_case()
    shown = cases.showing(number, "LC")
    assert shown is not None
    listed = next(cases.listing(Filter(), "LC"))
    assert listed == {key: shown[key] for key in listed}
    assert {"messages", "timeline"} == set(shown) - set(listed)
    assert {
        "at": "2026-11-23T09:00:00Z",
        "direction": "in",
        "from": "maria@example.org",
        "to": [BOX],
        "kind": "request",
        "message_id": "<letter-1@example.org>",
        "new_text": "How do I present better?",
    } == shown["messages"][0]
    assert ("acknowledgement", f"<{TOKEN}.1@example.org>") == (
        shown["messages"][1]["kind"],
        shown["messages"][1]["message_id"],
    )
    assert {
        "at": "2026-11-24T09:00:00Z",
        "event": "case.moved",
        "actor": "anna@example.org",
        "detail": "new -> closed",
    } == shown["timeline"][-1]
    assert cases.showing(99, "LC") is None


def test_the_original_bytes_of_a_message() -> None:
    """The first message has its octets; our own answer and a message that is not there have none."""
    number = full_case()
    assert [letter(), None, None, None] == [cases.raw(number, each) for each in (1, 2, 3, 0)]


FILTERS: tuple[tuple[Filter, list[str]], ...] = (
    (Filter(), ["LC-1", "LC-2"]),
    (Filter(states=(CaseState.NEW,)), ["LC-2"]),
    (Filter(states=(CaseState.NEW, CaseState.CLOSED)), ["LC-1", "LC-2"]),
    (Filter(concierge="Anna@example.org"), ["LC-1"]),
    (Filter(client="example"), ["LC-1"]),
    (Filter(client="other"), []),
    (Filter(topic="presenting"), ["LC-1"]),
    (Filter(topic="present"), []),
    (Filter(since=LATER), ["LC-2"]),
    (Filter(until=LATER), ["LC-1"]),
    (Filter(states=(CaseState.NEW,), client="example"), []),
)


def test_filters() -> None:
    """Each filter narrows the list, together they narrow it further."""
    full_case()
    open_case(now=LATER)
    assert [expected for _, expected in FILTERS] == [
        [shown["case"] for shown in cases.listing(wanted, "LC")] for wanted, _ in FILTERS
    ]


def test_health_counts_what_waits() -> None:
    """Undecided mail, due surveys and waits, due mail going out; what is held, and since when."""
    number = full_case()
    first, second, _ = store(letter(2), letter(3), letter(4), first_uid=2)
    inbound.settle(first, InboundState.HELD, "proof", None, NOW)
    inbound.settle(second, InboundState.SHUNTED, "shunted", None, NOW)
    carry_out(
        SendMail(draft(not_before=LATER)),
        ChangeCase(number, {"wait_until": NOW}, "case.wait", "anna"),
    )
    health.beat("intake", NOW, succeeded=True)
    health.beat("intake", LATER, succeeded=False, detail="no route to host")
    figures = health.figures(NOW)
    assert {"intake": 1, "followups": 1, "outbox": 1} == {
        role: figures.roles[role].waiting for role in figures.roles
    }
    assert (2, NOW) == (figures.held, figures.oldest_held)
    assert health.Role(LATER, NOW, 1, "no route to host") == figures.roles["intake"]
    assert (None, None) == (figures.roles["outbox"].alive_at, figures.roles["outbox"].last_success_at)
    later = health.figures(LATER)
    assert {"intake": 1, "followups": 2, "outbox": 2} == {
        role: later.roles[role].waiting for role in later.roles
    }


def test_health_of_an_empty_store() -> None:
    """Nothing waits, nothing is held, nobody was seen."""
    figures = health.figures(NOW)
    assert (0, None) == (figures.held, figures.oldest_held)
    assert {"intake", "followups", "outbox"} == set(figures.roles)


def test_a_lease_has_one_holder() -> None:
    """Another waits until it ends or is given back; the holder may renew it at any time."""
    soon = NOW + timedelta(minutes=1)

    def take(holder: str) -> bool:
        return leases.take("role:followups", holder, soon, NOW)

    assert [True, False, True] == [take("one"), take("two"), take("one")]
    assert leases.take("role:followups", "two", LATER, soon)
    leases.release("role:followups", "one")
    assert not take("one")
    leases.release("role:followups", "two")
    assert take("one")
    assert leases.take("mailbox:x@example.org", "two", LATER, NOW)


def test_the_newest_line_says_how_far_the_clock_has_been() -> None:
    """Nothing may be played before it."""
    assert timeline.newest() is None
    for days in range(3):
        carry_out(RecordEvent(None, "service.tested", "service", str(days)), now=NOW + timedelta(days=days))
    assert NOW + timedelta(days=2) == timeline.newest()


def test_moments_outside_the_calendar_are_kept() -> None:
    """A mail dated in the year 1 or 9999 in a far zone does not stop the store."""
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
    far = [
        (1, letter(1), datetime(1, 1, 1, tzinfo=east)),
        (2, letter(2), datetime(9999, 12, 31, 23, tzinfo=west)),
    ]
    inbound.store(BOX, "INBOX", 7, far, NOW, 0)
    stored = [row.internal_date.year for row in tables.Inbound.select().order_by(tables.Inbound.uid)]
    assert [1, 9999] == stored


def test_letters_are_shown_as_they_were_typed() -> None:
    """What keeps typed stars from being bold is for our own mails only."""
    number = full_case()
    tables.Message.update(new_text=as_typed("=A1*B1*C1 and *stars*")).execute()
    shown = (cases.showing(number, "LC") or {})["messages"][0]
    assert "=A1*B1*C1 and *stars*" == shown["new_text"]
