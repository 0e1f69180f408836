"""An attribution that stands behind the writer's own words, on their line ("Friday. On Mon, … wrote:").

Some clients leave no line break where somebody typed right above the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from intake.reading.quotes.attribution import ADDRESS, MAX_LINES, TIME, YEAR, attribution
from intake.reading.quotes.attribution_words import BEGINNINGS, START
from intake.reading.quotes.lines import Line, Mark

_ENDS: Final = (*".!?…-–—)*", "")
MAX_LINE: Final = 2000  # characters; the end of a longer line is not looked at
MOST_PLACES: Final = 12  # in one line where an attribution may begin, the last ones
# Yahoo and Zoho print dashes of their own before it
_PLACE: Final = re.compile(
    rf"(?:(?<=[.!?…:;,)\]\"'’”»*])\s{{0,3}}|[-–—]{{2,6}}+\s{{0,3}}|\s)(?P<own>)"
    rf"(?:{BEGINNINGS}\s(?=[^\n]{{0,40}}\d)|(?<=[.!?…] )\"?[A-ZÀ-Þ][^\n<>.!?]{{1,60}}<[^\s<>@]{{1,80}}@)"
)


def parted(lines: Sequence[Line]) -> list[Line]:
    """The same lines, each such attribution on a line of its own."""
    found: list[Line] = []
    for index, line in enumerate(lines):
        at = _begins(lines, index) if line.mark in (Mark.NONE, Mark.INTRO) else 0
        if at:
            own, rest = line.bare[:at].rstrip(" \t-–—"), line.bare[at:].strip()
            found += [replace(line, text=own, bare=own), replace(line, text=rest, bare=rest)]
        else:
            found.append(line)
    return found


def _begins(lines: Sequence[Line], index: int) -> int:
    """Where in the line an attribution begins that goes on to its end, or 0."""
    line = lines[index].bare
    if len(line) > MAX_LINE or not (YEAR.search(line) or TIME.search(line)):
        return 0
    below = [each.bare for each in lines[index + 1 : index + MAX_LINES]]
    places = [match.start("own") for match in _PLACE.finditer(line) if line[: match.start()].strip("-–—* ")]
    for at in places[-MOST_PLACES:]:
        found = attribution([line[at:], *below], 0)
        if found is None:
            continue
        sure = ADDRESS.search(found.text) and (YEAR.search(found.text) or TIME.search(found.text))
        if line[:at].rstrip()[-1:] in _ENDS:
            if sure or _quoted(lines, index + found.lines):
                return at
        elif sure and START.match(line) is None:
            return at
    return 0


def _quoted(lines: Sequence[Line], start: int) -> bool:
    """Whether the next line that is not blank is quoted."""
    following = next((line for line in lines[start : start + 3] if line.bare.strip()), None)
    return following is not None and following.mark is Mark.QUOTED
