"""Answers typed into a quote that has no marks at all, found by comparing with what we had sent.

Outlook quotes below a header block without ">" or structure. When the mail that is answered is one of
ours, every quoted line is known; a line that is not in it was typed between them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from intake.reading.quotes.header_blocks import is_rule
from intake.reading.quotes.header_words import field_of

MIN_KNOWN: Final = 3  # quoted lines of ours that must be there before anything is taken for an answer
_FOLD: Final = re.compile(r"[\W_]+")
MAX_QUESTIONS: Final = 20
MAX_LINE: Final = 2000
MAX_SENT: Final = 8000  # characters of what we had sent; our questions are shorter


def typed_between(quoted: Sequence[str], sent: str) -> dict[int, str]:
    """What was typed into a quote of the text we had sent: index of the quoted line -> typed text.

    The text is the whole line, or what follows our words on it ("3. Alleen of samen? Samen"). Empty when
    the quote is not recognisably ours. What stands above our first line is the client's header block.
    """
    sent = sent[:MAX_SENT]
    ours = f" {_folded(sent)} "
    lines = {folded: line for line in sent.split("\n") if (folded := _folded(line))}
    read = [_folded(line[:MAX_LINE]) for line in quoted]
    is_ours = [_is_ours(read, i, ours, lines) for i in range(len(read))]
    known = [i for i, line in enumerate(read) if line and is_ours[i]]
    behind = _typed_behind(quoted, is_ours, lines)
    if len(known) + len(behind) < MIN_KNOWN or not known:
        return {}
    first, last = min(known[0], *behind, known[0]), max(known[-1], *behind, 0)
    typed = {
        i: quoted[i].strip()
        for i in range(first, len(quoted))
        if read[i] and not is_ours[i] and i not in behind and not _of_a_client(quoted[i])
    }
    if sum(i > last for i in typed) > MIN_KNOWN:  # a second, older mail follows
        typed = {i: text for i, text in typed.items() if i <= last}
    return dict(sorted((typed | behind).items()))


def _typed_behind(quoted: Sequence[str], is_ours: Sequence[bool], lines: Mapping[str, str]) -> dict[int, str]:
    """Lines that begin with a whole question of ours and go on."""
    questions = [" ".join(line.split()) for line in lines.values() if line.rstrip().endswith("?")]
    behind: dict[int, str] = {}
    for index, line in enumerate(quoted):
        if is_ours[index] or len(line) > MAX_LINE:
            continue
        text = " ".join(line.split())
        for question in questions[:MAX_QUESTIONS]:
            if text.startswith(question) and (rest := text[len(question) :].strip(" -–—:>=")):
                behind[index] = rest
                break
    return behind


def _is_ours(folded: Sequence[str], index: int, ours: str, lines: Collection[str]) -> bool:
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
