"""Rows for billing: the cases of clients, and what was stated to them and no longer changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from db import timeline
from db.tables import BilledLine, BilledMonth, Case

STATED = "billing.stated"
_TIMES = ("first_answer_at", "last_answer_at", "recommended_at")
_LINE = ("client", "month", "case_id", "currency", "minutes", "amount", "rate", "corrects")


def billed_cases() -> list[dict[str, Any]]:
    """Cases that have a client or were stated to one, by number, as the fields of `reports.billing.Work`."""
    stated = BilledLine.select(BilledLine.case_id)
    names = (Case.id, Case.client, Case.state, Case.origin, Case.merged_into, Case.minutes, Case.billed)
    times = [getattr(Case, name) for name in _TIMES]
    rows: Any = Case.select(*names, Case.currency, *times).where(
        Case.client.is_null(False) | Case.id.in_(stated)
    )
    return [_case(*row) for row in rows.order_by(Case.id).tuples()]


def stated_lines() -> list[dict[str, Any]]:
    """Every line that was stated, oldest month first: the columns of `BilledLine`, `amount` a Decimal."""
    rows: Any = BilledLine.select().order_by(BilledLine.month, BilledLine.case_id, BilledLine.currency)
    return [{**row, "amount": Decimal(row["amount"])} for row in rows.dicts()]


def stated_months() -> frozenset[tuple[str, str]]:
    """(client, "2026-10") of every month that was stated."""
    rows: Any = BilledMonth.select(BilledMonth.client, BilledMonth.month).tuples()
    return frozenset((client, month) for client, month in rows)


def stated_at(client: str, month: str) -> datetime:
    """When that month was stated."""
    moment: datetime = BilledMonth.get(BilledMonth.client == client, BilledMonth.month == month).stated_at
    return moment


def state_month(
    client: str, month: str, lines: Iterable[Mapping[str, Any]], now: datetime, actor: str
) -> None:
    """Write the lines of a month down for good, in the caller's transaction."""
    BilledMonth.insert(client=client, month=month, stated_at=now).execute()
    for line in lines:
        values = {name: line[name] for name in _LINE}
        BilledLine.insert({**values, "amount": str(line["amount"])}).execute()
    timeline.note(now, actor, None, STATED, f"{client} {month}")


def _case(
    number: int,
    client: str | None,
    state: str,
    origin: str,
    merged_into: int | None,
    minutes: int,
    billed: str | None,
    currency: str | None,
    *times: datetime | None,
) -> dict[str, Any]:
    return {
        "case": number,
        "client": client,
        "state": state,
        "origin": origin,
        "merged": merged_into is not None,
        "minutes": minutes,
        "billed": None if billed is None else Decimal(billed),
        "currency": currency,
        **dict(zip(_TIMES, times, strict=True)),
    }
