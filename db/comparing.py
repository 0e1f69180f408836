"""What the daily comparison of a mailbox with the store asks, and what it found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from cases.forms import nobody_reads
from cases.model import CaseState, InboundState, Origin, OutboxState
from db.audit import SERVICE
from db.connect import transaction
from db.tables import Case, Comparison, Event, Inbound, Outbox, Person
from db.timeline import note

NO_FAULT = ("taken-in", "moved-unread")  # mended, or left to whoever moved it
COMPARED = "mailbox.compared"
LATE = timedelta(hours=1)  # what takes minutes is late then
RECENT = timedelta(days=2)  # how old a case may be whose acknowledgement is missed
_MANY = 500  # values in one statement


def next_at(mailbox: str, first: datetime) -> datetime:
    """When a mailbox is compared next; `first`, where it never was."""
    with transaction():
        row = Comparison.get_or_none(Comparison.mailbox == mailbox)
        if row is None:
            Comparison.insert(mailbox=mailbox, next_at=first).on_conflict_ignore().execute()
        moment: datetime = row.next_at if row else first
        return moment


def record(mailbox: str, at: datetime, following: datetime, found: Mapping[str, int]) -> None:
    """What it found; what is over with that goes onto the timeline, because the next one finds it no more."""
    fields = {"at": at, "next_at": following, "found": dict(found)}
    over = [f"{name}={found[name]}" for name in NO_FAULT if found.get(name)]
    with transaction():
        if over:
            note(at, SERVICE, None, COMPARED, " ".join(over))
        Comparison.insert(mailbox=mailbox, **fields).on_conflict(
            conflict_target=(Comparison.mailbox,), update=fields
        ).execute()


def over_since(since: datetime) -> dict[str, int]:
    """What comparisons found since then and is no fault any more, by what it is; all mailboxes together."""
    found: dict[str, int] = {}
    rows = Event.select(Event.detail).where(
        Event.event == COMPARED, Event.at >= since, Event.case_id.is_null()
    )
    for row in rows:
        for each in row.detail.split():
            name, _, count = each.partition("=")
            found[name] = found.get(name, 0) + int(count)
    return found


def differences() -> dict[str, int]:
    """What the last comparisons found and nobody mended; all mailboxes together."""
    found: dict[str, int] = {}
    for row in Comparison.select(Comparison.found):
        for name, count in row.found.items():
            if count and name not in NO_FAULT:
                found[name] = found.get(name, 0) + count
    return found


def stored_uids(mailbox: str, folder: str, uidvalidity: int, first: int, last: int) -> frozenset[int]:
    """UIDs from `first` to `last` of which a mail is stored; read from an index."""
    rows = Inbound.select(Inbound.uid).where(
        Inbound.mailbox == mailbox,
        Inbound.folder == folder,
        Inbound.uidvalidity == uidvalidity,
        Inbound.uid.between(first, last),
    )
    return frozenset(row.uid for row in rows)


def known_ids(ids: Collection[str]) -> frozenset[str]:
    """Those of these Message-IDs that a received or a sent mail has."""
    wanted, found = list(ids), set[str]()
    for start in range(0, len(wanted), _MANY):
        part = wanted[start : start + _MANY]
        for table in (Inbound, Outbox):
            found |= {
                row.message_id for row in table.select(table.message_id).where(table.message_id.in_(part))
            }
    return frozenset(found)


def in_the_store(mailbox: str, now: datetime) -> dict[str, int]:
    """What should have happened to mail that is stored, and did not, by what it is."""
    late = now - LATE
    undecided = Inbound.select().where(
        Inbound.mailbox == mailbox,
        Inbound.state == InboundState.RECEIVED,
        Inbound.received_at < late,
        Inbound.next_try_at.is_null() | (Inbound.next_try_at < late),
    )
    uncopied = Outbox.select().where(
        Outbox.mailbox == mailbox,
        Outbox.state == OutboxState.SENT,
        Outbox.filed == "",
        Outbox.sent_at < late,
    )
    stuck = Outbox.select().where(
        Outbox.mailbox == mailbox, Outbox.state == OutboxState.SENDING, Outbox.lease_until < late
    )
    return {
        "undecided": undecided.count(),
        "uncopied": uncopied.count(),
        "stuck-in-sending": stuck.count(),
    }


def unacknowledged(mailbox: str, now: datetime) -> int:
    """New cases by mail, of the last days, whose requester was written nothing, not even on another case."""
    cases: Any = (
        Case.select(Case.created_at, Person.address)
        .join(Person)
        .where(
            Case.mailbox == mailbox,
            Case.state == CaseState.NEW,
            Case.origin == Origin.MAIL,
            Case.created_at > now - RECENT,
            Case.created_at < now - LATE,
        )
        .tuples()
    )
    return sum(not _was_written_to(address, created_at) for created_at, address in cases)


def _was_written_to(address: str, since: datetime) -> bool:
    """Nobody is told more than once a day that a mail of theirs cannot be opened."""
    query = Outbox.select().where(Outbox.recipient == address, Outbox.queued_at > since - timedelta(days=1))
    return nobody_reads(address) or bool(query.exists())
