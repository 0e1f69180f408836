"""The words that mail clients put above an older mail: header labels and separator phrases.

They stand in tables (`cases.wordlists`: header_labels, separators): English and Dutch are complete; the other
languages hold what Gmail, Outlook, Apple Mail, Thunderbird and Yahoo print in them. All words are compared
case-folded, without Markdown marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from cases.wordlists import each


class Field(StrEnum):
    """What a header line above an older mail says."""

    FROM = "from"
    DATE = "date"
    TO = "to"
    SUBJECT = "subject"
    OTHER = "other"  # Cc, Reply-To, importance, attachments: part of the block, of no use


def folded(text: str) -> str:
    """Case folded, the Turkish dotted capital too."""
    return text.casefold().replace("i\u0307", "i")


def _label(row: Mapping[str, str]) -> tuple[str, Field]:
    return folded(row["label"]), Field(row["field"])


def _separator(row: Mapping[str, str]) -> tuple[str, str, bool]:
    if row["means"] not in ("forward", "original", "end") or row["bare"] not in ("yes", ""):
        raise ValueError("means is forward, original or end, bare is yes or empty")
    return folded(row["phrase"]), row["means"], row["bare"] == "yes"


LABELS: Final[dict[str, Field]] = dict(each("header_labels", _label))
LONGEST_LABEL: Final = max(map(len, LABELS))
_SEPARATORS: Final = each("separators", _separator)
FORWARD_PHRASES: Final = frozenset(phrase for phrase, means, _ in _SEPARATORS if means == "forward")
ORIGINAL_PHRASES: Final = frozenset(phrase for phrase, means, _ in _SEPARATORS if means == "original")
END_PHRASES: Final = frozenset(phrase for phrase, means, _ in _SEPARATORS if means == "end")
# Apple Mail prints these without dashes, with a colon (HTML and text).
BARE_FORWARD_PHRASES: Final = frozenset(phrase for phrase, _, bare in _SEPARATORS if bare)

_MARKS: Final = re.compile(r"[*_`~]+")


def unmarked(line: str) -> str:
    """A line without Markdown emphasis and outer white space, at most 1,000 characters."""
    return _MARKS.sub("", line[:1000]).strip()


@lru_cache(maxsize=4096)  # each line is asked up to forty times when blocks of headers pile up
def field_of(line: str) -> tuple[Field, str] | None:
    """(field, value) when the line is a header line in a known language, else None.

    "*Van:* Jan", "**From: **Jan", "Van : Jan" and "| Van: | Jan |" are header lines.
    """
    text = unmarked(line).lstrip("|> \t")
    colon = text[: LONGEST_LABEL + 3].replace("：", ":").find(":")  # Japanese: "日付：2026/11/02 16:40"
    if colon < 1:
        return None
    kind = LABELS.get(folded(text[:colon].strip()))
    if kind is None:
        return None
    return kind, text[colon + 1 :].strip(" \t|\u200e\u200f")
