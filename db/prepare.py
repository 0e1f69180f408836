"""What has to be there before a decision can name it: the row of a person, the number of the next case.

Both write, inside the deciding transaction; whatever else a decision needs is only read (`facts`).
"""

from __future__ import annotations

from datetime import datetime

from cases.model import Person
from db import tables
from db.apply_cases import CASES
from db.connect import transaction
from db.rows import can_lock_rows
from db.values import person_of


def person(address: str, name: str, now: datetime) -> Person:
    """The person with this address, made when there is none; a name is kept where there was none."""
    key = address.strip().lower()
    with transaction():
        tables.Person.insert(address=key, name=name, created_at=now).on_conflict_ignore().execute()
        row = tables.Person.get(tables.Person.address == key)
        if name and not row.name:
            tables.Person.update(name=name).where(tables.Person.id == row.id).execute()
            row.name = name
        return person_of(row)


def case_id() -> int:
    """The id that an OpenCase in this transaction must use; others who ask wait for our commit."""
    tables.Counter.insert(name=CASES, value=0).on_conflict_ignore().execute()
    counter = tables.Counter.select().where(tables.Counter.name == CASES)
    if can_lock_rows():
        counter = counter.for_update()
    value: int = counter.get().value
    return value + 1
