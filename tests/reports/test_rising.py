"""New and rising topics, and seasons: what is none by accident, and what is."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reports.measures import by_accident
from reports.rising import Movements, movements
from tests.reports.hand_counted import case

UNTIL = datetime(2026, 10, 1, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
QUARTERS = [datetime(year, month, 10, tzinfo=UTC) for year in (2024, 2025, 2026) for month in (1, 4, 7, 10)]
PAST = [moment for moment in QUARTERS if moment < UNTIL]


def history(counts: dict[str, list[int]]) -> list[dict[str, Any]]:
    """People by topic in the last quarters, the newest last; everybody asks once."""
    rows, number = [], 0
    for topic, people in counts.items():
        for start, count in zip(PAST[-len(people) :], people, strict=True):
            for _ in range(count):
                number += 1
                rows.append(case(number, number, topic, start))
    return sorted(rows, key=lambda row: row["created_at"])


def moved(counts: dict[str, list[int]]) -> Movements:
    return movements(history(counts), UNTIL, ZONE)


@pytest.mark.parametrize(
    ("counts", "rising", "new"),
    [
        ({"all": [80] * 6, "a": [5] * 5 + [25]}, ["a"], []),
        ({"all": [80] * 6, "a": [5] * 5 + [8]}, [], []),  # an accident
        ({"all": [10] * 5 + [40], "a": [5] * 5 + [20]}, [], []),  # everything grows
        ({"all": [80] * 6, "a": [0] * 5 + [8]}, [], ["a"]),
        ({"all": [80] * 6, "a": [0] * 5 + [4]}, [], []),  # too few people
        ({"all": [80] * 6, "a": [0, 0, 1, 0, 0, 9]}, ["a"], []),  # somebody asked half a year before
        ({"all": [80] * 6, "a": [9, 0, 0, 0, 0, 9]}, [], ["a"]),  # longer than a year ago
        ({"all": [80] * 6, "a": [25] * 5 + [5]}, [], []),  # falls
    ],
)
def test_what_rises_and_what_is_new(counts: dict[str, list[int]], rising: list[str], new: list[str]) -> None:
    """Three months against the three before, and against a year for what is new."""
    found = moved(counts)
    assert found.new is not None
    assert found.rising is not None
    assert (rising, new) == ([each.topic for each in found.rising], [each.topic for each in found.new])


def test_one_person_moves_nothing() -> None:
    """Twenty cases of one person are one person."""
    rows = history({"all": [80] * 6, "a": [1] * 6})
    rows += [case(9_000 + number, 1, "a", PAST[-1]) for number in range(20)]
    assert () == movements(rows, UNTIL, ZONE).rising


def test_noise_is_not_a_trend() -> None:
    """Thirty topics, 100 times the same demand drawn anew: at most 5 reports name one."""
    dice, named = random.Random(20261128), 0
    weights = [1 / rank for rank in range(1, 31)]
    for _ in range(100):
        rows = [
            case(number, number, f"t{dice.choices(range(30), weights)[0]}", start)
            for quarter, start in enumerate(PAST[-3:])
            for number in range(quarter * 150, quarter * 150 + 150)
        ]
        found = movements(rows, UNTIL, ZONE)
        named += bool(found.rising or found.new)
    assert named <= 5


def test_too_short_a_history_says_nothing() -> None:
    """Less than six months: no trend; a quarter seen once: no season."""
    found = movements(history({"all": [80, 90]})[80:], UNTIL, ZONE)
    assert (None, None, None) == (found.new, found.rising, found.seasons)
    assert None is moved({"all": [80] * 5}).seasons  # the first quarter is not whole


def test_season_is_seen_twice() -> None:
    """Every autumn, of nine whole quarters; once is none."""
    every = {"all": [80] * 10, "a": [2, 2, 20, 2, 2, 2, 20, 2, 2, 2]}
    found = moved(every).seasons
    assert found is not None
    assert [("a", 4, 20.0, 2)] == [(each.topic, each.quarter, each.people, each.years) for each in found]
    assert () == moved(every | {"a": [2, 2, 20, 2, 2, 2, 2, 2, 2, 2]}).seasons


def test_fishers_test() -> None:
    """The lady tasting tea: three of four right is 17 of 70 by accident, all four 1 of 70."""
    assert pytest.approx(17 / 70) == by_accident(3, 4, 1, 4)
    assert pytest.approx(1 / 70) == by_accident(4, 4, 0, 4)
    assert (1.0, 1.0) == (by_accident(0, 4, 2, 4), by_accident(3, 4, 0, 0))
