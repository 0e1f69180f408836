"""Rows for the report, so that `reports` counts without knowing the tables.

Longer than most: each column is named where it is read and where it is given, and values that thousands of
rows share are made once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from peewee import JOIN

from cases.model import OWED, CaseState
from db.tables import Case, Event, Recommendation, Survey, database

MOVED = "case.moved"
CLOSED = CaseState.CLOSED
_WISHES = ("with", "time", "budget", "currency")
_CASE = (
    Case.id,
    Case.requester,
    Case.owner,
    Case.state,
    Case.topics,
    Case.client,
    Case.origin,
    Case.language,
    Case.need,
    Case.created_at,
    Case.first_promised_at,
    Case.first_answer_at,
    Case.recommended_at,
    Case.closed_at,
)
_RECOMMENDED = (
    Recommendation.case,
    Recommendation.at,
    Recommendation.topic,
    Recommendation.provider,
    Recommendation.kind,
    Recommendation.training,
    Recommendation.price,
    Recommendation.currency,
    Recommendation.interest,
)


def report_cases(since: datetime | None, until: datetime | None, client: str | None) -> list[dict[str, Any]]:
    """Cases opened in [since, until), oldest first, without anybody's words.

    {id, requester, owner, state, topics, client, origin, language, need, created_at, first_promised_at,
    first_answer_at, recommended_at, closed_at, survey, reopened, asked_again, rounds}
    need: {with, time, budget (text, or None), currency}; survey: {state, asked, rating} or None;
    reopened: how often it was closed and opened again; asked_again: how often the worker wrote after an
    answer; rounds: how often the worker was asked something before the first advice. Merged cases are left
    out: they count as the case they were merged into.
    """
    chosen = _opened(since, until, client)
    rows = (
        Case.select(*_CASE, Survey.state, Survey.asked_at, Survey.rating)
        .join(Survey, JOIN.LEFT_OUTER, on=(Survey.case == Case.id))
        .where(*chosen)
        .order_by(Case.created_at, Case.id)
    )
    moves = _moves(since, chosen)
    return [_case(row, moves.get(row[0], ())) for row in _raw(rows)]


def first_case_at() -> datetime | None:
    """When the oldest case was opened; None: there is none."""
    row = Case.select(Case.created_at).order_by(Case.created_at).first()
    return None if row is None else row.created_at


def report_recommendations(
    since: datetime | None, until: datetime | None, client: str | None
) -> list[dict[str, Any]]:
    """Recommended options in [since, until): {case, at, owner and topics (of the case), topic,
    provider, kind, training, price (a Decimal, or None where it is unknown), currency, interest}.
    """
    chosen = [Recommendation.case == Case.id]
    if since is not None:
        chosen.append(Recommendation.at >= since)
    if until is not None:
        chosen.append(Recommendation.at < until)
    if client is not None:
        chosen.append(Case.client == client)
    rows = (
        Recommendation.select(*_RECOMMENDED, Case.owner, Case.topics)
        .join(Case)
        .where(*chosen)
        .order_by(Recommendation.case, Recommendation.at, Recommendation.id)
    )
    return [_recommended(row) for row in _raw(rows)]


def report_comments(
    since: datetime | None, until: datetime | None, client: str | None
) -> list[tuple[int, datetime | None, int | None, str]]:
    """(case, answered at, rating, words) of surveys that were answered with words, newest first."""
    rows = (
        Survey.select(Survey.case, Survey.answered_at, Survey.rating, Survey.comment)
        .join(Case)
        .where(*_opened(since, until, client), Survey.comment.is_null(False), Survey.comment != "")
        .order_by(Survey.answered_at.desc(), Survey.id.desc())
    )
    return [(case, _moment(at), rating, words) for case, at, rating, words in _raw(rows)]


def report_words(
    since: datetime | None, until: datetime | None, client: str | None, limit: int
) -> Iterator[tuple[int, str, str]]:
    """(case, subject, what it is about) of the newest cases opened then that still have words."""
    rows = (
        Case.select(Case.id, Case.subject, Case.need)
        .where(*_opened(since, until, client), Case.subject != "", Case.state != CaseState.REJECTED)
        .order_by(Case.created_at.desc(), Case.id.desc())
        .limit(limit)
    )
    for number, subject, need in _raw(rows):
        yield number, subject, json.loads(need).get("about") or ""


def _opened(since: datetime | None, until: datetime | None, client: str | None) -> list[Any]:
    chosen = [Case.merged_into.is_null()]
    if since is not None:
        chosen.append(Case.created_at >= since)
    if until is not None:
        chosen.append(Case.created_at < until)
    if client is not None:
        chosen.append(Case.client == client)
    return chosen


def _raw(query: Any) -> Iterable[tuple[Any, ...]]:
    """Rows as the database has them, moments and JSON as text: peewee's conversion of a row takes ten times
    as long as reading it, and the report reads every case there is.
    """
    sql, parameters = query.sql()
    rows: Iterable[tuple[Any, ...]] = database.execute_sql(sql, parameters)
    return rows


def _moves(since: datetime | None, chosen: list[Any]) -> dict[int, list[tuple[str, str]]]:
    """By case, in order, the moves that are counted: when, and which ("new -> waiting")."""
    where = [
        Event.event == MOVED,
        Event.detail.startswith(f"{CLOSED} -> ")
        | Event.detail.startswith(f"{CaseState.ANSWERED} -> {CaseState.OPEN}")
        | Event.detail.contains(f" -> {CaseState.WAITING}"),
        *([Event.at >= since] if since is not None else []),
    ]
    rows = (
        Event.select(Event.case_id, Event.at, Event.detail)
        .join(Case, on=(Event.case_id == Case.id))
        .where(*where, *chosen)
        .order_by(Event.id)
    )
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for case, at, detail in _raw(rows):
        found[case].append((at, detail))
    return found


def _case(row: tuple[Any, ...], moves: Sequence[tuple[str, str]]) -> dict[str, Any]:
    (
        number, requester, owner, state, topics, client, origin, language, need,
        created, promised, answered, advised, closed,
        survey, asked_at, rating,
    ) = row  # fmt: skip
    steps = [(at, *_step(detail)) for at, detail in moves]
    return {
        "id": number,
        "requester": requester,
        "owner": owner,
        "state": state,
        "topics": _topics(topics),
        "client": client,
        "origin": origin,
        "language": language,
        "need": _wishes(need),
        "created_at": datetime.fromisoformat(created),
        "first_promised_at": _moment(promised),
        "first_answer_at": _moment(answered),
        "recommended_at": _moment(advised),
        "closed_at": _moment(closed),
        # A survey that lapsed as stale was never asked: no mail went out.
        "survey": _survey(state=survey, asked=asked_at is not None, rating=rating),
        "reopened": sum(1 for _, before, after in steps if before == CLOSED and after in OWED),
        "asked_again": sum(
            1 for _, before, after in steps if before == CaseState.ANSWERED and after == CaseState.OPEN
        ),
        "rounds": sum(
            1
            for at, before, after in steps
            if after == CaseState.WAITING != before and (advised is None or at < advised)
        ),
    }


@lru_cache(maxsize=10_000)
def _step(detail: str) -> tuple[str, str]:
    """The states of "new -> waiting (asked)"."""
    before, _, after = detail.partition(" (")[0].partition(" -> ")
    return before, after


@lru_cache(maxsize=100)
def _survey(*, state: str | None, asked: bool, rating: int | None) -> dict[str, Any] | None:
    return None if state is None else {"state": state, "asked": asked, "rating": rating}


def _recommended(row: tuple[Any, ...]) -> dict[str, Any]:
    case, at, topic, provider, kind, training, price, currency, interest, owner, topics = row
    return {
        "case": case,
        "at": _said_at(at),
        "topic": topic,
        "provider": provider,
        "kind": kind,
        "training": bool(training),
        "price": None if price is None else _price(price),
        "currency": currency,
        "interest": interest,
        "owner": owner,
        "topics": _topics(topics),
    }


@lru_cache(maxsize=10_000)
def _price(price: float) -> Decimal:
    """A float in the ledger; its shortest spelling is what was written."""
    return Decimal(repr(float(price)))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@lru_cache(maxsize=16)  # options of one mail follow each other
def _said_at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@lru_cache(maxsize=10_000)  # the same few, in thousands of cases
def _topics(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _wishes(text: str) -> dict[str, Any]:
    need = json.loads(text)
    return _wished(*[need.get(name) for name in _WISHES])


@lru_cache(maxsize=10_000)
def _wished(*values: Any) -> dict[str, Any]:
    return dict(zip(_WISHES, values, strict=True))
