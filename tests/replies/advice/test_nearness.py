"""Which class a text is nearest to, counted by hand where that can be done."""

from __future__ import annotations

import pytest

from replies.advice.letters import folded_words
from replies.advice.nearness import Nearness

SAID = [
    (0, "my slides are full"),
    (0, "nobody listens to my slides"),
    (1, "pivot tables in a spreadsheet"),
    (2, "my manager gives no feedback"),
]


def _points(text: str) -> list[float]:
    return Nearness(SAID, 3).points(folded_words(text))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Slides!", 0),
        ("a pivot table", 1),  # part of a word
        ("no feedback from my manager about my work", 2),
        ("my pivot is lost", 1),  # "my" is said of two classes and tells little
    ],
)
def test_nearest(text: str, nearest: int) -> None:
    """Rare pieces tell more than frequent ones."""
    points = _points(text)
    assert points[nearest] == max(points)
    assert 1 == points.count(max(points))


@pytest.mark.parametrize("text", ["", "…", "qqqq zzzz"])
def test_nothing_is_known(text: str) -> None:
    """No class is nearer than another."""
    assert [0.0, 0.0, 0.0] == _points(text)


def test_one_phrase_of_one_word_is_as_near_as_can_be() -> None:
    """A class of one phrase and the same text: the cosine of each half is one."""
    assert [pytest.approx(2.0)] == Nearness([(0, "budgets")], 1).points(["budgets"])


def test_saying_it_twice_makes_it_no_nearer() -> None:
    """Each different word and pair counts once."""
    assert _points("slides") == _points("slides slides Slides")


def test_a_longer_class_is_not_nearer_for_its_length() -> None:
    """Ten phrases about one thing weigh as much as one phrase about another."""
    many = [(0, f"slides number {name}") for name in ("one", "two", "three", "four", "five", "six")]
    points = Nearness([*many, (1, "feedback")], 2).points(folded_words("slides feedback"))
    assert points[1] > points[0]
