"""What the clock has to look at: ids, or cases without messages; the decision reads anew under its lock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from peewee import JOIN

from cases.model import SILENCE, CaseState, InboundState, Origin, SurveyState
from cases.model import Case as CaseValue
from db.tables import Case, Inbound, Person, Survey
from db.values import case_of, person_of

_OPEN = (SurveyState.ASKED, SurveyState.REMINDED)


def surveys(now: datetime) -> tuple[int, ...]:
    """Cases whose survey may take a step: none yet though answered, due, changed by hand, or asked."""
    silent = Case.survey_after.is_null(False) & (Case.survey_after == SILENCE)
    helped = Case.last_answer_at.is_null(False) | (
        (Case.state == CaseState.CLOSED) & Case.first_answer_at.is_null(False) & ~silent
    )
    fresh = Survey.id.is_null() & helped & (Case.origin != Origin.IMPORT)
    waiting = Survey.state == SurveyState.SCHEDULED
    due = waiting & ((Survey.due_at <= now) | Case.survey_after.is_null(False))
    rows = (
        Case.select(Case.id)
        .join(Survey, JOIN.LEFT_OUTER, on=(Survey.case == Case.id))
        .where(fresh | due | Survey.state.in_(_OPEN))
        .order_by(Case.id)
    )
    return tuple(row.id for row in rows)


def waits(now: datetime) -> tuple[int, ...]:
    """Cases whose #wait is over."""
    rows = Case.select(Case.id).where(Case.wait_until.is_null(False), Case.wait_until <= now)
    return tuple(row.id for row in rows.order_by(Case.id))


def cases_in(*states: CaseState) -> tuple[CaseValue, ...]:
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
