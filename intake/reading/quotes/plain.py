"""Lines of a plain text body, marked by the ">" that stands before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from intake.reading.phrases import phrases
from intake.reading.quotes.attribution import attribution
from intake.reading.quotes.header_blocks import unrolled
from intake.reading.quotes.lines import Line, Mark, unembedded

_GLUED_ATTRIBUTION: Final = re.compile(
    r"^(\s{0,4}\S[^<>]{10,200}<[^<>\s@]{1,80}@[^<>\s]{1,120}>[^<>:]{0,40}:)\s{2,}\S"
)
_SMALL: Final = phrases(
    "a|an|and|at|by|for|from|in|is|my|of|on|or|our|the|this|to|with|your|aan|bij|de|den|door|een|en|het|ik|is|"
    "je|jouw|met|naar|of|om|onze|op|over|te|tot|uit|uw|van|voor|auf|bei|das|dem|der|die|ein|eine|im|mit|oder|und|"
    "von|zu|zum|zur|avec|dans|des|du|et|la|le|les|ou|par|pour|sur|un|une|con|del|el|los|para|por|y|che|di|il|per"
)
_OPEN: Final = re.compile(r"<[^<>\s]{1,80}@[^<>\s]{1,120}(?:<mailto:[^<>\s]{0,120})?\s{0,3}$")
_CLOSING: Final = re.compile(r"^ {0,3}>{1,2}(?: ?[^\s:>]{2,14}){0,3} ?[:：]\s*$")
_PREFIX: Final = re.compile(r"^ {0,3}((?:> ?){1,200})")


def plain_lines(text: str) -> list[Line]:
    """Lines of a text body; a ">" prefix marks a quote, but not a lone one in a whole mail."""
    lines = [_plain_line(part) for line in text.split("\n") for part in _unrolled(line)]
    _unmark_code(lines)
    _unmark_brackets(lines)
    _mark_bars(lines)
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


def _unmark_brackets(lines: list[Line]) -> None:
    """A ">" that closes an address which began on the line above is no mark: "<anna@example.org" / ">:"."""
    for index in range(1, len(lines)):
        above, line = lines[index - 1], lines[index]
        closes = line.mark is Mark.QUOTED and _CLOSING.match(line.text[:60]) is not None
        if closes and above.mark is Mark.NONE and _OPEN.search(above.bare[-300:]):
            lines[index] = Line(line.text, line.text)


def _mark_bars(lines: list[Line]) -> None:
    """s-nail quotes behind " |", below "Jan wrote in" / " <id@host>:"."""
    first = next((i for i, line in enumerate(lines) if line.text.startswith(" |")), 0)
    above = next((lines[i].bare.rstrip() for i in range(first - 1, -1, -1) if lines[i].bare.strip()), "")
    if above.endswith(">:"):
        for index in range(first, len(lines)):
            if lines[index].text.startswith(" |"):
                lines[index] = Line(lines[index].text, lines[index].bare[2:], Mark.QUOTED)


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
        and 0 < len(rest)
        and ((len(rest) <= 40 and not rest[0].isupper()) or _goes_on(above, rest))
    )


def _goes_on(above: str, rest: str) -> bool:
    """Whether a line with a capital, or an address of a web page, goes on in the middle of a sentence: nobody
    stops at a comma or a small word."""
    alone = len(rest) <= (40 if rest[0].isupper() else 80) or " " not in rest
    return alone and (above.endswith(",") or above.rpartition(" ")[2].casefold() in _SMALL)


def _plain_line(line: str) -> Line:
    seen = unembedded(line)
    found = _PREFIX.match(seen[:200])
    if found is None or seen.lstrip().startswith(">>> "):  # GroupWise's attribution line
        return Line(line, seen)
    return Line(line, seen[found.end() :], Mark.QUOTED)
