"""Who works on what: one row a mailbox and role, taken for a while and renewed (DESIGN 5)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from db.connect import transaction
from db.process_id import gone
from db.tables import Lease

_DONE = "done"  # holds what is done for a day, whoever did it


def take(name: str, holder: str, until: datetime, now: datetime) -> bool:
    """Take or renew the lease `name` ("mailbox:ADDRESS", "role:followups"); False: another holds it."""
    with transaction():
        taken = (
            Lease.insert(name=name, holder=holder, until=until)
            .on_conflict(
                conflict_target=(Lease.name,),
                update={"holder": holder, "until": until},
                where=(Lease.holder == holder) | (Lease.until <= now),
            )
            .returning(Lease.name)
            .execute()
        )
        return len(list(taken)) == 1


def lead(name: str, holder: str, until: datetime, now: datetime) -> bool:
    """As `take`, and at once where the process that holds the lease is certainly gone."""
    if take(name, holder, until, now):
        return True
    other = _holder(name)
    if other is None or not gone([other]):
        return False
    release(name, other)
    return take(name, holder, until, now)


def _holder(name: str) -> str | None:
    """Who holds the lease, also when its time is over; None: nobody."""
    with transaction():
        row = Lease.get_or_none(Lease.name == name)
        return row.holder if row else None


def release(name: str, holder: str) -> None:
    """Give the lease back, so that another can take it at once; nothing when it is not ours."""
    with transaction():
        Lease.delete().where(Lease.name == name, Lease.holder == holder).execute()


def done_today(name: str, now: datetime) -> None:
    """Nothing is left to do under `name` until the next day (UTC), in no process."""
    tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    take(name, _DONE, tomorrow, now)


def is_done_today(name: str, now: datetime) -> bool:
    """Whether that was said today."""
    with transaction():
        row = Lease.get_or_none(Lease.name == name)
        return row is not None and row.holder == _DONE and row.until > now
