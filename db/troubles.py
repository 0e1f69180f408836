"""What does not work now, as whoever sees it writes it down; `cases.troubles` says what follows from it.

Any process may say `seen` and `well`; the one that watches tells people, by another route than the mailbox.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from cases import troubles
from cases.troubles import TroubleKind
from db.connect import plain_errors, transaction
from db.tables import Trouble, database

LOOKED = timedelta(minutes=1)  # a look that changes nothing is written down no more often


def seen(name: str, kind: TroubleKind, why: str, now: datetime) -> None:
    """It does not work. `why`: a sentence without addresses of people; `name`: see `Trouble`."""
    with transaction():
        known = _named(name)
        if known and known.broken and (known.kind, known.why) == (kind, why) and now - known.seen_at < LOOKED:
            return
        _write(troubles.seen(known, name, kind, why, now))


def well(name: str, now: datetime) -> TroubleKind | None:
    """It works; nothing where it was not known to be broken. Gives what it was that ended just now."""
    with transaction():
        known = _named(name)
        if known is not None and (known.broken or now - known.seen_at >= LOOKED):
            _write(troubles.well(known, now))
        return known.kind if known is not None and known.broken else None


def known() -> tuple[troubles.Trouble, ...]:
    """All of them, the oldest first: those that are broken, and those that were a moment ago."""
    with plain_errors():
        database.connect(reuse_if_open=True)
        return tuple(map(_value, Trouble.select().order_by(Trouble.since, Trouble.name)))


def mark_told(name: str, at: datetime) -> None:
    """People know that it is broken."""
    with transaction():
        Trouble.update(told_at=at).where(Trouble.name == name).execute()


def forget(name: str) -> None:
    """It is over."""
    with transaction():
        Trouble.delete().where(Trouble.name == name).execute()


def _named(name: str) -> troubles.Trouble | None:
    row = Trouble.get_or_none(Trouble.name == name)
    return None if row is None else _value(row)


def _write(trouble: troubles.Trouble) -> None:
    fields: dict[str, Any] = asdict(trouble) | {"spent": int(trouble.spent.total_seconds())}
    changed = {key: value for key, value in fields.items() if key not in ("name", "told_at")}
    Trouble.insert(**fields).on_conflict(conflict_target=(Trouble.name,), update=changed).execute()


def _value(row: Any) -> troubles.Trouble:
    return troubles.Trouble(
        name=row.name,
        kind=TroubleKind(row.kind),
        why=row.why,
        since=row.since,
        seen_at=row.seen_at,
        changed_at=row.changed_at,
        broken=bool(row.broken),
        spent=timedelta(seconds=row.spent),
        told_at=row.told_at,
    )
