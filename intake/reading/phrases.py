"""Tables of phrases as one pattern: one phrase a line, so that a table can be read and added to."""

from __future__ import annotations

import re


def any_of(table: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """A pattern for any line of the table, case aside.

    A line is a regular expression in which one space stands for white space (up to nine characters, so
    that a mail full of blanks costs nothing) and an apostrophe for any of its shapes. `before` and `after`
    surround the whole choice.
    """
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    choice = (
        "|".join(lines).replace("'", "['\u2019\u2018`]").replace(" ?", r"\s{0,9}+").replace(" ", r"\s{1,9}+")
    )
    return re.compile(f"{before}(?:{choice}){after}", re.IGNORECASE | re.MULTILINE)


def phrases(listed: str) -> frozenset[str]:
    """The phrases of a "one|two|three" listing."""
    return frozenset(listed.split("|"))
