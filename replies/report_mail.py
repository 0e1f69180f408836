"""The figures of the report as the variables of `report/summary`, in words that fit a phone. Pure.

The figures are those of docs/report.md; they come from outside, because `replies` does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.catalogue import Catalogue
from templates.phrases import minutes

Figures = Mapping[str, Any]
TOPICS = 10  # rows at most; the whole list is in `concierge report`


def summary(figures: Figures, catalogue: Catalogue, language: str) -> dict[str, object]:
    """Variables of the template; "" or 0 where there is nothing to tell."""
    quality, demand, period = figures["quality"], figures["demand"], figures["period"]
    rating, spread = quality["rating"], quality["independence"]
    names = {topic.slug: topic.name(language) for topic in catalogue.topics}
    topics = [
        {"name": names.get(t["topic"], t["topic"]), "people": t["people"], "cases": t["cases"]}
        for t in demand["topics"]
    ]
    return {
        "since": _moment(period["since"]),
        "until": _moment(period["until"]),
        "requests": quality["cases"],
        "people": demand["people"],
        "first_answer": minutes(quality["first_answer"]["median_minutes"], language),
        "advice": minutes(quality["advice"]["median_minutes"], language),
        "kept": _percent(quality["promise"]["share"]),
        "mean": "" if rating["mean"] is None else f"{rating['mean']:.1f}",
        "response": _percent(rating["response_rate"]),
        "scores": [
            {"rating": int(value), "count": count}
            for value, count in sorted(rating["distribution"].items(), reverse=True)
            if count
        ],
        "topics": topics[:TOPICS],
        "without_topic": demand["without_topic"],
        "providers": list(spread["above_share"]),
        "share": f"{spread['provider_share']:.0%}",
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
