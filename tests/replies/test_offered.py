"""What a line offers or withdraws, and what is prose, in both languages."""

from __future__ import annotations

import pytest

from cases.offers import Act
from replies.offered import topics_named
from replies.rights import read_request
from tests import desk as d

OFFER, WITHDRAW = Act
ROWS: list[tuple[str, list[tuple[Act, str]], str | None, str]] = [
    # (new text, acts and what they name, the language that the word tells, the words beside it)
    ("#offer presenting", [(OFFER, "presenting")], None, ""),
    ("#Offer: Presenting.", [(OFFER, "Presenting")], None, ""),
    ("/offer presenting please", [(OFFER, "presenting")], None, ""),
    ("Hello,\n\n# offer help with presenting\n\nKind regards,\nMaria", [(OFFER, "presenting")], None, ""),
    ("**#offer writing, presenting**", [(OFFER, "writing, presenting")], None, ""),
    ("#aanbod schrijven en presenteren", [(OFFER, "schrijven en presenteren")], "nl", ""),
    ("#aanbod hulp bij presenteren aub", [(OFFER, "presenteren")], "nl", ""),
    ("#offer", [(OFFER, "")], None, ""),
    ("#offer writing\n#offer presenting", [(OFFER, "writing"), (OFFER, "presenting")], None, ""),
    ("#withdraw", [(WITHDRAW, "")], None, ""),
    ("#withdraw my offer please", [(WITHDRAW, "")], None, ""),
    ("#withdraw presenting", [(WITHDRAW, "presenting")], None, ""),
    ("#intrekken", [(WITHDRAW, "")], "nl", ""),
    ("#intrekken alles a.u.b.", [(WITHDRAW, "")], "nl", ""),
    ("#offer writing\n\nI did it for years.", [(OFFER, "writing")], None, "I did it for years."),
    # prose
    ("I #offer writing", [], None, ""),
    ("offer writing", [], None, ""),
    ("#offers", [], None, ""),
    ("#offer " + "a very long sentence about a job that was offered to somebody else", [], None, ""),
]


@pytest.mark.parametrize(("text", "acts", "language", "words"), ROWS)
def test_reading(text: str, acts: list[tuple[Act, str]], language: str | None, words: str) -> None:
    """A line that offers is read with patience; around it a greeting and a name are no words."""
    found = read_request(text, "", "Maria Claes")
    assert acts == ([(each.act, each.named) for each in found.offers] if found else [])
    if found:
        assert (language, words) == (found.language, found.words)


NAMED = [
    ("presenting", ("presenting",), ()),
    ("Presenteren", ("presenting",), ()),
    ("writing, presenting", ("writing", "presenting"), ()),
    ("schrijven en presenteren", ("writing", "presenting"), ()),
    ("writing & knitting", ("writing",), ("knitting",)),
    ("knitting", (), ("knitting",)),
    ("", (), ()),
]


@pytest.mark.parametrize(("typed", "slugs", "unknown"), NAMED)
def test_topics(typed: str, slugs: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    """Topics by slug or name, in any language, several in a line."""
    assert (slugs, unknown) == topics_named(typed, d.CATALOGUE)
