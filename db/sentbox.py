"""Sent mail whose copy does not lie in the Sent folder yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.model import OutboxState
from db.connect import transaction
from db.tables import Outbox


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that the next hop accepted at `sent_at`."""

    id: int
    message_id: str
    sent_at: datetime


def uncopied(mailbox: str, limit: int = 100) -> tuple[SentMail, ...]:
    """Sent mail of this mailbox without a known copy, oldest first."""
    rows = (
        Outbox.select(Outbox.id, Outbox.message_id, Outbox.sent_at)
        .where(
            Outbox.mailbox == mailbox,
            Outbox.state == OutboxState.SENT,
            Outbox.filed == "",
            Outbox.sent_at.is_null(False),
        )
        .order_by(Outbox.id)
        .limit(limit)
    )
    return tuple(SentMail(row.id, row.message_id, row.sent_at) for row in rows)


def mark_copied(outbox_id: int, how: str) -> None:
    """`how`: "appended" by us, filed by the "server", or "never" wanted."""
    with transaction():
        Outbox.update(filed=how).where(Outbox.id == outbox_id).execute()


def note_copy(outbox_id: int) -> None:
    """A copy was seen that is not known yet: the server filed it itself, maybe under another Message-ID."""
    with transaction():
        Outbox.update(filed="server").where(Outbox.id == outbox_id, Outbox.filed == "").execute()
