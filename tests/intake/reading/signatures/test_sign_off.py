"""A signature without closing formula is cut from a concierge's mail; a colleague's contact lines are not."""

from __future__ import annotations

import pytest

from intake.reading.signatures.sign_off import cut_sign_off, own_block

NAME = "Anna Peeters"
CUT = [
    "Anna Peeters\nExample NV\n+32 470 12 34 56",
    "Anna Peeters\nLearning advisor\nExample NV | Station 1, 9000 Ghent\nT: +32 9 123 45 67\nwww.example.org",
    "**Anna Peeters**\nanna@example.org",
    "Peeters, Anna\nTel. 09 123 45 67",
    "anna peeters\nM +32 470 12 34 56",
    "Anna Peeters\n\n+32 470 12 34 56\nanna@example.org",
]
KEPT = [
    "Anna Peeters",  # a name alone is how one signs
    "Anna Peeters\nLearning advisor",  # nothing that is surely contact
    "Jan Peeters\nExample NV\n+32 470 12 34 56",  # somebody to call
    "Anna Peeters\n+32 470 12 34 56\nCall me after four, please do.",
    "Anna Peeters\n+32 470 12 34 56\n- and a book",
    "Anna Peeters\n+32 470 12 34 56\nPS: bring a friend",
    "Anna Peeters\n\nSee you Monday\n\n+32 470 12 34 56",
]


@pytest.mark.parametrize("block", CUT)
@pytest.mark.parametrize("text", ["Begin with a question.", "Two things:\n\n- one\n- two", "Thanks,\nAnna"])
def test_own_block_is_cut(block: str, text: str) -> None:
    """Set off by an empty line, begun with the own name, only contact lines."""
    found = cut_sign_off(f"{text}\n\n{block}\n", NAME)
    assert (text, block) == (found.kept, found.signature)


@pytest.mark.parametrize("block", KEPT)
def test_what_may_be_words_stays(block: str) -> None:
    """Losing a sentence is worse than keeping a telephone number."""
    text = f"Begin with a question.\n\n{block}"
    assert (text, "") == (cut_sign_off(text, NAME).kept, cut_sign_off(text, NAME).signature)


@pytest.mark.parametrize("above", ["This is where you reach me:\n", "Begin.", ""])
def test_lines_that_are_given_to_the_reader_stay(above: str) -> None:
    """After a colon, without an empty line, or with nothing above, the block is the message."""
    text = f"{above}\n{CUT[0]}".lstrip("\n")
    assert "" == cut_sign_off(text, NAME).signature


def test_only_an_own_block_is_learnt() -> None:
    """A colleague's telephone number in advice is never remembered as the concierge's signature."""
    mine = ("Anna Peeters", "Anna", "anna@example.org")
    assert CUT[0] == own_block(f"Begin.\n\n{CUT[0]}", mine)
    assert own_block("Begin.\n\nAnna\nExample NV\n+32 470 12 34 56", mine)
    assert own_block("Begin.\n\nLearning team\nanna@example.org", mine)
    assert "" == own_block("Call:\n\nJan Peeters\nExample NV\n+32 470 12 34 56", mine)
    assert "" == own_block("Begin with a question.", mine)
