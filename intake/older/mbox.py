"""An mbox file as a stream of mails, one in memory at a time.

A mail begins at a line "From " that follows a blank line (or the beginning) and looks like what mail
programs write there: a sender and a date, or a single word before header lines. Body lines that merely
begin with "From" are kept. ">From " loses one ">" (the mboxrd way; mboxo cannot be told from it). Line ends
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO

LINE = 1_000_000  # octets read at once, where no line ends before

_DATED = re.compile(
    rb"^From .{0,330}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,40}?\d{1,2}:\d{2}", re.IGNORECASE
)
_WORD = re.compile(rb"^From \S*\s*$")
_FIELD = re.compile(rb"^[!-9;-~]{1,76}[ \t]*:")
_ESCAPED = re.compile(rb"^>+From ")
_ASCTIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?: +([A-Z]{1,5}|[-+]\d{4}))? +(\d{4})(?: +([-+]\d{4}))?"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail of an mbox. raw: None where it is larger than the limit. date: of its first line.

    octets: what it took in the file; the sum over all entries is the size of the file.
    """

    raw: bytes | None
    date: datetime | None
    octets: int


def is_postmark(line: bytes) -> bool:
    """Whether this line may begin a mail in an mbox."""
    return bool(_DATED.match(line) or _WORD.match(line))


def entries(stream: BinaryIO, limit: int) -> Iterator[Entry]:
    """The mails of an mbox; raises OSError as reading does. What stands before the first is left out."""
    mail = _Mail(None, limit)
    lines = _lines(stream)
    begun, blank, waiting = False, True, b""
    for line, whole in lines:
        if waiting:
            if _begins(waiting, blank, line):
                if begun:
                    yield mail.entry()
                    mail = _Mail(waiting, limit)
                else:
                    mail = _Mail(waiting, limit, mail.octets)
                begun = True
            else:
                mail.keep(waiting)
            blank, waiting = False, b""
        if whole and line.startswith(b"From "):
            waiting = line
            continue
        mail.keep(line)
        blank = not line.strip(b"\r\n")
    if waiting:
        mail.keep(waiting)
    if begun:
        yield mail.entry()


class _Mail:
    """A mail while it is read."""

    def __init__(self, postmark: bytes | None, limit: int, before: int = 0) -> None:
        self.octets = before + len(postmark or b"")
        self._postmark = postmark or b""
        self._limit = limit
        self._lines: list[bytes] = []
        self._size = 0

    def keep(self, line: bytes) -> None:
        self.octets += len(line)
        if _ESCAPED.match(line):
            line = line[1:]
        self._size += len(line)
        if self._size <= self._limit:
            self._lines.append(line)
        else:
            self._lines.clear()

    def entry(self) -> Entry:
        """The mail without the blank line that the mbox put behind it."""
        if self._lines and not self._lines[-1].strip(b"\r\n"):
            self._lines.pop()
        raw = b"".join(self._lines) if self._size <= self._limit else None
        return Entry(raw, postmark_date(self._postmark), self.octets)


def postmark_date(postmark: bytes) -> datetime | None:
    """The date in "From ann@example.org Fri Feb 22 15:06:23 2008", in UTC where no zone is named."""
    found = _ASCTIME.search(postmark.decode("ascii", "replace"))
    if found is None:
        return None
    month, day, clock, zone, year, offset = found.groups()
    try:
        moment = parsedate_to_datetime(f"{day} {month} {year} {clock} {offset or zone or '+0000'}")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _begins(postmark: bytes, after_blank: bool, following: bytes) -> bool:
    header = bool(_FIELD.match(following)) or _ESCAPED.match(following) is not None
    if _DATED.match(postmark):
        return header or (after_blank and not following.strip(b"\r\n"))
    return after_blank and header and _WORD.match(postmark) is not None


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """(line with its end, whether it begins a line): a line without end comes in pieces."""
    whole = True
    while line := stream.readline(LINE):
        yield line, whole
        whole = line.endswith(b"\n")
