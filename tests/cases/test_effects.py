"""The foot of a mail: a rule and the last line, which are no words."""

from __future__ import annotations

import pytest

from cases.effects import FOOT, without_foot

MAILS = [
    # (text, words)
    ("Hello\n", "Hello\n"),
    (f"Hello{FOOT}Learning Help · LC-12", "Hello"),
    (f"One{FOOT}Two{FOOT}Learning Help · LC-12", f"One{FOOT}Two"),  # a rule of the writer's own stays
    (f"{FOOT}LC-12", ""),
    ("", ""),
    ("Hello\n---\nthere", "Hello\n---\nthere"),
]


@pytest.mark.parametrize(("text", "words"), MAILS)
def test_words_without_the_foot(text: str, words: str) -> None:
    """Only what stands below the last rule is the foot; a text without one is all words."""
    assert words == without_foot(text)
