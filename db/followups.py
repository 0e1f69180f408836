"""What the clock did already, and what its digests count. Read only: the timeline is its memory.

Longer than 250 lines: all that the clock asks of the store, a query each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from cases.effects import Draft
from cases.marks import Mark
from cases.model import (
    ASKED_SURVEYS,
    AUTOMATIC_KINDS,
    NEVER_LEFT,
    SILENCE,
    CaseState,
    InboundState,
    Origin,
    OutboxKind,
    SurveyState,
)
from cases.model import Case as CaseValue
from cases.reasons import TAKEN_BACK, Reason
from db import comparing
from db.outgoing import load_draft
from db.tables import Case, Event, Inbound, Message, Outbox, Person, Survey
from db.values import case_of, person_of

_MANY = 500  # ids in one query: old versions of SQLite take 999 variables


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for a person; `author` is an addr-spec or ""."""

    inbound: int
    mailbox: str
    author: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Week:
    """What happened since a moment. `ratings`: rating -> how many.

    `taken_in`, `moved`: mails that the nightly comparison found passed over, or put away unread; `differs`:
    how much of what it found last is left.
    """

    opened: int
    first_answers: int
    recommended: int
    closed: int
    ratings: Mapping[int, int]
    taken_in: int = 0
    moved: int = 0
    differs: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything happened at all."""
        happened = self.opened or self.first_answers or self.recommended or self.closed or self.ratings
        return bool(happened or self.taken_in or self.moved or self.differs)


def marks(cases: Iterable[int], events: Iterable[str]) -> dict[int, tuple[Mark, ...]]:
    """Lines with these names on the timelines of these cases, oldest first (cases without any: no key)."""
    wanted, ids = list(events), list(cases)
    found: dict[int, list[Mark]] = defaultdict(list)
    for start in range(0, len(ids), _MANY):
        rows = Event.select().where(Event.case_id.in_(ids[start : start + _MANY]), Event.event.in_(wanted))
        for row in rows.order_by(Event.id):
            found[row.case_id or 0].append(Mark(row.event, row.detail, row.at))
    return {case: tuple(lines) for case, lines in found.items()}


def service_marks(events: Iterable[str], actor: str, since: datetime) -> tuple[Mark, ...]:
    """The same of the service's own timeline, by or for one address, since then."""
    rows = Event.select().where(
        Event.at >= since, Event.case_id.is_null(), Event.event.in_(list(events)), Event.actor == actor
    )
    return tuple(Mark(row.event, row.detail, row.at) for row in rows.order_by(Event.id))


def told(cases: Iterable[int]) -> dict[int, frozenset[str]]:
    """Addresses (lower case) to which any mail about these cases went."""
    ids = list(cases)
    found: dict[int, set[str]] = defaultdict(set)
    for start in range(0, len(ids), _MANY):
        rows = (
            Outbox.select(Outbox.case_id, Outbox.recipient)
            .where(Outbox.case_id.in_(ids[start : start + _MANY]), Outbox.state.not_in(NEVER_LEFT))
            .distinct()
        )
        for row in rows:
            found[row.case_id or 0].add(row.recipient)
    return {case: frozenset(addresses) for case, addresses in found.items()}


def last_messages(cases: Iterable[int]) -> dict[int, int]:
    """Id of the last message of each of these cases: what somebody who is told now knows of."""
    ids = list(cases)
    found: dict[int, int] = {}
    for start in range(0, len(ids), _MANY):
        rows = (
            Message.select(Message.case, fn.MAX(Message.id))
            .where(Message.case.in_(ids[start : start + _MANY]))
            .group_by(Message.case)
        )
        pairs: Any = rows.tuples()
        found.update(pairs)
    return found


def notifications(case: int) -> tuple[Draft, ...]:
    """What concierges were told about a case, oldest first."""
    rows = Outbox.select(Outbox.draft).where(
        Outbox.case_id == case, Outbox.kind == OutboxKind.NOTIFICATION, Outbox.state.not_in(NEVER_LEFT)
    )
    return tuple(load_draft(row.draft) for row in rows.order_by(Outbox.id))


def held_mails() -> tuple[HeldMail, ...]:
    """Mail that waits for a person (not for an operator, as shunted mail, nor for the clock, as on hold).

    What was mistyped waits for nobody: its author has the text back, and may have written anew.
    """
    rows = Inbound.select(Inbound.id, Inbound.mailbox, Inbound.author, Inbound.subject, Inbound.reason)
    rows = rows.where(Inbound.state == InboundState.HELD, Inbound.next_try_at.is_null())
    rows = rows.where(Inbound.reason != Reason.MISTYPED).order_by(Inbound.id)
    return tuple(HeldMail(r.id, r.mailbox, r.author or "", r.subject, r.reason) for r in rows)


