"""Blocks of header lines above an older mail ("Van: … Verzonden: … Aan: … Onderwerp: …"), and the
separator lines that introduce them.

A block of a client is told from a writer's own list ("Onderwerp: presenteren") by what only a client
prints: an address in it, or all four of sender, date with a time, recipient and subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.reading.quotes.header_words import (
    BARE_FORWARD_PHRASES,
    END_PHRASES,
    FORWARD_PHRASES,
    LABELS,
    ORIGINAL_PHRASES,
    Field,
    field_of,
    folded,
    unmarked,
)

LONGEST_BLOCK: Final = 40  # lines, with wrapped lists of recipients
MOST_FIELDS: Final = 16  # with Cc, Bcc, importance and attachments no client prints more
CONTINUATIONS: Final = 6  # lines that one field may be wrapped over

_DASHES: Final = re.compile(
    r"^[-–—=#*\s]{2,40}(?P<phrase>[^-–—=#*\s].{0,80}?)(?:\s{0,40}+[-–—=#*]{2,40})?\s{0,40}:?$"
)
_RULE: Final = re.compile(r"^\s*(?:[_\-–—=*+~#ᐧ]\s?){3,200}$|^\s*ᐧ\s*$")
_ADDRESS: Final = re.compile(r"[\w.+'&/=-]{1,80}@[\w-]{1,80}(?:\.|\b)|mailto:", re.IGNORECASE)
_ANY_FIELD: Final = re.compile(r"^[> ]{0,4}[A-Z][A-Za-z]{0,30}(?:-[A-Za-z]{1,30}){1,5}: ")  # "Resent-Date: "
_TIME: Final = re.compile(r"\d{1,2}\s?[:.hu]\s?\d\d")
_FULL_DATE: Final = re.compile(r"\b\d{4}\b.{0,12}\d\d:\d\d:\d\d (?:[+-]\d{4}|[A-Z]{3,4})\b")
_TELLING: Final = frozenset((Field.FROM, Field.TO, Field.DATE, Field.SUBJECT))
_TABLE_RULE: Final = re.compile(r"^\s*\|(?:\s?:?-{3,}:?\s?\|){1,8}\s*$")
_UNROLLED: Final = re.compile(r"^\s{0,8}(-{4,10}\s?[^-\s][^-]{3,60}-{4,10})\s*(\S.{10,})$")
# Yahoo's text form runs the header lines together: "From: A <a@x>To: B <b@x>Sent: …Subject: …".
# Others print two fields on a line, in bold: "**From:** A <a@x> **Sent:** …".
_NAMES: Final = "|".join(
    sorted((re.escape(label.capitalize()) for label in LABELS if len(label) > 1), reverse=True)
)
_BARE_SUBJECT: Final = re.compile(r"(?<=[^\s(*:]Assunto) (?=\S)")
_GLUED: Final = re.compile(
    rf"(?<=[^\s(*])(?=(?:{_NAMES})\s?:\s)|\s(?=\*{{1,2}}(?:{_NAMES})\s?:(?:\*{{1,2}}\s|\s[^*]))"
)
_SPACED: Final = re.compile(rf"\s(?=(?:{_NAMES}): )")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The header lines above an older mail. `end`: index of the first line after the block."""

    end: int
    values: tuple[tuple[Field, str], ...]

    def first(self, kind: Field) -> str:
        """Value of the first line of that kind, or ""."""
        return next((value for field, value in self.values if field is kind), "")


def is_rule(line: str) -> bool:
    """Whether the line is nothing but a drawn rule ("________", "-----", "* * *")."""
    return _RULE.match(line[:250]) is not None


def separator(line: str) -> str:
    """ "forward" or "original" for a separator line of a client, else ""."""
    text = unmarked(line.replace("_", " "))
    if len(text) > 140:
        return ""
    bare = folded(text.rstrip(" :"))
    if bare in BARE_FORWARD_PHRASES and text.endswith(":"):
        return "forward"
    if bare.startswith("original message processed by "):  # Tobit David
        return "original"
    found = _DASHES.match(line.strip().strip("*").strip()[:140])
    if found is None:
        return ""
    phrase = folded(unmarked(found["phrase"]).strip(" -–—:="))
    if phrase in FORWARD_PHRASES or phrase.startswith(("forwarded by ", "doorgestuurd door ")):
        return "forward"
    if _names_the_sender(phrase):
        return "forward"
    if phrase.split(" --- ")[0] in FORWARD_PHRASES:  # "Preposlaná správa --- Forwarded Message"
        return "forward"
    return "original" if phrase in ORIGINAL_PHRASES else ""


def labelled(lines: Sequence[str], start: int) -> Sequence[str]:
    """The lines, with the colons that eM Client leaves out: 'From "Jan" <jan@example.org>', 'Subject Hello'.

    Nothing changes unless the first of them names an address, and two labels follow line by line.
    """
    fixed: list[str] = []
    for line in lines[start : start + MOST_FIELDS]:
        label, _, value = unmarked(line).partition(" ")
        if folded(label) not in LABELS or not value or (not fixed and "@" not in value):
            break
        fixed.append(f"{label}: {value}")
    return [*lines[:start], *fixed, *lines[start + len(fixed) :]] if len(fixed) > 2 else lines


