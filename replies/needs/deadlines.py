"""Days by which somebody wants something: "before December", "tegen volgende vrijdag", "1/12/2026". Pure.

How it is read: numeric dates are day first, as in Europe; a date without a year is the next one. "before
December" is the last day before it, "by December" its first day, "in December" its last; "before
1 December" and "by 1 December" are that day. A week ends on Friday; "next Friday" is that of next week.
"as soon as possible" and a bare "December" name no day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from replies.needs.deadline_words import (
    BEFORE,
    CLAUSE,
    COUNTS,
    DAY_MONTH,
    FAREWELL,
    FEAST,
    ISO,
    LOOSE,
    MONTH_DAY,
    MONTHLY,
    MONTHS,
    NEAR,
    NUMERIC,
    PAST,
    PAST_AFTER,
    UNDECIDED,
    WEEKDAY,
    WEEKDAYS,
    WITHIN,
)

FRIDAY = 4
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
BEFORE_IT = 200  # characters before a day that say what it is
MOST_DAYS = 50  # on one line: whoever names more wants none of them
Match = re.Match[str]


def read_by(text: str, today: date, *, asked: bool) -> date | None:
    """The day by which they want it; None when not said, not sure, or already past.

    asked: the text answers this question, so a date needs no "by" or "before" in front of it.
    """
    days = {day for line in text.split("\n") for day in _days(line, today, asked)}
    found = days.pop() if len(days) == 1 else None
    return found if found is not None and found >= today else None


def one_day(text: str, today: date) -> date | None:
    """The day that `text` is, past or not; None when it is none, or more than one."""
    days = set(_days(text.strip(), today, asked=True))
    return days.pop() if len(days) == 1 else None


def _days(line: str, today: date, asked: bool) -> Iterator[date]:
    if UNDECIDED.search(line) or (not asked and FAREWELL.fullmatch(line)):
        return
    taken: list[tuple[int, int]] = []
    for pattern, resolve in _READERS:
        for match in pattern.finditer(line):
            start, end = match.span()
            if len(taken) == MOST_DAYS:
                return
            if any(start < last and first < end for first, last in taken):
                continue
            day = resolve(match, today)
            if day is None:
                continue
            taken.append((start, end))
            if not _told_of_the_past(line, start, end) and (asked or _is_deadline(match)):
                yield day


def _told_of_the_past(line: str, start: int, end: int) -> bool:
    """Whether its clause says that it was: "since", "last" before it, "I was ill" behind it."""
    if PAST_AFTER.match(line, end):
        return True
    return PAST.search(CLAUSE.split(line[max(0, start - BEFORE_IT) : start])[-1]) is not None


def _is_deadline(match: Match) -> bool:
    """Whether the words themselves make it one: "by Friday", "end of November", "within two weeks"."""
    groups = match.groupdict()
    word = (groups.get("word") or "").lower()
    return bool(groups.get("part")) or (bool(word) and word not in LOOSE)


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
    if (match["which"] or "").lower() in ("next", "volgende"):
        return today + ahead * DAY + WEEK
    return today + (ahead if ahead > 0 or (ahead == 0 and match["which"]) else ahead + 7) * DAY


def _within(match: Match, today: date) -> date | None:
    count = int(COUNTS.get(match["count"].lower(), match["count"]))
    unit = match["unit"].lower()
    if unit.startswith("w"):
        return today + count * WEEK
    if unit.startswith("d"):
        return today + count * DAY
    years, month = divmod(today.month - 1 + count, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _feast(match: Match, today: date) -> date:
    return date(today.year, 12, 24 if match["feast"].lower().startswith(("c", "k")) else 31)


_READERS: tuple[tuple[re.Pattern[str], Callable[[Match, date], date | None]], ...] = (
    (ISO, _exact),
    (NUMERIC, _exact),
    (DAY_MONTH, _exact),
    (MONTH_DAY, _exact),
    (MONTHLY, _monthly),
    (WITHIN, _within),
    (FEAST, _feast),
    (NEAR, _near),
    (WEEKDAY, _weekday),
)
"""In this order; what an earlier one has read is not read again."""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
