"""Who did what, by number: an append-only trail beside the timelines, which are erased with their people.

The timeline of a case tells its story and names who took part; it goes when they ask for it. This trail
stays, so it holds nothing of anybody: `person-12` is a row of the table of people, as long as there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peewee import Value, fn

from cases.moments import public_moment
from db.statement import Statement, slot
from db.tables import Audit, Person

SERVICE = "service"
OPERATOR = "operator:"  # and the account on the machine
UNKNOWN = "person"  # who has no row (any more)

_NUMBER = Person.select(Value("person-").concat(Person.id.cast("TEXT"))).where(
    Person.address == slot(Person.address, "address")
)
_COLUMNS = ("at", "act", "case_id", "inbound", "outbox", "person")
_BY_PERSON = Statement(
    lambda: Audit.insert(
        {getattr(Audit, name): slot(getattr(Audit, name)) for name in _COLUMNS}
        | {Audit.actor: fn.COALESCE(_NUMBER, UNKNOWN)}
    )
)
_BY_ANOTHER = Statement(
    lambda: Audit.insert({getattr(Audit, name): slot(getattr(Audit, name)) for name in (*_COLUMNS, "actor")})
)


def enter(
    now: datetime,
    actor: str,
    act: str,
    *,
    case_id: int | None = None,
    inbound: int | None = None,
    outbox: int | None = None,
    person: int | None = None,
) -> None:
    """One line. `actor`: an address, of which only the number is kept, "service" or "operator:ACCOUNT"."""
    about = {"case_id": case_id, "inbound": inbound, "outbox": outbox, "person": person}
    if "@" in actor:
        _BY_PERSON.run(at=now, act=act, address=actor.strip().lower(), **about)
    else:
        _BY_ANOTHER.run(at=now, act=act, actor=actor, **about)


def last(act: str) -> datetime | None:
    """When this was done last; None: never."""
    row = Audit.select(Audit.at).where(Audit.act == act).order_by(Audit.id.desc()).first()
    return row.at if row else None


def export(since: datetime | None = None, until: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Every line from `since` up to (not including) `until`, oldest first."""
    rows = Audit.select().order_by(Audit.id)
    if since:
        rows = rows.where(Audit.at >= since)
    if until:
        rows = rows.where(Audit.at < until)
    for row in rows.iterator():
        yield {
            "id": row.id,
            "at": public_moment(row.at),
            "actor": row.actor,
            "act": row.act,
            "case": row.case_id,
            "inbound": row.inbound,
            "outbox": row.outbox,
            "person": row.person,
        }
