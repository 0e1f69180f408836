"""Rows of the report, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bench.report import NOW as UNTIL
from bench.report import SETTINGS, fill
from cases.catalogue import Catalogue
from concierge.report_figures import report
from db import reports, tables
from db.connect import disconnect, open_database, transaction
from db.ledger import recommended_slugs
from db.migrate import migrate
from db.reports import report_cases, report_recommendations
from reports.figures import Period, Rows, figures
from tests.flow.test_cost import counted

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[None]:
    """Three cases of two people and a merged one, with surveys and recommended options."""
    open_database(database_url)
    with transaction():
        maria = tables.Person.create(address="maria@example.org", created_at=NOW)
        tom = tables.Person.create(address="tom@example.com", created_at=NOW)
        for number, person, client in ((1, maria, "example"), (2, tom, None), (3, maria, "example")):
            tables.Case.create(
                id=number, state="answered", subject="Talks", requester=person, client=client,
                mailbox="learninghelp@example.org", language="nl", created_at=NOW + number * DAY,
                first_answer_at=NOW + number * DAY, topics=["presenting"],
            )  # fmt: skip
        tables.Case.update(merged_into=1, state="closed").where(tables.Case.id == 3).execute()
        tables.Survey.create(case=1, state="answered", asked_at=NOW, rating=4, comment="secret words")
        tables.Survey.create(case=2, state="lapsed")
        for case, slug, price in ((1, "club", None), (2, "book", 25.0)):
            tables.Recommendation.create(
                case=case, at=NOW + case * DAY, actor="anna@example.org", topic="presenting", slug=slug,
                title=slug, provider=slug.upper(), kind="book", price=price,
            )  # fmt: skip
    yield
    disconnect()


@pytest.mark.usefixtures("database")
def test_cases_of_a_period() -> None:
    """Opened in it, of the client asked for, without merged ones, with the survey that was asked or not."""
    found = report_cases(None, None, None)
    assert [1, 2] == [row["id"] for row in found]
    answered = {"state": "answered", "asked": True, "rating": 4}
    assert answered == found[0]["survey"]
    assert {"state": "lapsed", "asked": False, "rating": None} == found[1]["survey"]
    assert (("presenting",), NOW + DAY, "nl") == tuple(
        found[0][k] for k in ("topics", "created_at", "language")
    )
    assert [2] == [row["id"] for row in report_cases(NOW + 2 * DAY, None, None)]
    assert [1] == [row["id"] for row in report_cases(None, NOW + 2 * DAY, None)]
    assert [1] == [row["id"] for row in report_cases(None, None, "example")]


@pytest.mark.usefixtures("database")
def test_rows_hold_no_words_and_no_addresses() -> None:
    """A report counts; it never sees what people wrote or who they are."""
    text = repr(report_cases(None, None, None) + report_recommendations(None, None, None))
    assert not [word for word in ("secret", "@", "Talks") if word in text]


@pytest.mark.usefixtures("database")
def test_recommendations_of_a_period() -> None:
    """The price is a number, 0 or unknown; a client sees its own."""
    found = report_recommendations(None, None, None)
    assert [(1, "CLUB", None), (2, "BOOK", 25.0)] == [(r["case"], r["provider"], r["price"]) for r in found]
    assert [1] == [row["case"] for row in report_recommendations(None, None, "example")]
    assert [2] == [row["case"] for row in report_recommendations(NOW + 2 * DAY, NOW + 3 * DAY, None)]
    assert frozenset(("club", "book")) == recommended_slugs()


@pytest.mark.usefixtures("database")
def test_questions_and_reopening_are_read_from_the_timeline() -> None:
    """Asked twice before the advice, once after it; closed and opened again; written to after an answer."""
    moves = (
        (1, "new -> waiting (asked)"), (2, "waiting -> waiting (assigned)"), (3, "waiting -> open"),
        (4, "open -> waiting"), (5, "waiting -> answered"), (6, "answered -> open (worker-wrote)"),
        (7, "open -> waiting"), (8, "waiting -> closed"), (9, "closed -> open"),
    )  # fmt: skip
    with transaction():
        tables.Case.update(recommended_at=NOW + timedelta(hours=5)).where(tables.Case.id == 1).execute()
        for hour, detail in moves:
            at = NOW + timedelta(hours=hour)
            tables.Event.create(case_id=1, at=at, event="case.moved", actor="service", detail=detail)
    first, second = report_cases(None, None, None)
    names = ("rounds", "asked_again", "reopened")
    assert ((2, 1, 1), (0, 0, 0)) == tuple(tuple(row[name] for name in names) for row in (first, second))


@pytest.mark.parametrize("cases", [5, 50])
def test_the_report_reads_each_row_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch, cases: int
) -> None:
    """Five statements however many cases there are; of their moves only those that are counted."""
    migrate(open_database(database_url))
    fill(cases)
    read: list[int] = []

    def counting(query: Any) -> list[Any]:
        rows = list(plain(query))
        read.append(len(rows))
        return rows

    plain = reports._raw
    monkeypatch.setattr(reports, "_raw", counting)
    with counted() as statements:
        found = report(SETTINGS, Period(), UNTIL, Catalogue())
    disconnect()
    assert (5, cases) == (statements.count, found.quality.cases)
    said = sum(number % 3 > 0 for number in range(1, cases + 1))  # who wrote something beside the rating
    assert sorted((cases, cases, cases, 3 * cases, said)) == sorted(read)  # of three moves a case one counts


class _Noting(dict[str, Any]):
    """A row that notes which of its keys were asked for."""

    asked: set[str]

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


def test_nothing_is_read_that_no_figure_needs(database_url: str) -> None:
    """Every column of a row is asked for by some figure."""
    migrate(open_database(database_url))
    fill(30)
    asked: tuple[set[str], set[str]] = set(), set()
    read = report_cases(None, None, None), report_recommendations(None, None, None)
    disconnect()
    noting: list[list[_Noting]] = [[_Noting(row) for row in rows] for rows in read]
    for rows, names in zip(noting, asked, strict=True):
        for row in rows:
            row.asked = names
    dict.update(noting[0][0], first_answer_at=None)
    settings = replace(SETTINGS, session_threshold=1)
    for period in (Period(topic="topic-0", concierge="c1@example.org"), Period()):
        figures(Rows(noting[0], noting[1]), settings, period, UNTIL, Catalogue())
    assert [set(rows[0]) for rows in read] == list(asked)
