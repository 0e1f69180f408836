"""Names that changed, and names that are only written otherwise."""

from __future__ import annotations

import pytest

from cases.names import is_new_name


@pytest.mark.parametrize(
    ("known", "written", "new"),
    [
        ("Maria Jansen", "Maria Claes", True),
        ("Maria Jansen", "Maria Jansen-Claes", True),
        ("Sean OBrien", "Sean O'Brien", True),
        ("Maria", "Maria Jansen", True),
        ("Maria Jansen", "Jansen, Maria", False),
        ("Maria Jansen", "MARIA JANSEN", False),
        ("Maria Jansen", "Maria", False),
        ("Sean O'Brien", "Sean O\u2019Brien", False),
        ("Maria Jansen", "maria@example.org", False),
        ("Maria Jansen", "", False),
        ("", "Maria Jansen", False),
        ("Maria Jansen", "...", False),
    ],
)
def test_a_name_is_new(known: str, written: str, new: bool) -> None:
    """Other words, not another order, case, apostrophe or less of them."""
    assert new is is_new_name(known, written)
