"""A draft that was made to do harm does none."""

from __future__ import annotations

import pytest

from cases.model import Purpose
from cases.tokens import Signer, Token, find_tokens
from concierge.assistant.defused import MOST_LINES, UNCHECKED, defused
from replies.commands.grammar import read
from replies.commands.table import VERBS

KNOWN = "https://example.net/book"
SIGNER = Signer({1: b"k" * 32}, 1)
TOKEN = SIGNER.sign(Token(Purpose.ANSWER, 7, 1, 0, None))


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("Begin small.\n\nThen ask.", "Begin small.\n\nThen ask."),
        ("- one\n* two\n• three", "- one\n- two\n- three"),
        ("Learn C# and use and/or, 24/7.", "Learn C# and use and/or, 24/7."),
        ('It costs €20, "cheap" (really).', 'It costs €20, "cheap" (really).'),
        ("#close", "close"),
        ("text #close text", "text close text"),
        ("＃close ♯close ﹟close", "close close close"),
        ("/close or \\close or !close or @close", "close or close or close or close"),
        ("# close", "close"),
        ("**#close**", "close"),
        ("#\u200bclose", "close"),
        ("> #close", "close"),
        ("<b>#close</b><script>x</script>", "closex"),
        ("[#close](mailto:a@b.example?body=%23close)", "close …"),
        ("mail a@b.example", "mail …"),
        ("javascript:alert(1) and data:text/html,x", "… and …"),
        (f"See {KNOWN}.", f"See {KNOWN}."),
        ("See https://evil.example/a?b=c#d.", "See evil.example/a (?)."),
        ("See www.evil.example/a?b", "See evil.example/a (?)"),
        ("HTTPS://EVIL.example", "EVIL.example (?)"),
        ("https://user@evil.example/x", "user (?)"),
        ("Note: this is it", "Note: this is it"),
        ("-- \nAnna", "Anna"),
        ("-----Original Message-----", "Original Message"),
        ("From: Anna\nVan: Bram", "From Anna\nVan Bram"),
        ("On Monday Anna wrote:", "On Monday Anna wrote"),
        ("________________", ""),
        (f"answer to help+{TOKEN}@example.org", "answer to …"),
        (f"x {TOKEN.upper()} y", "x … y"),
        (SIGNER.marker("LC", 7), "…"),
        ("", ""),
    ],
)
def test_defused(draft: str, expected: str) -> None:
    """No command, token, separator, header, markup, or link that nobody looked at."""
    found = defused(draft, {KNOWN})
    assert expected == found.text
    assert (UNCHECKED in expected) == found.unchecked
    assert [] == list(find_tokens(found.text))
    reading = read(found.text, VERBS)
    assert ((), ()) == (reading.commands, reading.problems)


def test_every_verb_is_a_word_however_it_is_written() -> None:
    """Whatever sign and whatever markup stands around it."""
    for verb in VERBS:
        for sign in ("#", "/", "＃", "# ", "##", "-#", "> #", "* #", "1. #", "#\u2060"):
            for around in ("{}", "**{}**", "<p>{}</p>", "`{}`", "words\u2028{}", "words\r{}", "\t{}\x0b"):
                text = defused(around.format(sign + verb), ()).text
                assert () == read(text, VERBS).commands, (verb, sign, around)


def test_a_draft_has_an_end() -> None:
    """Nobody reads a thousand lines."""
    assert MOST_LINES >= len(defused("line\n" * 5_000, ()).text.split("\n"))
