"""The append-only timeline of a case and of the service: every change says who, when and what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.tables import Event


@dataclass(frozen=True, slots=True)
class Occasion:
    """On what an effect is carried out: when, by whom, and because of which received mail."""

    now: datetime
    actor: str
    inbound: int | None = None


def record(occasion: Occasion, case: int | None, event: str, detail: str = "", actor: str = "") -> None:
    """One line; `case` None is the service's own."""
    Event.create(
        case_id=case,
        at=occasion.now,
        event=event,
        actor=actor or occasion.actor,
        detail=detail,
        inbound=occasion.inbound,
    )
