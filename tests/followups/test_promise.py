"""When a promise is reminded and escalated, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases.marks import Mark
from cases.model import CaseState, Direction, Role
from cases.settings import Concierge, Span
from followups.promise import (
    ESCALATED,
    OTHERS_TOLD,
    REMINDED,
    WAIT,
    WAIT_OVER,
    due_steps,
    waited,
    was_reminded,
)
from followups.recipients import escalated, not_told, reminded
from tests.followups.clock_cases import ANNA, BRAM, CARL, LEAD, MARIA, at, case, mark, message, settings

MONDAY = date(2026, 11, 23)
MONDAY_ONE = at("2026-11-23 13:00").isoformat(timespec="seconds")


def steps(now: str, marks: tuple[Mark, ...] = (), how: dict[str, Any] | None = None, **fields: Any) -> str:
    found = due_steps(case(**fields), marks, settings(**(how or {})), at(now))
    return " ".join(found)


@pytest.mark.parametrize(
    ("now", "promised", "expected"),
    [
        # two working hours before, and from the promised time on
        ("2026-11-23 10:59", "2026-11-23 13:00", ""),
        ("2026-11-23 11:00", "2026-11-23 13:00", "reminded"),
        ("2026-11-23 12:59", "2026-11-23 13:00", "reminded"),
        ("2026-11-23 13:00", "2026-11-23 13:00", "escalated"),
        ("2026-12-23 13:00", "2026-11-23 13:00", "escalated"),
        # across a night and a weekend: one hour of Monday, one of Friday
        ("2026-11-20 15:59", "2026-11-23 10:00", ""),
        ("2026-11-20 16:00", "2026-11-23 10:00", "reminded"),
        ("2026-11-22 12:00", "2026-11-23 10:00", "reminded"),
        # across Christmas (a Friday) and its weekend
        ("2026-12-24 15:59", "2026-12-28 10:00", ""),
        ("2026-12-24 16:00", "2026-12-28 10:00", "reminded"),
        ("2026-12-28 10:00", "2026-12-28 10:00", "escalated"),
        # across the change to summer time (Sunday 28 March) and Easter Monday
        ("2027-03-26 15:59", "2027-03-30 10:00", ""),
        ("2027-03-26 16:00", "2027-03-30 10:00", "reminded"),
        # across the change to winter time (Sunday 25 October)
        ("2026-10-23 15:59", "2026-10-26 10:00", ""),
        ("2026-10-23 16:00", "2026-10-26 10:00", "reminded"),
        ("2026-10-26 10:00", "2026-10-26 10:00", "escalated"),
    ],
)  # fmt: skip
def test_reminder_and_escalation_follow_working_time(now: str, promised: str, expected: str) -> None:
    """Nights, weekends, holidays and the change of the clocks do not count."""
    assert expected == steps(now, promised_at=at(promised))


@pytest.mark.parametrize(
    ("now", "marks", "how", "fields", "expected"),
    [
        ("2026-11-23 12:00", (mark(REMINDED, MONDAY_ONE),), {}, {}, ""),  # once a promise
        ("2026-11-23 12:00", (mark(REMINDED, "2026-11-20T13:00:00+01:00"),), {}, {}, "reminded"),
        ("2026-11-23 14:00", (mark(ESCALATED, MONDAY_ONE),), {}, {}, ""),
        ("2026-11-23 14:00", (mark(REMINDED, MONDAY_ONE),), {}, {}, "escalated"),
        ("2026-11-23 12:00", (), {}, {"state": CaseState.OPEN}, "reminded"),
        ("2026-11-23 14:00", (), {}, {"state": CaseState.WAITING}, ""),
        ("2026-11-23 14:00", (), {}, {"state": CaseState.ANSWERED}, ""),
        ("2026-11-23 14:00", (), {}, {"state": CaseState.CLOSED}, ""),
        ("2026-11-23 14:00", (), {}, {"promised_at": None}, ""),  # imported
        ("2026-11-23 12:00", (), {"remind": Span()}, {}, ""),
        ("2026-11-23 09:30", (), {"remind": Span(working_minutes=240)}, {}, ""),  # as long as the target
        ("2026-11-23 14:00", (), {}, {"wait_until": at("2026-11-25 09:00")}, ""),
        # a #wait that ended on Wednesday at nine: told then, escalated two working hours later
        ("2026-11-25 09:01", (mark(WAIT), mark(WAIT_OVER, "", "2026-11-25 09:00")), {}, {}, ""),
        ("2026-11-25 10:59", (mark(WAIT), mark(WAIT_OVER, "", "2026-11-25 09:00")), {}, {}, ""),
        ("2026-11-25 11:00", (mark(WAIT), mark(WAIT_OVER, "", "2026-11-25 09:00")), {}, {}, "escalated"),
    ],
)  # fmt: skip
def test_each_once_and_only_where_an_answer_is_owed(
    now: str, marks: tuple[Mark, ...], how: dict[str, Any], fields: dict[str, Any], expected: str
) -> None:
    """Marks of the same promise stop a step, other states owe nothing, a #wait postpones both."""
    assert expected == steps(now, marks, how, **fields)


