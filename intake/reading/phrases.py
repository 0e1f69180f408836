"""Tables of phrases as patterns: one phrase a line, so that a table can be read and added to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_PARTS: Final = re.compile(r"(\{\w+\}|\*|\([^()]+\))")
_APOSTROPHES: Final = "['\u2019\u2018`]"


def any_of(table: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """A pattern for any line of the table, case aside.

    A line is a regular expression in which one space stands for white space (up to nine characters, so
    that a mail full of blanks costs nothing) and an apostrophe for any of its shapes. `before` and `after`
    surround the whole choice.
    """
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    choice = "|".join(lines).replace("'", _APOSTROPHES).replace(" ?", r"\s{0,9}+").replace(" ", r"\s{1,9}+")
    return re.compile(f"{before}(?:{choice}){after}", re.IGNORECASE | re.MULTILINE)


def phrases(listed: str) -> frozenset[str]:
    """The phrases of a "one|two|three" listing."""
    return frozenset(listed.split("|"))


def printed(line: str, gaps: Mapping[str, str]) -> str:
    """The regular expression for a line that a program prints, as a table holds it.

    gaps: what stands for "*" and for each "{name}". "(a|b)" is a or b; a space is white space, an apostrophe
    any of its shapes. Raises ValueError for a gap that is not among these, and for a line of gaps alone.
    """
    parts = _PARTS.split(line)
    if not any(letter.isalnum() for part in parts[::2] for letter in part) and "(" not in line:
        raise ValueError(f"{line!r} has no words of its own, so that everything would be one")
    found = []
    for number, part in enumerate(parts):
        if number % 2 == 0:
            found.append(_literal(part))
        elif part.startswith("("):
            found.append(f"(?:{'|'.join(map(_literal, part[1:-1].split('|')))})")
        elif part.strip("{}") in gaps:
            found.append(gaps[part.strip("{}")])
        else:
            raise ValueError(f"{part} is none of {', '.join(sorted(gaps))}")
    return "".join(found)


def choice(words: Iterable[str]) -> str:
    """A regular expression for any of these, the longest first, as whole words where they begin or end in a
    letter that is written with spaces between words."""
    ordered = sorted({word.casefold() for word in words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(_whole, ordered))})"


def _whole(word: str) -> str:
    return f"{_edge(word[0])}{_literal(word)}{_edge(word[-1])}"


def _edge(letter: str) -> str:
    return r"\b" if letter.isalnum() and ord(letter) < 0x0E00 else ""  # Thai, Chinese, Japanese, Korean: none


def _literal(text: str) -> str:
    return re.escape(text).replace("'", _APOSTROPHES).replace(r"\ ", r"\s{1,9}+")
