"""Billing by hand-counted tables: what is billable, in which month, rounded how, and corrected where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.model import CaseState, Origin
from cases.settings import Client
from reports.billing import Line, Work, accounts, is_billable, lines, month_after, rounded

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
ACME = Client("acme", "Acme", rate=(Decimal(95), "EUR", "case"))
BETA = Client("beta", "Beta", rate=(Decimal(80), "USD", "hour"))
FREE = Client("free", "Free")
YEN = Client("yen", "Yen", rate=(Decimal(5000), "JPY", "hour"))
CLIENTS = (ACME, BETA, FREE, YEN)
ZONE = "Europe/Brussels"
AT = datetime(2026, 10, 15, 9, tzinfo=UTC)
SHUT = [("acme", OCTOBER), ("beta", OCTOBER), ("free", OCTOBER)]


def work(client: str | None = "acme", **changed: Any) -> Work:
    base = Work(1, client, CaseState.ANSWERED, Origin.MAIL, False, AT, AT, None)
    return replace(base, **changed)


def told(found: list[Line]) -> list[tuple[Any, ...]]:
    return [
        (line.client, line.month.month, line.minutes, str(line.amount), line.currency, line.corrects)
        for line in found
    ]


def stated(*works: Work, clients: tuple[Client, ...] = CLIENTS) -> list[Line]:
    return [replace(line, stated=True) for line in lines(works, clients, (), (), ZONE)]


@pytest.mark.parametrize(
    ("changed", "billable"),
    [
        ({}, True),
        ({"last_answer_at": None, "recommended_at": AT}, True),
        ({"state": CaseState.CLOSED}, True),
        ({"state": CaseState.OPEN}, True),  # opened again after its answer
        ({"client": None}, False),
        ({"last_answer_at": None}, False),  # only questions so far
        ({"state": CaseState.REJECTED}, False),
        ({"merged": True}, False),
        ({"origin": Origin.IMPORT}, False),
        ({"origin": Origin.FORWARD}, True),
    ],
)
def test_billable(changed: dict[str, Any], billable: bool) -> None:
    """Answered or advised by a person; not rejected, merged away or imported."""
    assert billable == is_billable(work(**changed))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (work(), ("acme", 10, 0, "95.00", "EUR", None)),
        (work(minutes=30), ("acme", 10, 30, "95.00", "EUR", None)),
        (work("beta", minutes=50), ("beta", 10, 50, "66.67", "USD", None)),  # 66.666...
        (work("beta"), ("beta", 10, 0, "0.00", "USD", None)),
        (work("yen", minutes=7), ("yen", 10, 7, "583", "JPY", None)),  # 583.33...
        (work("free", minutes=7), ("free", 10, 7, "0", "", None)),
        (work("gone"), ("gone", 10, 0, "0", "", None)),  # no longer configured
        (
            work("free", billed=Decimal("12.345"), currency="EUR"),
            ("free", 10, 0, "12.35", "EUR", None),
        ),
        (work("beta", billed=Decimal(0), currency="EUR"), ("beta", 10, 0, "0.00", "EUR", None)),
        # Half past midnight in Brussels is a day later than in UTC; the month is that of the service.
        (
            work(first_answer_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC)),
            ("acme", 10, 0, "95.00", "EUR", None),
        ),
        (
            work(
                first_answer_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC),
                last_answer_at=datetime(2026, 12, 1, tzinfo=UTC),
            ),
            ("acme", 11, 0, "95.00", "EUR", None),
        ),
    ],
)
def test_a_line(made: Work, expected: tuple[Any, ...]) -> None:
    """Once a case, in the month of its first answer, by the rate, or by the amount set by hand."""
    assert [expected] == told(lines([made], CLIENTS, (), (), ZONE))


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.125", "EUR", "0.13"),
        ("0.135", "EUR", "0.14"),
        ("-0.125", "EUR", "-0.13"),
        ("0.124999", "EUR", "0.12"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
        ("2.675", "XYZ", "2.68"),
    ],
)
def test_rounding(amount: str, currency: str, expected: str) -> None:
    """Half up, to the decimals of the currency."""
    assert expected == str(rounded(Decimal(amount), currency))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (work(), work(), []),
        (work(), work(minutes=30), [("acme", 11, 30, "0.00", "EUR", OCTOBER)]),
        (
            work("beta", minutes=30),
            work("beta", minutes=90),
            [("beta", 11, 60, "80.00", "USD", OCTOBER)],
        ),
        (work(), work(billed=Decimal(50), currency="EUR"), [("acme", 11, 0, "-45.00", "EUR", OCTOBER)]),
        (work(), work(state=CaseState.REJECTED), [("acme", 11, 0, "-95.00", "EUR", OCTOBER)]),
        (work(minutes=20), work(minutes=20, merged=True), [("acme", 11, -20, "-95.00", "EUR", OCTOBER)]),
        (
            work(),
            work(billed=Decimal(50), currency="USD"),
            [("acme", 11, 0, "-95.00", "EUR", OCTOBER), ("acme", 11, 0, "50.00", "USD", OCTOBER)],
        ),
        (
            work(minutes=60),
            work("beta", minutes=60),
            [("acme", 11, -60, "-95.00", "EUR", OCTOBER), ("beta", 11, 60, "80.00", "USD", None)],
        ),
        (
            work(minutes=30),
            work(None, minutes=30),
            [("acme", 11, -30, "-95.00", "EUR", OCTOBER)],
        ),
    ],
)
def test_a_stated_month_stands(before: Work, after: Work, expected: list[tuple[Any, ...]]) -> None:
    """What changed since is a line of the next open month, by client and currency; the stated line stays."""
    old = stated(before)
    found = lines([after], CLIENTS, old, SHUT, ZONE)
    assert old == [line for line in found if line.stated]
    assert expected == told([line for line in found if not line.stated])


def test_another_rate_changes_no_stated_month() -> None:
    """A new rate is for what is not stated yet; a stated case keeps its own, also for more minutes."""
    dearer = (replace(BETA, rate=(Decimal(100), "USD", "hour")),)
    old = stated(work("beta", minutes=60))
    assert [] == told(lines([work("beta", minutes=60)], dearer, old, SHUT, ZONE)[1:])
    assert [("beta", 11, 30, "40.00", "USD", OCTOBER)] == told(
        lines([work("beta", minutes=90)], dearer, old, SHUT, ZONE)[1:]
    )
    assert [] == told(
        lines([work("free")], (replace(ACME, id="free"),), stated(work("free")), SHUT, ZONE)[1:]
    )


def test_corrections_are_corrected() -> None:
    """A second correction counts from the first one; together they are what the case is worth now."""
    old = stated(work("beta", minutes=30))
    first = lines([work("beta", minutes=50)], CLIENTS, old, SHUT, ZONE)
    shut = [*SHUT, ("beta", NOVEMBER)]
    all_stated = [replace(line, stated=True) for line in first]
    second = lines([work("beta", minutes=10)], CLIENTS, all_stated, shut, ZONE)
    assert [(10, "40.00"), (11, "26.67"), (12, "-53.34")] == [(x.month.month, str(x.amount)) for x in second]
    assert Decimal("13.33") == sum(line.amount for line in second)
    assert NOVEMBER == second[-1].corrects


def test_late_and_erased_cases() -> None:
    """A case of a month that is stated without it comes in the next; one that is gone changes nothing."""
    assert [("acme", 11, 0, "95.00", "EUR", None)] == told(lines([work()], CLIENTS, (), SHUT, ZONE))
    old = stated(work())
    assert old == lines([], CLIENTS, old, SHUT, ZONE)


def test_currencies_stand_side_by_side() -> None:
    """One account a currency; corrections are no cases."""
    mixed = [
        work(case=1, minutes=20),
        work(case=2, minutes=10, billed=Decimal(10), currency="USD"),
        work(case=3, billed=Decimal("0.10"), currency="EUR"),
    ]
    found = accounts(lines(mixed, CLIENTS, (), (), ZONE))
    assert [("EUR", 2, 20, "95.10"), ("USD", 1, 10, "10.00")] == [
        (each.currency, each.cases, each.minutes, str(each.amount)) for each in found
    ]
    corrected = accounts(lines([work(minutes=5)], CLIENTS, stated(work()), SHUT, ZONE))
    assert [(1, True), (0, False)] == [(each.cases, each.stated) for each in corrected]


def test_months_follow_each_other() -> None:
    """December is followed by January."""
    assert (date(2027, 1, 1), DECEMBER) == (month_after(DECEMBER), month_after(NOVEMBER))


def test_a_case_that_was_taken_back_is_billed_again_at_its_rate() -> None:
    """A correction that only takes back has no rate: what was stated with one still tells it."""
    first = stated(work())
    shut = [*SHUT, ("acme", NOVEMBER)]
    away = lines([work("beta")], CLIENTS, first, SHUT, ZONE)
    before = [replace(line, stated=True) for line in away if line.client == "acme"]
    assert ("acme", 12, 0, "95.00", "EUR", NOVEMBER) in told(
        [line for line in lines([work()], CLIENTS, before, shut, ZONE) if not line.stated]
    )
