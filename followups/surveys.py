"""When the one survey of a case is asked, reminded, moved or dropped (CONTRACT 5, DESIGN 3). Pure.

`schedule` says when a case's survey falls due; `due_step` what has to happen to it at `now`;
`answered` what an answer does to it. Steps are values: the caller makes mails and
`MoveSurvey` effects of them, and each is a move that `cases.lifecycle.SURVEY` allows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cases.calendar import add_working
from cases.durations import parse_span
from cases.forms import nobody_reads
from cases.model import OWED, SILENCE, Case, CaseState, Origin, Survey, SurveyState
from cases.reasons import Reason
from cases.settings import Settings, Span
from followups.survey_answers import SurveyAnswer

LOW = 2  # ratings up to this alert the owner and the lead


class StepKind(StrEnum):
    """What happens to the survey; `state` is where it goes."""

    ASK = "ask"
    REMIND = "remind"
    LAPSE = "lapse"
    THROTTLE = "throttle"
    CANCEL = "cancel"
    MOVE = "move"  # (first) scheduled, or scheduled for another time
    NOTHING = "nothing"

    @property
    def state(self) -> SurveyState | None:
        return _STATES.get(self)


_STATES = {
    StepKind.ASK: SurveyState.ASKED,
    StepKind.REMIND: SurveyState.REMINDED,
    StepKind.LAPSE: SurveyState.LAPSED,
    StepKind.THROTTLE: SurveyState.THROTTLED,
    StepKind.CANCEL: SurveyState.CANCELLED,
    StepKind.MOVE: SurveyState.SCHEDULED,
}


class Idle(StrEnum):
    """Why nothing happens to a survey now."""

    UNCHANGED = "unchanged"
    NO_ANSWER_YET = "no-answer-yet"
    OWED = "owed"  # somebody owes a word
    ASKED = "asked"  # and waits for the answer
    NO_REMINDER = "no-reminder"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Step:
    """A step and its reason (kept in `Survey.reason`).

    `at`: for MOVE the new due time; for NOTHING when to look again (None: only after another event);
    else the moment of the step.
    """

    kind: StepKind
    at: datetime | None = None
    reason: Reason | Idle = Idle.UNCHANGED


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer does: `counts` False leaves the survey as it is. `alert`: tell owner and lead now."""

    counts: bool
    rating: int | None = None
    comment: str = ""
    alert: bool = False
    reason: str = ""


def due_at(case: Case, settings: Settings) -> datetime | None:
    """When the survey of the case falls due; None when there is to be none, or not as things are.

    The clock starts at the latest answer or recommendation, and at closing only where there was none but
    a person did write to the worker. A case on which nobody ever wrote to them has no help to rate.
    One that was still open when it fell due (so closed later than that) falls due at its closing.
    """
    start = _start(case)
    if start is None or unwanted(case):
        return None
    due = add_working(settings.hours, start, _interval(case, settings))
    if case.state is CaseState.CLOSED and case.closed_at is not None:
        return max(due, case.closed_at)
    return due


def shortest(span: Span) -> timedelta:
    """So much time passes at least in it, whatever the week, the holidays and the clock of the place."""
    whole = span.length + timedelta(days=span.working_days, minutes=span.working_minutes)
    return max(timedelta(0), whole - timedelta(hours=1)) if span.working_days else whole


def unwanted(case: Case) -> Reason | None:
    """Why this case is never asked about; None when it may be."""
    if case.origin is Origin.IMPORT:
        return Reason.IMPORTED
    if case.state is CaseState.REJECTED:
        return Reason.REJECTED
    if case.merged_into is not None:
        return Reason.MERGED
    if case.requester.surveys_stopped:
        return Reason.STOPPED
    if case.survey_after == "never" or nobody_reads(case.requester.address):
        return Reason.NEVER
    if case.survey_after == SILENCE and case.last_answer_at is None and case.recommended_at is None:
        return Reason.SILENCE
    return None


def schedule(case: Case, settings: Settings, now: datetime) -> Step:
    """To be called after an answer, a recommendation, a closing or `#survey`, with the case as it is then.

    A survey that was cancelled before it was asked is scheduled anew once nobody owes a word again.
    """
    state = case.survey.state if case.survey else None
    if case.survey is not None and state is SurveyState.CANCELLED and case.survey.asked_at is None:
        if case.state in OWED and case.survey_after != "now":
            return Step(StepKind.NOTHING, reason=Idle.OWED)
        case, state = replace(case, survey=None), None  # as if there had been none
    if state not in (None, SurveyState.SCHEDULED):
        return Step(StepKind.NOTHING, reason=Idle.OVER if state is not SurveyState.ASKED else Idle.ASKED)
    reason = unwanted(case)
    if reason:
        return Step(StepKind.CANCEL, now, reason) if case.survey else Step(StepKind.NOTHING, reason=reason)
    due = now if case.survey_after == "now" and _start(case) else due_at(case, settings)
    if due is None or (case.survey and case.survey.due_at == due):
        return Step(StepKind.NOTHING, due, Idle.UNCHANGED if case.survey else Idle.NO_ANSWER_YET)
    return Step(StepKind.MOVE, due, Reason.MOVED if case.survey else Reason.SCHEDULED)


