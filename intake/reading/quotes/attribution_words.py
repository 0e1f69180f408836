"""What clients print in an attribution line, from the tables in `cases.wordlists`: attributions, date_words.

Of each printed line the words before its first gap may begin an attribution, and its verb may stand in one.
The line as a whole is known too: its own words in their order, a date, an address or a name between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cases.wordlists import each
from intake.reading.phrases import choice

_GAP: Final = re.compile(r"\{(\w+)\}")
_GAPS: Final = ("date", "name", "address")
_NO_WORD: Final = re.compile(r"[^\w@]+")
_BEGINNING: Final = re.compile(r"[-\s]*([^{]*)")


@dataclass(frozen=True, slots=True)
class Printed:
    """beginning: the words before the first gap, or "". verb: as it stands in the line, or "". own: the
    words between the gaps, in order, as `words_of` gives them. first, last: whether words stand at that end.
    undated: it has no date, and no address."""

    beginning: str
    verb: str
    own: tuple[str, ...]
    first: bool
    last: bool
    undated: bool

    def gaps(self, text: str) -> tuple[str, ...] | None:
        """What stands in the gaps of a text (of `words_of`) that is this line, or None."""
        filled = []
        at = 0
        for place, words in enumerate(self.own):
            last = place == len(self.own) - 1
            found = len(text) - len(words) if last and self.last else text.find(words, at)
            if found < at or not text.startswith(words, found) or (place == 0 and self.first and found):
                return None
            filled.append(text[at:found])
            at = found + len(words) - (1 if words.endswith(" ") else 0)
        return (*filled, text[at:])


def words_of(text: str) -> str:
    """A line as printed ones are compared with it: case folded, words and addresses between single blanks."""
    return f" {_NO_WORD.sub(' ', text.casefold()).strip()} "


def _printed(row: Mapping[str, str]) -> Printed:
    line, verb = row["line"], row["verb"]
    gaps = _GAP.findall(line)
    if not gaps or not set(gaps) <= set(_GAPS):
        raise ValueError("line holds {date}, {name} or {address}, and no other gap")
    if verb not in line or verb != verb.strip():
        raise ValueError(f"the verb {verb!r} does not stand in the line")
    parts = _GAP.split(line)[::2]
    own = tuple(words for part in parts if (words := words_of(part)).strip())
    if not own:
        raise ValueError("line has no words of its own")
    found = _BEGINNING.match(line)
    beginning = found[1].strip(' "<,') if found is not None else ""
    return Printed(
        beginning if words_of(beginning).strip() else "",
        verb,
        own,
        first=bool(words_of(parts[0]).strip()),
        last=bool(words_of(parts[-1]).strip()),
        undated=set(gaps) == {"name"},
    )


def _day(row: Mapping[str, str]) -> str:
    return row["beginning"] if row["means"] == "weekday" else ""


LINES: Final = each("attributions", _printed)
# as they stand in the table, where case tells "On Monday, …" from a word in a sentence
_CAPITALS: Final = {line.beginning for line in LINES if line.beginning and not line.beginning[0].islower()}
BEGINNINGS: Final = f"(?:{'|'.join(sorted(map(re.escape, _CAPITALS), key=len, reverse=True))})"
VERB: Final = re.compile(choice(line.verb for line in LINES if line.verb), re.IGNORECASE)
START: Final = re.compile(
    choice(line.beginning for line in LINES if line.beginning)
    + r"(?:\s|(?<=[\u0e00-\uffff]))|"
    + rf"(?:{'|'.join(map(re.escape, filter(None, each('date_words', _day))))})[a-zà-ž]{{0,9}}\b[.,]?\s|"
    + r"[^\W\d_]{2,13}\.?,? \d{1,2}\.? |\d{1,4}[-./年\s]|\d{1,2}:\d\d",
    re.IGNORECASE,
)
