"""A set of cases that a person can count by hand, as tables, for every figure of the report.

Working time is Monday to Friday 09:00 to 17:00, UTC; 16 November 2026 is a Monday. "-": nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

NOW = datetime(2026, 12, 1, tzinfo=UTC)
CASES = """
no who topics      lang client origin state    owner opened promised answered advice closed rating asked reopened again rounds
1  A   excel       en   north  mail   answered anna  16/09  16/13    16/10    16/10  -      5      y     0        0     0
2  B   excel       nl   north  mail   closed   anna  16/16  17/12    17/10    18/10  19/10  2      y     1        1     1
3  C   excel,talks en   south  mail   answered bram  17/09  17/13    17/15    17/15  -      4      y     0        0     2
4  D   talks       nl   south  mail   new      -     17/09  17/13    -        -      -      -      -     0        0     0
5  A   talks       en   north  mail   closed   anna  20/16  23/12    23/09    23/13  24/09  -      y     0        1     4
6  E   -           en   -      mail   open     -     30/16  02+1/12  -        -      -      -      -     0        0     0
7  F   talks       nl   -      import closed   -     18/09  -        18/10    -      18/10  -      -     0        0     0
8  G   -           en   -      mail   rejected -     18/09  18/13    -        -      18/09  -      -     0        0     0
9  H   planning    nl   south  mail   closed   bram  19/09  19/13    -        -      19/10  -      -     0        0     0
"""  # noqa: E501 - a table
NEEDS: Mapping[int, dict[str, Any]] = {
    1: {"budget": "100", "currency": "EUR", "time": 60, "with": "alone"},
    2: {"budget": "50.50", "currency": "EUR", "time": 120, "with": "others"},
    3: {"budget": "80", "currency": "USD", "with": "others"},
}
RECOMMENDED = """
case day  topic provider kind    training price currency interest
1    16   excel Acme     course  y        200   EUR      ours
1    16   excel Library  book    n        0     EUR      -
2    18   excel Acme     course  y        99.90 EUR      -
3    17   talks Club     club    n        -     -        -
3    17   talks Acme     video   n        20    USD      -
5    23   talks Library  book    n        0     EUR      -
"""


def cases() -> list[dict[str, Any]]:
    """The rows as `db.reports` gives them."""
    return [_case(row) for row in _table(CASES)]


def recommendations() -> list[dict[str, Any]]:
    topics = {row["id"]: row for row in cases()}
    return [_recommendation(row, topics[int(row["case"])]) for row in _table(RECOMMENDED)]


def case(number: int, who: int, topics: str, at: datetime, **fields: Any) -> dict[str, Any]:
    """One more, as plain as can be."""
    usual = {
        "id": number, "requester": who, "owner": None, "state": "answered", "client": None, "origin": "mail",
        "topics": tuple(topics.split()), "language": "en", "need": dict.fromkeys(WISHES), "created_at": at,
        "first_promised_at": None, "first_answer_at": None, "recommended_at": None, "closed_at": None,
        "survey": None, "reopened": 0, "asked_again": 0, "rounds": 0,
    }  # fmt: skip
    return usual | fields


WISHES = ("with", "time", "budget", "currency")


def _table(text: str) -> list[dict[str, str]]:
    head, *rows = (line.split() for line in text.strip().splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def _case(row: Mapping[str, str]) -> dict[str, Any]:
    rating = None if row["rating"] == "-" else int(row["rating"])
    asked = {"state": "answered" if rating else "asked", "asked": True, "rating": rating}  # fmt: skip
    number = int(row["no"])
    return case(
        number,
        ord(row["who"]),
        "" if row["topics"] == "-" else row["topics"].replace(",", " "),
        _at(row["opened"]),
        owner=None if row["owner"] == "-" else row["owner"],
        state=row["state"],
        client=None if row["client"] == "-" else row["client"],
        origin=row["origin"],
        language=row["lang"],
        need=dict.fromkeys(WISHES) | NEEDS.get(number, {}),
        first_promised_at=_moment(row["promised"]),
        first_answer_at=_moment(row["answered"]),
        recommended_at=_moment(row["advice"]),
        closed_at=_moment(row["closed"]),
        survey=asked if row["asked"] == "y" else None,
        reopened=int(row["reopened"]),
        asked_again=int(row["again"]),
        rounds=int(row["rounds"]),
    )


def _recommendation(row: Mapping[str, str], of: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case": of["id"],
        "at": _at(f"{row['day']}/10"),
        "owner": of["owner"],
        "topics": of["topics"],
        "topic": row["topic"],
        "provider": row["provider"],
        "kind": row["kind"],
        "training": row["training"] == "y",
        "price": None if row["price"] == "-" else Decimal(row["price"]),
        "currency": row["currency"].strip("-"),
        "interest": row["interest"].strip("-"),
    }


def _moment(text: str) -> datetime | None:
    return None if text == "-" else _at(text)


def _at(text: str) -> datetime:
    """ "16/09" is 16 November 09:00; "02+1/12" is 2 December 12:00."""
    day, hour = text.split("/")
    number, _, month = day.partition("+")
    return datetime(2026, 11 + int(month or 0), int(number), int(hour), tzinfo=UTC)
