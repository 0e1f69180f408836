"""The name of a case, "LC-12": one reader and one writer for every place that shows or takes it."""

from __future__ import annotations

import pytest

from cases.tags import case_number, named, tag, tagged, untagged

TYPED = [
    ("LC-9", 9),
    ("lc-9", 9),
    ("[LC-9]", 9),
    (" 9 ", 9),
    ("HR-9", None),  # a case of another service
    ("LCX-9", None),
    ("LC9", None),
    ("nine", None),
    ("LC-1234567890", None),
    ("", None),
]


@pytest.mark.parametrize(("typed", "number"), TYPED)
def test_as_people_type_it(typed: str, number: int | None) -> None:
    """With or without prefix and brackets; another service's prefix names none of our cases."""
    assert number == case_number(typed, "LC")


SUBJECTS = [
    ("Re: [LC-12] Talks", (12,), "Re:   Talks"),
    ("[lc-7][LC-12] Talks", (7, 12), "   Talks"),
    ("LC-12 Talks", (), "LC-12 Talks"),
    ("[HR-12] Talks", (), "[HR-12] Talks"),
]


@pytest.mark.parametrize(("subject", "numbers", "rest"), SUBJECTS)
def test_in_a_subject(subject: str, numbers: tuple[int, ...], rest: str) -> None:
    """A tag stands in brackets; what is found can be taken out."""
    assert (numbers, rest) == (tagged(subject, "LC"), untagged(subject, "LC"))


TEXTS = [
    ("as in LC-9 and [lc-10].", (9, 10)),
    ("HR-9, XLC-9, LC-9x", ()),
    ("no case", ()),
]


@pytest.mark.parametrize(("text", "numbers"), TEXTS)
def test_in_a_text(text: str, numbers: tuple[int, ...]) -> None:
    """A whole word, in brackets or not."""
    assert numbers == named(text, "LC")


@pytest.mark.parametrize("prefix", ["LC", "HELP2", "x"])
def test_what_is_written_is_read(prefix: str) -> None:
    """Whatever the prefix, our own tag is understood everywhere."""
    shown = tag(prefix, 12)
    assert 12 == case_number(shown, prefix)
    assert (12,) == tagged(f"[{shown}] x", prefix) == named(shown, prefix)
