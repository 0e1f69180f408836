"""Answers between quoted questions: which question stands above an answer, and what was typed into a
quote of our own mail that the client did not mark at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from intake.reading.quotes.attribution import attribution
from intake.reading.quotes.known import typed_between
from intake.reading.quotes.lines import Line, Placed

MAX_QUESTION: Final = 12  # lines
WRAPPED: Final = 45  # characters; a shorter line was not wrapped, but ends a paragraph
_ITEM: Final = re.compile(r"(?:\d{1,2}[.)]|[-*•]) ")


def quoted_above(lines: Sequence[Line], quoted: Sequence[bool], start: int) -> str:
    """The quoted paragraph, list item or sentence that ends above a line; at most twelve lines."""
    above: list[str] = []
    for index in range(start - 1, -1, -1):
        text = lines[index].bare.strip()
        if not quoted[index] or (not text and above) or len(above) >= MAX_QUESTION:
            break
        if above and (_ITEM.match(above[0]) or text[-1] in ".?!:" or len(text) < WRAPPED):
            break
        if text:
            above.insert(0, text)
    return "\n".join(above)


def answered(
    lines: Sequence[Line], quoted: Sequence[bool], written: Iterable[tuple[int, str]]
) -> tuple[tuple[str, str], ...]:
    """Each answer with what is quoted just above it. written: where each begins, and what it says."""
    above = ((quoted_above(lines, quoted, start), kept) for start, kept in written)
    return tuple(
        (asked, kept) for asked, kept in above if asked and attribution(asked.split("\n"), 0) is None
    )


def with_typed_answers(lines: Sequence[Line], placed: Placed, sent: str) -> tuple[Sequence[Line], Placed]:
    """The same, with what was typed into an unmarked quote of our own mail taken out of the quote."""
    start = placed.quoted.index(True)
    quoted = placed.quoted
    apart = any(not quoted[i] and lines[i].text.strip() for i in range(start, len(lines)))
    if placed.unsure:  # nothing was written above the header block
        quoted = tuple(i >= start for i in range(len(lines)))
    below = [i for i, flag in enumerate(quoted) if flag]
    texts = [lines[i].bare for i in below]
    typed = typed_between(texts, sent)
    if apart and not placed.unsure:  # something stands outside the quote already: answers, or a signature
        typed = _below_questions(texts, typed)
    if not typed:
        return lines, placed
    answers = {below[i]: found for i, found in typed.items()}
    parted: list[tuple[Line, bool]] = []
    for index, line in enumerate(lines):
        if index not in answers:
            parted.append((line, quoted[index]))
            continue
        question, answer = answers[index]
        if question:  # on its line
            parted.append((replace(line, bare=question), True))
        parted.append((Line(answer, answer), False))
    flags = tuple(flag for _, flag in parted)
    return [line for line, _ in parted], replace(placed, quoted=flags, unsure=False)


def _below_questions(
    texts: Sequence[str], typed: Mapping[int, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Those of the typed lines that stand straight below a question, or go on there."""
    kept: dict[int, tuple[str, str]] = {}
    asked = False
    for index, text in enumerate(texts):
        if index in typed:
            if asked or typed[index][0]:
                kept[index] = typed[index]
                asked = True
        elif text.strip():
            asked = text.rstrip(" *_").endswith("?")
    return kept
