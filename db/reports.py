"""Rows for the report, so that `reports` counts without knowing the tables; what is known of options."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from peewee import JOIN, fn

from cases.model import OWED, CaseState
from db import timeline
from db.connect import transaction
from db.tables import Case, Event, Recommendation, Survey, database

MOVED = "case.moved"
CLOSED = CaseState.CLOSED
_MOMENTS = ("created_at", "first_promised_at", "first_answer_at", "recommended_at", "closed_at")
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
    Case.minutes,
)
_NAMES = tuple(field.name for field in _CASE)
_RECOMMENDED = (
    Recommendation.case,
    Recommendation.at,
    Recommendation.topic,
    Recommendation.slug,
    Recommendation.provider,
    Recommendation.kind,
    Recommendation.training,
    Recommendation.price,
    Recommendation.currency,
    Recommendation.interest,
)
_LEDGER = tuple(field.name for field in _RECOMMENDED)


def report_cases(since: datetime | None, until: datetime | None, client: str | None) -> list[dict[str, Any]]:
    """Cases opened in [since, until), oldest first, without anybody's words.

    {id, requester, owner, state, topics, client, origin, language, need, created_at, first_promised_at,
    first_answer_at, recommended_at, closed_at, minutes, survey, reopened, asked_again, rounds}
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
    """Recommended options in [since, until): {case, at, owner and topics (of the case), topic, slug,
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
        .order_by(Recommendation.id)
    )
    return [_recommended(row) for row in _raw(rows)]


def report_comments(
    since: datetime | None, until: datetime | None, client: str | None
) -> list[tuple[int, datetime | None, int | None, str]]:
    """(case, answered at, rating, words) of surveys that were answered with words, newest first."""
    rows: Any = (
        Survey.select(Survey.case, Survey.answered_at, Survey.rating, Survey.comment)
        .join(Case)
        .where(*_opened(since, until, client), Survey.comment.is_null(False), Survey.comment != "")
        .order_by(Survey.answered_at.desc(), Survey.id.desc())
    )
    return list(rows.tuples())


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


def recommended_slugs() -> frozenset[str]:
    """Slugs of every option that was ever recommended."""
    return frozenset(row.slug for row in Recommendation.select(Recommendation.slug).distinct())


def option_ratings() -> dict[str, tuple[float, int]]:
    """(mean, how many) of the ratings where an option was recommended, whatever the topic, by slug."""
    rows = (
        Recommendation.select(Recommendation.slug, fn.AVG(Survey.rating), fn.COUNT(Survey.rating))
        .join(Survey, on=(Survey.case == Recommendation.case))
        .where(Survey.rating.is_null(False))
        .group_by(Recommendation.slug)
    )
    found: Any = rows.tuples()
    return {slug: (float(mean), count) for slug, mean, count in found}


LINKS_FOLLOWED = "catalogue.links-followed"


def note_dead_links(slugs: Iterable[str], now: datetime, actor: str) -> None:
    """Somebody followed the links of the catalogue: those of these options are dead."""
    with transaction():
        timeline.note(now, actor, None, LINKS_FOLLOWED, " ".join(sorted(slugs)))


def dead_links() -> frozenset[str]:
    """Slugs of the options whose links were dead when they were last followed."""
    rows = Event.select(Event.detail).where(Event.event == LINKS_FOLLOWED).order_by(Event.id.desc()).limit(1)
    return frozenset(word for row in rows for word in row.detail.split())


def _opened(since: datetime | None, until: datetime | None, client: str | None) -> list[Any]:
    chosen = [Case.merged_into.is_null()]
    if since is not None:
        chosen.append(Case.created_at >= since)
    if until is not None:
        chosen.append(Case.created_at < until)
    if client is not None:
        chosen.append(Case.client == client)
    return chosen


def _raw(query: Any) -> Iterator[tuple[Any, ...]]:
    """Rows as the database has them, moments and JSON as text: peewee's conversion of a row takes ten times
    as long as reading it, and the report reads every case there is.
    """
    sql, parameters = query.sql()
    yield from database.execute_sql(sql, parameters)


def _moves(since: datetime | None, chosen: list[Any]) -> dict[int, list[tuple[str, str]]]:
    """By case, when it went from which state to which ("new -> waiting"), in order."""
    where = [Event.event == MOVED, *([Event.at >= since] if since is not None else [])]
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
    own, (state, asked_at, rating) = row[: len(_CASE)], row[len(_CASE) :]
    case = dict(zip(_NAMES, own, strict=True))
    advice = case["recommended_at"]
    case["topics"] = _topics(case["topics"])
    case["need"] = _wishes(case["need"])
    for name in _MOMENTS:
        case[name] = _moment(case[name])
    # A survey that lapsed as stale was never asked: no mail went out.
    survey = {"state": state, "asked": asked_at is not None, "rating": rating}
    steps = [(at, *detail.partition(" (")[0].split(" -> ")) for at, detail in moves]
    return case | {
        "survey": None if state is None else survey,
        "reopened": sum(1 for _, before, after in steps if before == CLOSED and after in OWED),
        "asked_again": sum(
            1 for _, before, after in steps if before == CaseState.ANSWERED and after == CaseState.OPEN
        ),
        "rounds": sum(
            1
            for at, before, after in steps
            if after == CaseState.WAITING != before and (advice is None or at < advice)
        ),
    }


def _recommended(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip((*_LEDGER, "owner", "topics"), row, strict=True))
    price = found["price"]  # a float in the ledger; its shortest spelling is what was written
    found["price"] = None if price is None else Decimal(repr(float(price)))
    found["topics"] = _topics(found["topics"])
    found["at"] = _moment(found["at"])
    found["training"] = bool(found["training"])
    return found


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@lru_cache(maxsize=10_000)  # the same few, in thousands of cases
def _topics(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _wishes(text: str) -> dict[str, Any]:
    need = json.loads(text)
    return {name: need.get(name) for name in _WISHES}
