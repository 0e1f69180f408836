"""What the clock does to the survey of one case. Pure."""

from __future__ import annotations

from cases.effects import Decision, Effect, MoveSurvey, SendMail
from cases.model import Case, InboundState
from followups.mails import ClockMails
from followups.surveys import Step, StepKind

_SETTLED = InboundState.ACCEPTED  # a decision of the clock is about no mail; the field has no meaning


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
    return Decision(_SETTLED, step.reason, tuple(effects), case.id)
