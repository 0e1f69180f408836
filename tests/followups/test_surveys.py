"""When a survey is asked, reminded, moved or dropped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.calendar import add_working
from cases.lifecycle import survey_may
from cases.model import ASKED_SURVEYS, Case, CaseState, Origin, Person, Survey, SurveyState
from cases.reasons import Reason
from cases.settings import Hours, Settings, Span, SurveySettings
from cases.tokens import Signer
from followups.survey_answers import SurveyAnswer
from followups.surveys import Step, StepKind, answered, due_at, due_step, schedule, shortest

SETTINGS = Settings("Learning Help", "UTC", ("en",), (), (), Signer({0: b"x"}, 0))
T = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
MARIA = Person(1, "maria@example.org", "Maria")


def case(**fields: Any) -> Case:
    usual: dict[str, Any] = {
        "id": 12, "state": CaseState.ANSWERED, "subject": "Talks", "requester": MARIA,
        "mailbox": "learninghelp@example.org", "language": "en", "created_at": T - DAY,
        "first_answer_at": T, "last_answer_at": T,
    }  # fmt: skip
    return Case(**(usual | fields))


def scheduled(due: datetime = T + 10 * DAY, **fields: Any) -> Case:
    return case(survey=Survey(SurveyState.SCHEDULED, due_at=due), **fields)


def cancelled(**fields: Any) -> Case:
    return case(survey=Survey(SurveyState.CANCELLED, due_at=T + 5 * DAY, reason=Reason.REOPENED), **fields)


def asked(state: SurveyState = SurveyState.ASKED, **fields: Any) -> Case:
    return case(survey=Survey(state, due_at=T, asked_at=T, **fields))


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, T + 10 * DAY),
        ({"recommended_at": T + DAY}, T + 11 * DAY),
        ({"recommended_at": T - DAY}, T + 10 * DAY),
        ({"state": CaseState.CLOSED, "closed_at": T + 3 * DAY}, T + 10 * DAY),
        ({"state": CaseState.CLOSED, "closed_at": T + 20 * DAY}, T + 20 * DAY),
        ({"state": CaseState.CLOSED, "closed_at": T + DAY, "last_answer_at": None}, T + 11 * DAY),
        ({"state": CaseState.CLOSED, "closed_at": T, "last_answer_at": None, "first_answer_at": None}, None),
        ({"state": CaseState.WAITING, "last_answer_at": None}, None),
        ({"state": CaseState.REJECTED}, None),
        ({"origin": Origin.IMPORT}, None),
        ({"merged_into": 9}, None),
        ({"requester": replace(MARIA, surveys_stopped=True)}, None),
        ({"survey_after": "never"}, None),
        ({"survey_after": "3d"}, T + 3 * DAY),
        ({"survey_after": "3 working days"}, T + 3 * DAY),
        ({"survey_after": "nonsense"}, T + 10 * DAY),
    ],
)
def test_due(fields: dict[str, Any], due: datetime | None) -> None:
    """After the latest answer or recommendation; after closing only where there was none."""
    assert due == due_at(case(**fields), SETTINGS)


def test_working_days() -> None:
    """The interval may be working time: five working days after Monday 10:00 is the next Monday 10:00."""
    settings = replace(SETTINGS, survey=SurveySettings(after=Span(working_days=5)))
    assert T + 7 * DAY == due_at(case(), settings)


def test_schedule_after_an_answer() -> None:
    """The first answer schedules, a later one moves, the same one changes nothing."""
    assert Step(StepKind.MOVE, T + 10 * DAY, Reason.SCHEDULED) == schedule(case(), SETTINGS, T)
    later = scheduled(last_answer_at=T + DAY)
    assert Step(StepKind.MOVE, T + 11 * DAY, Reason.MOVED) == schedule(later, SETTINGS, T + DAY)
    assert StepKind.NOTHING is schedule(scheduled(), SETTINGS, T).kind
    assert Step(StepKind.CANCEL, T, Reason.NEVER) == schedule(scheduled(survey_after="never"), SETTINGS, T)
    assert Step(StepKind.MOVE, T + DAY, Reason.MOVED) == schedule(
        scheduled(survey_after="now"), SETTINGS, T + DAY
    )
    assert "no-answer-yet" == schedule(case(last_answer_at=None), SETTINGS, T).reason
    assert Step(StepKind.NOTHING, None, Reason.IMPORTED) == schedule(case(origin=Origin.IMPORT), SETTINGS, T)


@pytest.mark.parametrize(
    ("found", "at", "kind", "reason"),
    [
        (scheduled(), 9, StepKind.NOTHING, "unchanged"),
        (scheduled(), 10, StepKind.ASK, "due"),
        (scheduled(), 17, StepKind.ASK, "due"),
        (scheduled(), 17.1, StepKind.LAPSE, "stale"),
        (scheduled(last_answer_at=T + 5 * DAY), 10, StepKind.MOVE, "moved"),
        (scheduled(state=CaseState.OPEN), 10, StepKind.NOTHING, "owed"),
        (scheduled(state=CaseState.WAITING), 10, StepKind.NOTHING, "owed"),
        (scheduled(state=CaseState.REJECTED), 10, StepKind.CANCEL, "rejected"),
        (scheduled(requester=replace(MARIA, surveys_stopped=True)), 10, StepKind.CANCEL, "stopped"),
        (scheduled(survey_after="now"), 1, StepKind.ASK, "due"),
        (scheduled(survey_after="now", state=CaseState.OPEN), 1, StepKind.ASK, "due"),
        (asked(), 4.9, StepKind.NOTHING, "asked"),
        (asked(), 5, StepKind.REMIND, "no-answer"),
        (asked(), 12, StepKind.REMIND, "no-answer"),
        (asked(), 12.1, StepKind.NOTHING, "no-reminder"),
        (asked(), 30, StepKind.LAPSE, "no-answer"),
        (asked(SurveyState.REMINDED), 12, StepKind.NOTHING, "asked"),
        (asked(SurveyState.REMINDED), 30, StepKind.LAPSE, "no-answer"),
        (replace(asked(), state=CaseState.OPEN), 5, StepKind.NOTHING, "no-reminder"),
        (
            replace(asked(), requester=replace(MARIA, surveys_stopped=True)),
            5,
            StepKind.NOTHING,
            "no-reminder",
        ),
        (asked(SurveyState.ANSWERED, rating=4), 5, StepKind.NOTHING, "over"),
        (asked(SurveyState.LAPSED), 50, StepKind.NOTHING, "over"),
        (case(), 0, StepKind.MOVE, "scheduled"),
        (cancelled(), 0, StepKind.MOVE, "scheduled"),
        (cancelled(state=CaseState.CLOSED, closed_at=T + DAY), 1, StepKind.MOVE, "scheduled"),
        (cancelled(state=CaseState.OPEN), 40, StepKind.NOTHING, "owed"),
        (cancelled(state=CaseState.WAITING), 40, StepKind.NOTHING, "owed"),
        (cancelled(state=CaseState.OPEN, survey_after="now"), 1, StepKind.MOVE, "scheduled"),
        (cancelled(last_answer_at=None), 1, StepKind.NOTHING, "no-answer-yet"),
        (cancelled(survey_after="never"), 1, StepKind.NOTHING, "never"),
        (cancelled(merged_into=9), 1, StepKind.NOTHING, "merged"),
        (cancelled(requester=replace(MARIA, surveys_stopped=True)), 1, StepKind.NOTHING, "stopped"),
        (asked(SurveyState.CANCELLED), 50, StepKind.NOTHING, "over"),
    ],
)
def test_what_is_due(found: Case, at: float, kind: StepKind, reason: str) -> None:
    """Each state of the survey at each turn, in days after the answer (or after asking)."""
    step = due_step(found, None, SETTINGS, T + at * DAY)
    assert (kind, reason) == (step.kind, step.reason)


def test_throttled_per_person() -> None:
    """Somebody asked about another case in the last thirty days is not asked about this one, ever."""
    now = T + 10 * DAY
    throttle = Step(StepKind.THROTTLE, now, Reason.ASKED_RECENTLY)
    assert throttle == due_step(scheduled(), now - 29 * DAY, SETTINGS, now)
    assert StepKind.ASK is due_step(scheduled(), now - 30 * DAY, SETTINGS, now).kind
    throttled = case(survey=Survey(SurveyState.THROTTLED))
    assert StepKind.NOTHING is due_step(throttled, None, SETTINGS, now + 90 * DAY).kind


def test_no_reminder_when_none_is_wanted() -> None:
    """remind = "0s" means never."""
    settings = replace(SETTINGS, survey=SurveySettings(remind=Span()))
    assert StepKind.NOTHING is due_step(asked(), None, settings, T + 6 * DAY).kind


@pytest.mark.parametrize(
    ("survey", "rating", "days", "counts", "alert", "reason"),
    [
        (Survey(SurveyState.ASKED, asked_at=T), 4, 1, True, False, "answered"),
        (Survey(SurveyState.ASKED, asked_at=T), 2, 1, True, True, "answered"),
        (Survey(SurveyState.REMINDED, asked_at=T), 1, 6, True, True, "answered"),
        (Survey(SurveyState.ANSWERED, asked_at=T, rating=5), 2, 2, True, True, "corrected"),
        (Survey(SurveyState.ANSWERED, asked_at=T, rating=2), 1, 2, True, False, "corrected"),
        (Survey(SurveyState.ANSWERED, asked_at=T, rating=2), 4, 2, True, False, "corrected"),
        (Survey(SurveyState.ASKED, asked_at=T), None, 1, False, False, "no-rating"),
        (Survey(SurveyState.ASKED, asked_at=T), 4, 30, False, False, "lapsed"),
        (Survey(SurveyState.LAPSED, asked_at=T), 4, 31, False, False, "lapsed"),
        (Survey(SurveyState.SCHEDULED), 4, 1, False, False, "not-asked"),
        (None, 4, 1, False, False, "not-asked"),
    ],
)
def test_answers(
    survey: Survey | None, rating: int | None, days: int, counts: bool, alert: bool, reason: str
) -> None:
    """The last answer within the lapse counts; a low one alerts once."""
    found = answered(case(survey=survey), SurveyAnswer(rating, "thanks"), SETTINGS, T + days * DAY)
    assert (counts, alert, reason, "thanks") == (found.counts, found.alert, found.reason, found.comment)
    assert (rating if counts else None) == found.rating


def test_correction_keeps_the_comment() -> None:
    """A second mail with just a digit does not erase the words of the first."""
    survey = Survey(SurveyState.ANSWERED, asked_at=T, rating=5, comment="quick")
    assert "quick" == answered(case(survey=survey), SurveyAnswer(4), SETTINGS, T + DAY).comment


@given(
    st.sampled_from([None, *SurveyState]),
    st.sampled_from(list(CaseState)),
    st.sampled_from([None, "now", "never", "3d"]),
    st.floats(-5, 60),
    st.booleans(),
    st.booleans(),
)
def test_every_step_is_one_that_the_table_allows(
    state: SurveyState | None, of_case: CaseState, after: str | None, days: float, recently: bool, out: bool
) -> None:
    """Whatever the survey, the case and the time: what is decided may happen, and happens once."""
    survey = (
        Survey(state, due_at=T + DAY, asked_at=T if out or state in ASKED_SURVEYS else None)
        if state
        else None
    )
    found = case(survey=survey, state=of_case, survey_after=after)
    now = T + days * DAY
    step = due_step(found, T if recently else None, SETTINGS, now)
    if step.kind.state is not None:
        assert survey_may(state, step.kind.state)
        assert step.reason in set(Reason)


def test_steps_and_states_match() -> None:
    """Each step but NOTHING leads to a state of its own."""
    states = [kind.state for kind in StepKind if kind is not StepKind.NOTHING]
    assert len(set(states)) == len(states)
    assert None is StepKind.NOTHING.state


@pytest.mark.parametrize(
    "span",
    [
        Span(5 * DAY),
        Span(timedelta(hours=3)),
        Span(working_days=1),
        Span(working_days=7),
        Span(working_minutes=90),
        Span(),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Brussels", "America/New_York"])
def test_no_reminder_comes_before_the_shortest_time(span: Span, zone: str) -> None:
    """What the clock leaves out of a round could not have been due in it: also when the clock is changed."""
    hours = Hours(zone)
    for number in range(0, 365 * 24, 7):
        start = datetime(2026, 1, 1, 12, tzinfo=UTC) + number * timedelta(hours=1)
        assert add_working(hours, start, span) >= start + shortest(span)
