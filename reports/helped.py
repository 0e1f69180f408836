"""How well some cases were helped: answer times, promises, ratings, questions, reopening. Pure.

A case is judged once (`judged`), so that every group that it belongs to only counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

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


class Judged(NamedTuple):
    """A case, and what it adds to figures. kept: None while its promise is not settled, or where there was
    none; survey: whether one was asked, and its rating; rounds: None without advice.
    """

    row: Row
    first_answer: int | None  # working minutes
    advice: int | None
    kept: bool | None
    survey: tuple[bool, int | None] | None
    reopened: bool
    asked_again: bool
    rounds: int | None


_COLUMNS = tuple(itemgetter(place) for place, name in enumerate(Judged._fields) if name != "row")


def judged(row: Row, clock: WorkingClock, now: datetime) -> Judged:
    created, first, advice = row["created_at"], row["first_answer_at"], row["recommended_at"]
    survey = row["survey"]
    return Judged(
        row,
        None if first is None else clock.minutes_between(created, first),
        None if advice is None else clock.minutes_between(created, advice),
        kept(row, now),
        survey and (survey["asked"], survey["rating"]),
        row["reopened"] > 0,
        row["asked_again"] > 0,
        None if advice is None else row["rounds"],
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
    first, advice, promises, surveys, reopened, asked_again, rounds = (map(each, cases) for each in _COLUMNS)
    return Helped(
        name=name,
        cases=len(cases),
        first_answer=times([minutes for minutes in first if minutes is not None]),
        advice=times([minutes for minutes in advice if minutes is not None]),
        promise=_promise(Counter(promises)),
        rating=_rating(Counter(surveys)),
        reopened=_reopened(len(cases), sum(reopened), sum(asked_again)),
        rounds=_rounds(Counter(rounds)),
    )


def _promise(promises: Counter[bool | None]) -> Promise:
    good = promises[True]
    settled = good + promises[False]
    return Promise(settled, good, share(good, settled), share_interval(good, settled))


def _rating(surveys: Counter[tuple[bool, int | None] | None]) -> Rating:
    each = [(*survey, cases) for survey, cases in surveys.items() if survey is not None]
    ratings = Counter[int]()
    for _, rating, cases in each:
        if rating is not None:
            ratings[rating] += cases
    asked = sum(cases for was_asked, _, cases in each if was_asked)
    answered = sum(cases for was_asked, rating, cases in each if was_asked and rating is not None)
    count, total = ratings.total(), sum(rating * cases for rating, cases in ratings.items())
    return Rating(
        count=count,
        asked=asked,
        response_rate=share(answered, asked),
        response_interval=share_interval(answered, asked),
        mean=round(total / count, 2) if count else None,
        interval=mean_interval(total, count, RATINGS[0], RATINGS[-1]),
        distribution={str(rating): ratings[rating] for rating in RATINGS},
        low=sum(cases for rating, cases in ratings.items() if rating <= LOW),
    )


def _reopened(cases: int, reopened: int, asked_again: int) -> Reopened:
    return Reopened(reopened, share(reopened, cases), asked_again, share(asked_again, cases))


def _rounds(rounds: Counter[int | None]) -> Rounds:
    counts, total = Counter[str](), 0
    for each, cases in rounds.items():
        if each is not None:
            counts[ROUNDS[min(each, len(ROUNDS) - 1)]] += cases
            total += each * cases
    count = counts.total()
    mean = round(total / count, 2) if count else None
    return Rounds(count, mean, {name: counts[name] for name in ROUNDS})