KNOWN = [
    # (marks, does the owner know?)
    ((), False),
    ((mark(REMINDED, MONDAY_ONE),), True),
    ((mark(REMINDED, "2026-11-20T13:00:00+01:00"),), False),  # of an earlier promise
    ((mark(ESCALATED, MONDAY_ONE),), False),
    ((mark(WAIT), mark(WAIT_OVER, "", "2026-11-25 09:00")), True),  # the end of a #wait said it
    ((mark(WAIT),), False),  # it runs
]


@pytest.mark.parametrize(("marks", "knows"), KNOWN)
def test_whether_the_owner_was_reminded(marks: tuple[Mark, ...], knows: bool) -> None:
    """Of this very promise; a #wait whose end is not known has reminded nobody."""
    assert knows is was_reminded(case(), marks, settings())


def test_a_mail_of_the_moment_ends_no_wait() -> None:
    """The worker's mail that came before the #wait is the one that it was set for."""
    wrote = message(at("2026-11-23 10:00"), Direction.IN, Role.WORKER, "follow-up")
    set_then = (mark(WAIT, "", "2026-11-23 10:00"),)
    assert waited(case(messages=(wrote,)), set_then) is None
    assert waited(case(), ()) is None


def test_a_wait_ends_when_the_worker_writes() -> None:
    """The promise counts again some time after that mail, not at once."""
    wrote = message(at("2026-11-24 10:00"), Direction.IN, Role.WORKER, "follow-up")
    found = case(messages=(wrote,))
    waiting = (mark(WAIT, "", "2026-11-23 10:00"),)
    assert () == due_steps(found, waiting, settings(), at("2026-11-24 11:59"))
    assert ("escalated",) == due_steps(found, waiting, settings(), at("2026-11-24 12:00"))
    assert was_reminded(found, waiting, settings())


@pytest.mark.parametrize(
    ("now", "marks", "fields", "expected"),
    [
        ("2026-11-23 09:59", (), {}, ""),
        ("2026-11-23 10:00", (), {}, "others-told"),
        ("2026-11-23 10:00", (mark(OTHERS_TOLD),), {}, ""),
        ("2026-11-23 10:00", (), {"topics": ()}, ""),  # everybody was told at once
        ("2026-11-23 10:00", (), {"owner": "bram@example.org", "state": CaseState.OPEN}, ""),
        ("2026-11-23 10:00", (), {"first_answer_at": at("2026-11-23 09:30")}, ""),
        ("2026-11-23 10:00", (), {"wait_until": at("2026-11-24 09:00")}, ""),
        ("2026-11-23 08:59", (), {"created_at": at("2026-11-20 16:30")}, ""),  # since Friday half past four
        ("2026-11-23 09:30", (), {"created_at": at("2026-11-20 16:30")}, "others-told"),
    ],
)  # fmt: skip
def test_others_hear_after_a_working_hour(
    now: str, marks: tuple[Mark, ...], fields: dict[str, Any], expected: str
) -> None:
    """When those of the topic neither answered nor took the case."""
    assert expected == steps(now, marks, **({"topics": ("presenting",)} | fields))


