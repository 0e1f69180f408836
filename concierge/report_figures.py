"""The figures that #report asks for: the open database, counted for the last 90 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.settings import Settings
from db.reports import report_cases, report_recommendations
from reports.figures import Period, figures

LAST = timedelta(days=90)


def lately(settings: Settings, now: datetime) -> dict[str, Any]:
    """`{period, quality, demand}` of docs/report.md."""
    since = now - LAST
    cases = report_cases(since, None, None)
    recommended = report_recommendations(since, None, None)
    return figures(cases, recommended, settings, Period(since=since), now)
