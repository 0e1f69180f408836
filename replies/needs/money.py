"""Money as people write it: "€ 1.500,50", "100 EUR excl. btw", "1,000 dollars", "geen budget". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

BESIDE = 100  # characters before a sum that say what it is
Money = tuple[Decimal, str | None]
"""Amount and ISO 4217 code; None when no currency was named."""

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "euro's": "EUR", "$": "USD", "usd": "USD",
    "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "pond": "GBP", "chf": "CHF", "frank": "CHF", "sek": "SEK", "dkk": "DKK", "nok": "NOK", "pln": "PLN",
}  # fmt: skip
FREE = (
    "free",
    "gratis",
    "none",
    "nothing",
    "geen",
    "geen budget",
    "no budget",
    "niets",
    "nihil",
    "kosteloos",
)

_NUMBER = r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3}){1,6}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
_NAMES = "|".join(sorted((re.escape(name) for name in CURRENCIES), key=len, reverse=True))
_SIGN = rf"(?<![^\W\d])(?:{_NAMES})(?![^\W\d])"
_SUM = (
    rf"(?:(?P<before>{_SIGN})\s*+)?(?<![\w.,/])(?P<number>{_NUMBER})(?P<k>\s?k\b)?(?:,-{{1,3}}+|,–)?"
    rf"(?:\s*+(?P<after>{_SIGN}))?"
)
SUM = re.compile(_SUM, re.IGNORECASE)
_LOWER = re.compile(
    rf"(?P<between>\b(?:between|tussen)\s++)?{_SUM}\s*+(?:-|–|to\b|tot\b|à|(?(between)(?:and|en)\b|(?!)))\s*+"
    rf"(?=(?:{_SIGN}\s*+)?\d++(?!/)(?!\s*+(?:h|u|uur|hours?|min\w*|days?|dag(?:en)?)\b))",
    re.IGNORECASE,
)
_RATE = re.compile(r"\s*+(?:/|per|a|an|each|elke?)\s*+(?:hour|uur|day|dag|week|month|maand)\b", re.IGNORECASE)
_SPENDING = re.compile(
    r"\b(?:budget|spend|uitgeven|besteden|uittrekken|pay|betalen|kosten|costs?|afford)\b", re.IGNORECASE
)
_OF_WORK = re.compile(
    r"\b(?:present|defend|manag|explain|draft|forecast|beheer|verdedig|toelicht|opstel|opma[ak]|bewak)\w*+",
    re.I,
)
"""A budget that is part of somebody's work: "I have to present the budget of 5000 euro"."""
_AFTER_BUDGET = re.compile(
    r"\bbudget\s*+(?:(?:is|of|van|about|around|ongeveer|max\.?|maximum|maximaal|tot|up to)\s++"
    r"|[:=–-]\s*+){0,6}+$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:no|geen|zero|without(?:\s++an?)?|zonder)\s++(?:(?!id|zicht|clue)\w++\s++){0,2}?(?:budget|money|geld)\b"
    r"(?!\s*+-?(?:limi|restri|beperk|cap\b|plafond))"
    r"|\bbudget\s*+(?:(?:is|:|=|-|–)\s*+)?(?:none|nothing|zero|nil|nihil|geen|niets|0)\b(?![.,]?\d)"
    r"(?!\s++(?:limi|probl|issue|idee|idea|beperk))"
    r"|\b(?:only|alleen|enkel|be|moet|liefst|preferably)\s++(?:iets\s++|something\s++)?(?:free|gratis)\b(?!\s++(?:time|evening|day))"
    r"|\b(?:nothing|niets)\s++(?:that|dat|wat)\s++(?:costs|geld\s++kost)|\bmag\s++niets\s++kosten"
    r"|\b(?:may|can|should)\s?(?:not|n't)\s++cost\s++(?:anything|money)|\bgeld\s++is\s++er\s++niet\b"
    r"|\b(?:free|gratis)\s++(?:options\s++)?only\b",
    re.IGNORECASE,
)
_NO_LIMIT = re.compile(
    r"\b(?:no|geen|not\s++an?|without)\s++(?:\w++\s++)?(?:budget\s*+)?(?:limit|limiet|plafond|beperking"
    r"|probleem)\w*"
    r"|\bbudget\s++(?:is\s++)?(?:no|geen|not\s++an?)\s++(?:issue|problem|probleem|bezwaar)|\bunlimited"
    r"|\bonbeperkt",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\W*+(?:(?:max(?:imum|imaal)?\.?|at most|up to|hoogstens|about|around|ongeveer|tot|circa"
    r"|ca\.?)\s++)*+|(?<![.!\s])[.!\s]++$",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"(?<!\s)\s*+\(?(?:excl|incl|exclusief|inclusief|ex|plus)\.?\s*+(?:btw|vat)\)?\.?$", re.IGNORECASE
)


def number(text: str) -> Decimal | None:
    """The number that `text` is, with either decimal mark and thousands marks; None when it is none.

    A single mark before exactly three digits separates thousands: "1.500" is 1500.
    """
    clean = re.sub(r"[\s'\u00a0\u202f]", "", text)
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", clean):
        clean = clean.replace(",", "")
    elif re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", clean):
        clean = clean.replace(".", "")
    clean = clean.replace(",", ".")
    return Decimal(clean) if re.fullmatch(r"\d{1,12}(?:\.\d+)?", clean) else None


def price(text: str) -> Money | None:
    """The one sum that `text` is ("100", "€ 12,50", "1.500 EUR", "gratis"); None when it is none."""
    words = _TAX.sub("", text.strip().lower())
    if words in FREE:
        return Decimal(0), None
    match = SUM.fullmatch(words)
    return _money(match) if match else None


def read_budget(text: str, *, asked: bool) -> Money | None:
    """What somebody can spend; None when not said or not sure. 0 is "no budget".

    asked: the text answers a question for the budget, so a sum needs no further word around it. The upper
    end of a range counts, because that is what they allow. A rate ("100 euro a day") is no budget.
    """
    found: list[Money] = []
    for clause in re.split(r"(?<=[^\d\s][.;!?])\s+|\n", text):
        if _NO_LIMIT.search(clause):
            return None
        if _NOTHING.search(clause):
            found.append((Decimal(0), None))
        elif asked or (_SPENDING.search(clause) and not _OF_WORK.search(clause)):
            found.extend(_sums(clause))
        else:
            found.extend(money for item in re.split(r"[,;]\s", clause) if (money := _only(item)))
    return found[0] if len(set(found)) == 1 else None


def _sums(clause: str) -> Iterator[Money]:
    """Sums of a clause, each with a currency or right after the word budget; of a range the upper end."""
    clause = _LOWER.sub(
        lambda lower: f" {lower['between'] or ''}{lower['before'] or lower['after'] or ''} ", clause
    )
    for match in SUM.finditer(clause):
        money = _money(match)
        named = (
            match["before"]
            or match["after"]
            or _AFTER_BUDGET.search(clause[max(0, match.start() - BESIDE) : match.start()])
        )
        if money and named and not _RATE.match(clause, match.end()):
            yield money


def _only(item: str) -> Money | None:
    """The sum that a fragment is, with nothing but "max" or "about" around it, and a currency."""
    match = SUM.fullmatch(_TAX.sub("", _ABOUT.sub("", item.strip())))
    money = _money(match) if match else None
    return money if money and money[1] else None


def _money(match: re.Match[str]) -> Money | None:
    amount = number(match["number"])
    if amount is None:
        return None
    sign = (match["before"] or match["after"] or "").lower()
    return amount * 1000 if match["k"] else amount, CURRENCIES.get(sign)
