"""Mailboxes from which a server wants less mail: everything rests for a while, then goes one by one.

Every limit met anew doubles the rest; every mail that goes out afterwards takes one step back, until the
mailbox is at its full pace again. Kept with the leases, so that all processes slow down together. Inside the
caller's transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db.tables import Lease

LONGEST = timedelta(minutes=15)
TOLD_AT = 7  # limits in a row, half an hour and more: a person has to know


def slow(mailbox: str, rest: timedelta, now: datetime) -> tuple[int, datetime]:
    """The server named a limit: (how often in a row, until when nothing goes out).

    Answers to mails that were on their way together count once.
    """
    row = _row(mailbox)
    if row is not None and row.until > now:
        return int(row.holder), row.until
    times = int(row.holder) + 1 if row is not None else 1
    doubled: int = 2 ** min(times - 1, 10)
    until = now + min(rest * doubled, max(LONGEST, rest))
    Lease.insert(name=_name(mailbox), holder=str(times), until=until).on_conflict(
        conflict_target=[Lease.name], update={Lease.holder: str(times), Lease.until: until}
    ).execute()
    return times, until


def ease(mailbox: str, now: datetime) -> None:
    """A mail was taken after the rest: one step back to the full pace."""
    row = _row(mailbox)
    if row is None or row.until > now:
        return
    times = int(row.holder) - 1
    mine = Lease.name == _name(mailbox)
    if times:
        Lease.update(holder=str(times)).where(mine).execute()
    else:
        Lease.delete().where(mine).execute()


def forget(mailbox: str) -> bool:
    """Back to the full pace at once; whether it was slowed."""
    return bool(Lease.delete().where(Lease.name == _name(mailbox)).execute())


def slowed_until(mailbox: str) -> datetime | None:
    """When the rest ends or ended; None: the mailbox goes at its full pace."""
    row = _row(mailbox)
    return row.until if row is not None else None


def resting(now: datetime) -> list[tuple[str, datetime]]:
    """(mailbox, until when) of all that rest now."""
    rows = Lease.select().where(Lease.name.startswith(_name("")), Lease.until > now).order_by(Lease.name)
    return [(row.name.removeprefix(_name("")), row.until) for row in rows]


def _row(mailbox: str) -> Lease | None:
    return Lease.get_or_none(Lease.name == _name(mailbox))


def _name(mailbox: str) -> str:
    return f"slow:{mailbox.lower()}"
