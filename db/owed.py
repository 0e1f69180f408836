"""Mail that a server lists and did not deliver: set aside, asked for again, and decided once it is there."""

from __future__ import annotations

from datetime import datetime

from cases.model import InboundState
from cases.reasons import Reason
from db.connect import transaction
from db.fingerprint import content_hash, message_id
from db.inbound import settle
from db.tables import Inbound


def undelivered(mailbox: str, folder: str, uidvalidity: int) -> dict[int, int]:
    """Numbers of mails that the server owes, set aside meanwhile, each with its UID."""
    rows = Inbound.select(Inbound.id, Inbound.uid).where(
        Inbound.mailbox == mailbox,
        Inbound.folder == folder,
        Inbound.uidvalidity == uidvalidity,
        Inbound.state == InboundState.SHUNTED,
        Inbound.reason == Reason.NOT_DELIVERED,
    )
    return {row.id: row.uid for row in rows}


def deliver(inbound_id: int, raw: bytes, size: int, internal_date: datetime, now: datetime) -> None:
    """The octets of a mail that was set aside because the server did not deliver it; it is decided then.

    `size`: as the server says, larger than `raw` where only the header section was fetched.
    """
    with transaction():
        settle(inbound_id, InboundState.RECEIVED, Reason.RETRIED, None, now)
        Inbound.update(
            content=raw,
            size=max(size, len(raw)),
            content_hash=content_hash(raw),
            message_id=message_id(raw),
            internal_date=internal_date,
            tries=0,
            lost=0,
            error="",
        ).where(Inbound.id == inbound_id).execute()
