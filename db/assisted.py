"""Notifications that wait for a model's words: found while they wait, put on their way with or without them.

A row of the outbox is the whole of it. It goes out at its time whatever happens here, and once somebody has
claimed it, it is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cases.effects import without_foot
from cases.model import OutboxKind, OutboxState
from cases.questions import Question
from db.emptying import locked_rows
from db.outgoing import dump_draft, load_draft
from db.tables import Outbox

MOST = 50  # rows looked at in a round


@dataclass(frozen=True, slots=True)
class Waiting:
    """Notifications about one mail, and what is asked for them.

    `readers`: outbox id -> language of who gets it. `until`: then they go without.
    """

    case: int | None
    mailbox: str
    question: Question
    until: datetime
    readers: Mapping[int, str]


def waiting(now: datetime) -> tuple[Waiting, ...]:
    """All that can still wait for an answer, oldest first."""
    rows = Outbox.select().where(_waits(now)).order_by(Outbox.id).limit(MOST)
    found: dict[tuple[int | None, int | None, Question], list[Outbox]] = {}
    for row in rows:
        question = load_draft(row.draft).question
        if question is not None:
            found.setdefault((row.case_id, row.inbound, question), []).append(row)
    return tuple(
        Waiting(
            case,
            together[0].mailbox,
            question,
            min(row.next_attempt_at for row in together),
            {row.id: load_draft(row.draft).language for row in together},
        )
        for (case, _, question), together in found.items()
    )


def release(texts: Mapping[int, str], now: datetime) -> int:
    """Send these on their way now, each with its text (Markdown, or "") below its own; gives how many."""
    freed = 0
    for row in locked_rows(Outbox, Outbox.id.in_(list(texts)) & _waits(now)):
        draft = load_draft(row.draft)
        words = without_foot(draft.text)
        below = f"\n\n{texts[row.id].strip()}\n" if texts[row.id].strip() else ""
        text = f"{words.rstrip()}{below.rstrip()}{draft.text[len(words) :]}" if below else draft.text
        changed = dump_draft(replace(draft, text=text, question=None, not_before=None))
        Outbox.update(draft=changed, next_attempt_at=now).where(Outbox.id == row.id).execute()
        freed += 1
    return freed


def _waits(now: datetime) -> Any:
    return (
        (Outbox.state == OutboxState.QUEUED)
        & (Outbox.kind == OutboxKind.NOTIFICATION)
        & (Outbox.attempts == 0)
        & (Outbox.next_attempt_at > now)
    )
