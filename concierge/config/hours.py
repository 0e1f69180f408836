"""The week and the holidays: "Mon-Fri 09:00-17:00" and "BE" become opening periods and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from datetime import date, time
from functools import cached_property

from cases.catalogue import country_code
from cases.errors import ConfigurationError
from cases.settings import Hours
from concierge.config.countries import public_holidays
from concierge.config.section import Section
from concierge.config.values import clock, text

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_YEAR = 2020  # the epoch of tokens; no case is older, but imported ones hardly need holidays
YEARS_AHEAD = 3

_GROUP = re.compile(r"([A-Za-z]{3})(?:\s*-\s*([A-Za-z]{3}))?((?:\s+\d\d:\d\d\s*-\s*\d\d:\d\d)+)")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_PERIOD = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")


class Holidays(Set[date]):
    """Free days: dates, and those of countries, which are looked up when a day is first asked for.

    The library that knows them is slow to load, and few commands count working time. Asking raises
    ConfigurationError where a country is not known; it names `place`, the section they stand in.
    """

    place = "[hours]"

    def __init__(self, dates: Set[date], countries: tuple[str, ...], today: date) -> None:
        self._dates, self._countries, self._today = dates, countries, today

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries as such, without the part ("BE" of "BE-VLG")."""
        return tuple(dict.fromkeys(country_code(name.partition("-")[0]) for name in self._countries))

    @cached_property
    def _days(self) -> Set[date]:
        try:
            return self.looked_up()
        except ValueError as error:
            raise ConfigurationError(f"{self.place} holidays: {error}") from None

    def looked_up(self) -> frozenset[date]:
        """All of them, now; ValueError with the sentence about a country that is not known."""
        days = set(self._dates)
        for country in self._countries:
            days |= _public_holidays(country, self._today)
        return frozenset(days)

    def __contains__(self, day: object) -> bool:
        return day in self._days

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)


def countries_in(holidays: Set[date]) -> tuple[str, ...]:
    """The countries whose public holidays these days are; () for dates alone."""
    return holidays.countries if isinstance(holidays, Holidays) else ()


HolidayReader = Callable[[object], Set[date]]  # from what stands in the file


def read_hours(section: Section, timezone: str, read_holidays: HolidayReader) -> Hours:
    """[hours]: the service's working time in `timezone`."""
    default = Hours(timezone)
    week = section.get("week", default.week, lambda raw: parse_week(text(raw)))
    holidays = section.get("holidays", default.holidays, read_holidays)
    section.done()
    return Hours(timezone, week, holidays, countries_in(holidays))


def read_own_hours(
    section: Section, timezone: str, usual: Hours, read_holidays: HolidayReader
) -> Hours | None:
    """A client's `hours` and `holidays`, the missing one as `usual`; None where it has nothing of its own.

    timezone: its own, "" for the usual one.
    """
    week = section.get("hours", usual.week, lambda raw: parse_week(text(raw)))
    holidays = section.get("holidays", usual.holidays, read_holidays)
    if not timezone and not {"hours", "holidays"} & section.values.keys():
        return None
    if isinstance(holidays, Holidays) and holidays is not usual.holidays:
        holidays.place = section.name
    elsewhere = timezone and "holidays" not in section.values  # then its time zone says where it is
    countries = () if elsewhere else countries_in(holidays)
    return Hours(timezone or usual.timezone, week, holidays, countries)


def parse_week(value: str) -> tuple[tuple[int, time, time], ...]:
    """Opening periods: "Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:00". 24:00 closes at midnight."""
    periods: list[tuple[int, time, time]] = []
    for group in value.split(","):
        match = _GROUP.fullmatch(group.strip())
        if match is None:
            raise ValueError(
                'not a week. Write "Mon-Fri 09:00-17:00" or "Mon-Thu 09:00-17:00, Fri 09:00-12:00".'
            )
        for day in _days(match[1], match[2] or match[1]):
            periods += [(day, *_period(opens, closes)) for opens, closes in _PERIOD.findall(match[3])]
    return tuple(sorted(periods))


def parse_holidays(raw: object, today: date) -> Holidays:
    """Free days: "BE", "DE-BY" (country and subdivision, ISO 3166), dates, or a list of both; [] for none."""
    found = note_holidays(raw, today)
    found._days = found.looked_up()
    return found


def note_holidays(raw: object, today: date) -> Holidays:
    """As `parse_holidays`, with the countries still to be looked up."""
    dates: set[date] = set()
    countries = []
    for item in raw if isinstance(raw, list) else [raw]:
        if isinstance(item, date):
            dates.add(item)
            continue
        name = text(item)
        try:
            dates.add(date.fromisoformat(name))
        except ValueError:
            countries.append(name)
    return Holidays(dates, tuple(countries), today)


def daily(value: str) -> str:
    """A time of day, "08:30", or "" for never."""
    if value:
        try:
            clock(value)
        except ValueError:
            raise ValueError('not a time of day. Write "08:30", or "" for none.') from None
    return value


def weekly(value: str) -> str:
    """A day and a time, "Mon 08:30", or "" for never."""
    if not value:
        return value
    day, _, at = value.partition(" ")
    if day.lower() not in DAYS or not _TIME.fullmatch(at.strip()):
        raise ValueError('not a day and a time. Write "Mon 08:30", or "" for none.')
    return f"{day} {at.strip()}"


def _days(first: str, last: str) -> list[int]:
    for name in (first, last):
        if name.lower() not in DAYS:
            raise ValueError(f'"{name}" is not a day. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.')
    start, end = DAYS.index(first.lower()), DAYS.index(last.lower())
    return [(start + n) % 7 for n in range((end - start) % 7 + 1)]


def _period(opens: str, closes: str) -> tuple[time, time]:
    start, end = clock(opens), time(0) if closes == "24:00" else clock(closes)
    if end <= start and closes != "24:00":
        raise ValueError(f"{opens}-{closes} ends before it begins. Split it at 24:00.")
    return start, end


def _public_holidays(name: str, today: date) -> set[date]:
    return public_holidays(name, range(FIRST_YEAR, today.year + YEARS_AHEAD + 1))
