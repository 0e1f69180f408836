"""Who waits to be erased: they confirmed it by mail, or erasing them was cut short. Read only."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import JOIN

from cases.model import NEVER_LEFT, OutboxState
from db.restored_mail import HELD
from db.tables import Erasure, Outbox

AT_THE_LATEST = timedelta(days=1)  # the last mail may not have gone by then
CUT_SHORT = timedelta(minutes=5)  # whoever began it is done by then, or gone


def due(now: datetime) -> tuple[str, ...]:
    """Addresses whose last mail is over, and those where erasing has to be done once more; oldest first."""
    over = Outbox.state.in_((OutboxState.SENT, *NEVER_LEFT)) | (Erasure.asked_at <= now - AT_THE_LATEST)
    over |= (Outbox.state == OutboxState.HELD) & (Outbox.last_reply == HELD)  # it may have gone out
    begun = Erasure.outbox.is_null() & (Erasure.asked_at <= now - CUT_SHORT)
    rows = (
        Erasure.select(Erasure.address)
        .join(Outbox, JOIN.LEFT_OUTER, on=(Outbox.id == Erasure.outbox))
        .where(over | begun)
        .order_by(Erasure.asked_at, Erasure.address)
    )
    return tuple(row.address for row in rows)
