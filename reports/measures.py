"""The arithmetic of figures: shares, percentiles, intervals, and what is no accident. Pure, without tables.

Intervals are Wilson's at 95 % (E. B. Wilson, 1927): they hold for few answers too, and where all agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, lgamma, sqrt
from statistics import median

from reports.shape import Figures

Z = 1.959964  # standard deviations around 95 % of a normal distribution
FEW = 30  # values below which a figure is shown with its interval


@dataclass(frozen=True, slots=True)
class Interval(Figures):
    """Where the true figure lies, 19 times of 20. few: so few values that it must be shown beside it."""

    low: float
    high: float
    few: bool
    method: str = "wilson-95"


@dataclass(frozen=True, slots=True)
class Times(Figures):
    """Working minutes. `p90_minutes` is the nearest rank: nine of ten took no longer."""

    count: int
    median_minutes: int | None
    p90_minutes: int | None


def times(minutes: Sequence[int]) -> Times:
    ordered = sorted(minutes)  # once: sorting what is sorted costs nothing
    return Times(len(ordered), round(median(ordered)) if ordered else None, percentile(ordered, 0.9))


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, to three digits; None of nothing."""
    return round(part / whole, 3) if whole else None


def percentile(values: Sequence[int], part: float) -> int | None:
    """The smallest value that at least `part` of the values do not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(part * len(values)) - 1)]


def share_interval(part: int, whole: int) -> Interval | None:
    """Of a share."""
    if not whole:
        return None
    low, high = _wilson(part / whole, whole)
    return Interval(round(low, 3), round(high, 3), whole < FEW)


def mean_interval(total: int, count: int, least: int, most: int) -> Interval | None:
    """Of a mean of `count` values from `least` to `most`: Wilson's for the mean as a part of that range.

    Rather too wide than too narrow, because values in between vary less than a yes or no.
    """
    if not count:
        return None
    width = most - least
    low, high = _wilson((total / count - least) / width, count)
    return Interval(round(least + width * low, 2), round(least + width * high, 2), count < FEW)


def by_accident(here: int, all_here: int, there: int, all_there: int) -> float:
    """How likely at least `here` of `all_here` are, if the share is the same as `there` of `all_there`.

    Fisher's exact test, one-sided: it holds for few, and for a `there` that is itself uncertain.
    """
    drawn, every = here + there, all_here + all_there
    if here <= 0 or not all_there:
        return 1.0
    most = min(drawn, all_here)
    whole = _ways(every, drawn)
    return min(
        1.0,
        sum(
            exp(_ways(all_here, count) + _ways(all_there, drawn - count) - whole)
            for count in range(max(here, drawn - all_there), most + 1)
        ),
    )


def _ways(every: int, chosen: int) -> float:
    """The logarithm of how many ways there are to choose."""
    return lgamma(every + 1) - lgamma(chosen + 1) - lgamma(every - chosen + 1)


def _wilson(part: float, count: int) -> tuple[float, float]:
    squared = Z * Z / count
    middle = part + squared / 2
    spread = Z * sqrt(part * (1 - part) / count + squared / (4 * count))
    return max(0.0, (middle - spread) / (1 + squared)), min(1.0, (middle + spread) / (1 + squared))


def most_first(counts: Counter[str]) -> dict[str, int]:
    """Most first, then by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
