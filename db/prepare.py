"""What has to be there before a decision can name it: the row of a person, the number of the next case.

Both write, inside the deciding transaction; whatever else a decision needs is only read (`facts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cases.model import Person
from db import facts, tables
from db.apply_cases import CASES
from db.statement import Insert, Statement, slot

_PEOPLE = Insert(tables.Person, ignore=True)
_COUNTER = Statement(
    lambda: tables.Counter.select(tables.Counter.value).where(
        tables.Counter.name == slot(tables.Counter.name)
    ),
    lock=True,
)


def person(address: str, name: str, now: datetime, known: Mapping[str, Person] | None = None) -> Person:
    """The person with this address, made when there is none; a name is kept where there was none."""
    (found,) = people({address: name}, now, known).values()
    return found


def people(
    names: Mapping[str, str], now: datetime, known: Mapping[str, Person] | None = None
) -> dict[str, Person]:
    """As `person`, for names by address; by address in lower case.

    `known`: those whom this transaction found already (`facts.people`); None: nobody looked.
    """
    wanted = {address.strip().lower(): name for address, name in names.items()}
    found = dict(facts.people(wanted) if known is None else known)
    if absent := [key for key in wanted if key not in found]:
        for key in absent:
            made: int | None = _PEOPLE.one(address=key, name=wanted[key], created_at=now)
            if made is not None:
                found[key] = Person(made, key, wanted[key])
        if elsewhere := [key for key in absent if key not in found]:
            found |= facts.people(elsewhere)  # another process made them meanwhile
    for key, name in wanted.items():
        if name and not found[key].name:
            tables.Person.update(name=name).where(tables.Person.id == found[key].id).execute()
            found[key] = replace(found[key], name=name)
    return {key: found[key] for key in wanted}


def case_id() -> int:
    """The id that an OpenCase in this transaction must use; others who ask wait for our commit."""
    value: int | None = _COUNTER.scalar(name=CASES)
    if value is None:
        tables.Counter.insert(name=CASES, value=0).on_conflict_ignore().execute()
        value = _COUNTER.scalar(name=CASES)
        assert value is not None
    return value + 1
