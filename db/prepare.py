"""What has to be there before a decision can name it: the row of a person, the number of the next case.

Both write, inside the deciding transaction; whatever else a decision needs is only read (`facts`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from cases.model import Person
from db import tables
from db.apply_cases import CASES
from db.rows import can_lock_rows
from db.values import person_of


def person(address: str, name: str, now: datetime) -> Person:
    """The person with this address, made when there is none; a name is kept where there was none."""
    (found,) = people({address: name}, now).values()
    return found


def people(names: Mapping[str, str], now: datetime) -> dict[str, Person]:
    """As `person`, for names by address; by address in lower case."""
    wanted = {address.strip().lower(): name for address, name in names.items()}
    rows = _rows_of(wanted)
    if absent := [key for key in wanted if key not in rows]:
        tables.Person.insert_many(
            [{"address": key, "name": wanted[key], "created_at": now} for key in absent]
        ).on_conflict_ignore().execute()
        rows |= _rows_of(absent)
    for key, row in rows.items():
        if wanted[key] and not row.name:
            tables.Person.update(name=wanted[key]).where(tables.Person.id == row.id).execute()
            row.name = wanted[key]
    return {key: person_of(rows[key]) for key in wanted}


def case_id() -> int:
    """The id that an OpenCase in this transaction must use; others who ask wait for our commit."""
    counter = tables.Counter.select().where(tables.Counter.name == CASES)
    if can_lock_rows():
        counter = counter.for_update()
    row = counter.get_or_none()
    if row is None:
        tables.Counter.insert(name=CASES, value=0).on_conflict_ignore().execute()
        row = counter.get()
    value: int = row.value
    return value + 1


def _rows_of(keys: Collection[str]) -> dict[str, tables.Person]:
    return {row.address: row for row in tables.Person.select().where(tables.Person.address.in_(list(keys)))}
