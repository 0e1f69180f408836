"""Which topics are new, which rise, and which have a season: only where it is no accident. Pure.

Counted are people, once a topic and window, so that one who writes ten times moves nothing. What a topic
gained is judged by its share of all that was asked (`reports.measures.by_accident`), so that a service that
grows has no rising topics for that alone; and for all topics together: where nothing has changed, at most one
report of twenty names a topic at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reports.measures import by_accident
from reports.periods import IN_QUARTER, months_before, quarter_bounds, quarter_of
from reports.shape import Figures, Row

FEWEST = 5  # people from which a topic can be new, rising or in season
MORE = 1.5  # times what its share before would have given
ACCIDENT = 0.05  # chance of naming any topic where nothing has changed
HISTORY = 12  # months in which nobody asked for a topic that is new
TWICE = 2  # a season is seen in two years, or it is none


@dataclass(frozen=True, slots=True)
class Rising(Figures):
    """People who asked in the last three months, and before: three months, or for a new topic a year."""

    topic: str
    people: int
    before: int


@dataclass(frozen=True, slots=True)
class Season(Figures):
    """quarter: of the year, 1 to 4; people: a quarter then; otherwise: a quarter in the rest of the year."""

    topic: str
    quarter: int
    people: float
    otherwise: float
    years: int


@dataclass(frozen=True, slots=True)
class Movements(Figures):
    """since: where the last three months begin. new and rising: None with less than six months of cases;
    seasons: None before a quarter of the year was seen whole twice.
    """

    since: datetime
    new: tuple[Rising, ...] | None
    rising: tuple[Rising, ...] | None
    seasons: tuple[Season, ...] | None

    def of(self, topic: str | None) -> Movements:
        """What is said of one topic; None: of all."""
        if topic is None:
            return self
        return Movements(
            self.since,
            None if self.new is None else tuple(each for each in self.new if each.topic == topic),
            None if self.rising is None else tuple(each for each in self.rising if each.topic == topic),
            None if self.seasons is None else tuple(each for each in self.seasons if each.topic == topic),
        )


def movements(history: Sequence[Row], until: datetime, zone: ZoneInfo) -> Movements:
    """Over all cases up to `until`, none of them rejected."""
    recent = months_before(until, IN_QUARTER, zone)
    earlier = months_before(until, 2 * IN_QUARTER, zone)
    first = min((row["created_at"] for row in history), default=until)
    long_ago = months_before(until, IN_QUARTER + HISTORY, zone)
    if first > earlier:
        return Movements(recent, None, None, _seasons(history, first, until, zone))
    now = people_by_topic(row for row in history if recent <= row["created_at"] < until)
    before = people_by_topic(row for row in history if earlier <= row["created_at"] < recent)
    year = people_by_topic(row for row in history if long_ago <= row["created_at"] < recent)
    tested = sum(1 for people in now.values() if people >= FEWEST)
    return Movements(
        recent,
        tuple(each for each in _risen(now, year, tested) if not each.before),
        tuple(each for each in _risen(now, before, tested) if year[each.topic]),
        _seasons(history, first, until, zone),
    )


def people_by_topic(rows: Iterable[Row]) -> Counter[str]:
    """How many different people asked for each topic."""
    people: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        for topic in row["topics"]:
            people[topic].add(row["requester"])
    return Counter({topic: len(who) for topic, who in people.items()})


def _risen(now: Counter[str], before: Counter[str], tested: int) -> list[Rising]:
    """Most people first."""
    found = [
        Rising(topic, people, before[topic])
        for topic, people in now.items()
        if _is_more(people, now.total(), before[topic], before.total(), tested)
    ]
    return sorted(found, key=lambda each: (-each.people, each.topic))


def _is_more(here: int, all_here: int, there: int, all_there: int, tested: int) -> bool:
    if here < FEWEST or not all_there or here * all_there < MORE * there * all_here:
        return False
    return by_accident(here, all_here, there, all_there) * tested <= ACCIDENT


def _seasons(
    history: Sequence[Row], first: datetime, until: datetime, zone: ZoneInfo
) -> tuple[Season, ...] | None:
    quarters: defaultdict[str, list[Row]] = defaultdict(list)
    for row in history:
        quarters[quarter_of(row["created_at"], zone)].append(row)
    whole = {
        name: people_by_topic(rows)
        for name, rows in sorted(quarters.items())
        if first <= quarter_bounds(name, zone)[0] and quarter_bounds(name, zone)[1] <= until
    }
    seen = Counter(int(name[-1]) for name in whole)
    repeated = [quarter for quarter in sorted(seen) if seen[quarter] >= TWICE]
    if not repeated or len(seen) == 1:
        return None
    topics = sorted({topic for people in whole.values() for topic in people})
    tested = len(topics) * len(repeated)
    found = [_season(topic, quarter, whole, tested) for topic in topics for quarter in repeated]
    return tuple(season for season in found if season)


def _season(topic: str, quarter: int, whole: Mapping[str, Counter[str]], tested: int) -> Season | None:
    inside = [people for name, people in whole.items() if int(name[-1]) == quarter]
    outside = [people for name, people in whole.items() if int(name[-1]) != quarter]
    here, there = (sum(people[topic] for people in each) for each in (inside, outside))
    all_here, all_there = (sum(people.total() for people in each) for each in (inside, outside))
    every_time = all(
        people[topic] >= FEWEST and people[topic] * all_there > there * people.total() for people in inside
    )
    if not every_time or not _is_more(here, all_here, there, all_there, tested):
        return None
    return Season(topic, quarter, round(here / len(inside), 1), round(there / len(outside), 1), len(inside))
