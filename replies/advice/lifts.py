"""What would fit if one limit were lifted: "2 more with 3 hours", "3 more in English". Pure.

Counted is what exactly one limit leaves out; what two leave out needs another answer than one more hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cases.catalogue import Option
from replies.advice.fit import AdviceRequest
from replies.advice.words import language_in_words, minutes_in_words, money_in_words
from replies.needs.durations import HOUR

Cut = Sequence[tuple[Option, tuple[str, ...]]]
"""Options with the limits that leave them out (`fit.excluded`)."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A limit, and the options that fit without it.

    limit: time | budget | price | language | earlier; "price" is one that cannot be compared with the budget.
    params: what it would have to be: minutes, amount and currency, a language's code.
    """

    limit: str
    options: tuple[Option, ...]
    params: Mapping[str, str] = field(default_factory=dict)


def lifts(cut: Cut, request: AdviceRequest, missing: int) -> tuple[Lift, ...]:
    """Each limit that alone leaves something out, with just as much lifted as brings `missing` options."""
    alone: dict[str, list[Option]] = {}
    for option, limits in cut:
        if len(limits) == 1:
            alone.setdefault(_sort(option, limits[0], request), []).append(option)
    found = (_LIFTED[limit](alone[limit], missing) for limit in _LIFTED if limit in alone)
    return tuple(lift for lift in found if lift.options)


def _sort(option: Option, limit: str, request: AdviceRequest) -> str:
    budget, theirs = request.need.currency, option.currency
    foreign = bool(budget and theirs and budget != theirs)
    return "price" if limit == "budget" and (option.price is None or foreign) else limit


def _time(options: Sequence[Option], missing: int) -> Lift:
    enough = _enough(options, missing, lambda option: option.minutes or 0)
    return Lift("time", enough, {"minutes": str(max(option.minutes or 0 for option in enough))})


def _budget(options: Sequence[Option], missing: int) -> Lift:
    enough = _enough(options, missing, lambda option: option.price or Decimal(0))
    dearest = max(enough, key=lambda option: option.price or Decimal(0))
    return Lift("budget", enough, {"amount": str(dearest.price), "currency": dearest.currency})


def _language(options: Sequence[Option], missing: int) -> Lift:
    [(code, _)] = Counter(option.languages[0] for option in options).most_common(1)
    return Lift("language", tuple(o for o in options if code in o.languages), {"language": code})


def _enough(
    options: Sequence[Option], missing: int, measure: Callable[[Option], int | Decimal]
) -> tuple[Option, ...]:
    """The least that has to be allowed to get that many, and all that it allows."""
    rising = sorted(options, key=lambda option: (measure(option), option.slug))
    most = measure(rising[min(missing, len(rising)) - 1])
    return tuple(option for option in rising if measure(option) <= most)


_LIFTED: Mapping[str, Callable[[Sequence[Option], int], Lift]] = {
    "time": _time,
    "budget": _budget,
    "price": lambda options, _: Lift("price", tuple(options)),
    "language": _language,
    "earlier": lambda options, _: Lift("earlier", tuple(options)),
}


_SHOWN = 4  # slugs that are named of those that would fit

_WORDS: Mapping[str, tuple[str, str]] = {
    "time": (
        "{count} more with {minutes} (#recommend {topic}time={value}): {slugs}",
        "nog {count} met {minutes} (#aanbevelen {topic}tijd={value}): {slugs}",
    ),
    "budget": (
        "{count} more with a budget of {amount} (#recommend {topic}budget={value}): {slugs}",
        "nog {count} met een budget van {amount} (#aanbevelen {topic}budget={value}): {slugs}",
    ),
    "price": (
        "{count} more whose price has to be checked first (#option {slugs})",
        "nog {count} waarvan de prijs eerst moet worden nagekeken (#optie {slugs})",
    ),
    "language": (
        "{count} more in {language} (#option {slugs})",
        "nog {count} in het {language} (#optie {slugs})",
    ),
    "earlier": (
        "{count} more that they were pointed to before (#option {slugs})",
        "nog {count}, eerder al als tip gegeven (#optie {slugs})",
    ),
}


def lift_words(lift: Lift, language: str, topic: str = "") -> str:
    """A lift in words, with the command that lifts it; `topic`: the one that the command has to name."""
    dutch = language == "nl"
    shown = [option.slug for option in lift.options[:_SHOWN]]
    params = dict(lift.params)
    if "minutes" in params:
        length = int(params["minutes"])
        params["minutes"] = minutes_in_words(length, language)
        params["value"] = f"{length}min" if length % HOUR else f"{length // HOUR}{'u' if dutch else 'h'}"
    if "amount" in params:
        params["value"] = f"{params['amount']}{params['currency']}"
        params["amount"] = money_in_words(Decimal(params["amount"]), params["currency"], language)
    if "language" in params:
        params["language"] = language_in_words(params["language"], language)
    slugs = (" " if lift.limit not in ("time", "budget") else ", ").join(shown)
    more = " …" if lift.limit in ("time", "budget") and len(lift.options) > len(shown) else ""
    said = {
        **params,
        "count": len(lift.options),
        "slugs": slugs + more,
        "topic": f"{topic} " if topic else "",
    }
    return _WORDS[lift.limit][dutch].format_map(said)
