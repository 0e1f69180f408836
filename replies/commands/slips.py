"""Which of some names was surely meant by what somebody typed. Pure.

Sure is a slip of the fingers: one letter wrong, missing, too many or in its neighbour's place (two in a word
of six letters or more), where nothing else is as near.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHORT: Final = 3  # letters: what is shorter may be anything
LONG: Final = 6  # letters of a word in which two slips are one word still
LONGEST: Final = 40  # letters of a word that is looked at


def nearest(typed: str, names: Mapping[str, str]) -> str:
    """The name that was surely meant, or "". `names`: what may be typed -> what it means.

    Names that mean the same do not stand in one another's way.
    """
    if not SHORT <= len(typed) <= LONGEST:
        return ""
    most = 2 if len(typed) >= LONG else 1
    by_slips: dict[int, list[str]] = {}
    for name in names:
        if abs(len(name) - len(typed)) <= most and len(name) <= LONGEST:
            by_slips.setdefault(slips(typed, name), []).append(name)
    least = min(by_slips, default=most + 1)
    if not 0 < least <= most or len({names[name] for name in by_slips[least]}) > 1:
        return ""
    return by_slips[least][0]


def slips(one: str, other: str) -> int:
    """Letters wrong, missing, too many, or in each other's place (optimal string alignment distance)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            best = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != wanted))
            turned = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            here.append(min(best, before[column - 2] + 1) if turned else best)
        before, above = above, here
    return above[-1]
