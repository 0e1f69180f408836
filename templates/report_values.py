"""The figures of the report as the variables of its mails, in words that fit a phone. Pure.

The figures are those of docs/report.md; they come from outside, because no room that writes mail counts.
A chart in a mail is a row of blocks, which shows in every client, with its number beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.catalogue import Catalogue
from cases.settings import Settings
from templates.phrases import minutes, month

Figures = Mapping[str, Any]
TOPICS = 10  # rows at most; the whole list is in `concierge report`
MOST = 3  # of each hint
BLOCKS = 8  # of the longest bar, beside words on a telephone
LONGEST = 28  # characters of a topic there
SHOWN = {  # figure of docs/report.md -> variable
    "first_answer_minutes": "first_answer",
    "advice_minutes": "advice",
    "promise_share": "kept",
    "response_rate": "response",
    "mean_rating": "mean",
    "cases": "requests",
}


def summary(figures: Figures, settings: Settings, catalogue: Catalogue, language: str) -> dict[str, object]:
    """Variables of `report/summary`; "" or 0 where there is nothing to tell."""
    quality, demand, period = figures["quality"], figures["demand"], figures["period"]
    rating, spread = quality["rating"], quality["independence"]
    now = {SHOWN[each["figure"]]: each["now"] for each in _headline(quality)}
    was = {SHOWN[t["figure"]]: t["before"] for t in quality["trends"] if t["figure"] in SHOWN}
    most = max((topic["people"] for topic in demand["topics"]), default=0)
    topics = [
        {
            "name": _short(_topic(t["topic"], catalogue, language)),
            "people": t["people"],
            "cases": t["cases"],
            "bar": bar(t["people"], most),
        }
        for t in demand["topics"]
    ]
    return {
        "since": _moment(period["since"]),
        "until": _last(period["until"]),
        "client": _client(period["client"], settings),
        "topic": _topic(period["topic"], catalogue, language) if period["topic"] else "",
        "of_month": _month(period, settings, language),
        "concierge": _name(period["concierge"], settings) if period["concierge"] else "",
        "requests": quality["cases"],
        "people": demand["people"],
        **{name: _said(name, value, language) for name, value in now.items() if name != "requests"},
        "before": {name: _said(name, was.get(name), language) for name in SHOWN.values()},
        "scores": _scores(rating["distribution"]),
        "topics": topics[:TOPICS],
        "without_topic": demand["without_topic"],
        **_hints(demand, settings, catalogue, language),
        "concierges": _concierges(quality["by_concierge"] or (), settings, language),
        "providers": list(spread["above_share"]),
        "share": f"{spread['provider_share']:.0%}",
    }


def published(form: Figures, settings: Settings, catalogue: Catalogue, language: str) -> dict[str, object]:
    """Variables of `report/published`: a form and nothing beside it. people None: not told."""
    about, demand = form["period"], form["demand"]
    most = max((topic["people"] for topic in demand["topics"]), default=0)
    year, _, quarter = about["quarter"].partition("-Q")
    rows: list[dict[str, object]] = [
        {
            "name": _short(_topic(t["topic"], catalogue, language)),
            "people": t["people"],
            "bar": bar(t["people"], most),
        }
        for t in demand["topics"]
    ]
    rows += [
        {"name": _short(_topic(topic, catalogue, language)), "people": None, "bar": ""}
        for topic in demand["withheld"]
    ]
    return {
        "quarter": quarter,
        "year": year,
        "client": _client(about["client"], settings),
        "topics": rows,
        "other": demand["other"],
        "threshold": demand["threshold"],
    }


def bar(count: int, most: int) -> str:
    """As long as `count` is a part of `most`; what is there at all shows."""
    return "█" * max(1, round(BLOCKS * count / most)) if count and most else ""


def _headline(quality: Figures) -> tuple[Figures, ...]:
    rating = quality["rating"]
    return (
        {"figure": "cases", "now": quality["cases"]},
        {"figure": "first_answer_minutes", "now": quality["first_answer"]["median_minutes"]},
        {"figure": "advice_minutes", "now": quality["advice"]["median_minutes"]},
        {"figure": "promise_share", "now": quality["promise"]["share"]},
        {"figure": "response_rate", "now": rating["response_rate"]},
        {"figure": "mean_rating", "now": rating["mean"]},
    )


def _said(name: str, value: float | None, language: str) -> str:
    """A headline figure in words; "" where there was nothing to count."""
    if value is None:
        return ""
    if name in ("first_answer", "advice"):
        return minutes(round(value), language)
    if name in ("kept", "response"):
        return f"{value:.0%}"
    if name == "mean":
        return f"{value:.1f}".replace(".", "," if language == "nl" else ".")
    return str(value)


def _scores(distribution: Mapping[str, int]) -> list[dict[str, object]]:
    most = max(distribution.values(), default=0)
    return [
        {"rating": int(value), "count": count, "bar": bar(count, most)}
        for value, count in sorted(distribution.items(), reverse=True)
        if count
    ]


def _hints(demand: Figures, settings: Settings, catalogue: Catalogue, language: str) -> dict[str, object]:
    """What asks for something to be done: sessions in-house, and topics that are new or rise."""
    moves = demand["movements"]

    def named(rows: Sequence[Figures] | None) -> list[dict[str, object]]:
        return [
            {
                "name": _topic(each["topic"], catalogue, language),
                "people": each["people"],
                "before": each.get("before", 0),
                "client": _client(each.get("client"), settings),
            }
            for each in (rows or ())[:MOST]
        ]

    return {
        "sessions": named(demand["sessions"]),
        "rising": named(moves["rising"]),
        "new": named(moves["new"]),
    }


def _client(client: str | None, settings: Settings) -> str:
    """By name; "" of none."""
    return next((each.name for each in settings.clients if each.id == client), client or "")


def _concierges(groups: Sequence[Figures], settings: Settings, language: str) -> list[dict[str, object]]:
    """A row each, where there are several; `name` "" is nobody's."""
    if len(groups) < 2:
        return []
    return [
        {
            "name": _name(each["name"], settings),
            "cases": each["cases"],
            "first_answer": minutes(each["first_answer"]["median_minutes"], language),
            "mean": _said("mean", each["rating"]["mean"], language),
        }
        for each in groups
    ]


def _name(address: str, settings: Settings) -> str:
    concierge = settings.concierge(address) if address else None
    return concierge.name if concierge and concierge.name else address


def _topic(slug: str, catalogue: Catalogue, language: str) -> str:
    topic = next((each for each in catalogue.topics if each.slug == slug), None)
    return topic.name(language) if topic else slug


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _month(period: Figures, settings: Settings, language: str) -> str:
    """ "October 2026" where the period is that month, else ""."""
    if not period["since"]:
        return ""
    zone = ZoneInfo(settings.timezone)
    first, last = (datetime.fromisoformat(period[key]).astimezone(zone) for key in ("since", "until"))
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    whole = first.day == 1 and not first.hour and not last.hour and last.date() == after
    return month(first.date(), language) if whole else ""


def _last(text: str | None) -> datetime | None:
    """The last moment of what ends there: a period up to midnight does not touch the day after."""
    end = _moment(text)
    return end and end - timedelta(seconds=1)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
