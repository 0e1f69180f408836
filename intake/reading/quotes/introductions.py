"""What stands in the element of a client's attribution line: that line, and what was typed there.

Thunderbird's cursor is inside `div.moz-cite-prefix`, Gmail keeps what was typed above `gmail_attr` inside
`div.gmail_quote`. Only the lines that the client itself wrote are quotation; the rest is the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from intake.reading.quotes.attribution import MAX_LINES, attribution
from intake.reading.quotes.header_blocks import header_block, is_rule, separator
from intake.reading.quotes.lines import Line, Mark

# of a client, in a language that `attribution` does not know: a time or an address in the last lines
_PRINTED: Final = re.compile(r"\d\d?[:.h]\d\d|\S@\S|\d{4}")


def introduced(lines: Sequence[Line]) -> list[Line]:
    """The same lines; those marked as introduction are quoted, or the writer's own."""
    marked = list(lines)
    start = 0
    while start < len(marked):
        end = start
        while end < len(marked) and marked[end].mark is Mark.INTRO:
            end += 1
        quoted = _of_the_client([line.bare for line in marked[start:end]])
        for index in range(start, end):
            mark = Mark.QUOTED if index - start in quoted else Mark.NONE
            marked[index] = replace(marked[index], mark=mark)
        start = end + 1
    return marked


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