def due_step(case: Case, person_last_asked: datetime | None, settings: Settings, now: datetime) -> Step:
    """What has to happen at `now`. `person_last_asked`: when another case's survey last went to them."""
    survey = case.survey
    match survey.state if survey else None:
        case None | SurveyState.CANCELLED:
            return schedule(case, settings, now)
        case SurveyState.SCHEDULED:
            assert survey is not None
            return _before_asking(case, survey, person_last_asked, settings, now)
        case SurveyState.ASKED | SurveyState.REMINDED:
            assert survey is not None
            return _after_asking(case, survey, settings, now)
        case _:
            return Step(StepKind.NOTHING, reason=Idle.OVER)


def answered(case: Case, answer: SurveyAnswer, settings: Settings, now: datetime) -> Answered:
    """What an answer that came in at `now` does; a later one within the lapse corrects the earlier."""
    survey = case.survey
    if survey is None or survey.asked_at is None:
        return Answered(counts=False, comment=answer.comment, reason="not-asked")
    if survey.state in (SurveyState.LAPSED, SurveyState.CANCELLED) or _lapsed(survey, settings, now):
        return Answered(counts=False, comment=answer.comment, reason="lapsed")
    if answer.rating is None:
        return Answered(counts=False, comment=answer.comment, reason="no-rating")
    already = survey.rating is not None and survey.rating <= LOW
    return Answered(
        counts=True,
        rating=answer.rating,
        comment=answer.comment or survey.comment or "",
        alert=answer.rating <= LOW and not already,
        reason="answered" if survey.rating is None else "corrected",
    )


def _before_asking(
    case: Case, survey: Survey, last_asked: datetime | None, settings: Settings, now: datetime
) -> Step:
    reason = unwanted(case)
    if reason:
        return Step(StepKind.CANCEL, now, reason)
    at_once = case.survey_after == "now"
    if case.state in OWED and not at_once:
        return Step(StepKind.NOTHING, reason=Idle.OWED)
    due = min(survey.due_at or now, now) if at_once else due_at(case, settings)
    if due is None:
        return Step(StepKind.NOTHING, reason=Idle.NO_ANSWER_YET)
    if now < due:
        same = survey.due_at == due
        return Step(
            StepKind.NOTHING if same else StepKind.MOVE, due, Idle.UNCHANGED if same else Reason.MOVED
        )
    if now > due + settings.survey.stale:
        return Step(StepKind.LAPSE, now, Reason.STALE)
    if last_asked is not None and now < last_asked + settings.survey.per_person:
        return Step(StepKind.THROTTLE, now, Reason.ASKED_RECENTLY)
    return Step(StepKind.ASK, now, Reason.DUE)


def _after_asking(case: Case, survey: Survey, settings: Settings, now: datetime) -> Step:
    assert survey.asked_at is not None
    if _lapsed(survey, settings, now):
        return Step(StepKind.LAPSE, now, Reason.NO_ANSWER)
    lapse = survey.asked_at + settings.survey.lapse
    if survey.state is SurveyState.REMINDED or not settings.survey.remind:
        return Step(StepKind.NOTHING, lapse, Idle.ASKED)
    remind = add_working(settings.hours, survey.asked_at, settings.survey.remind)
    if now < remind:
        return Step(StepKind.NOTHING, min(remind, lapse), Idle.ASKED)
    if unwanted(case) or case.state in OWED or now > remind + settings.survey.stale:
        return Step(StepKind.NOTHING, lapse, Idle.NO_REMINDER)
    return Step(StepKind.REMIND, now, Reason.NO_ANSWER)


def _lapsed(survey: Survey, settings: Settings, now: datetime) -> bool:
    return survey.asked_at is not None and now >= survey.asked_at + settings.survey.lapse


def _start(case: Case) -> datetime | None:
    answers = [at for at in (case.last_answer_at, case.recommended_at) if at is not None]
    if answers:
        return max(answers)
    return case.closed_at if case.first_answer_at is not None else None


def _interval(case: Case, settings: Settings) -> Span:
    """`#survey 3d` before the configured interval; what cannot be read is as if not said."""
    if case.survey_after is None:
        return settings.survey.after
    if case.survey_after == "now":
        return Span()
    try:
        return parse_span(case.survey_after)
    except ValueError:
        return settings.survey.after
