"""The caps on automatic mail: what is over one waits, what carries a person's words never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from cases.effects import Decision, RecordEvent, SendMail
from cases.model import REPLIES_TO_CONCIERGE, InboundState, OutboxKind
from cases.reasons import Reason
from cases.settings import Limits
from intake.decide.decide import decide
from intake.decide.limits import CONCIERGE_FACTOR, Counted, within_limits
from tests import desk as d


def _held(kind: OutboxKind, *, total: int = 0, to_sender: int = 0, on_case: int = 0, announced: int = 0,
          automatic: bool = True, mails: int = 1, case: int | None = 50) -> list[str]:  # fmt: skip
    draft = d.sent(decide(d.facts(d.mail("Hello"))))[0]
    draft = replace(draft, kind=kind, automatic="auto-replied" if automatic else None, case=case)
    decision = Decision(
        InboundState.ACCEPTED, Reason.REQUEST, (*[SendMail(draft)] * mails, RecordEvent(7, "x", "y"))
    )

    def answers(address: str, since: datetime, case_id: int | None, *, to_concierge: bool) -> int:
        assert to_concierge == (kind in REPLIES_TO_CONCIERGE)
        assert since < d.NOW
        return to_sender if case_id is None else on_case

    def told(since: datetime, case: int | None) -> dict[str, int]:
        assert since < d.NOW
        return {d.MARIA.address: announced if case is None else on_case}

    limited = within_limits(decision, Limits(), d.NOW, Counted(lambda since: total, answers, told))
    assert decision.effects[-1] == limited.effects[-1]
    return [e.held.rpartition(" ")[2] for e in limited.effects if isinstance(e, SendMail)]


ROWS = [
    (OutboxKind.ACKNOWLEDGEMENT, {}, [""]),
    (OutboxKind.ACKNOWLEDGEMENT, {"to_sender": 9}, [""]),
    (OutboxKind.ACKNOWLEDGEMENT, {"to_sender": 10}, ["automatic_per_sender"]),
    (OutboxKind.ACKNOWLEDGEMENT, {"to_sender": 9, "mails": 2}, ["", "automatic_per_sender"]),
    (OutboxKind.ACKNOWLEDGEMENT, {"on_case": 10}, ["automatic_per_case"]),
    (OutboxKind.ACKNOWLEDGEMENT, {"total": 500}, ["automatic_total"]),
    (OutboxKind.NOTIFICATION, {"to_sender": 99, "on_case": 29, "announced": 99}, [""]),
    (OutboxKind.NOTIFICATION, {"on_case": 30}, ["automatic_per_case"]),
    (OutboxKind.NOTIFICATION, {"on_case": 29, "mails": 2}, ["", "automatic_per_case"]),
    (OutboxKind.NOTIFICATION, {"case": None, "announced": 59, "on_case": 99}, [""]),
    (OutboxKind.NOTIFICATION, {"case": None, "announced": 60}, ["requests_per_sender"]),
    (OutboxKind.NOTIFICATION, {"total": 500}, ["automatic_total"]),
    (OutboxKind.TRANSCRIPT, {"to_sender": 150, "on_case": 99}, [""]),
    (OutboxKind.RECEIPT, {"to_sender": 10 * CONCIERGE_FACTOR}, ["automatic_per_sender"]),
    (OutboxKind.ANSWER, {"total": 999, "to_sender": 99, "on_case": 99, "automatic": False}, [""]),
]


@pytest.mark.parametrize(("kind", "counts", "held"), ROWS)
def test_caps(kind: OutboxKind, counts: dict[str, Any], held: list[str]) -> None:
    """Which cap stops which mail; a concierge who works all day still gets transcripts."""
    assert held == _held(kind, **counts)
