"""Working time: how much of it lies between two moments, and which moment lies so much of it away.

All arithmetic is done on UTC intervals made from the local clock, so that a change to or from summer time
inside working hours is an hour less or more, and one outside changes nothing. Results are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from cases.settings import Hours, Span

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MIDNIGHT = time(0)  # as a closing time: the end of the day
HORIZON = 36_500  # days in which a span must fit, or the calendar is taken to have no working time


def working_day(hours: Hours, day: date) -> bool:
    """Whether any working time may fall on that date (in the service's time zone)."""
    return day not in hours.holidays and any(weekday == day.weekday() for weekday, _, _ in hours.week)


@dataclass(frozen=True, slots=True)
class _Year:
    """The days of a year from 1 January on: their working time, and how much lies before each."""

    first: int  # its ordinal
    periods: tuple[tuple[tuple[datetime, datetime], ...], ...]
    before: tuple[timedelta, ...]  # one more than days: the last is the whole year


class WorkingClock:
    """Working time between moments, of one service: years are made once, and kept."""

    def __init__(self, hours: Hours) -> None:
        self.zone = ZoneInfo(hours.timezone)
        self._hours = hours
        self._years: dict[int, _Year] = {}

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of working time from `start` to `end`; 0 when `end` is not later."""
        if end <= start:
            return 0
        first, worked = self._worked(start)
        last, total = self._worked(end)
        for year in range(first, last):
            total += self._year(year).before[-1]
        return max(timedelta(0), total - worked) // MINUTE

    def _worked(self, moment: datetime) -> tuple[int, timedelta]:
        """The year of the moment, and how much of it was worked by then."""
        local = moment.astimezone(self.zone)
        year = self._years.get(local.year) or self._year(local.year)
        day = local.toordinal() - year.first
        total = year.before[day]
        for opens, closes in year.periods[day]:
            if opens < moment:
                total += min(closes, moment) - opens
        return local.year, total

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            first = date(number, 1, 1).toordinal()
            count = date(number, 12, 31).toordinal() - first + 1
            periods = tuple(_periods(self._hours, date.fromordinal(first + day)) for day in range(count))
            lengths = (sum((closes - opens for opens, closes in day), timedelta(0)) for day in periods)
            self._years[number] = _Year(first, periods, tuple(accumulate(lengths, initial=timedelta(0))))
        return self._years[number]


def add_working(hours: Hours, start: datetime, span: Span) -> datetime:
    """The moment `span` after `start`.

    Working minutes begin to count at the next opening and may end exactly at a closing time; working days
    keep the clock time; a plain length is elapsed time. A span of nothing is `start`. ValueError when the
    calendar has no working time.
    """
    moment = start.astimezone(UTC)
    if span.working_days:
        moment = _same_time(hours, moment, span.working_days, 1)
    if span.working_minutes:
        moment = _forward(hours, moment, span.working_minutes * MINUTE)
    return moment + span.length


def subtract_working(hours: Hours, end: datetime, span: Span) -> datetime:
    """The moment `span` before `end`; the mirror of `add_working`."""
    moment = end.astimezone(UTC)
    if span.working_days:
        moment = _same_time(hours, moment, span.working_days, -1)
    if span.working_minutes:
        moment = _backward(hours, moment, span.working_minutes * MINUTE)
    return moment - span.length


def _forward(hours: Hours, start: datetime, left: timedelta) -> datetime:
    for day in _days(_local(hours, start).date(), 1):
        for opens, closes in _periods(hours, day):
            begin = max(opens, start)
            if left <= closes - begin:
                return begin + left
            left -= max(timedelta(0), closes - begin)
    raise ValueError("the calendar has no working time")


def _backward(hours: Hours, end: datetime, left: timedelta) -> datetime:
    for day in _days(_local(hours, end).date(), -1):
        for opens, closes in reversed(_periods(hours, day)):
            finish = min(closes, end)
            if left <= finish - opens:
                return finish - left
            left -= max(timedelta(0), finish - opens)
    raise ValueError("the calendar has no working time")


def _same_time(hours: Hours, moment: datetime, count: int, step: int) -> datetime:
    """The same local clock time `count` working days on (step 1) or back (step -1)."""
    local = _local(hours, moment)
    for day in _days(local.date() + step * DAY, step):
        count -= working_day(hours, day)
        if count == 0:
            return datetime.combine(day, local.timetz()).astimezone(UTC)
    raise ValueError("the calendar has no working time")


def _days(first: date, step: int, count: int = HORIZON) -> Iterator[date]:
    return (first + step * n * DAY for n in range(count))


def _periods(hours: Hours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Working time of a local date as UTC intervals, in order, without overlap."""
    if day in hours.holidays:
        return ()
    zone = ZoneInfo(hours.timezone)
    merged: list[tuple[datetime, datetime]] = []
    for weekday, opens, closes in sorted(hours.week):
        if weekday != day.weekday():
            continue
        last = day + DAY if closes == MIDNIGHT else day
        start = datetime.combine(day, opens, zone).astimezone(UTC)
        end = datetime.combine(last, closes, zone).astimezone(UTC)
        if merged:
            start = max(start, merged[-1][1])
        if start < end:  # not so when the clock skips the whole period in spring
            merged.append((start, end))
    return tuple(merged)


def _local(hours: Hours, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(hours.timezone))
