"""Statements that are written once give what peewee's own give, on both engines in one process."""

from __future__ import annotations

from datetime import timedelta

import peewee
import pytest

from cases.model import OutboxState
from db import tables
from db.connect import transaction
from db.statement import AT_ONCE, Insert, Statement, slot, slots
from tests.db.letters import NOW, open_case

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = Statement(
    lambda keys: (
        tables.Person.select()
        .where(tables.Person.address.in_(slots(tables.Person.address, "keys", keys)))
        .order_by(tables.Person.id)
    )
)
QUEUED = Statement(
    lambda states: tables.Outbox.select(peewee.fn.COUNT(tables.Outbox.id)).where(
        tables.Outbox.queued_at >= slot(tables.Outbox.queued_at, "since"),
        tables.Outbox.state.in_(slots(tables.Outbox.state, "states", states)),
    )
)


def _people(*keys: str) -> None:
    Insert(tables.Person).many([{"address": key, "created_at": NOW} for key in keys])


def test_rows_are_converted_as_ever() -> None:
    """Moments, JSON and truth values come as the columns say; what was not given has the default."""
    _people("a@example.org")
    (row,) = PEOPLE.rows(keys=("a@example.org",))
    known = tables.Person.get(tables.Person.address == "a@example.org")
    assert (known.id, "", None, [], False, NOW) == (
        row.id,
        row.name,
        row.language,
        row.remembered,
        row.surveys_stopped,
        row.created_at,
    )
    case = open_case()
    held = Statement(lambda: tables.Case.select().where(tables.Case.id == slot(tables.Case.id)), lock=True)
    with transaction():
        assert tables.Case.get_by_id(case).requester_id == held.first(id=case).requester_id
    assert held.first(id=99) is None


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 9])
def test_lists_of_every_length(count: int) -> None:
    """Nothing is found for what is not asked, whatever length the list is filled up to."""
    keys = [f"{number}@example.org" for number in range(10)]
    _people(*keys)
    assert keys[:count] == [row.address for row in PEOPLE.rows(keys=keys[:count])]


def test_values_go_through_the_conversion_of_their_column() -> None:
    """A moment is compared as it is stored, a state by its word; an empty list finds nothing."""
    open_case()
    assert 1 == QUEUED.scalar(since=NOW, states=(OutboxState.QUEUED, OutboxState.SENT))
    assert 0 == QUEUED.scalar(since=NOW + timedelta(seconds=1), states=(OutboxState.QUEUED,))
    assert 0 == QUEUED.scalar(since=NOW, states=())


def test_inserted_rows_have_their_keys_and_known_ones_are_ignored() -> None:
    """In more rows than one statement takes; a row that is there already gives no key."""
    known = Insert(tables.KnownId, ignore=True)
    rows = [{"message_id": f"<{number}@x>", "case_id": 1} for number in range(2 * AT_ONCE + 1)]
    assert len(rows) == len(set(known.many(rows)))
    assert known.one(**rows[0]) is None
    assert 1 == len(known.many([rows[0], {"message_id": "<new@x>", "case_id": 1}]))
    assert 0 == len(known.many([]))


def test_changed_rows_are_counted() -> None:
    """As peewee counts them; None is a value like any other."""
    _people("a@example.org")
    named = Statement(
        lambda: tables.Person.update(language=slot(tables.Person.language)).where(
            tables.Person.address == slot(tables.Person.address)
        )
    )
    assert 1 == named.run(address="a@example.org", language="nl")
    assert 1 == named.run(address="a@example.org", language=None)
    assert 0 == named.run(address="b@example.org", language="nl")
    assert PEOPLE.first(keys=("a@example.org",)).language is None


def test_a_statement_is_written_once() -> None:
    """Ten questions of one kind are one writing, whatever values they ask for."""
    written: list[int] = []

    def make(values: int) -> object:
        written.append(values)
        value = tables.Counter.value
        return tables.Counter.select().where(value.in_(slots(value, "values", values)))

    statement = Statement(make)
    for number in range(10):
        assert [] == statement.rows(values=range(number % 4 + 5))
    assert [8] == written
    assert [] == statement.rows(values=(1, 2, 3))
    assert [8, 4] == written
