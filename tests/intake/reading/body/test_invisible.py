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
    ("html", "expected"),
    [
        ("#clo<b>&shy;</b>se", "#clo\u00adse"),
        ("#clo<span><i>&#8203;</i></span>se", "#clo\u200bse"),
        ("<p>Begin.</p><p>#<b>&shy;</b>close</p>", "Begin.\n\n#\u00adclose"),
        ("<b>#clo</b><i>&shy;</i>se", "*#clo*\u00adse"),
        ("<b>#c</b>lo<i>&shy;se no&shy;w</i>", "*#c*lo\u00adse now"),
        ("#<b>c</b><i>l</i><u>o</u>&shy;<b>s</b>e", "#clo\u00adse"),
        ("Begin<br>/clo<font>&#8203;</font>se", "Begin\n/clo\u200bse"),
        ("#clo<a>&shy;</a>se", "#clo\u00adse"),
        ("say <b>&shy;</b>so&shy;on", "say soon"),
        ("and<b>&#8203;</b>/or", "and/or"),
        ("#close <b>&shy;</b>now", "#close now"),
        (f"#{'x' * 80}<b>&shy;</b>y", f"#{'x' * 80}y"),
        ("<pre>a\n#clo<b>&shy;</b>se</pre>", "a\n#clo\u00adse"),
    ],
)
def test_in_an_element_of_its_own(html: str, expected: str) -> None:
    """A word is one word, however HTML cuts it: a mark alone in an element breaks it too."""
    head = "From: anna@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    assert expected == parse((head + html).encode()).text


@pytest.mark.parametrize(
    ("kind", "body"), [("plain", "#clo\0se\0"), ("html", "<p>#clo\0se</p>\0"), ("html", "#clo&#0;se")]
)
def test_a_control_character_is_seen(kind: str, body: str) -> None:
    """A NUL inside a verb is no letter of it."""
    head = f"From: anna@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
    assert "#clo\ufffdse" == split(parse((head + body).encode())).new_text.rstrip("\ufffd")
