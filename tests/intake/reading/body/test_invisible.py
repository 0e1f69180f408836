"""Marks that nobody sees leave a body, but not unseen out of what looks like a command."""

from __future__ import annotations

import pytest

from intake.reading.body.invisible import without_invisible
from intake.reading.parse import parse
from intake.reading.quotes.split import split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("soft\u00adhyphen \ufeffand\u200b more\u2060", "softhyphen and more"),
        ("be\x07ll", "bell"),
        ("#close", "#close"),
        ("\u200b#close\u200b", "#close\u200b"),
        ("#clo\u200bse", "#clo\u200bse"),
        ("#clo\x00se", "#clo\ufffdse"),
        ("say\u200b\n  /clo\x1fse no\u200bw", "say\n  /clo\ufffdse now"),
        ("**#clo\u00adse**", "**#clo\u00adse**"),
        ("\uff03clo\u200bse", "\uff03clo\u200bse"),
        ("https://exam\u00adple.org/a\u200bb", "https://example.org/ab"),
        ("and\u200b/or", "and/or"),
    ],
)
def test_what_is_taken_out(text: str, expected: str) -> None:
    """Everywhere, but for the words that begin with a command's sign."""
    assert expected == without_invisible(text)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("plain", "Begin.\r\n#clo\u200bse\r\nEnd\u200b."),
        ("html", "<p>Begin.<br>#clo\u200bse<br>End&#8203;.</p>"),
        ("html", "<p>Begin.<br>#clo&#8203;se<br>End&shy;.</p>"),
        ("html", "<p>Begin.<br>#clo&ZeroWidthSpace;se<br>End.</p>"),
    ],
)
def test_in_either_form(kind: str, body: str) -> None:
    """The new text of a mail still shows that the command is broken; the other words are clean."""
    head = f"From: anna@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    parsed = parse((head + body).encode())
    assert ["Begin.", "#clo\u200bse", "End."] == split(parsed).new_text.split("\n")


@pytest.mark.parametrize(
    ("kind", "body"), [("plain", "#clo\0se\0"), ("html", "<p>#clo\0se</p>\0"), ("html", "#clo&#0;se")]
)
def test_a_control_character_is_seen(kind: str, body: str) -> None:
    """A NUL inside a verb is no letter of it."""
    head = f"From: anna@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    assert "#clo\ufffdse" == split(parse((head + body).encode())).new_text.rstrip("\ufffd")
