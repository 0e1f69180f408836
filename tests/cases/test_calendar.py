"""Working time: tables of moments around evenings, weekends and clock changes, and laws that always hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import calendar
from cases.settings import Hours, Span

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = Hours("Europe/Brussels", holidays=frozenset({date(2026, 12, 25), date(2026, 5, 1)}))
SPLIT = Hours(
    "Europe/Brussels",
    week=(
        *((day, time(9), time(12, 30)) for day in range(4)),
        *((day, time(13), time(17)) for day in range(4)),
        (4, time(9), time(15)),
    ),
)
ALWAYS = Hours("Europe/Brussels", week=tuple((day, time(0), time(0)) for day in range(7)))


def at(text: str) -> datetime:
    """A local moment in Brussels, "2026-11-20 16:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("hours", "start", "minutes", "end"),
    [
        (OFFICE, "2026-11-17 10:00", 240, "2026-11-17 14:00"),
        (OFFICE, "2026-11-17 13:00", 240, "2026-11-17 17:00"),  # exactly closing time is in time
        (OFFICE, "2026-11-17 13:01", 240, "2026-11-18 09:01"),
        (OFFICE, "2026-11-17 06:00", 240, "2026-11-17 13:00"),  # before opening
        (OFFICE, "2026-11-17 20:00", 240, "2026-11-18 13:00"),  # after closing
        (OFFICE, "2026-11-20 16:00", 240, "2026-11-23 12:00"),  # over a weekend
        (OFFICE, "2026-11-21 12:00", 60, "2026-11-23 10:00"),  # written on a Saturday
        (OFFICE, "2026-12-24 16:00", 120, "2026-12-28 10:00"),  # over a holiday and a weekend
        (OFFICE, "2026-11-17 10:00", 480 * 5, "2026-11-24 10:00"),
        (OFFICE, "2026-11-21 12:00", 0, "2026-11-21 12:00"),  # nothing changes nothing
        (SPLIT, "2026-11-17 12:00", 60, "2026-11-17 13:30"),  # over the lunch break
        (SPLIT, "2026-11-20 14:30", 60, "2026-11-23 09:30"),  # Friday closes earlier
        (ALWAYS, "2026-03-28 23:00", 180, "2026-03-29 03:00"),  # 02:00-03:00 does not exist
        (ALWAYS, "2026-10-24 23:00", 240, "2026-10-25 02:00"),  # 02:00-03:00 happens twice
        (OFFICE, "2026-03-27 16:00", 120, "2026-03-30 10:00"),  # the night of the change is no working time
        (OFFICE, "2026-10-23 16:00", 120, "2026-10-26 10:00"),
    ],
)
def test_working_minutes_on(hours: Hours, start: str, minutes: int, end: str) -> None:
    """So many working minutes after a moment, on the local clock."""
    expected = at(end).astimezone(UTC)
    if (hours, end) == (ALWAYS, "2026-10-25 02:00"):
        expected = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # the second 02:00
    assert expected == calendar.add_working(hours, at(start), Span(working_minutes=minutes))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-17 10:00", 1, "2026-11-18 10:00"),
        ("2026-11-17 10:00", 3, "2026-11-20 10:00"),
        ("2026-11-18 10:15", 3, "2026-11-23 10:15"),  # over a weekend
        ("2026-11-21 12:00", 1, "2026-11-23 12:00"),  # the first working day after a Saturday
        ("2026-12-24 10:00", 1, "2026-12-28 10:00"),  # Christmas is a Friday
        ("2026-10-23 10:00", 1, "2026-10-26 10:00"),  # the same clock time after the clock change
        ("2026-11-17 22:00", 1, "2026-11-18 22:00"),
    ],
)
def test_working_days_on_and_back(start: str, days: int, end: str) -> None:
    """The same clock time so many working days on; from a working day the way back is the same."""
    span = Span(working_days=days)
    assert at(end).astimezone(UTC) == calendar.add_working(OFFICE, at(start), span)
    if calendar.working_day(OFFICE, at(start).date()):
        assert at(start).astimezone(UTC) == calendar.subtract_working(OFFICE, at(end), span)


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2026-11-17 14:00", 120, "2026-11-17 12:00"),
        ("2026-11-23 10:00", 120, "2026-11-20 16:00"),
        ("2026-11-23 11:00", 120, "2026-11-23 09:00"),  # the opening, not the evening before
        ("2026-11-22 11:00", 60, "2026-11-20 16:00"),  # from a Sunday
    ],
)
def test_working_minutes_back(end: str, minutes: int, start: str) -> None:
    """So many working minutes before a moment."""
    assert at(start).astimezone(UTC) == calendar.subtract_working(
        OFFICE, at(end), Span(working_minutes=minutes)
    )


def test_elapsed_time_ignores_the_week() -> None:
    """A plain duration is elapsed time, at night and on Sundays too."""
    start = at("2026-11-20 16:00")
    span = Span(length=timedelta(hours=4))
    assert at("2026-11-20 20:00").astimezone(UTC) == calendar.add_working(OFFICE, start, span)
    assert at("2026-11-20 12:00").astimezone(UTC) == calendar.subtract_working(OFFICE, start, span)


