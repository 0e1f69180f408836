"""The published form of the report: how many different people asked for each topic in a quarter. Pure.

One form a client and quarter, over the cases of that client alone, and none of all together: what is
published of one group cannot be taken from what is published of a larger one. Nothing else is in it: no
cases, no months, no languages, no total. Topics with fewer people than the threshold are merged into "other".
Where these are too few as well, their number is withheld, and the smallest other topic's with it, so that
nobody who knows by another way how many asked in all can subtract. It is withheld too where it is so large
that it says of every small topic how large that is, to somebody who knows all topics and asked for them.
A quarter is frozen when it is first published (`db.published`), for every client at once: later corrections
would tell who they were about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from cases.model import CaseState
from reports.periods import IN_QUARTER, months_before, quarter_bounds, quarter_of
from reports.rising import people_by_topic
from reports.shape import Figures, Row

NOBODY = ""  # the form of cases of no client


@dataclass(frozen=True, slots=True)
class PublishedTopic(Figures):
    topic: str
    people: int


@dataclass(frozen=True, slots=True)
class Other(Figures):
    """All small topics together. people: None is withheld."""

    people: int | None


@dataclass(frozen=True, slots=True)
class PublishedDemand(Figures):
    """topics: most people first. other: None where there is no small topic. withheld: a topic whose number is
    not told, because that of the small ones is not.
    """

    threshold: int
    topics: tuple[PublishedTopic, ...]
    other: Other | None
    withheld: tuple[str, ...]


def publish(rows: Iterable[Row], threshold: int, topics: Collection[str]) -> PublishedDemand:
    """The form of these cases, all of one client and quarter; rejected ones were no requests.

    topics: all there are, asked for or not; whoever reads the form may know them.
    """
    asked = [row for row in rows if row["state"] != CaseState.REJECTED]
    people = people_by_topic(asked)
    small = {topic for topic, count in people.items() if count < threshold}
    shown = sorted(
        (PublishedTopic(topic, count) for topic, count in people.items() if topic not in small),
        key=lambda each: (-each.people, each.topic),
    )
    if not small:
        return PublishedDemand(threshold, tuple(shown), None, ())
    together = len({row["requester"] for row in asked if not small.isdisjoint(row["topics"])})
    unnamed = len({*topics, *people} - {each.topic for each in shown})
    if threshold <= together <= unnamed * (threshold - 2):
        return PublishedDemand(threshold, tuple(shown), Other(together), ())
    withheld = tuple(each.topic for each in shown[-1:])
    return PublishedDemand(threshold, tuple(shown[:-1]), Other(None), withheld)


def forms(
    rows: Sequence[Row],
    clients: Collection[str],
    topics: Collection[str],
    threshold: int,
    own: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> dict[str, dict[str, Any]]:
    """The forms of one quarter as plain JSON by client: of each there is, and of cases without one.

    own: the topics of clients who have others; what their people may know counts, not what others have.
    """
    parts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row["client"] or NOBODY].append(row)
    names = sorted({NOBODY, *clients, *parts})
    return {name: publish(parts[name], threshold, own.get(name, topics)).as_json() for name in names}


def document(quarter: str, client: str, demand: dict[str, Any], zone: ZoneInfo) -> Published:
    """A form with what it is about, in the keys of the report; there is no quality in it."""
    since, until = quarter_bounds(quarter, zone)
    return Published(PublishedPeriod(quarter, since, until, client or None), None, demand)


@dataclass(frozen=True, slots=True)
class PublishedPeriod(Figures):
    quarter: str
    since: datetime
    until: datetime
    client: str | None
    topic: None = None
    concierge: None = None


@dataclass(frozen=True, slots=True)
class Published(Figures):
    period: PublishedPeriod
    quality: None
    demand: dict[str, Any]


def quarters(since: datetime | None, until: datetime, zone: ZoneInfo, first: datetime) -> tuple[str, ...]:
    """The whole quarters in [since, until), oldest first; without `since` the last one that is over.

    None begins before the quarter of `first`, the first case.
    """
    begin = quarter_bounds(quarter_of(first, zone), zone)[0]
    found: list[str] = []
    start = _start(months_before(until, IN_QUARTER, zone), zone)
    while start >= begin and (start >= since if since else not found):
        found.append(quarter_of(start, zone))
        start = months_before(start, IN_QUARTER, zone)
    return tuple(reversed(found))


def _start(moment: datetime, zone: ZoneInfo) -> datetime:
    return quarter_bounds(quarter_of(moment, zone), zone)[0]
