"""The report as one value: `{period, quality, demand}` (CONTRACT 2, docs/report.md). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cases.settings import Settings
from reports.demand import demand
from reports.independence import independence
from reports.quality import quality

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """What the report is about: cases opened in [since, until), of a client, with a topic; None is all."""

    since: datetime | None = None
    until: datetime | None = None
    client: str | None = None
    topic: str | None = None


def figures(
    cases: Sequence[Row], recommendations: Sequence[Row], settings: Settings, period: Period, now: datetime
) -> dict[str, Any]:
    """The report over the rows of `db.reports` that fit the period; the topic is filtered here."""
    if period.topic is not None:
        cases = [row for row in cases if period.topic in row["topics"]]
        recommendations = [r for r in recommendations if period.topic in (r["topic"], *r["topics"])]
    return {
        "period": {
            "since": _moment(period.since),
            "until": _moment(period.until or now),
            "client": period.client,
            "topic": period.topic,
        },
        "quality": {
            **quality(cases, settings.hours, now),
            "independence": independence(recommendations, settings.provider_share),
        },
        "demand": demand(cases),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
