"""The audit: who did what, persons by number, and nothing that changes or goes."""

from __future__ import annotations

from datetime import timedelta

import peewee
import pytest

from cases.effects import RecordEvent
from db import audit, prepare
from db.connect import transaction
from db.tables import Audit, database
from tests.db.letters import NOW, carry_out

pytestmark = pytest.mark.usefixtures("database")


def _acts() -> list[tuple[str, str]]:
    return [(line["actor"], line["act"]) for line in audit.export()]


def test_an_act_names_its_person_by_number() -> None:
    """The address is in no column, whoever acts; the service's own doings are on the timelines only."""
    with transaction():
        anna = prepare.person("anna@example.org", "Anna", NOW)
    carry_out(
        RecordEvent(None, "case.answered", "Anna@example.org", "to maria@example.org"),
        RecordEvent(None, "case.owner", "anna@example.org", "Anna"),
        RecordEvent(None, "case.cc", "nobody@example.org", ""),
        RecordEvent(None, "mail.queued", "service", ""),
    )
    known = f"person-{anna.id}"
    assert [(known, "case.answered"), (known, "case.owner"), ("person", "case.cc")] == _acts()
    assert "@" not in str(list(audit.export()))


def test_an_operator_is_an_account() -> None:
    """Everything that a command causes is theirs."""
    with transaction():
        audit.enter(NOW, "operator:root", "people.exported", person=7)
    [line] = audit.export()
    assert ("operator:root", "people.exported", 7, None) == (
        line["actor"],
        line["act"],
        line["person"],
        line["case"],
    )
    assert {"id", "at", "actor", "act", "case", "inbound", "outbox", "person"} == set(line)


def test_a_part_of_it() -> None:
    """From a moment up to another, oldest first."""
    for days in range(3):
        with transaction():
            audit.enter(NOW + timedelta(days=days), "service", f"day-{days}")
    assert ["day-0", "day-1", "day-2"] == [act for _, act in _acts()]
    since = NOW + timedelta(days=1)
    assert ["day-1"] == [line["act"] for line in audit.export(since, since + timedelta(days=1))]


@pytest.mark.parametrize("query", [Audit.update(act="nothing"), Audit.delete()], ids=["change", "delete"])
def test_nothing_changes_or_goes(query: peewee.Query) -> None:
    """The database refuses it, whoever asks."""
    with transaction():
        audit.enter(NOW, "service", "something")
    with pytest.raises(Exception, match="append-only"), transaction():
        query.execute()
    assert [("service", "something")] == _acts()


def test_nothing_is_replaced() -> None:
    """Nor by an INSERT that takes the number of a line."""
    with transaction():
        audit.enter(NOW, "service", "something")
    [line] = audit.export()
    values = {Audit.id: line["id"], Audit.at: NOW, Audit.actor: "service", Audit.act: "nothing"}
    query = (
        Audit.insert(values).on_conflict_replace()
        if isinstance(database.obj, peewee.SqliteDatabase)
        else Audit.insert(values)
    )
    with pytest.raises(Exception, match=r"append-only|duplicate key"), transaction():
        query.execute()
    assert [("service", "something")] == _acts()
