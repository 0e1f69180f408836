"""The header block of a mail or part: its fields, and where the body begins (RFC 5322 section 2.2).

Read the way clients show it: wrapped lines that lost their indentation, lines without a name, a
missing blank line before the body, a first line with white space before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_HEADER = 512_000  # octets of one header block; more is left out
MAX_FIELD = 100_000  # octets of one field
MAX_FIELDS = 2_000

EOL = re.compile(rb"\r?\n|\r")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]?")
_KNOWN_FIELD = re.compile(
    rb"(?:from|to|cc|bcc|date|subject|sender|received|references|[a-z]{1,20}-[a-z-]{1,40})[ \t]*:", re.I
)
_BLANK_LINE = re.compile(rb"\n\r?\n")


def read_header(
    raw: bytes, start: int, open_: Mapping[bytes, int], defects: list[str]
) -> tuple[tuple[tuple[str, bytes], ...], int]:
    """Fields of the header block at `start` and where the body begins.

    A line that is no field, with fields below: joined to the one before when that looks wrapped,
    else left out; without fields below the body begins there. A line that is an open boundary ends
    the part. Fields over the caps are left out.
    """
    fields: list[tuple[str, bytearray]] = []
    position = start
    size = len(raw)
    while position < size:
        eol = EOL.search(raw, position)
        line_end, next_line = (eol.start(), eol.end()) if eol else (size, size)
        first = raw[position : position + 1]
        if line_end == position:
            return _fields(fields), next_line
        if position - start > MAX_HEADER:
            defects.append("header-too-long")
            return _fields(fields), _after_blank(raw, position)
        if first in b" \t" and fields:
            if not raw[position:line_end].strip():
                if not _field_follows(raw, next_line):  # a blank line with white space in it
                    return _fields(fields), next_line
            elif len(fields[-1][1]) < MAX_FIELD:
                fields[-1][1].extend(b"\n" + raw[position:line_end])
            position = next_line
            continue
        if first == b"-" and open_ and boundary_named(raw[position:line_end], open_)[0] is not None:
            defects.append("part-without-body")
            return _fields(fields), position
        if first in b" \t" and _KNOWN_FIELD.match(raw[position:line_end].lstrip()):
            position += len(raw[position:line_end]) - len(raw[position:line_end].lstrip())
        match = _FIELD.match(raw, position, line_end)
        if match:
            if len(fields) < MAX_FIELDS:
                name = match[1].decode("ascii").lower()
                fields.append((name, bytearray(raw[match.end() : min(line_end, match.end() + MAX_FIELD)])))
            elif "too-many-fields" not in defects:
                defects.append("too-many-fields")
        elif (fields or not open_) and _field_follows(raw, next_line):
            defects.append("header-line-without-name")
            if fields and _is_wrapped(fields[-1][1]):
                fields[-1][1].extend(b" " + raw[position:line_end])
        else:
            if fields or position == start:
                defects.append("no-blank-line-before-body")
            return _fields(fields), position
        position = next_line
    return _fields(fields), size


def _fields(fields: list[tuple[str, bytearray]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, bytes(value)) for name, value in fields)


def _is_wrapped(value: bytearray) -> bool:
    """Did a mailer break this value without indenting the next line?"""
    line = bytes(value[value.rfind(b"\n") + 1 :]).rstrip()
    return len(value) < MAX_FIELD and (len(line) >= 60 or line.endswith((b";", b",")))


def _field_follows(raw: bytes, position: int) -> bool:
    """Is one of the next three lines a field that real mail has?"""
    for _ in range(3):
        if _KNOWN_FIELD.match(raw, position):
            return True
        eol = EOL.search(raw, position, position + 1000)
        if eol is None or eol.start() == position:
            return False
        position = eol.end()
    return False


def _after_blank(raw: bytes, position: int) -> int:
    """Where the body begins below a header that is too long to read."""
    blank = _BLANK_LINE.search(raw, position)
    return blank.end() if blank else len(raw)


def boundary_named(line: bytes, open_: Mapping[bytes, int]) -> tuple[bytes | None, bool]:
    """The open boundary that a line names, and whether it closes it."""
    token = line[2:].rstrip(b" \t")
    if token in open_:
        return token, False
    if token.endswith(b"--") and token[:-2].rstrip(b" \t") in open_:
        return token[:-2].rstrip(b" \t"), True
    return None, False
