"""Effects of #split and of mail on hold: a message that moves, a mail that waits for the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.effects import Decision, MoveMessage
from cases.errors import PermanentError
from cases.model import InboundState
from cases.reasons import Reason
from db import deciding, facts, followups, health, inbound, matches
from db.apply import apply
from db.connect import transaction
from tests.db.letters import ANNA, NOW, carry_out, letter, open_case, store

pytestmark = pytest.mark.usefixtures("database")


def test_a_message_moves_with_its_id_and_its_mail() -> None:
    """Answers to it lead to the new case; the old one no longer knows it. A second move is refused."""
    first, second = store(letter(1), letter(2))
    old, new = open_case(first), open_case(second)
    case = facts.case(old)
    assert case is not None
    question = case.messages[0]
    move = MoveMessage(question.id, old, new, ANNA.addr_spec)
    carry_out(move)
    moved = facts.case(new)
    assert moved is not None
    assert question.id in [m.id for m in moved.messages]
    assert new == inbound.load(first).case
    if question.message_id:
        assert (new,) == matches.cases_of_message_ids([question.message_id])
    with pytest.raises(PermanentError, match="is not on case"):
        carry_out(move)


def test_a_mail_on_hold_is_due_when_its_time_is_over() -> None:
    """Until then nobody is asked to look at it; released, it is decided like any other."""
    (mail,) = store(letter())
    until = NOW + timedelta(minutes=5)
    with transaction():
        apply(Decision(InboundState.HELD, Reason.ON_HOLD, until=until), mail, NOW, "anna")
    assert ((), (), 0) == (followups.on_hold(NOW), deciding.due(until), health.figures(until).held)
    assert (mail,) == followups.on_hold(until)
    with transaction():
        inbound.release(mail, ("on-hold",), until)
    assert ((), (mail,)) == (followups.on_hold(until), deciding.due(until))
