"""When a digest is due: the configured time of day, on working days of the service. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.calendar import working_day
from cases.settings import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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


def _open(clock: str, day: date, hours: Hours, now: datetime) -> bool:
    begins = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(hours.timezone))
    return timedelta(0) <= now - begins < LATEST
