"""Days as people write them: "before December", "volgende vrijdag", "1/12/2026", "week 7", "Easter". Pure.

How it is read: numeric dates are day first, as in Europe; a date without a year is the next one. "before
December" is the last day before it, "by December" its first day, "in December" its last; "before
1 December" and "by 1 December" are that day. A week ends on Friday; "next Friday" is that of next week; the
first week of a month is its first seven days. "as soon as possible" and a bare "December" name no day.

Longer than others: every way to name a day stands together, because the order of the readers matters.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from replies.needs.deadline_words import (
    BEFORE,
    COUNTS,
    DAY_MONTH,
    DAY_ONLY,
    FEAST,
    FROM_NOW,
    ISO,
    LOOSE,
    MONTH_DAY,
    MONTHLY,
    MONTHS,
    NEAR,
    NUMERIC,
    QUARTER,
    WEEK_NUMBER,
    WEEK_OF_MONTH,
    WEEKDAY,
    WEEKDAYS,
    WITHIN,
)
from replies.needs.spelled import in_digits

FRIDAY = 4
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MOST_DAYS = 50  # in one clause: whoever names more wants none of them
Match = re.Match[str]


def one_day(text: str, today: date) -> date | None:
    """The day that `text` is, past or not; None when it is none, or more than one."""
    days = {day for day, _ in days_in(in_digits(text.strip()), today)}
    return days.pop() if len(days) == 1 else None


def days_in(clause: str, today: date) -> Iterator[tuple[date, Match]]:
    """Every day that a clause names (its numbers in digits), and the words that name it."""
    taken: list[tuple[int, int]] = []
    for pattern, resolve in _READERS:
        for match in pattern.finditer(clause):
            start, end = match.span()
            if len(taken) == MOST_DAYS:
                return
            if any(start < last and first < end for first, last in taken):
                continue
            day = resolve(match, today)
            if day is None:
                continue
            taken.append((start, end))
            yield day, match


def earlier(day: date, match: Match) -> date:
    """`day` less what a BEFOREHAND says."""
    return day - (_ahead(match, day) - day)


def _exact(match: Match, today: date) -> date | None:
    groups = match.groupdict()
    number = groups.get("m") or groups.get("m2")
    month = int(number) if number else MONTHS[groups["month"].lower()]
    day, year = int(groups["day"]), groups.get("year") or groups.get("year2")
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = _date(today.year, month, day)
    return this if this and this >= today else _date(today.year + 1, month, day)


def _monthly(match: Match, today: date) -> date | None:
    month = MONTHS[match["month"].lower()]
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    first = date(year, month, 1)
    return _of_period(match, first, _month_end(first), first + 14 * DAY)


def _near(match: Match, today: date) -> date | None:
    if match["when"]:
        ahead = {"tomorrow": 1, "morgen": 1, "overmorgen": 2}
        return today + ahead.get(match["when"].lower(), 0) * DAY
    is_next = match["which"].lower() in ("next", "coming", "volgende", "volgend", "komende", "komend")
    unit = match["unit"].lower()
    if unit == "week":
        monday = today - today.weekday() * DAY + is_next * WEEK
        return _of_period(match, monday, monday + FRIDAY * DAY, monday + 2 * DAY, bare=True)
    if unit in ("month", "maand"):
        first = today.replace(day=1)
        first = _month_end(first) + DAY if is_next else first
        return _of_period(match, first, _month_end(first), first + 14 * DAY, bare=True)
    first = date(today.year + is_next, 1, 1)
    return _of_period(match, first, date(first.year, 12, 31), date(first.year, 6, 30))


def _of_period(match: Match, first: date, last: date, middle: date, *, bare: bool = False) -> date | None:
    """The day that is meant in a week, month or year; None for a bare name unless `bare` is its end."""
    part = (match["part"] or "").lower()
    word = (match["word"] or "").lower()
    if re.search(r"eind|end|late", part) or re.match(r"eind|end", word):
        return last
    if re.search(r"begin|start|early", part):
        return first
    if part:
        return middle
    if word in BEFORE:
        return first - DAY
    if not word:
        return last if bare else None
    return last if word in LOOSE or word in ("within", "binnen") else first


def _weekday(match: Match, today: date) -> date:
    ahead = WEEKDAYS[match["weekday"].lower()] - today.weekday()
    if match["before"] or match["later"] or (match["which"] or "").lower() in ("next", "volgende"):
        return today + ahead * DAY + WEEK
    if match["ahead"]:
        count = re.search(r"\d+", match["ahead"])
        days = int(count[0]) if count else 1
        weeks = days if count and "dag" not in match["ahead"] else max(1, days // 7)
        return today + (ahead if ahead >= 0 else ahead + 7) * DAY + weeks * WEEK
    return today + (ahead if ahead > 0 or (ahead == 0 and match["which"]) else ahead + 7) * DAY


def _within(match: Match, today: date) -> date | None:
    groups = match.groupdict()
    if not groups["count"] and not re.search(r"\b(?:de|the)\b", match[0]):
        return None
    return _ahead(match, today)


def _ahead(match: Match, today: date) -> date:
    groups = match.groupdict()
    said = groups.get("about") or groups["count"] or "a"
    count = int(COUNTS.get(said.lower(), said))
    unit = match["unit"].lower()
    if unit.startswith("w"):
        return today + count * WEEK
    if unit.startswith("d"):
        return today + count * DAY
    if unit.startswith("f"):
        return today + 2 * WEEK
    if unit.startswith("h"):
        count = 6
    years, month = divmod(today.month - 1 + count, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _feast(match: Match, today: date) -> date | None:
    name, word = match["feast"].lower(), (match["word"] or "").lower()
    if not word or word in ("over", "this", "deze", "in"):
        return None
    if name.startswith(("e", "p")):
        this = _easter(today.year)
        day = this if this >= today else _easter(today.year + 1)
        return day - DAY if word in BEFORE else day
    if name.startswith(("s", "z")):
        return _next(today, 6, 30)
    if name == "weekend":
        return today + (FRIDAY - today.weekday()) % 7 * DAY
    return _next(today, 12, 24 if name.startswith(("c", "k", "x")) else 31)


def _easter(year: int) -> date:
    """Gregorian Easter Sunday (the anonymous algorithm of Meeus, "Astronomical Algorithms", chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _next(today: date, month: int, day: int) -> date:
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


_ORDINALS = {
    "first": 1, "eerste": 1, "1st": 1, "1e": 1, "second": 2, "tweede": 2, "2nd": 2, "2e": 2, "third": 3,
    "derde": 3, "3rd": 3, "3e": 3, "fourth": 4, "vierde": 4, "4th": 4, "4e": 4, "last": 4, "laatste": 4,
}  # fmt: skip


def _quarter(match: Match, today: date) -> date | None:
    number = int(match["number"] or _ORDINALS[match["ordinal"].lower()])
    year = int(match["year"]) if match["year"] else today.year + (number * 3 < today.month)
    first = date(year, number * 3 - 2, 1)
    last = _month_end(date(year, number * 3, 1))
    return _of_period(match, first, last, first + 45 * DAY)


def _week_of_month(match: Match, today: date) -> date | None:
    month = MONTHS[match["month"].lower()]
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    if not match["what"].lower().startswith("w"):
        return None
    ordinal = match["ordinal"].lower()
    end = _month_end(date(year, month, 1))
    return end if ordinal in ("last", "laatste") else date(year, month, 7 * _ORDINALS[ordinal])


def _week_number(match: Match, today: date) -> date | None:
    number = int(match["number"])
    if not 1 <= number <= 52:
        return None
    friday = date.fromisocalendar(today.isocalendar()[0], number, 5)
    friday = friday if friday >= today else date.fromisocalendar(today.isocalendar()[0] + 1, number, 5)
    return friday - WEEK if (match["word"] or "").lower() in BEFORE else friday


def _day_only(match: Match, today: date) -> date | None:
    day = int(match["day"])
    this = _date(today.year, today.month, day)
    if this and this >= today:
        return this
    years, month = divmod(today.month, 12)
    return _date(today.year + years, month + 1, day)


_READERS: tuple[tuple[re.Pattern[str], Callable[[Match, date], date | None]], ...] = (
    (ISO, _exact),
    (NUMERIC, _exact),
    (DAY_MONTH, _exact),
    (MONTH_DAY, _exact),
    (WEEK_OF_MONTH, _week_of_month),
    (QUARTER, _quarter),
    (MONTHLY, _monthly),
    (WITHIN, _within),
    (FROM_NOW, _within),
    (WEEKDAY, _weekday),
    (WEEK_NUMBER, _week_number),
    (FEAST, _feast),
    (NEAR, _near),
    (DAY_ONLY, _day_only),
)
"""In this order; what an earlier one has read is not read again."""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