def test_others_are_those_on_duty_who_had_no_mail() -> None:
    """Beside the topic's own; nobody twice; no Dutch-only concierge for an English case."""
    found, today = case(topics=("presenting",)), date(2026, 11, 23)
    assert (ANNA,) == not_told(found, {BRAM.address}, settings(), today)
    assert () == not_told(found, {BRAM.address, ANNA.address}, settings(), today)
    dutch = case(topics=("presenting",), language="nl")
    assert (ANNA, CARL) == not_told(dutch, {BRAM.address}, settings(), today)


ASKING = Concierge("Maria Jansen", MARIA.address)
AWAY = ((date(2026, 11, 23), date(2026, 11, 27)),)


@pytest.mark.parametrize(
    ("owner", "told", "away", "expected"),
    [
        ("anna@example.org", {"anna@example.org", "bram@example.org"}, (), "Anna"),
        ("anna@example.org", {"anna@example.org"}, ("Anna",), "Anna Bram"),  # an absent owner's case
        (None, {"anna@example.org"}, (), "Anna"),  # all who were told
        (None, {"anna@example.org", "bram@example.org"}, ("Anna",), "Bram"),
        (None, {"anna@example.org"}, ("Anna",), "Bram"),  # none of them is there
        (None, set(), (), "Anna Bram"),
        ("gone@example.org", set(), (), "Anna Bram"),  # not on the roster any more
        (None, {"anna@example.org", "maria@example.org"}, (), "Anna"),  # not the worker
    ],
)  # fmt: skip
def test_who_is_reminded(owner: str | None, told: set[str], away: tuple[str, ...], expected: str) -> None:
    """The owner, or all told; those on duty as well when the owner is absent."""
    people = [replace(c, away=AWAY) if c.name.split()[0] in away else c for c in (ANNA, BRAM, CARL)]
    found = reminded(case(owner=owner), told, settings(*people), date(2026, 11, 23))
    assert expected == " ".join(c.name.split()[0] for c in found)


@pytest.mark.parametrize(
    ("owner", "knows", "lead", "people", "expected"),
    [
        ("anna@example.org", True, (LEAD,), (ANNA, BRAM, CARL), "Bram lead@example.org"),
        ("anna@example.org", False, (LEAD,), (ANNA, BRAM), "Anna Bram lead@example.org"),
        (None, True, (LEAD,), (ANNA, BRAM), "Anna Bram lead@example.org"),
        (None, True, ("bram@example.org",), (ANNA, BRAM), "Anna Bram"),  # one mail a person
        (None, True, ("carl@example.org",), (ANNA, CARL), "Anna Carl"),  # the lead in any language
        ("anna@example.org", True, ("anna@example.org",), (ANNA, BRAM), "Bram"),
        ("anna@example.org", True, (), (ANNA,), "Anna"),  # somebody in any case
        ("anna@example.org", True, ("anna@example.org",), (ANNA,), "Anna"),
        (None, True, (), (ANNA,), "Anna"),
        (None, True, ("maria@example.org",), (ASKING, ANNA), "Anna"),  # a concierge who asks
        (None, True, (), (ASKING,), "Maria"),  # alone
        ("maria@example.org", True, (), (ASKING,), "Maria"),
        ("anna@example.org", True, ("maria@example.org",), (ANNA, BRAM), "Bram"),  # not the worker
    ],
)  # fmt: skip
def test_who_hears_of_a_broken_promise(
    owner: str | None, knows: bool, lead: tuple[str, ...], people: tuple[Any, ...], expected: str
) -> None:
    """The other concierges and the lead; the owner when nobody reminded them, or nobody else is there."""
    found = escalated(
        case(owner=owner), owner_knows=knows, settings=settings(*people, lead=lead), today=MONDAY
    )
    assert expected == " ".join((*(c.name.split()[0] for c in found.concierges), *found.lead))
    assert MARIA.address not in found.lead


def test_concierge_who_asks_is_not_reminded_of_their_own_question() -> None:
    """They were told of it, as the requester."""
    found = reminded(case(), {MARIA.address, ANNA.address}, settings(ASKING, ANNA), MONDAY)
    assert (ANNA,) == found
    assert (ANNA,) == reminded(case(), set(), settings(ASKING, ANNA), MONDAY)
