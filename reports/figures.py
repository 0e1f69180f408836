"""The report as one value: `{period, quality, demand}` (CONTRACT 2, docs/report.md). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from zoneinfo import ZoneInfo

from cases.catalogue import Catalogue
from cases.model import CaseState
from cases.settings import Settings
from reports.demand import Demand, Found, demand
from reports.periods import IN_QUARTER, INSTANT, Period, months_before
from reports.quality import Comment, Counted, Quality, quality
from reports.rising import movements
from reports.shape import Figures, Row
from reports.similar import Words, similar
from reports.wanted import lacks, sessions, unanswered

__all__ = ["Period", "Report", "Rows", "figures"]

COMMENTS = 200  # the newest of those that the report is about


@dataclass(frozen=True, slots=True)
class Rows:
    """What the report is counted from, oldest first: all of the client up to the end of the period.

    comments (case, answered at, rating, words; newest first) and words are people's own: both empty for
    readers who may not see them, and once erased.
    """

    cases: Sequence[Row] = ()
    recommendations: Sequence[Row] = ()
    comments: Sequence[tuple[int, datetime | None, int | None, str]] = ()
    words: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report(Figures):
    """The period that it is about, with a moment at which it ends, and the two halves."""

    period: Period
    quality: Quality
    demand: Demand


def figures(
    rows: Rows,
    settings: Settings,
    period: Period,
    now: datetime,
    catalogue: Catalogue | None = None,
    *,
    lead: bool = True,
    own: Mapping[str, Catalogue] = MappingProxyType({}),
) -> Report:
    """The report over the rows of `db.reports`; period, topic and concierge are filtered here.

    own: of clients whose catalogue is another one; what that lacks is told in that client's report alone.

    lead: whether the reader may see concierges apart, and what people wrote. Without a catalogue nothing is
    said of what it lacks.
    """
    if not lead:
        rows = replace(rows, comments=(), words={})
    zone = ZoneInfo(settings.timezone)
    period = replace(period, until=period.until or now + INSTANT)
    before = period.before(zone)
    inside = [row for row in rows.cases if _is_in(period, row["created_at"])]
    asked = [row for row in inside if _fits(period, row)]
    chosen = {row["id"] for row in asked} if rows.comments else set()
    comments = (
        Comment(settings.tag(case), at, rating, words)
        for case, at, rating, words in rows.comments
        if case in chosen
    )
    counted = Counted(
        cases=asked,
        recommendations=_recommended(period, rows.recommendations),
        before=None
        if before is None
        else (
            [row for row in rows.cases if _is_in(before, row["created_at"]) and _fits(before, row)],
            _recommended(before, rows.recommendations),
        ),
        comments=list(islice(comments, COMMENTS)),
        lead=lead,
    )
    return Report(
        period,
        quality(counted, settings, now),
        demand(requests(asked), zone, _found(rows, requests(asked), settings, period, now, catalogue, own)),
    )


def requests(rows: Iterable[Row]) -> list[Row]:
    """Those that were learning requests."""
    return [row for row in rows if row["state"] != CaseState.REJECTED]


def _found(
    rows: Rows,
    asked: Sequence[Row],
    settings: Settings,
    period: Period,
    now: datetime,
    catalogue: Catalogue | None,
    own: Mapping[str, Catalogue],
) -> Found:
    zone, until = ZoneInfo(settings.timezone), period.until or now
    history = requests(row for row in rows.cases if row["created_at"] < until and _is_of(period, row))
    recent = months_before(until, IN_QUARTER, zone)
    lately = [row for row in history if row["created_at"] >= recent and _fits(period, row)]
    return Found(
        movements=movements(history, until, zone).of(period.topic),
        sessions=sessions(lately, settings.session_threshold),
        session_threshold=settings.session_threshold,
        unanswered=unanswered(asked, catalogue, settings.tag, now, own),
        similar=similar(asked, rows.words),
        lacks=None
        if catalogue is None
        else lacks([row for row in asked if row["client"] not in own], catalogue, period.client),
    )


def _is_in(period: Period, moment: datetime) -> bool:
    return (period.since is None or period.since <= moment) and (
        period.until is None or moment < period.until
    )


def _fits(period: Period, row: Row) -> bool:
    return _is_of(period, row) and (period.topic is None or period.topic in row["topics"])


def _is_of(period: Period, row: Row) -> bool:
    """Of the concierge, where only one's are asked for: what others have says nothing there."""
    return period.concierge is None or period.concierge == row["owner"]


def _recommended(period: Period, rows: Iterable[Row]) -> list[Row]:
    """Options that were recommended in the period, for the topic or in a case of it."""
    return [
        row
        for row in rows
        if _is_in(period, row["at"])
        and (period.topic is None or period.topic in (row["topic"], *row["topics"]))
        and _is_of(period, row)
    ]
