"""Which cases the clock has to look at: ids only, the decision reads the case anew under its lock."""

from __future__ import annotations

from datetime import datetime

from peewee import JOIN

from cases.model import CaseState, Origin, SurveyState
from db.tables import Case, Survey

_OPEN = (SurveyState.ASKED, SurveyState.REMINDED)


def surveys(now: datetime) -> tuple[int, ...]:
    """Cases whose survey may take a step: none yet though answered, due, changed by hand, or asked."""
    helped = Case.last_answer_at.is_null(False) | (
        (Case.state == CaseState.CLOSED) & Case.first_answer_at.is_null(False)
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
