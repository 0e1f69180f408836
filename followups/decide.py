"""What the clock does to one case, as a decision. Pure: who is told and what is told come as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.effects import (
    ChangeCase,
    Decision,
    Draft,
    Effect,
    MoveCase,
    MoveSurvey,
    RecordEvent,
    ReleaseInbound,
    SendMail,
    SettleInbound,
)
from cases.lifecycle import next_state
from cases.marks import Mark
from cases.model import SILENCE, Case, CaseEvent, InboundState
from cases.reasons import Reason
from cases.routing import everyone
from cases.settings import Concierge
from followups import promise, recipients, silence
from followups.mails import ClockMails, Reader
from followups.promise import PromiseStep
from followups.recipients import local_date, owner_of
from followups.silence import SilenceStep
from followups.surveys import Step, StepKind

_SETTLED = InboundState.ACCEPTED  # a decision of the clock is about no mail; the field has no meaning
Find = Callable[[Concierge | str], Reader]
"""The reader behind a concierge, or behind the address of a lead who is none."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case beside itself: what was done, who had mail, and what they were told."""

    marks: tuple[Mark, ...] = ()
    told: frozenset[str] = frozenset()
    notifications: tuple[Draft, ...] = ()


def survey_decision(case: Case, step: Step, mails: ClockMails) -> Decision | None:
    """The effects of a survey's step; None when there is nothing to do."""
    after = step.kind.state
    if step.kind is StepKind.NOTHING or after is None:
        return None
    before = case.survey.state if case.survey else None
    fields: dict[str, object] = {"reason": step.reason}
    effects: list[Effect] = []
    if step.kind is StepKind.MOVE:
        fields["due_at"] = step.at
    elif step.kind is StepKind.ASK:
        fields["asked_at"] = mails.now
        effects.append(SendMail(mails.survey(case)))
    elif step.kind is StepKind.REMIND:
        fields["reminded_at"] = mails.now
        effects.append(SendMail(mails.survey_reminder(case)))
    effects.insert(0, MoveSurvey(case.id, after, before, fields))
    return Decision(_SETTLED, Reason(step.reason), tuple(effects), case.id)


def wait_decision(case: Case, mails: ClockMails, find: Find) -> Decision | None:
    """The end of a #wait is told to the owner, or to all."""
    if case.wait_until is None or case.wait_until > mails.now:
        return None
    owner = owner_of(case, mails.settings)
    drafts = (mails.wait_over(case, find(c)) for c in ((owner,) if owner else everyone(case, mails.settings)))
    over = ChangeCase(case.id, {"wait_until": None}, promise.WAIT_OVER, "service")
    return Decision(_SETTLED, Reason.WAIT_OVER, (over, *_sent(drafts)), case.id)


def promise_decision(case: Case, known: Known, mails: ClockMails, find: Find) -> Decision | None:
    """Others told, a reminder, an escalation: what is due, with a mark for each."""
    steps = promise.due_steps(case, known.marks, mails.settings, mails.now)
    effects: list[Effect] = []
    for step in steps:
        effects += _STEPS[step](case, known, mails, find)
    return Decision(_SETTLED, _REASONS[steps[-1]], tuple(effects), case.id) if effects else None


def _others(case: Case, known: Known, mails: ClockMails, find: Find) -> list[Effect]:
    others = recipients.not_told(case, known.told, mails.settings, local_date(mails.now, mails.settings))
    drafts = [d for c in others for d in mails.repeated(case, known.notifications, find(c))]
    return [*_sent(drafts), _mark(case, promise.OTHERS_TOLD, _names(others))]


def _remind(case: Case, known: Known, mails: ClockMails, find: Find) -> list[Effect]:
    to = recipients.reminded(case, known.told, mails.settings, local_date(mails.now, mails.settings))
    drafts = (mails.reminder(case, find(c)) for c in to)
    return [*_sent(drafts), _mark(case, promise.REMINDED, promise.promise_id(case))]


def _escalate(case: Case, known: Known, mails: ClockMails, find: Find) -> list[Effect]:
    to = recipients.escalated(
        case,
        owner_knows=promise.was_reminded(case, known.marks, mails.settings),
        settings=mails.settings,
        today=local_date(mails.now, mails.settings),
    )
    everybody: tuple[Concierge | str, ...] = (*to.concierges, *to.lead)
    drafts = [mails.escalation(case, find(who)) for who in everybody]
    return [*_sent(drafts), _mark(case, promise.ESCALATED, promise.promise_id(case))]


_REASONS = {
    PromiseStep.OTHERS: Reason.OTHERS_TOLD,
    PromiseStep.REMIND: Reason.REMINDED,
    PromiseStep.ESCALATE: Reason.ESCALATED,
}
_STEPS = {PromiseStep.OTHERS: _others, PromiseStep.REMIND: _remind, PromiseStep.ESCALATE: _escalate}


def silence_decision(case: Case, marks: Sequence[Mark], mails: ClockMails) -> Decision | None:
    """A silent worker is asked once more; then the case is closed with a notice."""
    step = silence.due_step(case, marks, mails.settings.response, mails.now)
    asked = silence.asked_at(case)
    if step is None or asked is None:
        return None
    reason, effects = Reason.NUDGED, list[Effect]()
    if step is SilenceStep.NUDGE:
        effects = [SendMail(mails.nudge(case, asked)), _mark(case, silence.NUDGED, asked.isoformat())]
    else:
        reason, after = Reason.CLOSED_BY_SILENCE, next_state(case.state, CaseEvent.CLOSED)
        assert after is not None
        effects = [MoveCase(case.id, CaseEvent.CLOSED, case.state, after, "service", "the worker is silent")]
        if case.last_answer_at is None and case.recommended_at is None:
            effects.append(ChangeCase(case.id, {"survey_after": SILENCE}, "survey.none", "service", SILENCE))
        effects.append(SendMail(mails.closed(case, asked)))
    return Decision(_SETTLED, reason, tuple(effects), case.id)


def released_decision(inbound: int) -> Decision:
    """A concierge's mail was on hold long enough: intake decides it anew."""
    return Decision(_SETTLED, Reason.HOLD_OVER, (ReleaseInbound(inbound, (Reason.ON_HOLD,), "service"),))


def expired_decision(inbound: int) -> Decision:
    """A mail that its author never confirmed."""
    settled = SettleInbound(inbound, InboundState.DISCARDED, Reason.EXPIRED)
    return Decision(_SETTLED, Reason.EXPIRED, (settled,))


def written_decision(draft: Draft | None, event: str, address: str, day: str, now: datetime) -> Decision:
    """A digest was written (or was not needed): never again for that day."""
    effects: tuple[Effect, ...] = (RecordEvent(None, event, address, day),)
    if draft is not None:
        effects = (SendMail(draft, on_case=False), *effects)
    reason = Reason.DIGEST_EMPTY if draft is None else Reason.DIGEST_SENT
    return Decision(_SETTLED, reason, effects)


def _sent(drafts: Iterable[Draft]) -> list[SendMail]:
    return [SendMail(draft, on_case=False) for draft in drafts]


def _mark(case: Case, event: str, detail: str) -> RecordEvent:
    return RecordEvent(case.id, event, "service", detail)


def _names(concierges: Iterable[Concierge]) -> str:
    return ", ".join(c.address.lower() for c in concierges)
