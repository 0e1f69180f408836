"""The published form: its rules, and readers who hold every form and try to learn more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reports.published import forms, publish, quarters
from tests.reports.hand_counted import case

AT = datetime(2026, 8, 3, 9, tzinfo=UTC)
FEW = 3  # the least threshold that can be configured
TOPICS = "abc"
GROUPS = [topics for size in (1, 2, 3) for topics in combinations(TOPICS, size)]
MOST = 6  # people of a topic: more are possible here in too few ways to stand for the real world
World = tuple[int, ...]  # how many people asked for exactly these topics, in the order of GROUPS


def rows(counts: dict[str, int], first: int = 1) -> list[dict[str, Any]]:
    """{"a b": 2}: two people who asked for both."""
    groups = [topics for topics, count in counts.items() for _ in range(count)]
    return [case(number, number, topics, AT) for number, topics in enumerate(groups, start=first)]


@pytest.mark.parametrize(
    ("counts", "topics", "other", "withheld"),
    [
        ({"a": 7, "b": 5}, {"a": 7, "b": 5}, "none", ()),
        ({"a": 7, "b": 4, "c": 1}, {"a": 7}, 5, ()),
        ({"a": 7, "b": 5, "c": 4}, {"a": 7}, None, ("b",)),
        ({"a": 7, "b c": 4}, {}, None, ("a",)),  # the same four people twice are four
        ({"a": 5, "b": 5, "c": 1}, {"a": 5}, None, ("b",)),
        ({"a": 4}, {}, None, ()),
        ({"b": 4, "c": 4, "a": 4, "d": 3, "e": 1}, {}, None, ()),  # 16 of at most 20: each is large
        ({"b": 4, "c": 4, "a": 4, "d": 3}, {}, 15, ()),
        ({"": 9}, {}, "none", ()),
        ({}, {}, "none", ()),
    ],
)
def test_small_topics_are_merged(
    counts: dict[str, int], topics: dict[str, int], other: object, withheld: tuple[str, ...]
) -> None:
    """Threshold 5: "other" is people, once each; too few, and one more topic is not told."""
    found = publish(rows(counts), 5, "abcde")
    assert topics == {each.topic: each.people for each in found.topics}
    assert other == ("none" if found.other is None else found.other.people)
    assert withheld == found.withheld


def test_people_count_once() -> None:
    """Nine cases of one person are one; a rejected case is none."""
    nine = [case(number, 1, "a", AT) for number in range(9)]
    rejected = [case(number, number, "a", AT, state="rejected") for number in range(20, 30)]
    assert (None, ()) == (lambda found: (found.other and found.other.people, found.topics))(
        publish([*nine, *rejected], 5, "abc")
    )


def worlds() -> Iterator[World]:
    """Every way in which a few people can have asked for three topics."""
    return product(range(4), repeat=len(GROUPS))


def told(world: World) -> str:
    counts = {" ".join(topics): count for topics, count in zip(GROUPS, world, strict=True)}
    return repr(publish(rows(counts), FEW, TOPICS).as_json())


def people(world: World, topic: str) -> int:
    return sum(count for topics, count in zip(GROUPS, world, strict=True) if topic in topics)


def test_no_reader_learns_how_few_asked() -> None:
    """Of all worlds that give one form: how many asked for a small topic is never certain.

    Nor is it for somebody who is one of those people, whatever they asked for themselves.
    """
    alike: defaultdict[str, list[World]] = defaultdict(list)
    for world in worlds():
        if max(people(world, topic) for topic in TOPICS) <= MOST:
            alike[told(world)].append(world)
    for form, possible in alike.items():
        insiders = [[world for world in possible if world[mine]] for mine in range(len(GROUPS))]
        for known in (possible, *(each for each in insiders if each)):
            for topic in TOPICS:
                counts = {people(world, topic) for world in known}
                assert len(counts) > 1 or min(counts) >= FEW or counts == {0}, (form, topic, counts)


def test_what_is_told_of_one_is_not_told_by_another() -> None:
    """Total and parts, clients: a form changes with the cases of its client alone; none is of all."""
    north = [row | {"client": "north"} for row in rows({"a": 7, "b": 2})]
    south = [row | {"client": "south"} for row in rows({"a": 5, "b": 5, "c": 1}, 100)]
    both = forms([*north, *south], ("north", "east"), TOPICS, 5)
    assert ["", "east", "north", "south"] == list(both)
    assert both["north"] == forms(north, (), TOPICS, 5)["north"]
    assert both["south"] == forms(south, ("north",), TOPICS, 5)["south"]
    assert both[""] == both["east"] == publish([], 5, TOPICS).as_json()
    for each in both.values():
        assert {"threshold", "topics", "other", "withheld"} == set(each)


def test_a_client_with_topics_of_its_own_is_read_by_these() -> None:
    """16 people on the five topics there are: each is large, to who knows that there are no others."""
    small = {"b": 4, "c": 4, "a": 4, "d": 3, "e": 1}
    north = [row | {"client": "north"} for row in rows(small)]
    common = "abcdefghij"
    assert {"people": 16} == forms(north, (), common, 5)["north"]["other"]
    assert {"people": None} == forms(north, (), common, 5, {"north": "abcde"})["north"]["other"]


@pytest.mark.parametrize(
    ("since", "until", "first", "expected"),
    [
        (None, "2026-11-28", "2020-01-01", ["2026-Q3"]),
        (None, "2026-10-01", "2020-01-01", ["2026-Q3"]),
        (None, "2026-09-30", "2020-01-01", ["2026-Q2"]),
        (None, "2026-11-28", "2026-10-05", []),
        ("2026-01-01", "2026-11-28", "2026-05-05", ["2026-Q2", "2026-Q3"]),
        ("2025-12-31", "2026-07-01", "2020-01-01", ["2026-Q1", "2026-Q2"]),
        ("2026-01-02", "2026-07-01", "2020-01-01", ["2026-Q2"]),
        ("2026-10-01", "2026-11-28", "2020-01-01", []),
    ],
)
def test_only_whole_quarters(since: str | None, until: str, first: str, expected: list[str]) -> None:
    """Of the service's calendar; summer time in between changes nothing."""
    zone = ZoneInfo("Europe/Brussels")
    begin, end, oldest = (
        None if day is None else datetime.fromisoformat(day).replace(tzinfo=zone)
        for day in (since, until, first)
    )
    assert end
    assert oldest
    assert expected == list(quarters(begin, end, zone, oldest))
