"""The append-only timeline of a case and of the service: every change says who, when and what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import audit
from db.statement import Insert
from db.tables import Event

_LINES = Insert(Event)


@dataclass(frozen=True, slots=True)
class Occasion:
    """On what effects are carried out: when, by whom, and because of which received mail.

    Whoever carries them out writes all `lines` at the end, in one statement (`write`), and the Message-IDs
    that became `known` (`db.apply_cases`). `cases`: those that the transaction holds. `suppressed`: the
    recipients of the decision that get nothing. `acts`: what somebody did by name, for the audit, a case.
    `kept`: SHA-256 of the content that is stored already.
    """

    now: datetime
    actor: str
    inbound: int | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    known: dict[tuple[str, int], None] = field(default_factory=dict)
    cases: set[int] = field(default_factory=set)
    suppressed: set[str] = field(default_factory=set)
    acts: dict[tuple[str, int | None], list[str]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


def record(occasion: Occasion, case: int | None, event: str, detail: str = "", actor: str = "") -> None:
    """One line; `case` None is the service's own. `actor`: who did it, not just wrote the mail behind it."""
    who = occasion.actor if occasion.actor.startswith(audit.OPERATOR) else actor
    if who and who != audit.SERVICE:
        occasion.acts.setdefault((who, case), []).append(event)
    occasion.lines.append(
        {
            "case_id": case,
            "at": occasion.now,
            "event": event,
            "actor": actor or occasion.actor,
            "detail": detail,
            "inbound": occasion.inbound,
        }
    )


def write(occasion: Occasion) -> None:
    """Put the lines of an occasion on the timeline, in their order, and its acts into the audit."""
    if occasion.lines:
        _LINES.many(occasion.lines)
        occasion.lines.clear()
    for (who, case), events in occasion.acts.items():
        audit.enter(
            occasion.now, who, " ".join(dict.fromkeys(events)), case_id=case, inbound=occasion.inbound
        )
    occasion.acts.clear()


def note(now: datetime, actor: str, case: int | None, event: str, detail: str) -> None:
    """One line at once, for what happens outside a decision."""
    occasion = Occasion(now, actor)
    record(occasion, case, event, detail)
    write(occasion)


def newest() -> datetime | None:
    """The moment of the newest line: no clock may be set before it."""
    row = Event.select(Event.at).order_by(Event.at.desc()).limit(1).get_or_none()
    return row.at if row else None
