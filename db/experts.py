"""What the store knows of colleagues who help: what they offered, and when they were asked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.experts import Helper
from cases.model import Kind
from cases.moments import public_moment
from cases.offers import Act, ActState, Offering, helps_with
from cases.routing import present
from cases.settings import Settings
from db.erased import NOBODY
from db.rows import can_lock_rows
from db.tables import Inbound, Introduction, Offer, Person, Suppression
from db.values import person_of

AWAY_FOR = timedelta(days=3)  # after "I am away" somebody is not proposed


def acts_of(person: int) -> tuple[Offering, ...]:
    """All that this person offered and withdrew, oldest first; nobody else answers for them meanwhile."""
    query = Offer.select().where(Offer.person == person).order_by(Offer.id)
    return tuple(_offering(row) for row in (query.for_update() if can_lock_rows() else query))


def helpers(settings: Settings, now: datetime) -> tuple[Helper, ...]:
    """Everybody who offers help now, whatever with; nobody who was erased."""
    acts = defaultdict(list)
    for row in Offer.select().where(Offer.state == ActState.CONFIRMED).order_by(Offer.id):
        acts[row.person_id].append(_offering(row))
    offering = {person: theirs for person, theirs in acts.items() if helps_with(theirs)}
    if not offering:
        return ()
    rows = Person.select().where(Person.id.in_(list(offering)), ~Person.address.endswith(f"@{NOBODY}"))
    people = [person_of(row) for row in rows.order_by(Person.id)]
    asked = defaultdict(list)
    for once in Introduction.select().where(Introduction.colleague.in_(list(offering))):
        asked[once.colleague_id].append((once.case_id, once.asked_at))
    addresses = [person.address for person in people]
    machines = Inbound.select(Inbound.author).where(
        Inbound.author.in_(addresses),
        Inbound.kind == Kind.AUTO_REPLIED,
        Inbound.received_at >= now - AWAY_FOR,
    )
    away = {row.author for row in machines} | _absent(settings, now)
    dead = {row.address for row in Suppression.select().where(Suppression.address.in_(addresses))}
    return tuple(
        Helper(
            person,
            helps_with(offering[person.id]),
            offering[person.id][-1].language,
            offering[person.id][-1].client,
            tuple(asked[person.id]),
            person.address in away,
            person.address not in dead,
        )
        for person in people
    )


def _absent(settings: Settings, now: datetime) -> set[str]:
    """Addresses of concierges who are away today."""
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    return {address for each in settings.concierges if not present(each, today) for address in each.addresses}


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
