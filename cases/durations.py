"""Quantities as people write them in the configuration: "4h", "4 working hours", "25 MB", "20 per 1h".

Every function raises ValueError whose text completes the sentence `target = "4 worknig hours": …`: what
is wrong, and what to write instead.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from cases.settings import Span

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=36_500)  # a century; later dates leave the range of a token's expiry anyway
SIZES = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}

_LENGTH = re.compile(r"(?:\d{1,9}\s*[smhd]\s*)+")
_STEP = re.compile(r"(\d{1,9})\s*+([smhd])")
_WORKING = re.compile(r"(\d{1,6})\s+working\s+(minute|hour|day)s?")
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([kmg]?i?b)", re.IGNORECASE)
_RATE = re.compile(r"(\d{1,9})\s+per\s+(\S.*)")
_MONEY = re.compile(r"(\d{1,9}(?:\.\d{1,2})?)\s+([A-Z]{3})\s+per\s+(case|hour)")


def parse_length(text: str) -> timedelta:
    """A length of time on the clock: "90s", "15m", "4h", "10d", "1h30m"."""
    if _WORKING.fullmatch(text.strip()):
        raise ValueError('working time is not possible here. Write a plain duration such as "4h" or "10d".')
    if not _LENGTH.fullmatch(text.strip()):
        raise ValueError('not a duration. Write "90s", "15m", "4h" or "10d".')
    try:
        length = sum((timedelta(**{UNITS[unit]: int(n)}) for n, unit in _STEP.findall(text)), timedelta(0))
    except OverflowError:
        length = timedelta.max
    if length > LONGEST:
        raise ValueError('too long. Write a duration below 100 years, such as "730d".')
    return length


def parse_span(text: str) -> Span:
    """A length of time, on the clock or in working time: "4h", "4 working hours", "3 working days"."""
    match = _WORKING.fullmatch(text.strip().lower())
    if match is None:
        try:
            return Span(length=parse_length(text))
        except ValueError as error:
            if "not a duration" in str(error):
                raise ValueError('not a duration. Write "4h" or "4 working hours".') from None
            raise
    count = int(match[1])
    match match[2]:
        case "day":
            span = Span(working_days=count)
        case "hour":
            span = Span(working_minutes=60 * count)
        case _:
            span = Span(working_minutes=count)
    if span.working_days > 1000 or span.working_minutes > 60 * 10_000:
        raise ValueError('too long. Write less than 1000 working days, such as "3 working days".')
    return span


def parse_size(text: str) -> int:
    """Octets: "25 MB" (decimal), "25 MiB" (binary)."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError('not a size. Write "25 MB".')
    return int(Decimal(match[1]) * SIZES[match[2].lower()])


def parse_rate(text: str) -> tuple[int, timedelta]:
    """How many in which time: "20 per 1h"."""
    match = _RATE.fullmatch(text.strip())
    try:
        count, length = (int(match[1]), parse_length(match[2])) if match else (0, timedelta(0))
    except ValueError:
        count, length = 0, timedelta(0)
    if not count or not length:
        raise ValueError('not a rate above zero. Write "20 per 1h".')
    return count, length


def parse_money(text: str) -> tuple[Decimal, str, str]:
    """A price for billing: "95 EUR per case" or "80 EUR per hour" -> (amount, currency, "case" | "hour")."""
    match = _MONEY.fullmatch(text.strip())
    if match is None:
        raise ValueError('not a rate for billing. Write "95 EUR per case" or "80 EUR per hour".')
    return Decimal(match[1]), match[2], match[3]
