"""On which day and from which minute a digest is due."""

from __future__ import annotations

from datetime import UTC

import pytest

from followups.digest_times import daily_digest_due, monthly_report_due, published_due, weekly_digest_due
from tests.followups.clock_cases import HOURS, at


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 08:29", None),
        ("2026-11-23 08:30", "2026-11-23"),
        ("2026-11-23 16:29", "2026-11-23"),  # after a standstill of the morning
        ("2026-11-23 16:30", None),  # tomorrow's comes soon enough
        ("2026-11-22 08:30", None),  # Sunday
        ("2026-12-25 08:30", None),  # Christmas
        ("2026-12-28 08:30", "2026-12-28"),
        ("2026-10-26 08:30", "2026-10-26"),  # the first morning of winter time
        ("2026-10-26 08:29", None),
        ("2027-03-30 08:30", "2027-03-30"),  # of summer time, after Easter Monday
        ("2027-03-30 08:29", None),
        ("2027-03-29 08:30", None),
    ],
)
def test_daily(now: str, expected: str | None) -> None:
    """On working days, from half past eight on the service's own clock, whatever the season."""
    found = daily_digest_due("08:30", HOURS, at(now).astimezone(UTC))
    assert expected == (str(found) if found else None)


@pytest.mark.parametrize(
    ("at_", "now", "expected"),
    [
        ("Mon 08:30", "2026-11-23 08:29", None),
        ("Mon 08:30", "2026-11-23 08:30", "2026-11-23"),
        ("Mon 08:30", "2026-11-24 09:00", "2026-11-23"),  # the service stood still on Monday
        ("Mon 08:30", "2026-11-27 09:00", "2026-11-23"),
        ("Mon 08:30", "2026-11-28 09:00", None),
        ("Mon 08:30", "2027-03-29 08:30", None),  # Easter Monday
        ("Mon 08:30", "2027-03-30 08:30", "2027-03-29"),
        ("Fri 16:00", "2026-11-23 16:00", None),  # last week's is over
        ("Fri 16:00", "2026-11-27 16:00", "2026-11-27"),
        ("fri 08:30", "2026-12-25 08:30", None),  # Christmas: none this week
        ("", "2026-11-23 08:30", None),
    ],
)
def test_weekly(at_: str, now: str, expected: str | None) -> None:
    """On that day, or on the next working day of the same week."""
    found = weekly_digest_due(at_, HOURS, at(now).astimezone(UTC))
    assert expected == (str(found) if found else None)


def test_none_is_none() -> None:
    """An empty time is never."""
    assert daily_digest_due("", HOURS, at("2026-11-23 08:30")) is None


@pytest.mark.parametrize(
    ("at_", "now", "expected"),
    [
        ("Mon 08:30", "2026-12-01 08:29", None),
        ("Mon 08:30", "2026-12-01 08:30", "2026-11-01"),
        ("", "2026-12-01 08:30", "2026-11-01"),
        ("Fri 16:00", "2026-12-01 08:30", None),
        ("Fri 16:00", "2026-12-01 16:00", "2026-11-01"),
        ("Mon 08:30", "2026-12-10 09:00", "2026-11-01"),  # after a standstill
        ("Mon 08:30", "2026-12-11 09:00", None),
        ("Mon 08:30", "2026-11-01 09:00", None),  # Sunday
        ("Mon 08:30", "2026-11-02 09:00", "2026-10-01"),
        ("Mon 08:30", "2027-01-01 09:00", None),  # New Year
        ("Mon 08:30", "2027-01-04 09:00", "2026-12-01"),
        ("Mon 08:30", "2027-04-01 08:30", "2027-03-01"),  # summer time since a few days
        ("Mon 08:30", "2027-03-01 09:00", "2027-02-01"),
    ],
)
def test_monthly_report(at_: str, now: str, expected: str | None) -> None:
    """Of last month, from the first working day on, until the tenth."""
    found = monthly_report_due(at_, HOURS, at(now).astimezone(UTC))
    assert expected == (str(found) if found else None)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2027-01-07 09:00", None),
        ("2027-01-08 08:29", None),
        ("2027-01-08 08:30", "2026-10-01"),
        ("2027-01-09 09:00", None),  # Saturday
        ("2027-01-29 09:00", "2026-10-01"),
        ("2027-02-01 09:00", None),
        ("2027-04-08 09:00", "2027-01-01"),
        ("2026-07-08 09:00", "2026-04-01"),
        ("2026-10-08 09:00", "2026-07-01"),
        ("2026-11-09 09:00", None),
    ],
)
def test_published_form(now: str, expected: str | None) -> None:
    """Of last quarter, in the first month after it, once its last cases had a week to get their topics."""
    found = published_due("Mon 08:30", HOURS, at(now).astimezone(UTC))
    assert expected == (str(found) if found else None)
