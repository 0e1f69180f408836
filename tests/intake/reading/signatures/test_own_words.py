"""Which words of a mail are a concierge's own: commands are read from these alone."""

from __future__ import annotations

import pytest

from intake.reading.signatures.own_words import closing, own_words
from intake.reading.signatures.signatures import Cut

NAME = "Anna Peeters"
BLOCK = "Anna Peeters\nExample NV\n+32 470 12 34 56"
QUOTE = "Maria wrote:\nMy talks fall flat.\n#close"
OWN = [
    # (new text, quoted, signature, sure, the words, the signature below them)
    ("Begin.\n#close", "", "", True, "Begin.\n#close", ""),
    (f"Begin.\n\n{BLOCK}", "", "", True, "Begin.", BLOCK),
    (f"Begin.\n\n{BLOCK}", "", "Sent from my phone", True, "Begin.", f"{BLOCK}\n\nSent from my phone"),
    ("Begin.\n", "", "-- x", True, "Begin.\n", "-- x"),  # nothing cut: as it stands
    # where new and quoted could not be told apart
    (QUOTE, QUOTE, "", False, "", ""),
    (f"{QUOTE}\n", QUOTE, "Anna", False, "", "Anna"),
    (f"Begin.\n{QUOTE}", QUOTE, "", False, f"Begin.\n{QUOTE}", ""),
    (f"Begin.\n\n{BLOCK}", "", "", False, f"Begin.\n\n{BLOCK}", ""),
    ("", "", "", False, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quoted", "signature", "sure", "kept", "below"), OWN)
def test_own_words(text: str, quoted: str, signature: str, sure: bool, kept: str, below: str) -> None:
    """Without a sign-off; nothing of a quote that came back alone."""
    assert Cut(kept, below) == own_words(text, NAME, quoted=quoted, signature=signature, sure=sure)


CLOSINGS = [
    ("Begin.\n\nKind regards,\nAnna", "Kind regards,\nAnna"),
    ("Begin.\n\nMet vriendelijke groet,\n\nAnna Peeters.\n", "Met vriendelijke groet,\n\nAnna Peeters."),
    ("Begin.\n\nAnna", "Anna"),
    ("Begin.\n\nKind regards,\nBram", ""),
    ("Begin.", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CLOSINGS)
def test_closing(text: str, expected: str) -> None:
    """A formula and the own name, no other name."""
    assert expected == closing(text, NAME)
