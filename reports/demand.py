"""What is asked for: topics by people, cases and months, what moves, what would pay, what is missing. Pure.

Imported cases count here; rejected ones do not, because they were no learning requests. A case with several
topics counts for each of them, a person once a topic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reports.periods import month_of
from reports.rising import Movements, people_by_topic
from reports.shape import Figures, Row
from reports.similar import Similar
from reports.wanted import Lack, Session, Unanswered


@dataclass(frozen=True, slots=True)
class TopicDemand(Figures):
    topic: str
    cases: int
    people: int


@dataclass(frozen=True, slots=True)
class MonthDemand(Figures):
    """month: "2026-11"; topics with most people first."""

    month: str
    cases: int
    people: int
    topics: tuple[TopicDemand, ...]


@dataclass(frozen=True, slots=True)
class Demand(Figures):
    """Keys of `demand` (docs/report.md). lacks: None without a catalogue."""

    cases: int
    people: int
    without_topic: int
    topics: tuple[TopicDemand, ...]
    languages: Mapping[str, int]
    clients: Mapping[str, int]
    months: tuple[MonthDemand, ...]
    movements: Movements
    sessions: tuple[Session, ...]
    session_threshold: int
    unanswered: tuple[Unanswered, ...]
    similar: tuple[Similar, ...]
    lacks: tuple[Lack, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """What other rooms of the report found, for the same cases."""

    movements: Movements
    sessions: tuple[Session, ...]
    session_threshold: int
    unanswered: tuple[Unanswered, ...]
    similar: tuple[Similar, ...]
    lacks: tuple[Lack, ...] | None


def demand(rows: Sequence[Row], zone: ZoneInfo, found: Found) -> Demand:
    """Of cases that are not rejected."""
    months: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        months[month_of(row["created_at"], zone)].append(row)
    return Demand(
        cases=len(rows),
        people=_people(rows),
        without_topic=sum(1 for row in rows if not row["topics"]),
        topics=topics(rows),
        languages=dict(Counter(str(row["language"]) for row in rows).most_common()),
        clients=dict(Counter(str(row["client"]) for row in rows if row["client"]).most_common()),
        months=tuple(
            MonthDemand(month, len(each), _people(each), topics(each))
            for month, each in sorted(months.items())
        ),
        movements=found.movements,
        sessions=found.sessions,
        session_threshold=found.session_threshold,
        unanswered=found.unanswered,
        similar=found.similar,
        lacks=found.lacks,
    )


def topics(rows: Sequence[Row]) -> tuple[TopicDemand, ...]:
    """Most people first, then most cases, then by name."""
    count, people = Counter(topic for row in rows for topic in row["topics"]), people_by_topic(rows)
    found = [TopicDemand(topic, count[topic], people[topic]) for topic in count]
    return tuple(sorted(found, key=lambda each: (-each.people, -each.cases, each.topic)))


def _people(rows: Sequence[Row]) -> int:
    return len({row["requester"] for row in rows})