@pytest.mark.parametrize(
    ("hours", "start", "end", "minutes"),
    [
        (OFFICE, "2026-11-17 10:00", "2026-11-17 10:59", 59),
        (OFFICE, "2026-11-20 16:00", "2026-11-23 10:00", 120),
        (OFFICE, "2026-11-21 10:00", "2026-11-22 10:00", 0),
        (OFFICE, "2026-11-18 10:00", "2026-11-17 10:00", 0),  # the wrong way round
        (OFFICE, "2010-01-04 00:00", "2030-01-07 00:00", 60 * 8 * (7308 // 7 * 5 - 2)),  # twenty years
        (ALWAYS, "2026-03-29 00:00", "2026-03-30 00:00", 23 * 60),
        (ALWAYS, "2026-10-25 00:00", "2026-10-26 00:00", 25 * 60),
    ],
)
def test_working_minutes_between(hours: Hours, start: str, end: str, minutes: int) -> None:
    """How much working time lies between two moments."""
    assert minutes == calendar.WorkingClock(hours).minutes_between(at(start), at(end))


@pytest.mark.parametrize(
    "span", [Span(), Span(timedelta(hours=1)), Span(working_minutes=60), Span(working_days=1)]
)
def test_moments_are_utc_and_minutes_are_whole(span: Span) -> None:
    """Whatever zone a moment comes in, it is stored and compared in UTC; a part of a minute is none."""
    start = at("2026-11-17 10:00") + timedelta(seconds=30)
    for found in (calendar.add_working(OFFICE, start, span), calendar.subtract_working(OFFICE, start, span)):
        assert found.tzinfo is UTC
    minutes = calendar.WorkingClock(OFFICE).minutes_between(start, at("2026-11-17 12:00"))
    assert (119, int) == (minutes, type(minutes))


def test_overlapping_periods_count_once() -> None:
    """Periods that overlap are one period."""
    hours = Hours("UTC", week=((0, time(9), time(12)), (0, time(11), time(13)), (0, time(9), time(10))))
    day = datetime(2026, 11, 16, tzinfo=UTC)
    assert 240 == calendar.WorkingClock(hours).minutes_between(day, day + timedelta(days=1))


def test_no_working_time_is_said() -> None:
    """A week without opening hours ends in an error, not in an endless search."""
    nothing, start = Hours("UTC", week=()), datetime(2026, 1, 1, tzinfo=UTC)
    for span in (Span(working_days=1), Span(working_minutes=1)):
        with pytest.raises(ValueError, match="no working time"):
            calendar.add_working(nothing, start, span)
        with pytest.raises(ValueError, match="no working time"):
            calendar.subtract_working(nothing, start, span)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
periods = st.tuples(st.integers(0, 6), clocks, clocks).filter(lambda p: p[1] < p[2])
weeks = st.lists(periods, min_size=1, max_size=10).map(tuple)
zones = st.sampled_from(
    ("UTC", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
)
calendars = st.builds(
    Hours, zones, weeks, st.frozensets(st.dates(date(2024, 1, 1), date(2032, 1, 1)), max_size=20)
)
minutes = st.integers(1, 600)


@given(calendars, moments, minutes)
def test_adding_is_measured_again(hours: Hours, start: datetime, count: int) -> None:
    """What was added lies between, whatever the calendar, and taking it away measures the same."""
    span = Span(working_minutes=count)
    end = calendar.add_working(hours, start, span)
    assert count == calendar.WorkingClock(hours).minutes_between(start, end)
    before = calendar.subtract_working(hours, start, span)
    assert count == calendar.WorkingClock(hours).minutes_between(before, start)


@given(calendars, moments, moments, minutes, minutes)
def test_later_and_longer_end_later(
    hours: Hours, first: datetime, second: datetime, few: int, more: int
) -> None:
    """Who writes later is never promised an earlier answer, and a longer span never ends earlier."""
    earlier, later = sorted((first, second))
    short, long = sorted((few, more))
    assert calendar.add_working(hours, earlier, Span(working_minutes=short)) <= calendar.add_working(
        hours, later, Span(working_minutes=long)
    )


@given(calendars, moments, st.integers(1, 20))
def test_working_days_keep_the_clock_time(hours: Hours, start: datetime, days: int) -> None:
    """So many working days on is a working day at the same local time, unless the clock skips that time."""
    if not any(calendar.working_day(hours, start.date() + timedelta(days=n)) for n in range(1, 400)):
        return
    zone = ZoneInfo(hours.timezone)
    end = calendar.add_working(hours, start, Span(working_days=days)).astimezone(zone)
    local = start.astimezone(zone)
    assert calendar.working_day(hours, end.date())
    assert timedelta(hours=1) >= abs(end.replace(tzinfo=None) - datetime.combine(end.date(), local.time()))


def test_a_clock_that_is_used_again_says_the_same() -> None:
    """As a new one, over week-ends, a holiday, and the end of summer time."""
    hours = Hours("Europe/Brussels", holidays=frozenset({datetime(2026, 10, 28).date()}))  # noqa: DTZ001
    clock = calendar.WorkingClock(hours)
    start = datetime(2026, 10, 22, 3, 17, tzinfo=UTC)
    for first in range(0, 300, 7):
        for length in (-5, 0, 3, 20, 100, 500):
            begin = start + timedelta(hours=first)
            end = begin + timedelta(hours=length, minutes=11)
            assert calendar.WorkingClock(hours).minutes_between(begin, end) == clock.minutes_between(
                begin, end
            )
