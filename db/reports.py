"""Rows for the report, so that `reports` counts without knowing the tables; what is known of options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from peewee import fn

from db import timeline
from db.connect import transaction
from db.tables import Case, Event, Recommendation, Survey


def report_cases(since: datetime | None, until: datetime | None, client: str | None) -> list[dict[str, Any]]:
    """Cases opened in [since, until), with their survey: {id, requester, state, topics, client, origin,
    language, created_at, promised_at, first_answer_at, recommended_at, closed_at, minutes, survey}; survey is
    {state, asked, rating} or None. Merged cases are left out: they count as the case they were merged into.
    """
    chosen = [Case.merged_into.is_null()]
    if since is not None:
        chosen.append(Case.created_at >= since)
    if until is not None:
        chosen.append(Case.created_at < until)
    if client is not None:
        chosen.append(Case.client == client)
    cases = list(Case.select().where(*chosen).order_by(Case.id))
    surveys = {s.case_id: s for s in _surveys([case.id for case in cases])}
    return [_case(case, surveys.get(case.id)) for case in cases]


def report_recommendations(
    since: datetime | None, until: datetime | None, client: str | None
) -> list[dict[str, Any]]:
    """Recommended options in [since, until): {case, topic, topics (of the case), provider, kind, training,
    price, interest}.
    """
    chosen = [Recommendation.case == Case.id]
    if since is not None:
        chosen.append(Recommendation.at >= since)
    if until is not None:
        chosen.append(Recommendation.at < until)
    if client is not None:
        chosen.append(Case.client == client)
    rows = Recommendation.select(Recommendation, Case).join(Case).where(*chosen).order_by(Recommendation.id)
    return [
        {
            "case": row.case_id,
            "topic": row.topic,
            "topics": tuple(row.case.topics),
            "provider": row.provider,
            "kind": row.kind,
            "training": row.training,
            "price": row.price,
            "interest": row.interest,
        }
        for row in rows
    ]


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


def _surveys(cases: list[int]) -> Iterator[Survey]:
    for start in range(0, len(cases), 500):  # SQLite's limit on variables is 999 in old versions
        yield from Survey.select().where(Survey.case.in_(cases[start : start + 500]))


def _case(case: Case, survey: Survey | None) -> dict[str, Any]:
    return {
        "id": case.id,
        "requester": case.requester_id,
        "state": case.state,
        "topics": tuple(case.topics),
        "client": case.client,
        "origin": case.origin,
        "language": case.language,
        "created_at": case.created_at,
        "promised_at": case.promised_at,
        "first_answer_at": case.first_answer_at,
        "recommended_at": case.recommended_at,
        "closed_at": case.closed_at,
        "minutes": case.minutes,
        "survey": None if survey is None else _survey(survey),
    }


def _survey(survey: Survey) -> dict[str, Any]:
    """`asked`: a mail went out; a survey that lapsed as stale never was."""
    return {"state": survey.state, "asked": survey.asked_at is not None, "rating": survey.rating}
