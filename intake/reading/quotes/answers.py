"""Answers between quoted questions: which question stands above an answer, and what was typed into a
quote of our own mail that the client did not mark at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

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


def with_typed_answers(lines: Sequence[Line], placed: Placed, sent: str) -> tuple[Sequence[Line], Placed]:
    """The same, with what was typed into an unmarked quote of our own mail taken out of the quote."""
    start = placed.quoted.index(True)
    quoted = placed.quoted
    if placed.unsure:  # nothing was written above the header block
        quoted = tuple(i >= start for i in range(len(lines)))
    elif any(not quoted[i] and lines[i].text.strip() for i in range(start, len(lines))):
        return lines, placed  # the answers stand apart from the quote already
    below = [i for i, flag in enumerate(quoted) if flag]
    typed = typed_between([lines[i].bare for i in below], sent)
    if not typed:
        return lines, placed
    answers = {below[i]: text for i, text in typed.items()}
    parted: list[tuple[Line, bool]] = []
    for index, line in enumerate(lines):
        answer = answers.get(index)
        if answer is None:
            parted.append((line, quoted[index]))
            continue
        if answer != line.bare.strip():  # behind our question, on its line
            end = line.bare.rfind(answer)
            parted.append((replace(line, bare=line.bare[:end] if end > 0 else line.bare), True))
        parted.append((Line(answer, answer), False))
    flags = tuple(flag for _, flag in parted)
    return [line for line, _ in parted], replace(placed, quoted=flags, unsure=False)
