"""Choosing a range rather than the first five: CONTRACT 5. Pure, deterministic.

At least one free option, one that is no training, more than one provider and, when the wish is not known,
one to do alone and one with others, where the candidates have them; no provider twice before every other
was offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from cases.catalogue import ALONE, OTHERS
from replies.advice.fit import Chosen

FEWEST, MOST = 3, 5
WORTH = 0.4  # beyond the fewest, an option needs this part of the best one's points

Demand = Callable[[Chosen], bool]
DEMANDS: Mapping[str, Demand] = {
    "free": lambda chosen: chosen.option.is_free,
    "not-training": lambda chosen: not chosen.option.training,
    "alone": lambda chosen: chosen.option.with_ != OTHERS,
    "others": lambda chosen: chosen.option.with_ != ALONE,
}


def choose(candidates: Sequence[Chosen], *, both_ways: bool) -> tuple[tuple[Chosen, ...], tuple[str, ...]]:
    """Up to five of the candidates, and what the range lacks (slugs of `advice_words.GAPS`).

    In the order in which to offer them: the best first, then what widens the range, so that the first
    three are a range too.
    both_ways: whether they learn alone or with others is not known, so both should be there.
    """
    demands = {
        name: demand for name, demand in DEMANDS.items() if both_ways or name in ("free", "not-training")
    }
    left = sorted(candidates, key=lambda chosen: (-chosen.score, chosen.option.slug))
    taken: list[Chosen] = []
    while left and len(taken) < MOST:
        unmet = [d for d in demands.values() if not any(map(d, taken)) and any(map(d, left))]
        best = min(left, key=_order(taken, unmet, MOST - len(taken)))
        if len(taken) >= FEWEST and not any(d(best) for d in unmet) and best.score < WORTH * taken[0].score:
            break
        taken.append(best)
        left.remove(best)
    return tuple(taken), _gaps(taken, demands)


def _order(
    taken: Sequence[Chosen], unmet: Sequence[Demand], places: int
) -> Callable[[Chosen], tuple[object, ...]]:
    """The provider that was offered least comes first, then points; what is missing comes first of all
    when no more places are left than demands."""
    offered = Counter(map(provider, taken))

    def key(chosen: Chosen) -> tuple[object, ...]:
        missing = -sum(demand(chosen) for demand in unmet)
        pressing = missing if unmet and places <= len(unmet) else 0
        return pressing, offered[provider(chosen)], missing if taken else 0, -chosen.score, chosen.option.slug

    return key


def provider(chosen: Chosen) -> str:
    """Whose it is; without a provider an option stands for itself."""
    return chosen.option.provider.strip().lower() or f"slug:{chosen.option.slug}"


def _gaps(taken: Sequence[Chosen], demands: Mapping[str, Demand]) -> tuple[str, ...]:
    if not taken:
        return ()
    gaps = [name for name, demand in demands.items() if not any(map(demand, taken))]
    if len({provider(chosen) for chosen in taken}) < 2:
        gaps.insert(0, "provider")
    return ("few", *gaps) if len(taken) < FEWEST else tuple(gaps)
