"""Whose options were recommended, at which price: the independence ledger in figures. Pure.

A recommendation is what one mail proposed for one case: its options have the same moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from statistics import median

from cases.catalogue import is_own_organisation
from reports.measures import most_first, share
from reports.shape import Figures, Row

FEWEST = 5  # recommended options below which a share says nothing, so nothing is warned of
SEVERAL = 2  # options, and providers, of a range
_MAIL = itemgetter("case", "at")


@dataclass(frozen=True, slots=True)
class Provider(Figures):
    provider: str
    options: int
    share: float | None


@dataclass(frozen=True, slots=True)
class KindCount(Figures):
    kind: str
    options: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Prices(Figures):
    """What the paid options cost, in one currency."""

    currency: str
    options: int
    least: Decimal
    median: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Range(Figures):
    """Recommendations, and those of them that were a range; `options` in all."""

    recommendations: int
    ranges: int
    share: float | None
    mean_options: float | None


@dataclass(frozen=True, slots=True)
class Independence(Figures):
    """Keys of `quality.independence` (docs/report.md)."""

    options: int
    cases: int
    providers: tuple[Provider, ...]
    price: dict[str, int]
    prices: tuple[Prices, ...]
    kinds: tuple[KindCount, ...]
    training: int
    interest: int
    free_share: float | None
    non_training_share: float | None
    interest_share: float | None
    above_share: tuple[str, ...]
    provider_share: float


def independence(recommendations: Sequence[Row], provider_share: float) -> Independence:
    """A provider above `provider_share` is a warning. Options without a provider, or of their own
    organisation, have no share of their own and count in the whole.
    """
    total = len(recommendations)
    sources = (row["provider"] for row in recommendations)
    providers = Counter(name for name in sources if name and not is_own_organisation(name))
    above = [p for p, count in providers.items() if total >= FEWEST and count / total > provider_share]
    price = {"free": 0, "paid": 0, "unknown": 0} | Counter(map(_price, recommendations))
    training = sum(1 for row in recommendations if row["training"])
    interest = sum(1 for row in recommendations if row["interest"])
    kinds = Counter(row["kind"] or "unknown" for row in recommendations)
    return Independence(
        options=total,
        cases=len({row["case"] for row in recommendations}),
        providers=tuple(
            Provider(name, count, share(count, total)) for name, count in most_first(providers).items()
        ),
        price=price,
        prices=_prices(recommendations),
        kinds=tuple(KindCount(name, count, share(count, total)) for name, count in most_first(kinds).items()),
        training=training,
        interest=interest,
        free_share=share(price["free"], total),
        non_training_share=share(total - training, total),
        interest_share=share(interest, total),
        above_share=tuple(sorted(above)),
        provider_share=provider_share,
    )


def ranges(recommendations: Sequence[Row]) -> Range:
    """How often a recommendation was a range: several options of more than one provider, one of them free,
    one that is no training.
    """
    mails = [tuple(options) for _, options in groupby(sorted(recommendations, key=_MAIL), _MAIL)]
    wide = sum(map(_is_range, mails))
    mean = round(len(recommendations) / len(mails), 1) if mails else None
    return Range(len(mails), wide, share(wide, len(mails)), mean)


def _source(row: Row) -> str:
    return "" if is_own_organisation(row["provider"]) else str(row["provider"])


def _is_range(options: Sequence[Row]) -> bool:
    return (
        len(options) >= SEVERAL
        and len({_source(row) for row in options if row["provider"]}) >= SEVERAL
        and any(_price(row) == "free" for row in options)
        and any(not row["training"] for row in options)
    )


def _price(row: Row) -> str:
    if row["price"] is None:
        return "unknown"
    return "paid" if row["price"] else "free"


def _prices(recommendations: Sequence[Row]) -> tuple[Prices, ...]:
    by_currency: defaultdict[str, list[Decimal]] = defaultdict(list)
    for row in recommendations:
        if row["price"]:
            by_currency[row["currency"]].append(row["price"])
    return tuple(
        Prices(currency, len(found), found[0], median(found), found[-1])
        for currency, found in sorted((name, sorted(each)) for name, each in by_currency.items())
    )
