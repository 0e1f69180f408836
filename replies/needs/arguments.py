"""The arguments of `#need time=2h budget=100 with=others by=2026-12-01 about="…"`. Pure.

Keys, values and what is said of mistakes are in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from cases.catalogue import ALONE, EITHER, OTHERS
from cases.model import Need
from replies.needs.alone_or_others import read_with
from replies.needs.deadline_words import BEFORE
from replies.needs.deadlines import one_day
from replies.needs.durations import minutes
from replies.needs.money import price

KEYS = {
    "time": "time", "tijd": "time", "duration": "time", "duur": "time",
    "budget": "budget", "price": "budget", "prijs": "budget",
    "with": "with", "met": "with",
    "by": "by", "before": "by", "tegen": "by", "voor": "by", "vóór": "by",
    "about": "about", "over": "about",
    "tried": "tried", "geprobeerd": "tried",
}  # fmt: skip
SIDES = {
    ALONE: ALONE, "alleen": ALONE, "solo": ALONE,
    OTHERS: OTHERS, "other": OTHERS, "group": OTHERS, "anderen": OTHERS, "groep": OTHERS, "samen": OTHERS,
    EITHER: EITHER, "both": EITHER, "any": EITHER, "beide": EITHER, "allebei": EITHER, "eender": EITHER,
}  # fmt: skip
_PROBLEMS = {
    "unknown": (
        "{key} is not known: time, budget, with, by, about and tried are",
        "{key} ken ik niet: wel tijd, budget, met, tegen, over en geprobeerd",
    ),
    "twice": ("{key} is given twice", "{key} staat er twee keer"),
    "empty": ("{key} has no value", "{key} heeft geen waarde"),
    "time": (
        "{key}={value} is no time: write for example {key}=2h or {key}=30min",
        "{key}={value} is geen tijd: schrijf bijvoorbeeld {key}=2u of {key}=30min",
    ),
    "budget": (
        "{key}={value} is no amount: write for example {key}=100 or {key}=100EUR",
        "{key}={value} is geen bedrag: schrijf bijvoorbeeld {key}=100 of {key}=100EUR",
    ),
    "with": (
        "{key}={value} should be alone, others or either",
        "{key}={value} moet alleen, anderen of beide zijn",
    ),
    "by": (
        "{key}={value} is no day: write for example {key}=2026-12-01",
        "{key}={value} is geen dag: schrijf bijvoorbeeld {key}=1/12/2026",
    ),
    "past": ("{key}={value} has passed already", "{key}={value} is al voorbij"),
}


def need_arguments(pairs: Mapping[str, str], language: str, today: date) -> Need | tuple[str, ...]:
    """The need that the pairs say (partial: None where nothing), or what is wrong with them, in sentences."""
    need, problems = Need(), []
    seen: set[str] = set()
    for typed, raw in pairs.items():
        key, value = KEYS.get(typed.strip().lower(), ""), raw.strip()
        wrong = _wrong(key, value, seen)
        seen.add(key)
        before = typed.strip().lower() in BEFORE
        changed = need if wrong else _said(need, key, value, today, before=before)
        if isinstance(changed, Need):
            need = changed
        wrong = wrong or (changed if isinstance(changed, str) else "")
        if wrong:
            words = _PROBLEMS[wrong][language == "nl"]
            problems.append(words.format(key=typed.strip(), value=value))
    return tuple(problems) if problems else need


def _wrong(key: str, value: str, seen: set[str]) -> str:
    if not key:
        return "unknown"
    if key in seen:
        return "twice"
    return "" if value else "empty"


def _said(need: Need, key: str, value: str, today: date, *, before: bool) -> Need | str:
    """The need with this too, or the slug of the problem."""
    match key:
        case "time":
            amount = minutes(value)
            return replace(need, time=amount) if amount else "time"
        case "budget":
            sum_ = price(value)
            return replace(need, budget=sum_[0], currency=sum_[1]) if sum_ else "budget"
        case "with":
            side = SIDES.get(value.lower()) or read_with(value, asked=True)
            return replace(need, with_=side) if side else "with"
        case "by":
            day = (one_day(f"before {value}", today) if before else None) or one_day(value, today)
            if day is None:
                return "by"
            return replace(need, by=day) if day >= today else "past"
        case "about":
            return replace(need, about=value)
        case _:
            return replace(need, tried=value)
