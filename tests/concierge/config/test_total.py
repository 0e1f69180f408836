"""Whatever stands in the configuration, it is either settings or a list of sentences."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import ConfigurationError
from concierge.config import load as config
from concierge.config.hours import parse_holidays, parse_week
from concierge.config.secrets import Sources
from concierge.config.section import Mistakes, Section

KEYS = {
    "service": ("name", "timezone", "languages", "case_prefix", "secret_file", "lead", "templates", "topics"),
    "intake": ("acknowledge", "backlog", "max_message", "poll", "reopen_within"),
    "response": ("target", "remind", "others_after", "hold", "receipts", "digest"),
    "survey": ("after", "remind", "lapse", "stale", "per_person"),
    "hours": ("week", "holidays"),
    "limits": ("requests_per_sender", "automatic_total"),
    "database": ("url",),
    "mailbox": ("address", "also", "lists", "client", "imap", "smtp", "proof", "plus_addressing", "oauth2"),
    "concierge": ("name", "address", "aliases", "topics", "languages", "clients", "away"),
    "client": ("id", "name", "domains", "rate"),
}
words = st.sampled_from(
    ("", "a", "4h", "4 working hours", "UTC", "en", "BE", "anna@example.org", "../..", "/", "\0", "x" * 300)
)
plain = st.one_of(words, st.text(max_size=10), st.integers(), st.booleans(), st.floats(), st.dates())
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
accounts = st.dictionaries(
    st.sampled_from(("host", "port", "security", "username", "password", "password_file", "rate", "ca_file")),
    values,
)
sections = st.fixed_dictionaries(
    {},
    optional={
        name: st.one_of(
            values,
            st.dictionaries(st.sampled_from(keys), st.one_of(values, accounts), max_size=4),
            st.lists(
                st.dictionaries(st.sampled_from(keys), st.one_of(values, accounts), max_size=5), max_size=3
            ),
        )
        for name, keys in KEYS.items()
    },
)


READ_HOLIDAYS = partial(parse_holidays, today=date(2026, 11, 21))


@given(sections)
def test_any_values_are_read_or_refused(found: Mapping[str, object]) -> None:
    """Values of any type anywhere end in settings or in a ConfigurationError, never in another error."""
    mistakes = Mistakes("concierge.toml")
    with tempfile.TemporaryDirectory() as folder:
        config.read_sections(Section(found, "", mistakes), Sources({}, Path(folder)), READ_HOLIDAYS)
    assert mistakes.lines
    assert all(line.startswith("concierge.toml: ") and line.endswith((".", "?")) for line in mistakes.lines)


@given(st.binary(max_size=60))
def test_any_octets_are_a_configuration_or_not(octets: bytes) -> None:
    """Any file is read, or refused in a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "concierge.toml"
        path.write_bytes(octets)
        with pytest.raises(ConfigurationError):
            config.load(path, {})


@pytest.mark.parametrize(
    ("text", "count", "minutes"),
    [
        ("Mon-Fri 09:00-17:00", 5, 2400),
        ("Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:00", 9, 2160),
        ("mon 00:00-24:00", 1, 1440),
        ("Fri-Mon 10:00-11:00", 4, 240),
        ("Sat  10:00 - 12:00", 1, 120),
    ],
)
def test_weeks(text: str, count: int, minutes: int) -> None:
    """Days, ranges over the weekend, breaks, and midnight as a closing time."""
    week = parse_week(text)
    lengths = [
        ((closes.hour or 24) - opens.hour) * 60 + closes.minute - opens.minute for _, opens, closes in week
    ]
    assert (count, minutes) == (len(week), sum(lengths))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([], set()),
        ([date(2026, 12, 24), "2026-12-31"], {date(2026, 12, 24), date(2026, 12, 31)}),
    ],
)
def test_single_holidays(raw: object, expected: set[date]) -> None:
    """Dates as TOML writes them or in quotes."""
    assert expected == set(parse_holidays(raw, date(2026, 1, 1)))


def test_holidays_of_countries_and_their_parts() -> None:
    """A country gives its holidays for years around now, a part of it those of that part too."""
    germany = parse_holidays("DE", date(2026, 1, 1))
    bavaria = parse_holidays("DE-BY", date(2026, 1, 1))
    epiphany = date(2026, 1, 6)
    assert (True, False) == (epiphany in bavaria, epiphany in germany)
    assert {2020, 2029} == {min(bavaria).year, max(bavaria).year}