def ends_forward(line: str) -> bool:
    """Whether the line is the one with which mutt ends a forwarded mail."""
    return folded(unmarked(line).strip(" -–—=")) in END_PHRASES


def _names_the_sender(phrase: str) -> bool:
    """mutt: "forwarded message from jan <jan@example.org>", "doorgestuurd bericht van …"."""
    before, at, _ = phrase.partition("@")
    words = before.split()
    return bool(at) and any(
        " ".join(words[:count]) in FORWARD_PHRASES and LABELS.get(words[count]) is Field.FROM
        for count in range(1, min(len(words), 5))
    )


def unrolled(line: str) -> list[str]:
    """The lines that Yahoo runs together: a separator and the header lines behind it."""
    if "---" not in line[:20]:
        return [line]
    found = _UNROLLED.match(line[:3000])
    if found is None or not separator(found[1]) or field_of(found[2]) is None:
        return [line]
    return [found[1], *_unglued(found[2]), ""]


def header_block(
    lines: Sequence[str], start: int, *, after_separator: bool = False, below_rule: bool = False
) -> HeaderBlock | None:
    """The block that begins at that line, or None. Looks at 40 lines at most.

    After a separator line two header lines, one of them the sender, are enough; below a drawn rule two of
    which one holds an address.
    """
    first = field_of(lines[start])
    if first is None:
        return None
    glued = _unglued(lines[start])
    if below_rule and len(glued) == 1:
        glued = _SPACED.split(lines[start][:2000])
    if len(glued) > (1 if below_rule else 2):
        block = _collect([*glued, ""], 0)
        block = HeaderBlock(start + 1, block.values)
    else:
        block = _collect(lines, start)
    kinds = {kind for kind, _ in block.values}
    addressed = any(_ADDRESS.search(value[:400]) for _, value in block.values)
    alone = block.end >= len(lines) or not lines[block.end].strip(" \t>")
    if below_rule and alone and addressed and len(kinds & _TELLING) >= 2:
        return block
    if addressed and Field.TO in kinds and _FULL_DATE.search(block.first(Field.DATE)):
        return block  # some phones print no more than Date and To
    if Field.FROM not in kinds:
        return None
    if after_separator:
        return block if len(kinds) >= 2 else None
    if not kinds & {Field.DATE, Field.SUBJECT} or len(block.values) < 3:
        return None
    timed = _TIME.search(block.first(Field.DATE)) is not None
    whole = timed and kinds >= {Field.FROM, Field.DATE, Field.TO, Field.SUBJECT}
    return block if whole or addressed else None


def _unglued(line: str) -> list[str]:
    """The header lines that stand in one; Yahoo's Portuguese form has no colon behind the subject's label."""
    return _GLUED.split(_BARE_SUBJECT.sub(": ", line[:2000]))


def _collect(lines: Sequence[str], start: int) -> HeaderBlock:
    """Header lines, their wrapped continuations and single blank lines between them."""
    values: list[tuple[Field, str]] = []
    end = index = start
    wrapped = blanks = 0
    while index < min(len(lines), start + LONGEST_BLOCK) and len(values) < MOST_FIELDS:
        line = lines[index]
        found = field_of(line)
        if found is None and values and not blanks and _ANY_FIELD.match(line[:80]):
            found = (Field.OTHER, "")
        if found is not None:
            if blanks and any(kind is found[0] for kind, _ in values):
                break  # the next older mail begins
            values.append(found)
            wrapped = blanks = 0
            end = index + 1
        elif _TABLE_RULE.match(line[:200]):  # "| --- | --- |" below the first row of a table
            end = index + 1
        elif not line.strip(" \t>|*"):
            blanks += 1
            if blanks > 1:
                break
        elif blanks or wrapped >= CONTINUATIONS or not values or not _continues(lines, index, values):
            break
        else:  # a wrapped list of recipients or a long subject
            kind, value = values[-1]
            values[-1] = (kind, f"{value} {unmarked(line).lstrip('> ')}".strip())
            wrapped += 1
            end = index + 1
        index += 1
    return HeaderBlock(end, tuple(values))


def _continues(lines: Sequence[str], index: int, values: Sequence[tuple[Field, str]]) -> bool:
    """Whether a line without a label still belongs to the header line above it.

    It does when it is indented, holds an address, or another header line follows at once:
    not the sender's again, with which the block of the mail before that one begins.
    """
    line = lines[index]
    if line[:1] in " \t" or _ADDRESS.search(line[:400]):
        return True
    again = any(kind is Field.FROM for kind, _ in values)
    following = [field_of(line) for line in lines[index + 1 : index + 3]]
    first = next((found for found in following if found is not None), None)
    return first is not None and not (again and first[0] is Field.FROM)
