"""Money as people write it: "€ 1.500,50", "100 EUR excl. btw", "1,000 dollars", "geen budget". Pure."""

from __future__ import annotations

import re
from decimal import Decimal

Money = tuple[Decimal, str | None]
"""Amount and ISO 4217 code; None when no currency was named."""

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "euro's": "EUR", "$": "USD", "usd": "USD",
    "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "pond": "GBP", "quid": "GBP",
    "pounds sterling": "GBP", "bucks": "USD",
    "eurootjes": "EUR",
    "chf": "CHF", "frank": "CHF", "sek": "SEK", "dkk": "DKK", "nok": "NOK", "pln": "PLN",
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
    "nul",
    "zero",
    "niks",
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
    return money_of(match) if match else None


def upper_ends(text: str) -> str:
    """The text with of each range of sums only its upper end: "100-200 euro" becomes "200 euro"."""
    return _LOWER.sub(
        lambda lower: f" {lower['between'] or ''}{lower['before'] or lower['after'] or ''} ", text
    )


def money_of(match: re.Match[str]) -> Money | None:
    """What a SUM is; None where its number is none."""
    amount = number(match["number"])
    if amount is None:
        return None
    sign = (match["before"] or match["after"] or "").lower()
    return amount * 1000 if match["k"] else amount, CURRENCIES.get(sign)
