"""Lines that are only drawn: what a client or a person puts above a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DRAWN: Final = re.compile(
    r"^[\s\u200b]*[_\-\u2010-\u2015\u2212\u2500=*~+#][\s_\-\u2010-\u2015\u2212\u2500=*~+#]*$"
)


def is_drawn(line: str) -> bool:
    """Whether the line is nothing but strokes: what a client or a person draws above a signature."""
    return _DRAWN.match(line[:250]) is not None


def above(lines: Sequence[str], gone: set[int]) -> None:
    """Lines that are only drawn ("---", "___", "–– ") above what was cut: they were part of it."""
    for start in sorted(gone):
        index = start - 1
        while index >= 0 and index not in gone and (is_drawn(lines[index]) or not lines[index].strip()):
            index -= 1
        drawn = [i for i in range(index + 1, start) if lines[i].strip()]
        if drawn:
            gone.update(range(drawn[0], start))


def undrawn(text: str) -> str:
    """Without strokes at its end, below which the client's signature stood."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or is_drawn(lines[-1])):
        lines.pop()
    return "\n".join(lines)
