"""What a mailbox tells of mail, people and cases since a backup, written into the restored database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import peewee

from cases.model import WAITING_OUTBOX, InboundState, OutboxKind, OutboxState
from cases.tokens import Signer
from db.apply_cases import CASES
from db.connect import transaction
from db.erased import erased_at
from db.tables import Attempt, Case, Counter, Inbound, KnownId, Message, Outbox, Person
from db.timeline import note

HELD = "restored: perhaps it went out after the backup; `concierge outbox retry` sends it"
_MANY = 500  # values of one list in a statement


@dataclass(frozen=True, slots=True)
class Unsent:
    """A mail that waits. `token`: the signed one in its Message-ID and Reply-To."""

    id: int
    message_id: str
    token: str
    recipient: str
    case: int | None
    kind: OutboxKind
    next_attempt_at: datetime


def withheld() -> int:
    """How many mails wait for a person because they may have gone out after the backup."""
    return int(
        Outbox.select().where((Outbox.state == OutboxState.HELD) & (Outbox.last_reply == HELD)).count()
    )


def known(message_ids: Collection[str]) -> frozenset[str]:
    """Of these Message-IDs those of outgoing mail that is stored, sent or not."""
    found: set[str] = set()
    ids = sorted(message_ids)
    for start in range(0, len(ids), _MANY):
        part = ids[start : start + _MANY]
        rows = Outbox.select(Outbox.message_id).where(Outbox.message_id.in_(part))
        found |= {row.message_id for row in rows}
    return frozenset(found)


def unsent(mailbox: str, inbound: int | None = None, *, after: int = 0) -> tuple[Unsent, ...]:
    """Mail that waits to go out or was on its way; of one received mail, or of the whole mailbox.

    `after`: only with a higher number.
    """
    rows = Outbox.select().where(
        peewee.fn.LOWER(Outbox.mailbox) == mailbox.lower(),
        Outbox.state.in_((*WAITING_OUTBOX, OutboxState.SENDING)),
        Outbox.id > after,
    )
    if inbound is not None:
        rows = rows.where(Outbox.inbound == inbound)
    return tuple(
        Unsent(
            row.id,
            row.message_id,
            row.draft["token"],
            row.recipient,
            row.case_id,
            OutboxKind(row.kind),
            row.next_attempt_at,
        )
        for row in rows.order_by(Outbox.id)
    )


def undecided(mailbox: str) -> tuple[int, ...]:
    """Stored mail of this mailbox that waits to be decided, in order of arrival."""
    rows = Inbound.select(Inbound.id).where(
        Inbound.mailbox == mailbox, Inbound.state == InboundState.RECEIVED, Inbound.next_try_at.is_null()
    )
    return tuple(row.id for row in rows.order_by(Inbound.id))


def newest_outgoing() -> int:
    """The highest number of an outgoing mail; 0 where there is none."""
    return int(Outbox.select(peewee.fn.MAX(Outbox.id)).scalar() or 0)


def went_out(mail: Unsent, message_id: str, at: datetime) -> None:
    """A copy in Sent shows that this mail went out at `at`, under this Message-ID."""
    with transaction():
        _finish(mail.id, OutboxState.SENT, "restored: its copy lies in Sent", at)
        Outbox.update(sent_at=at, filed="server", message_id=message_id).where(Outbox.id == mail.id).execute()
        Message.update(message_id=message_id).where(Message.outbox == mail.id).execute()
        if mail.case is not None:
            KnownId.insert(message_id=message_id, case_id=mail.case).on_conflict_ignore().execute()


def hold(mail: Unsent, at: datetime) -> None:
    """Nobody knows whether this mail went out: a person says so."""
    with transaction():
        _finish(mail.id, OutboxState.HELD, HELD, at)


def hold_all(inbound: int, mailbox: str, at: datetime) -> int:
    """Hold what a received mail would send; gives how many."""
    waiting = unsent(mailbox, inbound)
    for mail in waiting:
        hold(mail, at)
    return len(waiting)


def hold_these(outbox_ids: Collection[int], own: Collection[str], at: datetime) -> int:
    """Hold those of these mails that wait and go to others than the service's `own` people (lower case)."""
    rows = Outbox.select(Outbox.id, Outbox.recipient).where(
        Outbox.id.in_(list(outbox_ids)), Outbox.state.in_(WAITING_OUTBOX)
    )
    held = [row.id for row in rows if row.recipient not in own]
    with transaction():
        for number in held:
            _finish(number, OutboxState.HELD, HELD, at)
    return len(held)


def drop(mail: Unsent, at: datetime) -> None:
    """What the service tells its own people by the clock is not told again."""
    with transaction():
        _finish(mail.id, OutboxState.CANCELLED, "restored: told at the time", at)


def person_was(number: int, address: str, name: str, at: datetime, signer: Signer) -> None:
    """Give somebody the number again that stands in mail they have; nothing where either is taken."""
    key = address.strip().lower()
    with transaction():
        if erased_at((key,), signer) is not None or Person.get_or_none(Person.address == key):
            return
        Person.insert(id=number, address=key, name=name, created_at=at).on_conflict_ignore().execute()


@contextmanager
def next_case(number: int | None) -> Iterator[None]:
    """Inside, the next case to be opened gets this number again, if there is none of it yet."""
    if number is None or Case.get_or_none(Case.id == number) is not None:
        yield
        return
    Counter.insert(name=CASES, value=0).on_conflict_ignore().execute()
    before = Counter.get_by_id(CASES).value
    Counter.update(value=number - 1).where(Counter.name == CASES).execute()
    yield
    Counter.update(value=max(before, number)).where(Counter.name == CASES).execute()


def _finish(outbox_id: int, state: OutboxState, why: str, at: datetime) -> None:
    row = Outbox.get_by_id(outbox_id)
    Attempt.update(finished_at=at, outcome="unknown", reply=why).where(
        Attempt.outbox == outbox_id, Attempt.outcome == ""
    ).execute()
    Outbox.update(state=str(state), last_reply=why, lease_until=None, lease_holder=None).where(
        Outbox.id == outbox_id
    ).execute()
    note(at, "service", row.case_id, f"mail.{state}", why)
