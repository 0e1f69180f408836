"""Lines of a plain text body, marked by the ">" that stands before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from intake.reading.quotes.attribution import attribution
from intake.reading.quotes.header_blocks import unrolled
from intake.reading.quotes.lines import Line, Mark

_GLUED_ATTRIBUTION: Final = re.compile(
    r"^(\s{0,4}\S[^<>]{10,200}<[^<>\s@]{1,80}@[^<>\s]{1,120}>[^<>:]{0,40}:)\s{2,}\S"
)
_PREFIX: Final = re.compile(r"^ {0,3}((?:> ?){1,200})")


def plain_lines(text: str) -> list[Line]:
    """Lines of a text body; a ">" prefix marks a quote, but not a lone one in a whole mail."""
    lines = [_plain_line(part) for line in text.split("\n") for part in _unrolled(line)]
    _unmark_code(lines)
    marked = [index for index, line in enumerate(lines) if line.mark is Mark.QUOTED]
    for index in marked:
        if _rest_of_a_wrapped_line(lines, index + 1):
            rest = lines[index + 1]
            lines[index + 1] = Line(rest.text, rest.bare, Mark.QUOTED)
    if len(marked) == 1 and not lines[marked[0]].text.lstrip().startswith(">>"):
        only = marked[0]  # "> 5 jaar ervaring" is a sentence, unless an attribution stands above it
        lines[only] = Line(lines[only].text, lines[only].bare, Mark.SOFT)
    return lines


def _unrolled(line: str) -> list[str]:
    """The lines that Yahoo runs together, on Android also the attribution and what it quotes:
    "Op ma 3 nov. 2025 om 14:02 schreef Jan<jan@example.org>:   Dag Els,"."""
    glued = _GLUED_ATTRIBUTION.match(line[:500])
    if glued is not None and (found := attribution([glued[1]], 0)) is not None and found.certain:
        return [glued[1], line[glued.end(1) :].strip()]
    return unrolled(line)


def _unmark_code(lines: list[Line]) -> None:
    """Between two ``` lines a ">" is part of what somebody pasted."""
    fences = [i for i, line in enumerate(lines) if line.text.startswith("```")]
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        for index in range(start, end):
            lines[index] = Line(lines[index].text, lines[index].text)


def _rest_of_a_wrapped_line(lines: Sequence[Line], index: int) -> bool:
    """Whether a program wrapped the quoted line above after quoting it: the rest stands between two
    quoted lines, short, in the middle of a sentence."""
    if not 0 < index < len(lines) - 1 or lines[index].mark is not Mark.NONE:
        return False
    above, rest = lines[index - 1].bare.rstrip(), lines[index].bare.strip()
    return (
        lines[index + 1].mark is Mark.QUOTED
        and len(above) >= 60
        and above[-1] not in ".?!:;"
        and 0 < len(rest) <= 40
        and not rest[0].isupper()
    )


def _plain_line(line: str) -> Line:
    found = _PREFIX.match(line[:200])
    if found is None or line.lstrip().startswith(">>> "):  # GroupWise's attribution line
        return Line(line, line)
    return Line(line, line[found.end() :], Mark.QUOTED)
