"""The days of feasts and holidays that people name in place of a date: "before Easter", "Kerstmis". Pure."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
FRIDAY = 4


def feast(name: str, today: date, *, before: bool) -> date:
    """The day by which something is wanted that is wanted for that feast, or for the day before it.

    name: as FEAST of `deadline_words` finds it, in lower case. Of holidays and of a weekend it is the last
    working day before them, of the summer the last of June.
    """
    if name.startswith("weekend"):
        return today + (FRIDAY - today.weekday()) % 7 * DAY
    if name.startswith(("summer", "zomer", "grote")):
        return _next(today, 6, 30)
    holidays = name.endswith(("holiday", "holidays", "break", "vakantie", "verlof"))
    if name.startswith(("easter", "pasen", "paas")):
        this = _eve_of_easter_holidays if holidays else easter
        day = this(today.year)
        day = day if day >= today else this(today.year + 1)
        return day - DAY if before and not holidays else day
    if name.startswith("sint"):
        return _next(today, 12, 5)
    if not name.startswith(("christmas", "x", "kerst")):
        return _next(today, 12, 31)
    if holidays:
        day = _eve_of_christmas_holidays(today.year)
        return day if day >= today else _eve_of_christmas_holidays(today.year + 1)
    return _next(today, 12, 24)


def easter(year: int) -> date:
    """Gregorian Easter Sunday (the anonymous algorithm of Meeus, "Astronomical Algorithms", chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _eve_of_christmas_holidays(year: int) -> date:
    """The Friday before the week of Christmas; where that is a weekend, the one just before it."""
    christmas = date(year, 12, 25)
    return christmas - ((christmas.weekday() - FRIDAY) % 7 or 7) * DAY


def _eve_of_easter_holidays(year: int) -> date:
    """The Friday before them, as Flemish schools have them.

    They begin on the first Monday of April; on the Monday after Easter when that is in March; on the second
    Monday before it when it is after 15 April.
    """
    sunday = easter(year)
    if sunday.month == 3:
        monday = sunday + DAY
    elif sunday > date(year, 4, 15):
        monday = sunday - 13 * DAY
    else:
        first = date(year, 4, 1)
        monday = first + -first.weekday() % 7 * DAY
    return monday - 3 * DAY


def _next(today: date, month: int, day: int) -> date:
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)
