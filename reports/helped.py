"""How well some cases were helped: answer times, promises, ratings, questions, reopening. Pure.

A case is judged once (`judged`), so that every group that it belongs to only counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.calendar import WorkingClock
from reports.measures import Interval, Times, mean_interval, share, share_interval, times
from reports.shape import Figures, Row

RATINGS = (1, 2, 3, 4, 5)
LOW = 2  # a rating up to this says that it did not help
ROUNDS = ("0", "1", "2", "3+")


@dataclass(frozen=True, slots=True)
class Promise(Figures):
    """Of the first promised times that are settled: answered by then, or not."""

    count: int
    kept: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Rating(Figures):
    """low: how many ratings were 1 or 2."""

    count: int
    asked: int
    response_rate: float | None
    response_interval: Interval | None
    mean: float | None
    interval: Interval | None
    distribution: Mapping[str, int]
    low: int


@dataclass(frozen=True, slots=True)
class Reopened(Figures):
    """Cases that were closed and opened again; and those where the worker wrote again after an answer."""

    cases: int
    share: float | None
    asked_again: int
    asked_again_share: float | None


@dataclass(frozen=True, slots=True)
class Rounds(Figures):
    """Rounds of questions to the worker before the first advice, of the `count` cases with advice."""

    count: int
    mean: float | None
    distribution: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Helped(Figures):
    """The figures of some cases: of a topic, a language, a client, a month, a concierge."""

    name: str
    cases: int
    first_answer: Times
    advice: Times
    promise: Promise
    rating: Rating
    reopened: Reopened
    rounds: Rounds


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, and what it adds. kept: None while its promise is not settled, or where there was none."""

    row: Row
    first_answer: int | None  # working minutes
    advice: int | None
    kept: bool | None


def judged(row: Row, clock: WorkingClock, now: datetime) -> Judged:
    created, first, advice = row["created_at"], row["first_answer_at"], row["recommended_at"]
    return Judged(
        row,
        None if first is None else clock.minutes_between(created, first),
        None if advice is None else clock.minutes_between(created, advice),
        kept(row, now),
    )


def kept(row: Row, now: datetime) -> bool | None:
    """Whether the first answer came by the first promised time, however often that was moved afterwards.

    None while that is open, and for good where the case was closed without an answer before that time.
    """
    promised, first = row["first_promised_at"], row["first_answer_at"]
    if promised is None:
        return None
    if first is not None:
        return bool(first <= promised)
    return False if (row["closed_at"] or now) > promised else None


def helped(name: str, cases: Sequence[Judged]) -> Helped:
    """The figures of these cases, under a name."""
    rows = [case.row for case in cases]
    return Helped(
        name=name,
        cases=len(cases),
        first_answer=times([case.first_answer for case in cases if case.first_answer is not None]),
        advice=times([case.advice for case in cases if case.advice is not None]),
        promise=_promise(cases),
        rating=_rating(rows),
        reopened=_reopened(rows),
        rounds=_rounds(rows),
    )


def _promise(cases: Sequence[Judged]) -> Promise:
    settled = [case.kept for case in cases if case.kept is not None]
    good = sum(settled)
    return Promise(len(settled), good, share(good, len(settled)), share_interval(good, len(settled)))


def _rating(rows: Sequence[Row]) -> Rating:
    surveys = [row["survey"] for row in rows if row["survey"] is not None]
    ratings = [survey["rating"] for survey in surveys if survey["rating"] is not None]
    asked = sum(1 for survey in surveys if survey["asked"])
    answered = sum(1 for survey in surveys if survey["asked"] and survey["rating"] is not None)
    counts = Counter(ratings)
    return Rating(
        count=len(ratings),
        asked=asked,
        response_rate=share(answered, asked),
        response_interval=share_interval(answered, asked),
        mean=round(sum(ratings) / len(ratings), 2) if ratings else None,
        interval=mean_interval(ratings, RATINGS[0], RATINGS[-1]),
        distribution={str(rating): counts[rating] for rating in RATINGS},
        low=sum(1 for rating in ratings if rating <= LOW),
    )


def _reopened(rows: Sequence[Row]) -> Reopened:
    again = sum(1 for row in rows if row["reopened"])
    asked = sum(1 for row in rows if row["asked_again"])
    return Reopened(again, share(again, len(rows)), asked, share(asked, len(rows)))


def _rounds(rows: Sequence[Row]) -> Rounds:
    rounds = [row["rounds"] for row in rows if row["recommended_at"] is not None]
    counts = Counter(ROUNDS[min(count, len(ROUNDS) - 1)] for count in rounds)
    mean = round(sum(rounds) / len(rounds), 2) if rounds else None
    return Rounds(len(rounds), mean, {name: counts[name] for name in ROUNDS})
