"""A published quarter is what it was, whatever happens afterwards; the first promise stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.effects import ChangeCase
from cases.settings import Client, Settings
from cases.tokens import Signer
from concierge.publishing import published_forms
from db import tables
from db.erase import erase_person
from db.reports import report_cases
from reports.figures import Period
from tests.db.letters import NOW, carry_out, open_case

pytestmark = pytest.mark.usefixtures("database")
LATER = datetime(2027, 1, 15, tzinfo=UTC)
AUGUST = datetime(2026, 8, 3, 9, tzinfo=UTC)
QUARTER = Period(datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
TOPICS = ("excel", "talks", "writing")
SETTINGS = Settings("Learning Help", "UTC", ("en",), (), (), Signer({0: b"x" * 32}, 0))


def asked(count: int, *topics: str, at: datetime = AUGUST, client: str | None = None) -> list[str]:
    """So many new people, each with a case."""
    made = []
    for _ in range(count):
        number = tables.Case.select().count() + 1
        person = tables.Person.create(address=f"p{number}@example.com", created_at=at)
        tables.Case.create(
            id=number, state="answered", subject="Q", requester=person, mailbox="help@example.org",
            language="en", topics=list(topics), client=client, created_at=at,
        )  # fmt: skip
        made.append(person.address)
    return made


def published(settings: Settings = SETTINGS, period: Period = QUARTER) -> list[dict[str, Any]]:
    return [each.as_json() for each in published_forms(settings, TOPICS, period, LATER)]


def test_quarter_is_frozen() -> None:
    """New cases, another topic, an erasure, another threshold, a new client: the very same."""
    people = asked(6, "excel")
    asked(7, "talks")
    asked(2, "writing")
    asked(9, "writing", at=AUGUST + timedelta(days=90))  # another quarter
    first = published()
    assert {
        "threshold": 5, "topics": [{"topic": "talks", "people": 7}],
        "other": {"people": None}, "withheld": ["excel"],
    } == first[0]["demand"]  # fmt: skip
    assert (["period", "quality", "demand"], "2026-Q3", None, 1) == (
        list(first[0]), first[0]["period"]["quarter"], first[0]["quality"], len(first),
    )  # fmt: skip
    asked(8, "writing")
    tables.Case.update(topics=["writing"], client="north").where(tables.Case.id == 8).execute()
    assert erase_person(people[0], SETTINGS, LATER).finished
    changed = replace(SETTINGS, publish_threshold=3, clients=(Client("north", "North"),))
    assert first == published(changed)
    assert [] == published(changed, replace(QUARTER, client="north"))  # it was not published apart


def test_erasing_somebody_first_changes_nothing() -> None:
    """They are counted as one person all the same."""
    people = asked(6, "excel")
    assert erase_person(people[0], SETTINGS, LATER).finished
    assert [{"topic": "excel", "people": 6}] == published()[0]["demand"]["topics"]


def test_clients_are_published_apart_and_at_once() -> None:
    """One form each, all in one commit; imported cases count, merged ones not."""
    asked(6, "excel", client="north")
    asked(5, "excel", client="south")
    tables.Case.update(origin="import").where(tables.Case.id == 1).execute()
    tables.Case.update(merged_into=7).where(tables.Case.id == 8).execute()
    settings = replace(SETTINGS, clients=(Client("north", "North"), Client("south", "South")))
    north = published(settings, replace(QUARTER, client="north"))
    assert [{"topic": "excel", "people": 6}] == north[0]["demand"]["topics"]
    assert [("", "2026-Q3"), ("north", "2026-Q3"), ("south", "2026-Q3")] == [
        (row.client, row.quarter) for row in tables.Published.select().order_by(tables.Published.client)
    ]
    asked(9, "excel", client="south")
    by_client = {each["period"]["client"]: each["demand"] for each in published(settings)}
    assert [None, "north", "south"] == list(by_client)
    assert {"threshold": 5, "topics": [], "other": {"people": None}, "withheld": []} == by_client["south"]


def test_nothing_is_published_before_it_is_over() -> None:
    """Nor of a service without cases."""
    assert [] == published()
    asked(6, "excel")
    early = published_forms(SETTINGS, TOPICS, QUARTER, datetime(2026, 9, 30, 23, tzinfo=UTC))
    assert ((), 0) == (early, tables.Published.select().count())


def test_first_promise_stays() -> None:
    """Whatever is promised later; a case without one keeps the first that it gets."""
    number = open_case()
    first = report_cases(None, None, None)[0]["first_promised_at"]
    promised = [NOW + timedelta(days=day) for day in (1, 2)]
    for each in promised:
        carry_out(ChangeCase(number, {"promised_at": each}, "case.changed", "service"))
    row = tables.Case.get(tables.Case.id == number)
    assert (promised[1], first or promised[0]) == (row.promised_at, row.first_promised_at)
    assert row.first_promised_at == report_cases(None, None, None)[0]["first_promised_at"]
