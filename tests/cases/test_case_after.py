"""A case as a decision's effects leave it: what the mails of that decision say of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.effects import ChangeCase, Effect, MoveCase, RecordEvent, RememberPerson, case_after
from cases.model import Case, CaseEvent, CaseState
from tests import desk as d

CASE = d.case()


def _moved(case: int, after: CaseState) -> MoveCase:
    return MoveCase(case, CaseEvent.ANSWERED, CaseState.NEW, after, "anna")


def _changed(case: int, **fields: object) -> ChangeCase:
    return ChangeCase(case, fields, "case.changed", "anna")


AFTER: list[tuple[list[Effect], Case]] = [
    ([], CASE),
    ([_moved(7, CaseState.ANSWERED)], replace(CASE, state=CaseState.ANSWERED)),
    ([_moved(7, CaseState.ANSWERED), _moved(7, CaseState.CLOSED)], replace(CASE, state=CaseState.CLOSED)),
    ([_changed(7, owner="a"), _changed(7, owner="b", topics=())], replace(CASE, owner="b", topics=())),
    ([RememberPerson(1, remember="likes books")],
     replace(CASE, requester=replace(d.MARIA, remembered=("likes books",)))),
    # who was remembered may have handed the case on
    ([RememberPerson(1, remember="x"), _changed(7, requester=d.PEOPLE["anna@example.org"])],
     replace(CASE, requester=d.PEOPLE["anna@example.org"])),
    # another case, another person, the timeline
    ([_moved(9, CaseState.CLOSED), _changed(9, owner="a"), RememberPerson(2, remember="x")], CASE),
    ([RecordEvent(7, "case.cc", "anna"), RememberPerson(1, language="nl")], CASE),
]  # fmt: skip


@pytest.mark.parametrize(("effects", "expected"), AFTER)
def test_case_after(effects: list[Effect], expected: Case) -> None:
    """Only what is about this case, in order."""
    assert expected == case_after(CASE, effects)
