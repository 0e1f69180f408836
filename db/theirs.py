"""What is somebody's own in the store: their cases, their mails and mails about them, what was sent to them.

Read inside the erasing transaction (or before it, to show what it would do).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from typing import Any

from peewee import Value, fn

from cases.idn import readable
from cases.model import AUTOMATIC_KINDS, InboundState, Kind, OutboxState
from cases.settings import Settings
from db.emptying import chunks, holding_words, locked_rows
from db.erased import of_nobody
from db.erasure import MailboxCopy, SentCopy
from db.fingerprint import header_fields
from db.tables import Case, Inbound, Message, Outbox, Person

_ASKED = (Kind.REQUEST, Kind.FOLLOW_UP, Kind.SURVEY_ANSWER)
_MACHINES = AUTOMATIC_KINDS | {Kind.OWN, Kind.DELIVERY_REPORT, Kind.DISPOSITION_REPORT}
_DECIDED = (InboundState.ACCEPTED, InboundState.DISCARDED)


def on_roster(address: str, settings: Settings) -> bool:
    """Whether this address (lower case) is a concierge's or a lead's."""
    return address in settings.roster_addresses


def names_of(address: str) -> tuple[str, ...]:
    """What somebody is called in the store."""
    person = Person.get_or_none(Person.address == address)
    written = Message.select(Message.author_name).where(fn.LOWER(Message.author) == address).distinct()
    names = {person.name if person else "", *(row.author_name for row in written)}
    if (shown := readable(address)) != address:
        names.add(shown)  # as mails to others show it
    return tuple(sorted(name for name in names if name.strip()))


def cases_of(person: Person | None) -> list[Any]:
    """The cases that they asked for, in the order of their numbers, locked."""
    return locked_rows(Case, Case.requester == person.id) if person else []


def mails_of(address: str, cases: Collection[int], mentioned: Set[int], settings: Settings) -> frozenset[int]:
    """Received mails (ids) that are emptied whole: theirs, those on their cases, and those about them alone.

    `mentioned`: mails whose octets hold the address. Of these what machines wrote about no case (a delivery
    report quotes their mail), and what our own people wrote about no case (an answer to "a mail is held").
    """
    found = {row.id for part in chunks(tuple(cases)) for row in _ids(Inbound.case_id.in_(part))}
    own = Inbound.author == address
    if on_roster(address, settings):
        return frozenset(found | {row.id for row in _ids(own, Inbound.case_id.is_null(), _asked())})
    found |= {row.id for row in _ids(own)}
    for part in chunks(sorted(mentioned - found)):
        found |= {
            row.id for row in Inbound.select().where(Inbound.id.in_(part)) if _about(row, address, settings)
        }
    return frozenset(found)


def copies(ids: Iterable[int]) -> tuple[MailboxCopy, ...]:
    """Where these received mails lie, in order of arrival; not those that were emptied before."""
    rows = [
        row
        for part in chunks(sorted(ids))
        for row in Inbound.select().where(Inbound.id.in_(part), holding_words()).order_by(Inbound.id)
    ]
    return tuple(
        MailboxCopy(
            row.mailbox, row.folder, row.uidvalidity, row.uid, row.message_id, row.received_at, row.filed
        )
        for row in rows
    )


def outgoing(address: str, cases: Collection[int], mails: Collection[int], *, roster: bool) -> Iterator[Any]:
    """Conditions for outgoing mail that is emptied whole: about their cases, to them about none, and what was
    written because of their `mails` (it shows them to concierges).

    Also what was being sent when their cases were emptied, the time before.
    """
    yield Outbox.case_id.in_(of_nobody()) & (Outbox.subject != "")
    for part in chunks(tuple(cases)):
        yield Outbox.case_id.in_(part)
    for part in chunks(sorted(mails)):
        yield Outbox.inbound.in_(part)
    if not roster:
        yield (Outbox.recipient == address) & Outbox.case_id.is_null()


def sent(conditions: Iterable[Any]) -> tuple[SentCopy, ...]:
    """Of these outgoing mails those that went out, oldest first."""
    rows = {
        row.id: row
        for which in conditions
        for row in Outbox.select().where(which, Outbox.subject != "", Outbox.sent_at.is_null(False))
    }
    return tuple(
        SentCopy(row.mailbox, row.message_id, row.sent_at)
        for _, row in sorted(rows.items())
        if row.message_id and row.state in (OutboxState.SENT, OutboxState.DEFERRED)
    )


def touched(address: str, cases: Set[int]) -> frozenset[int]:
    """Cases of others on which they wrote or were written to."""
    wrote = (fn.LOWER(Message.author) == address) | Message.to.contains(
        Value(f'"{address}"', converter=False)
    )
    found: set[int] = {row.case_id for row in Message.select(Message.case).where(wrote).distinct()}
    mails = Inbound.select(Inbound.case_id).where(Inbound.author == address, Inbound.case_id.is_null(False))
    found |= {row.case_id for row in mails if row.case_id is not None}
    return frozenset(found - cases)


def _ids(*conditions: Any) -> Any:
    return Inbound.select(Inbound.id).where(*conditions)


def _asked() -> Any:
    return Inbound.kind.in_(_ASKED) & (Inbound.state != InboundState.RECEIVED)


def _about(row: Inbound, address: str, settings: Settings) -> bool:
    """Whether a mail that holds the address is theirs, or about nobody else."""
    if row.author is None:  # not decided yet, or with two authors
        return any(
            name == b"from" and address.encode() in value.lower()
            for name, value in header_fields(bytes(row.content))
        )
    if row.case_id is not None or row.state not in _DECIDED:
        return False
    return row.kind in _MACHINES or on_roster(row.author, settings)
