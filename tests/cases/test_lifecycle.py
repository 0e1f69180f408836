"""The transition tables of cases and surveys, written out a second time as DESIGN 3 shows them."""

from __future__ import annotations

import pytest

from cases.lifecycle import CASE, SURVEY, next_state, survey_may
from cases.model import CaseEvent, CaseState, SurveyState

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
asked     reminded answered lapsed cancelled
reminded  answered lapsed cancelled
answered  answered
lapsed
cancelled
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
    """A survey goes exactly where the design says; the one that is over stays over."""
    before = None if row[0] == "-" else SurveyState(row[0])
    assert set(row[1:]) == {str(after) for after in SurveyState if survey_may(before, after)}


def test_the_table_of_surveys_is_complete() -> None:
    """Every state of a survey is in the written-out table, and no other."""
    assert {row[0] for row in rows(SURVEYS)} == {"-", *SurveyState}
    assert set(SURVEY) <= {None, *SurveyState}


def test_nothing_the_worker_writes_is_lost() -> None:
    """In every state the worker may write, and afterwards somebody of ours owes an answer."""
    after = {next_state(state, CaseEvent.WORKER_WROTE) for state in CaseState}
    assert {CaseState.NEW, CaseState.OPEN} == after
