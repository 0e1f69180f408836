"""What the clock does about a promised answer: tell the others, remind, escalate, each once. Pure.

A promise is a case and its promised time: when the worker writes again and gets a new time, that is another
promise. What was done for it stands on the case's timeline as a `Mark` whose detail is that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from cases.calendar import add_working, subtract_working
from cases.marks import Mark
from cases.model import OWED_BY_CONCIERGE, Case, CaseState, Role
from cases.settings import Settings

REMINDED = "promise.reminded"
ESCALATED = "promise.escalated"
OTHERS_TOLD = "case.others-told"
WAIT, WAIT_OVER = "case.wait", "case.wait-over"
EVENTS = (REMINDED, ESCALATED, OTHERS_TOLD, WAIT, WAIT_OVER)


class PromiseStep(StrEnum):
    OTHERS = "others-told"
    REMIND = "reminded"
    ESCALATE = "escalated"


def due_steps(
    case: Case, marks: Sequence[Mark], settings: Settings, now: datetime
) -> tuple[PromiseStep, ...]:
    """What has to happen at `now`. While a #wait runs nothing does."""
    if case.state not in OWED_BY_CONCIERGE or (case.wait_until is not None and case.wait_until > now):
        return ()
    steps = [PromiseStep.OTHERS] if _others_due(case, marks, settings, now) else []
    if case.promised_at is not None:
        promise = promise_id(case)
        if now >= _deadline(case, marks, settings):
            if not _done(marks, ESCALATED, promise):
                steps.append(PromiseStep.ESCALATE)
        elif _reminder_due(case, marks, settings, now) and not _done(marks, REMINDED, promise):
            steps.append(PromiseStep.REMIND)
    return tuple(steps)


def promise_id(case: Case) -> str:
    """The promised time, as it stands in marks and dedupe keys."""
    return case.promised_at.isoformat(timespec="seconds") if case.promised_at else ""


def was_reminded(case: Case, marks: Sequence[Mark], settings: Settings) -> bool:
    """Whether the owner (or all told) heard of it before, if only when their #wait ended."""
    assert case.promised_at is not None
    postponed = _deadline(case, marks, settings) > case.promised_at
    return postponed or _done(marks, REMINDED, promise_id(case))


def waited(case: Case, marks: Sequence[Mark]) -> datetime | None:
    """When the latest #wait ended: at its time, or when the worker wrote; None where there was none."""
    begun = max((m.at for m in marks if m.event == WAIT), default=None)
    if begun is None:
        return None
    over = [m.at for m in marks if m.event == WAIT_OVER and m.at >= begun]
    wrote = [m.at for m in case.messages if m.role is Role.WORKER and m.at > begun]
    return min((*over, *wrote), default=None)


def _others_due(case: Case, marks: Sequence[Mark], settings: Settings, now: datetime) -> bool:
    after = settings.response.others_after
    untouched = case.state is CaseState.NEW and case.owner is None and case.first_answer_at is None
    if not (after and untouched and case.topics) or any(m.event == OTHERS_TOLD for m in marks):
        return False
    return now >= add_working(settings.hours, case.created_at, after)


def _deadline(case: Case, marks: Sequence[Mark], settings: Settings) -> datetime:
    """When the promise counts as not kept: as promised, or, after a #wait, some time after its end."""
    assert case.promised_at is not None
    ended = waited(case, marks)
    if ended is None:
        return case.promised_at
    again = settings.response.remind or settings.response.target
    return max(case.promised_at, add_working(settings.hours, ended, again))


def _reminder_due(case: Case, marks: Sequence[Mark], settings: Settings, now: datetime) -> bool:
    """Never right after the promise was made, nor when the end of a #wait has just said the same."""
    remind, promised = settings.response.remind, case.promised_at
    assert promised is not None
    if not remind or _deadline(case, marks, settings) > promised:
        return False
    at = subtract_working(settings.hours, promised, remind)
    return subtract_working(settings.hours, promised, settings.response.target) < at <= now


def _done(marks: Sequence[Mark], event: str, promise: str) -> bool:
    return any(m.event == event and m.detail == promise for m in marks)
