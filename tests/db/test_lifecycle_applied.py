"""Any sequence of events moves a stored case as the table says, and its timeline tells the way."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.effects import MoveCase
from cases.errors import PermanentError
from cases.lifecycle import next_state
from cases.model import CaseEvent, CaseState
from db import facts, tables
from db.connect import disconnect, open_database
from tests.db.letters import carry_out, open_case


@pytest.fixture(scope="module")
def opened(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One database for all examples: each opens a case of its own."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("lifecycle"))
    open_database(f"sqlite:///{path}")
    yield
    disconnect()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(CaseEvent), max_size=8))
def test_any_sequence_of_events(opened: None, sequence: list[CaseEvent]) -> None:
    """Allowed events move the case, forbidden ones are refused; closed_at goes with the state."""
    number = open_case()
    state, way = CaseState.NEW, [CaseState.NEW]
    for event in sequence:
        after = next_state(state, event)
        if after is None:
            with pytest.raises(PermanentError):
                carry_out(MoveCase(number, event, state, CaseState.OPEN, "anna"))
            continue
        carry_out(MoveCase(number, event, state, after, "anna"))
        state = after
        way.append(state)
    case = facts.case(number)
    assert case is not None
    assert (state, state is CaseState.CLOSED) == (case.state, case.closed_at is not None)
    told = tables.Event.select().where(tables.Event.case_id == number, tables.Event.event == "case.moved")
    assert [f"{a} -> {b}" for a, b in itertools.pairwise(way)] == [
        row.detail for row in told.order_by(tables.Event.id)
    ]
