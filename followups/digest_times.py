"""When a digest or a report is due: the configured time of day, on working days of the service. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.calendar import working_day
from cases.settings import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MORNING = "08:30"  # where no time of the lead's digest says it
MONTHLY_UNTIL = 10  # day of the month until which the report of the month before is sent
PUBLISHED_FROM = 8  # day of a new quarter: until then the last cases of the old one are given their topics
QUARTERS = (1, 4, 7, 10)  # months that begin one
LATEST = timedelta(hours=8)  # after a standstill a morning's digest is still sent in the afternoon


def daily_digest_due(at: str, hours: Hours, now: datetime) -> date | None:
    """The date whose digest is due at `now`: today, from its time ("08:30") on, if today is a working day."""
    if not at:
        return None
    today = now.astimezone(ZoneInfo(hours.timezone)).date()
    return today if working_day(hours, today) and _open(at, today, hours, now) else None


def weekly_digest_due(at: str, hours: Hours, now: datetime) -> date | None:
    """The same for "Mon 08:30": that day, or the first working day after it in the same week.

    After a standstill it is due on the next working days of that week as well: better late than in a week.
    """
    if not at:
        return None
    day, clock = at.split()
    today = now.astimezone(ZoneInfo(hours.timezone)).date()
    first = today - timedelta(days=(today.weekday() - DAYS.index(day.lower())) % 7)
    if not working_day(hours, today) or today.isocalendar()[:2] != first.isocalendar()[:2]:
        return None
    return first if _open(clock, today, hours, now) else None


def monthly_report_due(at: str, hours: Hours, now: datetime) -> date | None:
    """The first day of the month whose report is due: last month's, from the first working day of a month on.

    After a standstill still on the tenth; later the next one tells it beside its own.
    """
    today = now.astimezone(ZoneInfo(hours.timezone)).date()
    if today.day > MONTHLY_UNTIL or not working_day(hours, today) or not _open(_clock(at), today, hours, now):
        return None
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def published_due(at: str, hours: Hours, now: datetime) -> date | None:
    """The first day of the quarter whose published form is due: from the eighth of the month after it on."""
    today = now.astimezone(ZoneInfo(hours.timezone)).date()
    if today.month not in QUARTERS or today.day < PUBLISHED_FROM:
        return None
    if not working_day(hours, today) or not _open(_clock(at), today, hours, now):
        return None
    return date(today.year - (today.month == 1), (today.month + 8) % 12 + 1, 1)


def _clock(at: str) -> str:
    """The time of day of "Mon 08:30"."""
    return at.split()[-1] if at else MORNING


def _open(clock: str, day: date, hours: Hours, now: datetime) -> bool:
    begins = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(hours.timezone))
    return timedelta(0) <= now - begins < LATEST
