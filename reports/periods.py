"""What a report is about: a period, the one before it, months and quarters of a calendar. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reports.shape import Figures

MONTHS = 12
IN_QUARTER = 3
INSTANT = timedelta(microseconds=1)  # a period without an end has what happened this very moment


@dataclass(frozen=True, slots=True)
class Period(Figures):
    """Cases opened in [since, until), of a client, with a topic, of a concierge (an address); None is all."""

    since: datetime | None = None
    until: datetime | None = None
    client: str | None = None
    topic: str | None = None
    concierge: str | None = None

    def before(self, zone: ZoneInfo) -> Period | None:
        """The period before, as long: as many months where it is whole months. None of all."""
        if self.since is None or self.until is None:
            return None
        first, last = self.since.astimezone(zone), self.until.astimezone(zone)
        if _begins(first) and _begins(last):
            count = (last.year - first.year) * MONTHS + last.month - first.month
            return replace(self, since=months_before(self.since, count, zone), until=self.since)
        return replace(self, since=self.since - (self.until - self.since), until=self.since)


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """ "2026-11"."""
    local = moment.astimezone(zone)
    return f"{local.year:04}-{local.month:02}"


def months_before(moment: datetime, count: int, zone: ZoneInfo) -> datetime:
    """The same local time `count` months earlier; the last day of the month where it has fewer days."""
    local = moment.astimezone(zone)
    year, month = divmod(local.year * MONTHS + local.month - 1 - count, MONTHS)
    for day in range(local.day, local.day - 4, -1):
        try:
            return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def quarter_of(moment: datetime, zone: ZoneInfo) -> str:
    """ "2026-Q4"."""
    local = moment.astimezone(zone)
    return f"{local.year:04}-Q{(local.month - 1) // IN_QUARTER + 1}"


def quarter_bounds(quarter: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moments of "2026-Q4" and of the quarter after it."""
    year, _, number = quarter.partition("-Q")
    month = (int(number) - 1) * IN_QUARTER + 1
    start = datetime(int(year), month, 1, tzinfo=zone)
    following = int(year) * MONTHS + month - 1 + IN_QUARTER
    end = datetime(following // MONTHS, following % MONTHS + 1, 1, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def _begins(local: datetime) -> bool:
    return (local.day, local.hour, local.minute, local.second) == (1, 0, 0, 0)
