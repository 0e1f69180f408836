"""docs/understanding.md: every table of words is named there, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "understanding.md").read_text("utf-8")
TABLES = {path.name for path in (ROOT / "cases" / "wordlists").glob("*.csv")}
ROOMS = "body|machine|mime|quotes|signatures|older|cases"


def test_every_table_is_named_and_none_other() -> None:
    """By its file name."""
    assert TABLES == set(re.findall(r"`(\w+\.csv)`", PAGE))


@pytest.mark.parametrize("name", sorted(set(re.findall(rf"`((?:{ROOMS})/\w+)`", PAGE))))
def test_a_module_that_is_named_is_there(name: str) -> None:
    """Under the room of readers, or from the top."""
    places = (ROOT / "intake" / "reading", ROOT / "intake", ROOT)
    assert any((place / f"{name}.py").exists() or (place / name).is_dir() for place in places)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/.]+)`", PAGE))))
def test_a_test_that_is_named_is_there(path: str) -> None:
    """Where the page says."""
    assert (ROOT / path).exists()
