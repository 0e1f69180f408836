"""What stands in a client's element around an attribution or an older mail: that, and what was typed there.

Thunderbird's cursor is inside `div.moz-cite-prefix`, Gmail keeps what was typed above `gmail_attr` inside
`div.gmail_quote`, phones put the cursor into Outlook's reference container. Only the lines that the client
itself wrote, and the older mail, are quotation; the rest is the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Final

from cases.tokens import MARKER
from intake.reading.quotes.attribution import MAX_LINES, attribution
from intake.reading.quotes.header_blocks import header_block, is_rule, separator
from intake.reading.quotes.lines import MAX_FOOT, Line, Mark

# of a client, in a language that `attribution` does not know: a time or an address in the last lines
_PRINTED: Final = re.compile(r"\d\d?[:.h]\d\d|\S@\S|\d{4}")
_FIELD: Final = re.compile(r"[^\W\d_][^\n:：]{0,24}[:：]\s?\S")
MAX_TYPED: Final = 300  # lines of a container in which its introduction is looked for


def introduced(lines: Sequence[Line]) -> list[Line]:
    """The same lines; those marked as introduction, or as held by a container, are quoted or the writer's."""
    marked = list(lines)
    start = 0
    while start < len(marked):
        mark = marked[start].mark
        if mark not in (Mark.INTRO, Mark.HELD):
            start += 1
            continue
        end = start
        while end < len(marked) and marked[end].mark is mark:
            end += 1
        texts = [line.bare for line in marked[start:end]]
        quoted, kind = _held(texts) if mark is Mark.HELD else (_of_the_client(texts), Mark.QUOTED)
        for index in range(start, end):
            marked[index] = replace(marked[index], mark=kind if index - start in quoted else Mark.NONE)
        if 0 not in quoted:
            _take_the_rule(marked, start)
        start = end
    return marked


def _take_the_rule(lines: list[Line], start: int) -> None:
    """A line that the client drew above what it holds, in which the writer typed, goes with the quote."""
    above = start - 1
    while above >= 0 and not lines[above].bare.strip():
        above -= 1
    if above >= 0 and lines[above].mark is Mark.NONE and is_rule(lines[above].bare):
        lines[above] = replace(lines[above], mark=Mark.QUOTED)


def _held(texts: Sequence[str]) -> tuple[Container[int], Mark]:
    """Which lines of a container are the client's: all from its introduction on. Where none is known, all of
    it, and answers may be among it.

    Where a quotation in a <blockquote> follows an attribution at once, only that: below it the writer may
    have gone on.
    """
    whole = range(len(texts))
    first = next((i for i in whole if texts[i].strip()), len(texts))
    for index in range(first, min(len(texts), first + MAX_TYPED)):
        end = _end(texts, index)
        if end == index or (is_rule(texts[index]) and not _is_followed(texts, end)):
            continue
        above = texts[first:index]
        if any(MARKER.search(text[:MAX_FOOT]) for text in above) or _looks_printed(above):
            break
        below = next((i for i in range(end, len(texts)) if texts[i].strip()), None)
        if below is None:
            return range(index, len(texts)), Mark.QUOTED
        if texts[below].startswith(">") and attribution(texts, index) is not None:
            cited = (i for i in range(below, len(texts)) if texts[i].startswith(">"))
            return {*range(index, below), *cited}, Mark.QUOTED
        return range(index, len(texts)), Mark.QUOTED
    return whole, Mark.OPEN


def _is_followed(texts: Sequence[str], index: int) -> bool:
    """Whether header lines or an attribution stand below a drawn line."""
    below = next((i for i in range(index, len(texts)) if texts[i].strip()), None)
    return below is not None and not is_rule(texts[below]) and _end(texts, below) > below


def _looks_printed(texts: Sequence[str]) -> bool:
    """Whether header lines in an unknown language stand there: two in a row, one with an address."""
    fields = [_FIELD.match(text[:200]) is not None for text in texts]
    return any(
        fields[i] and fields[i + 1] and ("@" in texts[i] or "@" in texts[i + 1])
        for i in range(len(texts) - 1)
    )


def _of_the_client(texts: Sequence[str]) -> set[int]:
    """Which of these lines are an attribution, a separator, or a header block."""
    quoted: set[int] = set()
    index = 0
    while index < len(texts):
        end = _end(texts, index)
        quoted.update(range(index, end))
        index = max(end, index + 1)
    if any(not is_rule(texts[index]) for index in quoted):
        return quoted
    return quoted | _last_lines(texts)


def _end(texts: Sequence[str], index: int) -> int:
    found = attribution(texts, index)
    if found is not None:
        return index + found.lines
    block = header_block(texts, index)
    if block is not None:
        return block.end
    return index + 1 if separator(texts[index]) or is_rule(texts[index]) else index


def _last_lines(texts: Sequence[str]) -> set[int]:
    """The last paragraph, where it is short and ends as clients end theirs."""
    last = max((i for i, text in enumerate(texts) if text.strip()), default=-1)
    first = last
    while first > 0 and texts[first - 1].strip():
        first -= 1
    printed = " ".join(text[:300] for text in texts[first : last + 1][:MAX_LINES])
    if (
        last < 0
        or last - first >= MAX_LINES
        or not (printed.rstrip().endswith(":") or _PRINTED.search(printed))
    ):
        return set()
    return set(range(first, last + 1))
