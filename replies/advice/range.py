"""Choosing a range rather than the first five: CONTRACT 5. Pure, deterministic.

At least one free option, one that is no training, more than one provider and, when the wish is not known,
one to do alone and one with others, where the candidates have them; no provider twice before every other
was offered. What goes against a wish comes after all that does not, and only to make up the fewest or for
what the range would lack without it; its reason says which. What is bound to another country comes last of
all, and says so.

Where topics are only guessed, each option is worth what it adds to the chance that one of them helps: after a
good option about the likeliest topic, one about the next is worth more than a second about the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod
from zlib import crc32

from cases.catalogue import ALONE, EITHER, OTHERS
from replies.advice.fit import Chosen, against
from replies.advice.words import Reason

FEWEST, MOST = 3, 5
WORTH = 0.4  # beyond the fewest, an option needs this part of the best one's points

Demand = Callable[[Chosen], bool]
DEMANDS: Mapping[str, Demand] = {
    "free": lambda chosen: chosen.option.is_free,
    "not-training": lambda chosen: not chosen.option.training,
    "alone": lambda chosen: chosen.option.with_ != OTHERS,
    "others": lambda chosen: chosen.option.with_ != ALONE,
}
ALWAYS = ("free", "not-training")  # the others only where the wish is not known


def choose(
    candidates: Sequence[Chosen],
    *,
    wish: str | None = None,
    likely: Mapping[str, float] | None = None,
    turn: str = "",
) -> tuple[tuple[Chosen, ...], tuple[str, ...]]:
    """Up to five of the candidates, and what the range lacks (slugs of `advice_words.GAPS`).

    In the order in which to offer them: the best first, then what widens the range, so that the first
    three are a range too.
    wish: alone | others; None: not known, or either, so both should be there. likely: chances of guessed
    topics. turn: what decides among equals; "" is by slug.
    """
    wish = None if wish == EITHER else wish
    demands = {name: demand for name, demand in DEMANDS.items() if not wish or name in ALWAYS}
    left = sorted(candidates, key=lambda chosen: _turn(chosen, turn))
    unwished = {chosen.option.slug for chosen in left if against(chosen.option, wish)}
    whose = {chosen.option.slug: provider(chosen) for chosen in left}
    wished = len(left) - len(unwished)
    taken: list[Chosen] = []
    while left and len(taken) < MOST:
        unmet = _unmet(demands, taken, left)
        order = _order(taken, list(unmet.values()), wish, likely or {})
        best = min(left, key=lambda each: order(each, each.option.slug in unwished, whose[each.option.slug]))
        met = [name for name, demand in unmet.items() if demand(best)]
        last = best.is_elsewhere or best.option.slug in unwished
        besides = last or best.score < WORTH * taken[0].score if taken else False
        if len(taken) >= FEWEST and not met and besides:
            break
        left.remove(best)
        taken.append(_although(best, wish, "few" if wished < FEWEST or not met else met[0]))
    return tuple(taken), _gaps(taken, demands)


def _turn(chosen: Chosen, turn: str) -> tuple[int, str]:
    """The same order for the same case, another one for another."""
    slug = chosen.option.slug
    return (crc32(f"{turn}:{slug}".encode()) if turn else 0), slug


def _unmet(
    demands: Mapping[str, Demand], taken: Sequence[Chosen], left: Sequence[Chosen]
) -> dict[str, Demand]:
    """What the range lacks so far and what is left could give."""
    wanted, offered = dict(demands), set(map(source, taken))
    if len(offered) == 1:
        wanted["provider"] = lambda chosen: source(chosen) not in offered
    return {n: d for n, d in wanted.items() if not any(map(d, taken)) and any(map(d, left))}


def _although(chosen: Chosen, wish: str | None, because: str) -> Chosen:
    """With the reason why it is there although they like it otherwise."""
    if not against(chosen.option, wish):
        return chosen
    reason = Reason(f"but-{chosen.option.with_}", {"because": because})
    return replace(chosen, reasons=(*chosen.reasons, reason))


def _order(
    taken: Sequence[Chosen], unmet: Sequence[Demand], wish: str | None, likely: Mapping[str, float]
) -> Callable[[Chosen, bool, str], tuple[object, ...]]:
    """As wished comes first, then the provider that was offered least, then what it is worth; what is missing
    comes first of all when there is no room for anything else."""
    offered = Counter(map(provider, taken))
    places = (FEWEST if wish and 0 < len(taken) < FEWEST else MOST) - len(taken)
    full = bool(unmet) and (places <= len(unmet) or len(taken) >= FEWEST)
    open_ = {slug: p * prod(1 - t.suits.get(slug, 0.0) for t in taken) for slug, p in likely.items()}

    def key(chosen: Chosen, unwished: bool, whose: str) -> tuple[object, ...]:
        missing = -sum(demand(chosen) for demand in unmet) if unmet else 0
        added = sum(open_[slug] * suits for slug, suits in chosen.suits.items())
        return (
            chosen.is_elsewhere,
            missing if full else 0,
            unwished,
            offered[whose],
            missing if taken else 0,
            -added,
            -chosen.score,
        )

    return key


def provider(chosen: Chosen) -> str:
    """Who gains by it; nobody does where there is no provider or it is their own organisation: then an option
    stands for itself, as what a colleague shows one and a checklist have nothing to sell in common."""
    return f"slug:{chosen.option.slug}" if chosen.option.is_own else source(chosen)


def source(chosen: Chosen) -> str:
    """Where it comes from: their own organisation is one source; without a provider an option is its own."""
    if chosen.option.is_own:
        return "own"
    return chosen.option.provider.strip().lower() or f"slug:{chosen.option.slug}"


def _gaps(taken: Sequence[Chosen], demands: Mapping[str, Demand]) -> tuple[str, ...]:
    if not taken:
        return ()
    gaps = [name for name, demand in demands.items() if not any(map(demand, taken))]
    if len({source(chosen) for chosen in taken}) < 2:
        gaps.insert(0, "provider")
    return ("few", *gaps) if len(taken) < FEWEST else tuple(gaps)
