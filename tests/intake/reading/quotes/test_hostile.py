"""Hostile bodies: forty kilobytes of one thing are split all the same, in text and in HTML.

Whether time grows as the text does is measured in tests/hostile/growth.py; speed in bench/.
"""

from __future__ import annotations

import pytest

from intake.reading.parsed import Parsed
from intake.reading.quotes.forwards import forwarded
from intake.reading.signatures.signatures import signature_at_risk, signature_block
from tests.intake.reading.quotes.bodies import split_html, split_text

SIZE = 40_000

TEXTS = {
    "letters": "a",
    "marks": ">",
    "marked lines": ">\n",
    "line feeds": "\n",
    "carriage returns": "\r",
    "attribution begun": "On 3 May 2024 at 14:02 ",
    "attribution lines": "On 3 May 2024\n",
    "attribution lines with a verb": "Op 3 mei 2024 x schreef\n",
    "weekdays": "ma 3\n",
    "senders": "From: a@b\n",
    "half blocks": "Van: x\nDatum: y\n",
    "blocks with blanks": "Van: x\n\n",
    "dashes": "-",
    "rules": "- - -\n\n",
    "underscore rules": "_" * 30 + "\nmailing list\n\n",
    "spaces": " ",
    "at signs": "a@a",
    "addresses": "x" * 70 + "@",
    "formulas": "Groeten\nT: 1234567890\n",
    "delimiters": "-- \n",
    "disclaimers": "confidential vertrouwelijk disclaimer, geadresseerde, and this line is long enough\n\n",
    "footers": "Sent from my phone\n",
    "forwards": "---------- Forwarded message ---------\n",
    "glued headers": "----- Forwarded Message ----- From: a@x To: b@x ",
    "open links": "[a](",
    "angles": "<http://",
    "bold": "*",
    "digits": "+32 1",
    "questions": "> vraag?\nantwoord\n",
    "table rules": "| --- ",
    "markers": "please type your reply above this line ",
}
MARKUP = {
    "blocks": "<div>",
    "cited": "<blockquote type=cite>",
    "cited and closed": "<blockquote type=cite>x</blockquote>",
    "soft": "<blockquote>x</blockquote>",
    "gmail": "<div class=gmail_quote>",
    "gmail with quotes": "<div class=gmail_quote>On<blockquote class=gmail_quote>x</blockquote>y</div>",
    "borders": '<div style="border-top:solid 1pt">',
    "coloured": '<div id=divRplyFwdMsg>x</div><span style="color:red">x</span>',
    "signatures": "<div class=gmail_signature>x</div>",
    "headers": "<p>Van: x</p>",
    "sentinels": "\uf8f1\uf8f2\uf8f5",
}


def long(piece: str) -> str:
    return piece * (SIZE // len(piece))


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    """Splitting, looking for a forward and remembering a signature stay linear."""
    text = long(TEXTS[name])
    assert split_text(text).new_text is not None
    forwarded(Parsed(raw_size=1, subject="FW: x", plain=text))
    signature_at_risk(text)
    signature_block(text)


@pytest.mark.parametrize("name", MARKUP)
def test_html(name: str) -> None:
    """The walk over the tree stays linear."""
    assert split_html(long(MARKUP[name])).new_text is not None
