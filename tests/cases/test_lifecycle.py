"""The transition tables of cases and surveys, written out a second time as DESIGN 3 shows them."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from cases.lifecycle import CASE, INBOUND, SURVEY, answer_times, next_state, survey_may
from cases.model import Case, CaseEvent, CaseState, InboundState, Person, SurveyState

TABLE = """
state    worker-wrote asked   answered assigned closed rejected reopened
new      new          waiting answered open     closed rejected -
open     open         waiting answered open     closed rejected -
waiting  open         waiting answered waiting  closed rejected -
answered open         waiting answered answered closed -        -
closed   open         waiting answered -        -      -        open
rejected open         waiting answered -        -      -        open
"""

SURVEYS = """
-         scheduled cancelled
scheduled scheduled asked cancelled throttled lapsed
asked     asked reminded answered lapsed cancelled
reminded  reminded answered lapsed cancelled
answered  answered
lapsed
cancelled scheduled
throttled
"""


def rows(table: str) -> list[list[str]]:
    """The words of each line."""
    return [line.split() for line in table.strip().splitlines()]


@pytest.mark.parametrize("row", rows(TABLE)[1:], ids=lambda row: row[0])
def test_every_pair_of_state_and_event(row: list[str]) -> None:
    """Each pair leads where the design says; a dash means that it cannot happen."""
    events = rows(TABLE)[0][1:]
    state = CaseState(row[0])
    found = [next_state(state, CaseEvent(event)) or "-" for event in events]
    assert row[1:] == [str(each) for each in found]


def test_the_table_of_cases_is_complete() -> None:
    """Every state and every event is in the written-out table."""
    assert {row[0] for row in rows(TABLE)[1:]} == set(CaseState) == set(CASE)
    assert set(rows(TABLE)[0][1:]) == set(CaseEvent)


@pytest.mark.parametrize("row", rows(SURVEYS), ids=lambda row: row[0])
def test_every_pair_of_survey_states(row: list[str]) -> None:
    """A survey goes exactly where the design says; one cancelled unasked may come back."""
    before = None if row[0] == "-" else SurveyState(row[0])
    assert set(row[1:]) == {str(after) for after in SurveyState if survey_may(before, after)}


def test_the_table_of_surveys_is_complete() -> None:
    """Every state of a survey is in the written-out table, and no other."""
    assert {row[0] for row in rows(SURVEYS)} == {"-", *SurveyState}
    assert set(SURVEY) <= {None, *SurveyState}


def _arrows(states: type[StrEnum]) -> dict[str, set[str]]:
    """State -> where it can go, as the comments beside the states say."""
    lines = inspect.getsource(states).splitlines()
    found = [re.match(r"    [A-Z]+ = \"([a-z]+)\"(?:  # -> ([a-z |]+))?$", line) for line in lines]
    return {match[1]: set((match[2] or "").replace("|", " ").split()) for match in found if match}


TABLES = [
    (CaseState, {state: set(CASE[state].values()) for state in CaseState}),
    (InboundState, {state: set(INBOUND[state]) for state in InboundState}),
    (SurveyState, {state: set(SURVEY.get(state, ())) for state in SurveyState}),
]


@pytest.mark.parametrize(("states", "table"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_each_state_says_where_it_leads(states: type[StrEnum], table: dict[StrEnum, set[StrEnum]]) -> None:
    """The arrows beside the states are those of the tables."""
    assert table == _arrows(states)


def test_nothing_the_worker_writes_is_lost() -> None:
    """In every state the worker may write, and afterwards somebody of ours owes an answer."""
    after = {next_state(state, CaseEvent.WORKER_WROTE) for state in CaseState}
    assert {CaseState.NEW, CaseState.OPEN} == after


FIRST, LATER = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)
ANSWERS = [
    (None, CaseEvent.ANSWERED, {"first_answer_at": LATER, "last_answer_at": LATER}),
    (None, CaseEvent.ASKED, {"first_answer_at": LATER}),
    (None, None, {"first_answer_at": LATER}),
    (FIRST, CaseEvent.ANSWERED, {"last_answer_at": LATER}),
    (FIRST, CaseEvent.ASKED, {}),
]


@pytest.mark.parametrize(("first", "event", "fields"), ANSWERS)
def test_the_first_answer_counts_once(
    first: datetime | None, event: CaseEvent | None, fields: dict[str, datetime]
) -> None:
    """A later mail never moves it; only an answer starts the survey's clock."""
    maria = Person(1, "maria@example.org")
    case = Case(7, CaseState.OPEN, "Talks", maria, "help@example.org", "en", FIRST, first_answer_at=first)
    assert fields == answer_times(case, event, LATER)
