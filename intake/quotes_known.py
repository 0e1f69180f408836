"""Answers typed into a quote that has no marks at all, found by comparing with what we had sent.

Outlook quotes below a header block without ">" or structure. When the mail that is answered is one of
ours, every quoted line is known; a line that is not in it was typed between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from intake.header_blocks import is_rule
from intake.header_words import field_of

MIN_KNOWN: Final = 3  # quoted lines of ours that must be there before anything is taken for an answer
_FOLD: Final = re.compile(r"[\W_]+")
MAX_LINE: Final = 2000


def typed_between(quoted: Sequence[str], sent: str) -> frozenset[int]:
    """Indexes of the quoted lines that are not in the text we had sent.

    Only lines between the first and the last known one count, and those directly below the last; what
    stands above the first is the client's header block. Empty when the quote is not recognisably ours.
    """
    ours = f" {_folded(sent)} "
    lines = frozenset(_folded(line) for line in sent.split("\n"))
    folded = [_folded(line[:MAX_LINE]) for line in quoted]
    is_ours = [_is_ours(folded, i, ours, lines) for i in range(len(folded))]
    known = [i for i, line in enumerate(folded) if line and is_ours[i]]
    if len(known) < MIN_KNOWN:
        return frozenset()
    typed = {
        i
        for i in range(known[0], len(quoted))
        if folded[i] and not is_ours[i] and not _of_a_client(quoted[i])
    }
    below = [i for i in typed if i > known[-1]]
    if len(below) > MIN_KNOWN:  # a second, older mail follows
        typed.difference_update(below)
    return frozenset(typed)


def _is_ours(folded: Sequence[str], index: int, ours: str, lines: frozenset[str]) -> bool:
    """A whole line of ours, or part of one as clients wrap it. "Alleen" is an answer, though the question
    holds the word, unless it goes on where the line above it ends."""
    line = folded[index]
    if line in lines:
        return True
    if len(line.split()) >= 3:
        return f" {line} " in ours
    above = folded[index - 1] if index else ""
    return bool(above) and f" {above} {line} " in ours


def _of_a_client(line: str) -> bool:
    return field_of(line) is not None or is_rule(line)


def _folded(text: str) -> str:
    return _FOLD.sub(" ", text).strip().casefold()