def taken_as_automatic(since: datetime) -> int:
    """Mails received since then that were taken as automatic, and had no effect for that reason."""
    query = Inbound.select(fn.COUNT(Inbound.id)).where(
        Inbound.kind.in_(list(AUTOMATIC_KINDS)), Inbound.received_at > since, ~Inbound.backlog
    )
    return int(query.scalar())


def week(since: datetime) -> Week:
    """Figures for the lead; imported and merged cases are left out, as in the report."""
    ours = Case.merged_into.is_null() & (Case.origin != Origin.IMPORT)

    def count(*conditions: Any) -> int:
        return int(Case.select(fn.COUNT(Case.id)).where(ours, *conditions).scalar())

    rated = (
        Survey.select(Survey.rating, fn.COUNT(Survey.id))
        .where(Survey.answered_at >= since, Survey.rating.is_null(False))
        .group_by(Survey.rating)
    )
    ratings: Any = rated.tuples()
    over = comparing.over_since(since)
    return Week(
        opened=count(Case.created_at >= since),
        first_answers=count(Case.first_answer_at >= since),
        recommended=count(Case.recommended_at >= since),
        closed=count(Case.closed_at >= since),
        ratings=dict(ratings),
        taken_in=over.get("taken-in", 0),
        moved=over.get("moved-unread", 0),
        differs=sum(comparing.differences().values()),
    )


def surveys(now: datetime, remind_before: datetime | None, lapse_before: datetime) -> tuple[int, ...]:
    """Cases whose survey may take a step: none yet though answered, due, changed by hand, cancelled before
    it was asked, in a case that is answered again, asked before `lapse_before`, or before `remind_before`
    and not yet reminded (None: nobody is)."""
    silent = Case.survey_after.is_null(False) & (Case.survey_after == SILENCE)
    helped = Case.last_answer_at.is_null(False) | (
        (Case.state == CaseState.CLOSED) & Case.first_answer_at.is_null(False) & ~silent
    )
    fresh = Survey.id.is_null() & helped & (Case.origin != Origin.IMPORT)
    waiting = Survey.state == SurveyState.SCHEDULED
    due = waiting & ((Survey.due_at <= now) | Case.survey_after.is_null(False))
    again = (
        (Survey.state == SurveyState.CANCELLED)
        & Survey.asked_at.is_null()
        & Survey.reason.in_(TAKEN_BACK)
        & (Case.state.in_((CaseState.ANSWERED, CaseState.CLOSED)) | (Case.survey_after == "now"))
        & (Case.survey_after.is_null() | (Case.survey_after != "never"))
        & Case.merged_into.is_null()
    )
    quiet = Survey.state.in_(ASKED_SURVEYS) & (Survey.asked_at <= lapse_before)
    if remind_before is not None:
        quiet = quiet | ((Survey.state == SurveyState.ASKED) & (Survey.asked_at <= remind_before))
    rows = (
        Case.select(Case.id)
        .join(Survey, JOIN.LEFT_OUTER, on=(Survey.case == Case.id))
        .where(fresh | due | again | quiet)
        .order_by(Case.id)
    )
    return tuple(row.id for row in rows)


def waits(now: datetime) -> tuple[int, ...]:
    """Cases whose #wait is over."""
    rows = Case.select(Case.id).where(Case.wait_until.is_null(False), Case.wait_until <= now)
    return tuple(row.id for row in rows.order_by(Case.id))


def cases_in(states: Collection[CaseState]) -> tuple[CaseValue, ...]:
    """Cases in these states, oldest first, without messages and survey."""
    rows = Case.select(Case, Person).join(Person).where(Case.state.in_(states)).order_by(Case.id)
    return tuple(case_of(row, person_of(row.requester), None, ()) for row in rows)


def on_hold(now: datetime) -> tuple[int, ...]:
    """Held mail whose time of waiting is over."""
    rows = Inbound.select(Inbound.id).where(
        Inbound.state == InboundState.HELD, Inbound.next_try_at.is_null(False), Inbound.next_try_at <= now
    )
    return tuple(row.id for row in rows.order_by(Inbound.id))


def unconfirmed(reasons: Iterable[str], before: datetime) -> tuple[int, ...]:
    """Held mail that came in before then and waits for one of these reasons."""
    rows = Inbound.select(Inbound.id).where(
        Inbound.state == InboundState.HELD,
        Inbound.reason.in_(list(reasons)),
        Inbound.received_at <= before,
    )
    return tuple(row.id for row in rows.order_by(Inbound.id))
