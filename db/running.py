"""Which processes do a role now, and when its last one ended as asked: `health` need not wait for silence.

Rows of `Lease`: "runs:ROLE PROCESS" for as long as a process says so, "stopped:ROLE" with the moment of the
end. A process that is killed writes nothing: its row runs out, and its silence tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from db.connect import transaction
from db.process_id import gone
from db.tables import Lease

_RUNS, _STOPPED = "runs:", "stopped:"


def runs(roles: Iterable[str], process: str, until: datetime) -> None:
    """`process` does these roles, and says so again before `until`."""
    with transaction():
        for role in roles:
            _write(f"{_RUNS}{role} {process}", process, until)
            Lease.delete().where(Lease.name == f"{_STOPPED}{role}").execute()


def ends(roles: Iterable[str], process: str, now: datetime) -> None:
    """`process` has ended as it was asked to; where no other does a role, that one has stopped."""
    with transaction():
        for role in roles:
            Lease.delete().where(Lease.name == f"{_RUNS}{role} {process}").execute()
            if not _others(role, now):
                _write(f"{_STOPPED}{role}", now.isoformat(), now)


def stopped() -> Mapping[str, datetime]:
    """The roles whose last process has ended, and when."""
    rows = Lease.select(Lease.name, Lease.holder).where(Lease.name.startswith(_STOPPED))
    return {row.name.removeprefix(_STOPPED): datetime.fromisoformat(row.holder) for row in rows}


def _others(role: str, now: datetime) -> bool:
    """Whether somebody else does it; rows that nobody will take away go on the way."""
    holders = [row.holder for row in Lease.select().where(Lease.name.startswith(f"{_RUNS}{role} "))]
    dead = (Lease.until <= now) | Lease.holder.in_(gone(holders))
    Lease.delete().where(Lease.name.startswith(f"{_RUNS}{role} "), dead).execute()
    return bool(Lease.select().where(Lease.name.startswith(f"{_RUNS}{role} ")).exists())


def _write(name: str, holder: str, until: datetime) -> None:
    Lease.insert(name=name, holder=holder, until=until).on_conflict(
        conflict_target=(Lease.name,), update={"holder": holder, "until": until}
    ).execute()
