"""Quantities as people write them: what is understood, and what a mistake is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import durations
from cases.settings import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", Span(length=timedelta(seconds=90))),
        ("15m", Span(length=timedelta(minutes=15))),
        ("4h", Span(length=timedelta(hours=4))),
        ("10d", Span(length=timedelta(days=10))),
        ("1h30m", Span(length=timedelta(minutes=90))),
        (" 10 d ", Span(length=timedelta(days=10))),
        ("0s", Span()),
        ("4 working hours", Span(working_minutes=240)),
        ("1 working hour", Span(working_minutes=60)),
        ("1 working hours", Span(working_minutes=60)),
        ("90 working minutes", Span(working_minutes=90)),
        ("3 working days", Span(working_days=3)),
        ("3 Working Days", Span(working_days=3)),
    ],
)
def test_spans(text: str, expected: Span) -> None:
    """Clock time and working time, singular and plural."""
    assert expected == durations.parse_span(text)


@pytest.mark.parametrize(
    ("parse", "text", "part"),
    [
        (durations.parse_span, "4 worknig hours", 'Write "4h" or "4 working hours".'),
        (durations.parse_span, "", "not a duration"),
        (durations.parse_span, "4", "not a duration"),
        (durations.parse_span, "-4h", "not a duration"),
        (durations.parse_span, "4 weeks", "not a duration"),
        (durations.parse_span, "999999999d", "too long"),
        (durations.parse_span, "999999999h 999999999d 999999999d", "too long"),
        (durations.parse_span, "2000 working days", "too long"),
        (durations.parse_length, "4 working hours", "working time is not possible here"),
        (durations.parse_length, "soon", "not a duration"),
        (durations.parse_size, "25", "not a size"),
        (durations.parse_size, "big", "not a size"),
        (durations.parse_rate, "20", "not a rate"),
        (durations.parse_rate, "0 per 1h", "not a rate"),
        (durations.parse_rate, "20 per 0h", "not a rate"),
        (durations.parse_rate, "20 per hour", 'Write "20 per 1h".'),
        (durations.parse_money, "95 per case", "not a rate for billing"),
        (durations.parse_money, "95 EUR", "not a rate for billing"),
    ],
)
def test_mistakes_say_what_to_write(parse: Callable[[str], object], text: str, part: str) -> None:
    """A mistake names an example that would be understood."""
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert part in str(caught.value)


LONGEST = [
    # (text, is it taken?)
    ("36500d", True),
    ("36500d1s", False),
    ("1000 working days", True),
    ("1001 working days", False),
    ("10000 working hours", True),
    ("10001 working hours", False),
    ("600000 working minutes", True),
    ("600001 working minutes", False),
]


@pytest.mark.parametrize(("text", "taken"), LONGEST)
def test_longest_spans(text: str, taken: bool) -> None:
    """A century of the clock, a thousand working days: longer was mistyped, and would never be reached."""
    if taken:
        assert durations.parse_span(text)
    else:
        with pytest.raises(ValueError, match="too long"):
            durations.parse_span(text)


def test_sizes_rates_and_money() -> None:
    """Sizes are decimal unless written with an i; rates and prices keep their unit."""
    assert 25_000_000 == durations.parse_size("25 MB")
    assert 25 * 2**20 == durations.parse_size("25MiB")
    assert 1500 == durations.parse_size("1.5 kB")
    assert (20, timedelta(hours=1)) == durations.parse_rate("20 per 1h")
    assert (25, timedelta(minutes=1)) == durations.parse_rate("25 per 1m")
    assert (Decimal(95), "EUR", "case") == durations.parse_money("95 EUR per case")
    assert (Decimal("80.50"), "EUR", "hour") == durations.parse_money("80.50 EUR per hour")


@given(st.text(max_size=30))
def test_any_text_is_understood_or_refused(text: str) -> None:
    """No text makes a parser fail in another way than by saying so."""
    for parse in (durations.parse_span, durations.parse_size, durations.parse_rate, durations.parse_money):
        with suppress(ValueError):
            parse(text)
