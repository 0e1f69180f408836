"""A database that was put back from a backup: what has happened since stands in the mailboxes only.

Until somebody has looked there, nothing is decided and nothing goes out: what was due at the time of the
backup has been sent since, and what is new would get numbers that people have in their mail already. The
mark is a row of `Lease`, "restored", with one more row for each mailbox that was looked through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee

from cases.model import WAITING_OUTBOX, OutboxKind, OutboxState
from cases.tokens import Signer
from db.apply_cases import CASES
from db.connect import transaction
from db.erased import erased_at
from db.process_id import gone
from db.tables import (
    Attempt,
    Case,
    Counter,
    Heartbeat,
    Inbound,
    KnownId,
    Lease,
    Message,
    Outbox,
    Person,
    database,
)
from db.timeline import note

MARK = "restored"
STEP = 100_000  # numbers that may have been given since the backup, to rows whose numbers are seldom seen
ALIVE = timedelta(seconds=60)  # a role beats at least every 20 s
HELD = "restored: perhaps it went out after the backup; `concierge outbox retry` sends it"
_NUMBERED = (Person, Inbound, Outbox)
_MAILBOX = "mailbox:"
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


def mark(made_at: datetime, now: datetime) -> None:
    """This database is as it was at `made_at`. Who worked on it then does not any more."""
    with transaction():
        Lease.delete().execute()
        Heartbeat.delete().execute()
        Lease.insert(name=MARK, holder=made_at.isoformat(), until=now).execute()
        for table in _NUMBERED:
            _advance(table, STEP)


def waiting() -> datetime | None:
    """When the backup was made, while a mailbox waits to be looked through; None: nothing is special."""
    row = Lease.get_or_none(Lease.name == MARK)
    return datetime.fromisoformat(row.holder) if row else None


def is_looked_through(mailbox: str) -> bool:
    """Whether this was done for the mailbox."""
    return Lease.get_or_none(Lease.name == f"{MARK}:{mailbox}") is not None


def looked_through(mailbox: str, every: Collection[str], now: datetime) -> None:
    """It is done; when it is for `every` mailbox, the database is one as any other."""
    with transaction():
        Lease.insert(name=f"{MARK}:{mailbox}", holder=MARK, until=now).on_conflict_ignore().execute()
        if all(is_looked_through(each) for each in every):
            Lease.delete().where((Lease.name == MARK) | Lease.name.startswith(f"{MARK}:")).execute()


def reserve_cases(highest: int, more: int) -> int:
    """No case gets a number up to `highest` and `more` beyond any more; gives the next one."""
    with transaction():
        Counter.insert(name=CASES, value=0).on_conflict_ignore().execute()
        counter = Counter.get_by_id(CASES)
        value = max(counter.value, highest) + more
        Counter.update(value=value).where(Counter.name == CASES).execute()
        return value + 1


def signs_of_life(now: datetime) -> str:
    """In words, what shows that a service works on the open database; "" where nothing does."""
    if not database.table_exists("lease"):
        return ""
    for row in Lease.select().where(Lease.name.startswith(_MAILBOX), Lease.until > now):
        if not gone([row.holder]):
            return f"a service reads {row.name.removeprefix(_MAILBOX)} ({row.holder.partition(' ')[0]})"
    beat = Heartbeat.select().where(Heartbeat.alive_at > now - ALIVE).limit(1).get_or_none()
    if beat is not None:
        return f"{beat.role} showed a sign of life {int((now - beat.alive_at).total_seconds())} s ago"
    return ""


def _advance(table: type[peewee.Model], step: int) -> None:
    """The next row of the table gets a number that is larger by `step`."""
    name = table._meta.table_name
    if isinstance(database.obj, peewee.SqliteDatabase):
        seen = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = ?), 0)"
        last = database.execute_sql(seen, (name,)).fetchone()[0]
        database.execute_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        database.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last + step))
    else:
        sequence = database.execute_sql("SELECT pg_get_serial_sequence(%s, 'id')", (name,)).fetchone()[0]
        database.execute_sql(
            "SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", (sequence, sequence, step)
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
    """Mail that waits to go out or was on its way; of one received mail, or of the whole mailbox."""
    rows = Outbox.select().where(
        peewee.fn.LOWER(Outbox.mailbox) == mailbox.lower(),
        Outbox.state.in_((*WAITING_OUTBOX, OutboxState.SENDING)),
        Outbox.id > after,
    )
    if inbound is not None:
        rows = rows.where(Outbox.inbound == inbound)
    return tuple(
        Unsent(row.id, row.message_id, row.draft["token"], row.recipient, row.case_id, OutboxKind(row.kind))
        for row in rows.order_by(Outbox.id)
    )


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
