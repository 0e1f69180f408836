"""Days as people write them: "before December", "volgende vrijdag", "1/12/2026", "week 7", "Easter". Pure.

How it is read: numeric dates are day first, as in Europe; a date without a year is the next one. "before
December" is the last day before it, "by December" its first day, "in December" its last. "before 1 December"
is the day before, and so is "voor 1 december", which may mean either: who is ready then is in time both
ways; "by", "until", "tegen" and "uiterlijk" are that day, and "after" is none. Of a part of a time, "before"
is that part's last day ("before the end of March"). A week ends on Friday; "next Friday" is that of next
week; the first week of a month is its first seven days. "as soon as possible" and a bare "December" name
no day.

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
    DIGIT,
    FEAST,
    FROM_NOW,
    ISO,
    LATER,
    LOOSE,
    MONTH_DAY,
    MONTHLY,
    MONTHS,
    NEAR,
    NOT_YET,
    NUMERIC,
    PARTS_OF_DAYS,
    QUARTER,
    SAYS_BEFORE,
    WEEK_NUMBER,
    WEEK_OF_MONTH,
    WEEKDAY,
    WEEKDAYS,
    WITHIN,
    YEAR,
)
from replies.needs.feasts import feast
from replies.needs.spelled import in_digits

FRIDAY = 4
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
YEARS = 3  # ahead, in which a bare number is a year
LOOK_BACK = 40  # characters before a day in which "after" and "not" are looked for
MOST_DAYS = 50  # in one clause: whoever names more wants none of them
Match = re.Match[str]


def one_day(text: str, today: date) -> date | None:
    """The day that `text` is, past or not; None when it is none, or more than one."""
    days = {day for day, _ in days_in(in_digits(text.strip()), today)}
    return days.pop() if len(days) == 1 else None


def days_in(clause: str, today: date) -> Iterator[tuple[date, Match]]:
    """Every day that a clause names (its numbers in digits), and the words that name it."""
    folded = clause.casefold()
    if DIGIT.search(folded) is None and not any(part in folded for part in PARTS_OF_DAYS):
        return
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
            before = SAYS_BEFORE.search(match[0])
            said = clause[max(0, start - LOOK_BACK) : start]
            if LATER.search(said) or (before and NOT_YET.search(said)):
                continue
            yield day - DAY if before and resolve in _SINGLE else day, match


def word_before(match: Match) -> str:
    """The word that leads to the day, in lower case; of several, as in "uiterlijk voor", the "before"."""
    before = SAYS_BEFORE.search(match[0])
    return (before[0] if before else match.groupdict().get("word") or "").lower()


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
        when = match["when"].lower()
        sure = not match["part"] and word_before(match) in BEFORE - {"voor", "until", "till", "tot"}
        return today + (ahead.get(when, 2 * when.endswith("tomorrow")) - sure) * DAY
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
    word = word_before(match)
    over = match.groupdict().get("out")  # "before the year is out"
    if over or re.search(r"eind|end|late|course|loop|second|tweede|2nd", part) or re.match("eind|end", word):
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


def _year(match: Match, today: date) -> date | None:
    year, word = int(match["year"]), word_before(match)
    if not today.year <= year <= today.year + YEARS or (word in ("for", "voor") and not match["part"]):
        return None  # "the budget for 2027"
    return _of_period(match, date(year, 1, 1), date(year, 12, 31), date(year, 6, 30))


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
    word = word_before(match)
    if not word or word in ("over", "this", "deze", "in"):
        return None
    return feast(match["feast"].lower(), today, before=word in BEFORE)


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
    return friday - WEEK if word_before(match) in BEFORE else friday


def _day_only(match: Match, today: date) -> date | None:
    day = int(match["day"])
    this = _date(today.year, today.month, day)
    if this and this >= today and not match["next"]:
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
    (WEEKDAY, _weekday),
    (WITHIN, _within),
    (FROM_NOW, _within),
    (WEEK_NUMBER, _week_number),
    (FEAST, _feast),
    (DAY_ONLY, _day_only),
    (NEAR, _near),
    (YEAR, _year),
)
"""In this order; what an earlier one has read is not read again."""
_SINGLE = frozenset((_exact, _weekday, _day_only))
"""They read single days, the others know what is before a month or a feast."""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
