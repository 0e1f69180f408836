"""The quality report: the figures of `reports.helped` for all cases, for each group of them, and beside those
of the period before. Pure, over the rows of `db.reports`; imported and rejected cases are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.calendar import WorkingClock
from cases.model import CaseState, Origin
from cases.settings import Settings
from reports.helped import Helped, Judged, Promise, Rating, Reopened, Rounds, helped, judged
from reports.independence import Independence, Range, independence, ranges
from reports.measures import Times
from reports.periods import month_of
from reports.shape import Figures, Row


@dataclass(frozen=True, slots=True)
class Comment(Figures):
    """What somebody wrote beside a rating: words, so only for who may read the case. `at`: when answered."""

    case: str
    at: datetime | None
    rating: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class Trend(Figures):
    """A figure now and in the period before; None where there was nothing to count."""

    figure: str
    now: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class Quality(Figures):
    """Keys of `quality` (docs/report.md). by_concierge: None where the reader may not see it."""

    cases: int
    rejected: int
    imported: int
    states: Mapping[str, int]
    first_answer: Times
    advice: Times
    promise: Promise
    rating: Rating
    reopened: Reopened
    rounds: Rounds
    range: Range
    trends: tuple[Trend, ...]
    by_topic: tuple[Helped, ...]
    by_language: tuple[Helped, ...]
    by_client: tuple[Helped, ...]
    by_month: tuple[Helped, ...]
    by_concierge: tuple[Helped, ...] | None
    comments: tuple[Comment, ...]
    independence: Independence


@dataclass(frozen=True, slots=True)
class Counted:
    """What quality is counted from. before: the cases and recommendations of the period before, or None.

    lead: whether the reader may see concierges apart.
    """

    cases: Sequence[Row]
    recommendations: Sequence[Row]
    before: tuple[Sequence[Row], Sequence[Row]] | None = None
    comments: Sequence[Comment] = ()
    lead: bool = True


def quality(rows: Counted, settings: Settings, now: datetime) -> Quality:
    """None where there is nothing to count. Each case counts in the working hours of its client."""
    clock = WorkingClock(settings.hours)
    clocks = _Clocks(settings)
    cases = clocks.judge(rows.cases, now)
    whole = helped("", cases)
    spread, wide = independence(rows.recommendations, settings.provider_share), ranges(rows.recommendations)
    states = Counter(str(case.row["state"]) for case in cases)
    return Quality(
        cases=len(cases),
        rejected=sum(r["state"] == CaseState.REJECTED and r["origin"] != Origin.IMPORT for r in rows.cases),
        imported=sum(r["origin"] == Origin.IMPORT for r in rows.cases),
        states={str(s): states[s] for s in CaseState if s is not CaseState.REJECTED},
        first_answer=whole.first_answer,
        advice=whole.advice,
        promise=whole.promise,
        rating=whole.rating,
        reopened=whole.reopened,
        rounds=whole.rounds,
        range=wide,
        trends=_trends(_headline(whole, spread, wide), rows.before, clocks, now),
        by_topic=_groups(cases, lambda row: row["topics"]),
        by_language=_groups(cases, lambda row: (row["language"],)),
        by_client=_groups(cases, lambda row: (row["client"] or "",)),
        by_month=_groups(cases, lambda row: (month_of(row["created_at"], clock.zone),), in_order=True),
        by_concierge=_groups(cases, lambda row: (row["owner"] or "",)) if rows.lead else None,
        comments=tuple(rows.comments),
        independence=spread,
    )


class _Clocks:
    """The working time of each client; days are made once for those that share hours."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_client: dict[str | None, WorkingClock] = {}

    def judge(self, rows: Iterable[Row], now: datetime) -> list[Judged]:
        """Those that quality is about."""
        return [judged(row, self._of(row["client"]), now) for row in helped_ones(rows)]

    def _of(self, client: str | None) -> WorkingClock:
        if client not in self._by_client:
            seen = self._settings.for_client(client)
            usual = self._by_client.get(None) if seen is self._settings.organisation else None
            self._by_client[client] = usual or WorkingClock(seen.hours)
        return self._by_client[client]


def helped_ones(cases: Iterable[Row]) -> list[Row]:
    """Those that quality is about."""
    return [row for row in cases if row["origin"] != Origin.IMPORT and row["state"] != CaseState.REJECTED]


def _groups(
    cases: Sequence[Judged], names: Callable[[Row], Iterable[str]], *, in_order: bool = False
) -> tuple[Helped, ...]:
    """Most cases first, or in the order of names."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for case in cases:
        for name in names(case.row):
            groups[name].append(case)
    found = [helped(name, members) for name, members in groups.items()]
    return tuple(sorted(found, key=lambda each: (0 if in_order else -each.cases, each.name)))


def _headline(whole: Helped, spread: Independence, wide: Range) -> dict[str, float | None]:
    """The figures that are compared with the period before."""
    return {
        "cases": whole.cases,
        "first_answer_minutes": whole.first_answer.median_minutes,
        "advice_minutes": whole.advice.median_minutes,
        "promise_share": whole.promise.share,
        "mean_rating": whole.rating.mean,
        "response_rate": whole.rating.response_rate,
        "reopened_share": whole.reopened.share,
        "mean_rounds": whole.rounds.mean,
        "range_share": wide.share,
        "free_share": spread.free_share,
        "non_training_share": spread.non_training_share,
    }


def _trends(
    now_is: Mapping[str, float | None],
    before: tuple[Sequence[Row], Sequence[Row]] | None,
    clocks: _Clocks,
    now: datetime,
) -> tuple[Trend, ...]:
    if before is None:
        return ()
    cases, recommendations = before
    whole = helped("", clocks.judge(cases, now))
    was = _headline(whole, independence(recommendations, 1.0), ranges(recommendations))
    return tuple(Trend(name, value, was[name]) for name, value in now_is.items())
