"""What the clock does when a worker does not answer our questions: ask once more, then close. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from cases.marks import Mark
from cases.model import PERSONAL_KINDS, Case, CaseState, Direction
from cases.settings import ResponseSettings

NUDGED = "worker.nudged"
EVENTS = (NUDGED,)


class SilenceStep(StrEnum):
    NUDGE = "nudged"
    CLOSE = "closed-by-silence"


def due_step(
    case: Case, marks: Sequence[Mark], response: ResponseSettings, now: datetime
) -> SilenceStep | None:
    """What has to happen at `now`; `close_after` begins at the nudge where there is one."""
    asked = asked_at(case)
    postponed = case.wait_until is not None and case.wait_until > now
    if case.state is not CaseState.WAITING or asked is None or postponed:
        return None
    nudged = max((m.at for m in marks if m.event == NUDGED and m.at >= asked), default=None)
    if response.nudge and nudged is None:
        return SilenceStep.NUDGE if now >= asked + response.nudge else None
    if response.close_after and now >= (nudged or asked) + response.close_after:
        return SilenceStep.CLOSE
    return None


def asked_at(case: Case) -> datetime | None:
    """When a concierge last wrote to the worker: since then the worker is silent."""
    ours = (m.at for m in case.messages if m.direction is Direction.OUT and m.kind in PERSONAL_KINDS)
    return max(ours, default=None)
