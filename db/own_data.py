"""Everything that is stored about one person, as plain values: for `people export`, `people show`, `#mydata`.

What others wrote is in it where it was sent to this person, and nowhere else; colleagues are named as the
person saw them, by name and never by address. Concierges' notes are counted, and given only when asked for.
Whoever is on the roster has here what they asked as a worker; their work on the cases of others is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Value, fn

from cases.model import OVER, Attachment, Direction, Kind, OutboxKind
from cases.moments import public_moment
from cases.tags import tag
from db import own_cases, values
from db.experts import asked_of, shown_of
from db.tables import Case, Event, Inbound, Message, Outbox, Person, Suppression

TO_COLLEAGUES = frozenset(
    {
        *(OutboxKind.NOTIFICATION, OutboxKind.ESCALATION, OutboxKind.DIGEST, OutboxKind.REPORT),
        *(OutboxKind.STATEMENT, OutboxKind.TRANSCRIPT),
    }
)
"""Mail for those who help: what it says of a person stands in their case as well."""
TO_BOTH = frozenset({OutboxKind.REMINDER, OutboxKind.RECEIPT, OutboxKind.CONFIRMATION})
_MANY = 500  # values of one list in a statement


@dataclass(frozen=True, slots=True)
class View:
    """How a person sees the service.

    prefix: "LC" makes "LC-12"; name_of: the name of somebody on the roster or of the service itself, None for
    everybody else; recipients: the addresses in To and Cc of a received mail, lower case; notes: give them.
    """

    prefix: str
    name_of: Callable[[str], str | None]
    recipients: Callable[[bytes], frozenset[str]]
    on_roster: bool = False
    notes: bool = False


@dataclass(frozen=True, slots=True)
class OwnMail:
    """A mail by the person, or to them: one of the two ids is given. `shown`: its entry in `mails`."""

    at: datetime
    shown: dict[str, Any]
    inbound: int | None = None
    outbox: int | None = None


@dataclass(frozen=True, slots=True)
class OwnData:
    """`facts`: JSON values with the keys of docs/own-data.md. `language`: theirs, None where not known."""

    facts: dict[str, Any]
    mails: tuple[OwnMail, ...]
    language: str | None
    open_cases: tuple[str, ...] = ()  # "LC-12"
    notes_given: bool = False
    number: int | None = None  # of the person, None where they have none


@dataclass(frozen=True, slots=True)
class Packed:
    """All of it as one file; `attachment` None: it would be larger than was asked for."""

    attachment: Attachment | None
    cases: int
    mails: int


def own_data(address: str, view: View) -> OwnData | None:
    """What is stored about whoever has this address; None when nothing is."""
    key = address.strip().lower()
    person = Person.get_or_none(Person.address == key)
    requested = list(Case.select().where(Case.requester == person.id).order_by(Case.id)) if person else []
    own = {row.id for row in requested}
    reader = own_cases.Reader(key, view.prefix, view.name_of, view.recipients, notes=view.notes)
    read = [reader.case(row) for row in requested]
    received = [row for row in _received(key) if not _is_work(row, own, view)]
    sent = [row for row in _sent(key) if not _is_for_colleagues(row, own, view)]
    elsewhere = [shown for row in _elsewhere(key, received, own) if (shown := reader.message(row))]
    suppression = Suppression.get_or_none(Suppression.address == key)
    if not (person or received or sent or suppression):
        return None
    mails = _mails(key, received, sent, reader.others, view.prefix)
    facts = {
        "address": key,
        "person": _person(person),
        "stopped": suppression and {"at": public_moment(suppression.at), "reason": suppression.reason},
        "cases": read,
        "messages_on_other_cases": elsewhere,
        "offers": shown_of(person.id) if person else [],
        "asked_to_help": asked_of(person.id) if person else [],
        "events": list(_events(received, reader)),
        "mails": [mail.shown for mail in mails],
        "internal_notes": reader.notes_seen,
        "mails_by_others_left_out": reader.left_out,
        "work_for_others": _work(key) if view.on_roster else None,
    }
    language = person.language if person else None
    still_open = tuple(tag(view.prefix, case.id) for case in requested if case.state not in OVER)
    return OwnData(facts, mails, language, still_open, view.notes, person.id if person else None)


def original(inbound_id: int) -> bytes:
    """The octets of a received mail; b"" where they were emptied."""
    row = Inbound.select(Inbound.content).where(Inbound.id == inbound_id).get_or_none()
    return bytes(row.content) if row else b""


def _person(row: Person | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "name": row.name,
        "language": row.language,
        "known_since": public_moment(row.created_at),
        "remembered": [values.remembered_of(line)[0] for line in row.remembered],
        "signatures": row.signatures,
        "surveys_stopped": row.surveys_stopped,
    }


def _received(key: str) -> list[Inbound]:
    """Mail by them, oldest first, without its octets."""
    return list(_described().where(Inbound.author == key).order_by(Inbound.id))


def _described() -> Any:
    return Inbound.select(
        *(Inbound.id, Inbound.received_at, Inbound.internal_date, Inbound.state, Inbound.reason),
        *(Inbound.kind, Inbound.subject, Inbound.case_id, Inbound.message_id, Inbound.decided_at),
        Inbound.size,
    )


def _is_work(row: Inbound, own: set[int], view: View) -> bool:
    """Whether they wrote it as somebody who helps, and not as a worker."""
    if not view.on_roster or row.case_id in own:
        return False
    return row.case_id is not None or row.kind == Kind.CONCIERGE_REPLY


def _sent(key: str) -> list[Outbox]:
    """Mail to them, alone or with others. The second half is one look over all mail that went out."""
    columns = (
        *(Outbox.id, Outbox.kind, Outbox.state, Outbox.case_id, Outbox.subject, Outbox.message_id),
        *(Outbox.queued_at, Outbox.sent_at, Outbox.to),
    )
    first = Outbox.select(*columns).where(Outbox.recipient == key)
    named = Outbox.to.contains(Value(f'"{key}"', converter=False))
    beside = Outbox.select(*columns).where(named, Outbox.recipient != key)
    return sorted([*first, *beside], key=lambda row: row.id)


def _is_for_colleagues(row: Outbox, own: set[int], view: View) -> bool:
    if row.kind in TO_COLLEAGUES:
        return True
    on_other_case = row.case_id is not None and row.case_id not in own
    return row.kind in TO_BOTH and (on_other_case or (row.case_id is None and view.on_roster))


def _elsewhere(key: str, received: Iterable[Inbound], own: set[int]) -> Iterator[Message]:
    """Their messages on the cases of others, oldest first. What a concierge answered is not among them."""
    cases = sorted({row.case_id for row in received if row.case_id is not None} - own)
    for start in range(0, len(cases), _MANY):
        rows = Message.select().where(
            Message.case.in_(cases[start : start + _MANY]),
            fn.LOWER(Message.author) == key,
            Message.direction == Direction.IN,
        )
        yield from rows.order_by(Message.at, Message.id)


def _mails(
    key: str, received: Iterable[Inbound], sent: Iterable[Outbox], others: set[int], prefix: str
) -> tuple[OwnMail, ...]:
    """All mails by and to them, oldest first. `others`: received mails that were sent to them as well."""
    theirs = {row.id: row for row in received}
    more = sorted(others - theirs.keys())
    mails = [OwnMail(_date(row), _of_received(row, "in", prefix), inbound=row.id) for row in theirs.values()]
    for start in range(0, len(more), _MANY):
        rows = _described().where(Inbound.id.in_(more[start : start + _MANY]))
        mails += [OwnMail(_date(row), _of_received(row, "out", prefix), inbound=row.id) for row in rows]
    mails += [OwnMail(row.sent_at or row.queued_at, _of_sent(row, prefix), outbox=row.id) for row in sent]
    mails.sort(key=lambda mail: (mail.at, mail.inbound or 0, mail.outbox or 0))
    return tuple(mails)


def _date(row: Inbound) -> datetime:
    found: datetime = row.internal_date or row.received_at
    return found


def _of_received(row: Inbound, direction: str, prefix: str) -> dict[str, Any]:
    return {
        "file": None,  # set by whoever writes it
        "at": public_moment(_date(row)),
        "direction": direction,
        "kind": row.kind,
        "subject": row.subject,
        "message_id": row.message_id,
        "case": None if row.case_id is None else tag(prefix, row.case_id),
        "state": row.state,
        "reason": row.reason,
    }


def _of_sent(row: Outbox, prefix: str) -> dict[str, Any]:
    return {
        "file": None,
        "at": public_moment(row.sent_at or row.queued_at),
        "direction": "out",
        "kind": row.kind,
        "subject": row.subject,
        "message_id": row.message_id,
        "case": None if row.case_id is None else tag(prefix, row.case_id),
        "state": row.state,
        "reason": "",
    }


def _events(received: Iterable[Inbound], reader: own_cases.Reader) -> Iterator[dict[str, Any]]:
    """What the timeline of the service says of their mails that are on no case; found by its moments."""
    loose = [row for row in received if row.case_id is None and row.decided_at is not None]
    ids = {row.id for row in loose}
    moments = sorted({row.decided_at for row in loose})
    for start in range(0, len(moments), _MANY):
        rows = Event.select().where(Event.at.in_(moments[start : start + _MANY]), Event.case_id.is_null())
        for row in rows.order_by(Event.at, Event.id):
            if row.inbound in ids:
                yield reader.event(row)


def _work(key: str) -> dict[str, int]:
    """How much they did for others, counted and not shown: it is about those others."""
    return {
        "cases_owned": Case.select().where(Case.owner == key).count(),
        "mails_written": Inbound.select().where(Inbound.author == key).count(),
    }
