"""What the store knows of colleagues who help: what they offered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.moments import public_moment
from cases.offers import Act, ActState, Offering
from db.rows import can_lock_rows
from db.tables import Offer


def acts_of(person: int) -> tuple[Offering, ...]:
    """All that this person offered and withdrew, oldest first; nobody else answers for them meanwhile."""
    query = Offer.select().where(Offer.person == person).order_by(Offer.id)
    return tuple(_offering(row) for row in (query.for_update() if can_lock_rows() else query))


def shown_of(person: int) -> list[dict[str, Any]]:
    """The same as plain values, for whoever asks for their own data."""
    return [
        {
            "at": public_moment(row.asked_at),
            "act": row.act,
            "topics": row.topics,
            "state": row.state,
            "settled_at": public_moment(row.settled_at),
        }
        for row in Offer.select().where(Offer.person == person).order_by(Offer.id)
    ]


def forget_help(person: int | None) -> None:
    """Nothing that they offered is kept; inside the caller's transaction."""
    if person is not None:
        Offer.delete().where(Offer.person == person).execute()


def drop_old_offers(before: datetime) -> None:
    """Questions and answers that led to nothing, of before that moment."""
    Offer.delete().where(Offer.asked_at < before, Offer.state != ActState.CONFIRMED).execute()


def _offering(row: Offer) -> Offering:
    return Offering(
        row.person_id,
        Act(row.act),
        tuple(row.topics),
        row.ref,
        row.asked_at,
        row.language,
        row.client,
        ActState(row.state),
        row.again,
        row.settled_at,
    )
