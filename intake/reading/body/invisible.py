"""Characters that no reader sees, taken out of a body, except where they break what looks like a command.

A zero-width space or a soft hyphen says nothing, and a control character is damage. But in a word that
begins with "#" or "/" one of them makes two readings possible: a command to us, something else to the person
who typed or pasted it. There the invisible mark stays, and a control character becomes U+FFFD, so that
whoever reads commands sees that the word is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from intake.reading.mime.charsets import without_controls

MARKS = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2060\ufeff"
_MARK = re.compile(f"[{MARKS}]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UNSEEN = re.compile(f"[{MARKS}\x00-\x08\x0e-\x1f\x7f]")
_COMMAND = re.compile(
    rf"(?<![^ \t\n\u00a0{MARKS}])[*_>\\]{{0,4}}[#/\uff03\ufe5f\u266f\uff0f][^ \t\r\n\u00a0]*"
)

_MORE = re.compile(r"[^ \t\r\n\u00a0]*")


def without_invisible(text: str, before: Callable[[], str] = str) -> str:
    """`text` without invisible marks and control characters, those in a would-be command apart.

    `before`: gives the word that `text` may go on with, as HTML cuts words in pieces; asked where needed.
    """
    if not _UNSEEN.search(text):
        return without_controls(text)
    if not _COMMAND.fullmatch(before()):
        return _without(text)
    more = _MORE.match(text)
    assert more is not None  # nothing is a match too
    return _CONTROL.sub("\ufffd", more[0]) + _without(text[more.end() :])


def _without(text: str) -> str:
    pieces: list[str] = []
    last = 0
    for word in _COMMAND.finditer(text):
        pieces += (_cleaned(text[last : word.start()]), _CONTROL.sub("\ufffd", word[0]))
        last = word.end()
    return "".join(pieces) + _cleaned(text[last:])


def _cleaned(text: str) -> str:
    return _MARK.sub("", without_controls(text))
