"""Values as they stand in the file: what is written is read again as the same."""

from __future__ import annotations

import tomllib
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concierge.config.written import as_key, as_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUE = st.recursive(
    TEXT | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


@given(VALUE, TEXT)
def test_what_is_written_is_read_again(value: object, key: str) -> None:
    """Any value, and any key, on one line, in one way only."""
    line = f"{as_key(key)} = {as_toml(value)}"
    assert {key: value} == tomllib.loads(line)
    assert line.isprintable()


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ('Anna "An" Peeters', r'"Anna \"An\" Peeters"'),
        ("Zoë Müller", '"Zoë Müller"'),
        (r"C:\secret", r'"C:\\secret"'),
        ("a\x7fb\u202e", r'"a\u007fb\u202e"'),
        ("\U000e0001", r'"\U000e0001"'),
        (["BE", date(2026, 12, 24)], '["BE", 2026-12-24]'),
        ((), "[]"),
        (time(8, 30), "08:30:00"),
        ({"host": "mx", "port": 993, "a b": False}, '{ host = "mx", port = 993, "a b" = false }'),
    ],
)
def test_each_kind(value: object, line: str) -> None:
    """Letters stay; quotes, backslashes and what shows as nothing are escaped."""
    assert line == as_toml(value)


def test_what_is_no_value() -> None:
    """A mistake of ours is no line."""
    with pytest.raises(TypeError, match="NoneType"):
        as_toml(None)
