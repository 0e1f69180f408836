"""A database that was put back from a backup: what has happened since stands in the mailboxes only.

Until somebody has looked there, nothing is decided and nothing goes out: what was due at the time of the
backup has been sent since, and what is new would get numbers that people have in their mail already. The
mark is a row of `Lease`, "restored", with one more row for each mailbox that was looked through.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee

from cases.errors import PermanentError
from db.apply_cases import CASES
from db.connect import transaction
from db.process_id import gone
from db.running import stopped
from db.tables import (
    Case,
    Counter,
    Heartbeat,
    Inbound,
    Lease,
    Outbox,
    Person,
    database,
)

MARK = "restored"
LOOKED = "restored-looked"  # stays, too: when its mailboxes had been looked through
SINCE = "restored-at"  # stays: what came before may have been answered already
GUARD = "restore_unfinished"  # a table that is there while a database of PostgreSQL is filled
STEP = 100_000  # numbers that may have been given since the backup, to rows whose numbers are seldom seen
ALIVE = timedelta(seconds=60)  # a role beats at least every 20 s
CUT = timedelta(seconds=1)
_NUMBERED = (Person, Inbound, Outbox)
_MAILBOX = "mailbox:"


def mark(made_at: datetime, now: datetime) -> None:
    """This database is as it was at `made_at`. Who worked on it then does not any more.

    A backup of a restored database that nobody had looked through knows no more than the first one did.
    """
    with transaction():
        made_at = min(made_at, waiting() or made_at)  # that one was never looked through either
        Lease.delete().execute()
        Heartbeat.delete().execute()
        Lease.insert(name=MARK, holder=made_at.isoformat(), until=now).execute()
        Lease.insert(name=SINCE, holder=made_at.isoformat(), until=now).execute()
        for table in _NUMBERED:
            _advance(table, STEP)
        end()


@dataclass(frozen=True, slots=True)
class Begun:
    """A restored database that waits: when the backup was made, and which mailboxes are looked through."""

    made_at: datetime
    mailboxes: frozenset[str]


def begun() -> Begun | None:
    """None: it is a database as any other."""
    made_at = waiting()
    if made_at is None:
        return None
    rows = Lease.select(Lease.name).where(Lease.name.startswith(f"{MARK}:"))
    return Begun(made_at, frozenset(row.name.removeprefix(f"{MARK}:") for row in rows))


def begin() -> None:
    """The open database is being filled: until it is marked, no service may work on it."""
    database.execute_sql(f"CREATE TABLE {GUARD} (id INTEGER)")


def end() -> None:
    """It is filled, or it is empty again."""
    database.execute_sql(f"DROP TABLE IF EXISTS {GUARD}")


def refuse_unfinished() -> None:
    """PermanentError where a restore was broken off in the open database, before it was marked."""
    if database.table_exists(GUARD):
        raise PermanentError(
            "a restore into this database was broken off, and it is not whole: give the same "
            "`concierge restore` again, with --replace"
        )


def waiting() -> datetime | None:
    """When the backup was made, while a mailbox waits to be looked through; None: nothing is special."""
    row = Lease.get_or_none(Lease.name == MARK)
    return datetime.fromisoformat(row.holder) if row else None


@dataclass(frozen=True, slots=True)
class Before:
    """Which received mail may have been answered by what was lost: of before `at`; `newest` is stored."""

    at: datetime
    newest: int

    def holds(self, inbound: int, came_at: datetime) -> bool:
        """Whether this one is of them. Servers cut the second off, which must not concern a new mail."""
        return came_at <= (self.at if inbound <= self.newest else self.at - CUT)


def before() -> Before | None:
    """None: this database was never put back."""
    rows = {row.name: row for row in Lease.select().where(Lease.name.in_((SINCE, LOOKED)))}
    if SINCE not in rows:
        return None
    newest = int(rows[LOOKED].holder) if LOOKED in rows else 0
    return Before(rows[SINCE].until, newest)


def restored_at() -> datetime | None:
    """When this database was put back last."""
    return _moment(SINCE)


def looked_at() -> datetime | None:
    """When all mailboxes had been looked through after that."""
    return _moment(LOOKED)


def is_looked_through(mailbox: str) -> bool:
    """Whether this was done for the mailbox."""
    return Lease.get_or_none(Lease.name == f"{MARK}:{mailbox}") is not None


def looked_through(mailbox: str, every: Collection[str], now: datetime) -> None:
    """It is done; when it is for `every` mailbox, the database is one as any other."""
    with transaction():
        Lease.insert(name=f"{MARK}:{mailbox}", holder=MARK, until=now).on_conflict_ignore().execute()
        if all(is_looked_through(each) for each in every):
            Lease.delete().where((Lease.name == MARK) | Lease.name.startswith(f"{MARK}:")).execute()
            newest = str(Inbound.select(peewee.fn.MAX(Inbound.id)).scalar() or 0)
            Lease.insert(name=LOOKED, holder=newest, until=now).execute()


def reserve_cases(highest: int, more: int) -> int:
    """No case gets a number up to `highest` and `more` beyond any more; gives the next one."""
    with transaction():
        Counter.insert(name=CASES, value=0).on_conflict_ignore().execute()
        counter = Counter.get_by_id(CASES)
        value = max(counter.value, highest) + more
        Counter.update(value=value).where(Counter.name == CASES).execute()
        return value + 1


def busiest_day() -> int:
    """Most cases that mail opened on one day, as far as the store knows."""
    rows = Case.select(Case.created_at).where(Case.origin != "import").iterator()
    return max(Counts(row.created_at.date() for row in rows).values(), default=0)


def signs_of_life(now: datetime) -> str:
    """In words, what shows that a service works on the open database; "" where nothing does."""
    if not database.table_exists("lease"):
        return ""
    for row in Lease.select().where(Lease.name.startswith(_MAILBOX), Lease.until > now):
        if not gone([row.holder]):
            return f"a service reads {row.name.removeprefix(_MAILBOX)} ({row.holder.partition(' ')[0]})"
    ended = stopped()
    for beat in Heartbeat.select().where(Heartbeat.alive_at > now - ALIVE):
        if beat.alive_at > ended.get(beat.role, beat.alive_at - ALIVE):
            return f"{beat.role} showed a sign of life {int((now - beat.alive_at).total_seconds())} s ago"
    return ""


def _moment(name: str) -> datetime | None:
    row = Lease.get_or_none(Lease.name == name)
    return row.until if row else None


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
