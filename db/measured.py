"""Figures of the whole service in a dozen statements, none of which reads a mail: for whoever measures it.

They come from the store alone, so every process that shares it gives the same ones, also after a restart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import peewee
from peewee import JOIN, fn

from cases.model import WAITING_OUTBOX, InboundState, OutboxKind, OutboxState
from db import health
from db.connect import plain_errors
from db.tables import Case, Comparison, Inbound, Outbox, Pause, database

BOUNDS = (5, 15, 30, 60, 120, 300, 900, 3600, 14400)  # seconds until an acknowledgement
AT_ONCE = 5000  # acknowledgements read in one statement
PAGES = 4  # statements at once

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Compared:
    """The last daily comparison of a mailbox with the store."""

    at: datetime
    found: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """All of it at one moment. received, sent: (state, kind) -> how many; oldest: of mail that waits.

    compared, paused: by mailbox (as configured; in lower case).
    """

    health: health.Figures
    received: Counts
    sent: Counts
    cases: Mapping[str, int]
    oldest_received: datetime | None
    oldest_to_send: datetime | None
    paused: frozenset[str]
    compared: Mapping[str, Compared]
    octets: int


def measured(now: datetime) -> Measured:
    """As of `now`."""
    with plain_errors():
        database.connect(reuse_if_open=True)
        waiting = Outbox.select(fn.MIN(Outbox.queued_at)).where(Outbox.state.in_(WAITING_OUTBOX))
        undecided = Inbound.select(fn.MIN(Inbound.received_at)).where(Inbound.state == InboundState.RECEIVED)
        cases: Any = Case.select(Case.state, fn.COUNT(Case.id)).group_by(Case.state).tuples()
        compared = Comparison.select().where(Comparison.at.is_null(False))
        return Measured(
            health=health.figures(now),
            received=_counted(Inbound),
            sent=_counted(Outbox),
            cases=dict(cases),
            oldest_received=undecided.scalar(),
            oldest_to_send=waiting.scalar(),
            paused=frozenset(row.mailbox for row in Pause.select(Pause.mailbox).where(Pause.until > now)),
            compared={row.mailbox: Compared(row.at, row.found) for row in compared},
            octets=_octets(),
        )


def _counted(table: type[Inbound] | type[Outbox]) -> dict[tuple[str, str], int]:
    """Read from the index by state and kind, which is all that is asked."""
    rows: Any = (
        table.select(table.state, table.kind, fn.COUNT(table.id)).group_by(table.state, table.kind).tuples()
    )
    return {(state, kind or ""): count for state, kind, count in rows}


def _octets() -> int:
    """Of the database on its disk, as it says itself."""
    if isinstance(database.obj, peewee.SqliteDatabase):
        pages, size = database.execute_sql(
            "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
        return int(pages) * int(size)
    (octets,) = database.execute_sql("SELECT pg_database_size(current_database())").fetchone()
    return int(octets)


@dataclass
class Acknowledged:
    """How long workers waited for their acknowledgement, from the delivery of their mail; counted on and on.

    counts: how many took at most as long as the bound of the same place, and no shorter one; the last:
    longer.
    """

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0
    whole: bool = False  # all was read once
    _final: int = 0  # up to this number of the outbox nothing changes any more
    _read: int = 0  # how far this pass has come
    _ahead: set[int] = field(default_factory=set)  # counted, beyond one that still waits

    def read_on(self) -> None:
        """Count what is new, or a bounded part of it; `whole` says whether the figures can be given."""
        with plain_errors():
            database.connect(reuse_if_open=True)
            waits = self._first_waiting()
            for _ in range(PAGES):
                rows = self._rows()
                for number, took in rows:
                    if number not in self._ahead:
                        self._ahead.add(number)
                        self.counts[bisect_left(BOUNDS, took)] += 1
                        self.seconds += took
                self._read = rows[-1][0] if rows else self._read
                if len(rows) < AT_ONCE:
                    self._end_pass(waits)
                    return

    def _end_pass(self, waits: int | None) -> None:
        """All is read: what waited when the pass began is looked at again in the next one."""
        self._final = max(self._final, min(self._read, waits - 1) if waits else self._read)
        self._ahead = {number for number in self._ahead if number > self._final}
        self._read, self.whole = self._final, True

    def _first_waiting(self) -> int | None:
        rows = Outbox.select(fn.MIN(Outbox.id)).where(
            Outbox.state.in_((*WAITING_OUTBOX, OutboxState.SENDING)),
            Outbox.kind == OutboxKind.ACKNOWLEDGEMENT,
        )
        first: int | None = rows.scalar()
        return first

    def _rows(self) -> list[tuple[int, float]]:
        """(number, seconds) of those sent; where the server names no time of delivery, since we had it."""
        query: Any = (
            Outbox.select(Outbox.id, Outbox.sent_at, Inbound.internal_date, Inbound.received_at)
            .join(Inbound, JOIN.INNER, on=(Outbox.inbound == Inbound.id))
            .where(
                Outbox.state == OutboxState.SENT,
                Outbox.kind == OutboxKind.ACKNOWLEDGEMENT,
                Outbox.id > self._read,
                Outbox.sent_at.is_null(False),
            )
            .order_by(Outbox.id)
            .limit(AT_ONCE)
        )
        return [(row.id, _seconds(row)) for row in query.objects()]


def _seconds(row: Any) -> float:
    delivered = row.internal_date or row.received_at
    took: float = (row.sent_at - delivered).total_seconds()
    return max(took, 0.0)
