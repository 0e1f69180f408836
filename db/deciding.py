"""Attempts at deciding a mail: recorded before they are made, because whoever is killed cannot say so.

    begin ──► the mail is decided: its state says so, and the attempt is over
          ──► it failed (`record_failure`): tried again after a minute and after ten, then given up
          ──► nobody came back (killed, out of memory, ended by a limit): `unreturned` finds the attempt of a
              process that is gone; the mail waits behind all others, and is given up the second time

The record survives the process, not the machine: it is written without waiting for the disk, because no mail
cuts the power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from cases.model import InboundState
from db.connect import transaction
from db.inbound import LOST, TRIES, Received, load
from db.process_id import gone
from db.rows import locked
from db.statement import Statement, slot
from db.tables import Inbound

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10))
ABANDONED = timedelta(minutes=10)  # an attempt that is older is over, whatever its process seems to do
_WAITS = Inbound.state == InboundState.RECEIVED
_DUE = Statement(
    lambda: (
        Inbound.select(Inbound.id)
        .where(
            _WAITS,
            Inbound.next_try_at.is_null() | (Inbound.next_try_at <= slot(Inbound.next_try_at, "now")),
            Inbound.begun_by.is_null() | (Inbound.begun_by == slot(Inbound.begun_by, "process")),
        )
        .order_by(Inbound.lost, Inbound.id)
        .limit(slot(Inbound.id, "limit"))
    )
)
_BEGUN = Statement(
    lambda: Inbound.update(begun_at=slot(Inbound.begun_at), begun_by=slot(Inbound.begun_by, "process")).where(
        Inbound.id == slot(Inbound.id),
        _WAITS,
        Inbound.begun_by.is_null() | (Inbound.begun_by == slot(Inbound.begun_by, "process")),
    )
)
_AT = Statement(
    lambda: Inbound.select(Inbound.id).where(
        Inbound.id == slot(Inbound.id), _WAITS, Inbound.begun_by == slot(Inbound.begun_by, "process")
    ),
    lock=True,
)
Gone = Callable[[Iterable[str]], frozenset[str]]


def unreturned(
    process: str, now: datetime, gone: Gone = gone, why: Mapping[str, str] | None = None
) -> tuple[int, ...]:
    """Note the mails that nobody came back from; gives those where that is to be the last time.

    `why`: processes that are known to have ended, and what ended them.
    """
    why = why or {}
    others = Inbound.begun_by.is_null(False) & (Inbound.begun_by != process)
    rows = list(
        Inbound.select(Inbound.id, Inbound.lost, Inbound.begun_at, Inbound.begun_by).where(
            Inbound.state == InboundState.RECEIVED, others | (Inbound.lost >= LOST)
        )
    )
    given_up = [row.id for row in rows if row.lost >= LOST]  # and nobody came to set it aside
    begun = [row for row in rows if row.lost < LOST]
    unknown = {row.begun_by for row in begun} - why.keys()
    away = why.keys() | (gone(unknown) if unknown else frozenset())
    over = [row for row in begun if row.begun_by in away or now - row.begun_at >= ABANDONED]
    return (
        *given_up,
        *(row.id for row in over if _lost(row.id, row.begun_by, why.get(row.begun_by, row.begun_by))),
    )


def _lost(inbound_id: int, by: str, why: str) -> bool:
    """Count that `by` did not come back from this mail; whether it is given up."""
    with transaction():
        row = locked(Inbound, inbound_id, Inbound.id, Inbound.state, Inbound.begun_by, Inbound.lost)
        if row.state != InboundState.RECEIVED or row.begun_by != by:
            return False  # another process was quicker
        error = f"whoever decided it did not come back ({why})"
        _update(inbound_id, lost=row.lost + 1, begun_at=None, begun_by=None, error=error)
        return bool(row.lost + 1 >= LOST)


def due(now: datetime, process: str = "", limit: int = 50) -> tuple[int, ...]:
    """Ids of mail that waits for a decision: in order of arrival, behind them what nobody came back from.

    What another process has begun is left out.
    """
    return tuple(row.id for row in _DUE.rows(now=now, process=process, limit=limit))


def begin(inbound_id: int, process: str, now: datetime) -> Received | None:
    """Record that `process` decides this mail now, in a commit of its own.

    None when there is nothing to do: it is decided, or another process has begun it.
    """
    with transaction(durable=False):
        begun = _BEGUN.run(id=inbound_id, begun_at=now, process=process)
        return load(inbound_id) if begun else None


def is_at(inbound_id: int, process: str) -> bool:
    """Whether `process` is still the one to decide this mail; asked in the deciding transaction."""
    return _AT.first(id=inbound_id, process=process) is not None


def record_failure(inbound_id: int, error: str, now: datetime) -> bool:
    """Count a try that failed; True when it was the last one, else it is due again later."""
    with transaction():
        row = locked(Inbound, inbound_id, Inbound.id, Inbound.tries)
        tries = row.tries + 1
        later = None if tries >= TRIES else now + RETRY_AFTER[tries - 1]
        _update(inbound_id, tries=tries, error=error, begun_at=None, begun_by=None, next_try_at=later)
        return bool(tries >= TRIES)


def _update(inbound_id: int, **values: object) -> None:
    Inbound.update(**values).where(Inbound.id == inbound_id).execute()
