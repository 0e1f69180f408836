"""Dates as mail clients write them into a body, in the languages of `intake.reading.quotes.header_words`.

"Tue, 3 May 2016 14:54:27 +0200", "maandag 3 mei 2021 om 17:05", "March 24, 2016 at 20:16:25 GMT+1",
"3.5.2021 klo 17.05", "2022年1月1日 9:00". The names of the months stand in a table (`cases.wordlists`:
date_words). Total: what is not understood gives None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from cases.wordlists import each

MAX_LENGTH: Final = 200


def _month_beginning(row: Mapping[str, str]) -> tuple[str, int]:
    """Months have their number; 0 for a day of the week."""
    if row["means"] != "weekday" and row["means"] not in map(str, range(1, 13)):
        raise ValueError("means is weekday, or the number of a month")
    return row["beginning"].casefold(), 0 if row["means"] == "weekday" else int(row["means"])


_PREFIXES: Final = tuple(
    sorted((pair for pair in each("date_words", _month_beginning) if pair[1]), key=lambda pair: -len(pair[0]))
)
_WEEKDAYS: Final = ("mard", "maand", "marte", "monta", "måndag", "maanantai", "sexta", "segunda")
_WORD: Final = re.compile(r"[^\W\d_]{3,14}")
_ISO: Final = re.compile(r"\b(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})")
_NUMERIC: Final = re.compile(r"\b(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})\b")
_TIME: Final = re.compile(
    r"(?<![\d.+-])(\d{1,2})(?:\s?[:h時]\s?|[.u])(\d{2})(?:[:.](\d{2}))?(?!\d)(?:\s?([ap])\.?\s?m\b)?",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?![\d:])", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_OFFSET: Final = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_ZONES: Final = {
    "UTC": 0, "GMT": 0, "Z": 0, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "BST": 60, "WET": 0,
    "WEST": 60, "EET": 120, "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip


def written_date(text: str, local: tzinfo = UTC) -> datetime | None:
    """The moment in UTC. local: the zone of a time that names none (the forwarder's)."""
    text = text[:MAX_LENGTH].replace("\u202f", " ").replace("\u200e", "").replace("\xa0", " ")
    clock = _TIME.search(text, _date_end(text))
    rest = text[: clock.start()] + text[clock.end() :] if clock is not None else text
    day = _calendar_day(rest, american=clock is not None and clock[4] is not None)
    if day is None:
        return None
    hour, minute, second = _clock(clock)
    zone = _zone(text[clock.end() :] if clock is not None else "") or local
    try:
        return datetime(*day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _date_end(text: str) -> int:
    """Where to look for the time: behind a numeric date, whose dots look like a time."""
    found = _ISO.search(text) or _numeric(text)
    return found.end() if found is not None else 0


def _numeric(text: str) -> re.Match[str] | None:
    """ "3/5/2024", or "3.5.24" where no other year stands: "14.02.11" is a Danish time."""
    found = _NUMERIC.search(text)
    if found is not None and len(found[4]) == 2 and _YEAR.search(text):
        return None
    return found


def _clock(found: re.Match[str] | None) -> tuple[int, int, int]:
    if found is None:
        return 0, 0, 0
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return hour, minute, second


def _calendar_day(text: str, *, american: bool) -> tuple[int, int, int] | None:
    """Year, month, day. american: a time with AM or PM, where 3/5 is the fifth of March."""
    iso = _ISO.search(text)
    if iso is not None:
        return int(iso[1]), int(iso[2]), int(iso[3])
    numeric = _numeric(text)
    if numeric is not None:
        first, second, year = int(numeric[1]), int(numeric[3]), int(numeric[4])
        year += 2000 if year < 100 else 0
        month_first = second > 12 or (american and numeric[2] == "/" and first <= 12)
        return (year, first, second) if month_first else (year, second, first)
    year_found = _YEAR.search(text)
    if year_found is None:
        return None
    month = _month(text[: year_found.start()]) or _month(text[year_found.end() :])
    if month is None:
        return None
    without_year = text[: year_found.start()] + " " + text[year_found.end() :]
    day = _DAY.search(without_year)
    return (int(year_found[1]), month, int(day[1])) if day is not None else None


def _month(text: str) -> int | None:
    """The last word that begins like a month: "mar. 5 oct." is a Tuesday, "maandag 3 mei" a Monday."""
    for word in reversed(_WORD.findall(text)):
        folded = word.casefold()
        if folded.startswith(_WEEKDAYS):
            continue
        for prefix, number in _PREFIXES:
            if folded.startswith(prefix):
                return number
    return None


def _zone(text: str) -> tzinfo | None:
    """The zone named behind the time."""
    offset = _OFFSET.search(text[:30])
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    for word in re.findall(r"[A-Z]{1,4}", text[:30]):
        if word in _ZONES:
            return timezone(timedelta(minutes=_ZONES[word]))
    return None
