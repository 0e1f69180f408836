"""Reading a server's answers with a bound: imaplib takes any number of octets and waits between any two.

A time-out of a socket counts from octet to octet, so that a server which drips one at a time holds its reader
for ever; and a literal's length is memory that is taken before anything came. Here the answer to one command
has an end in time and in octets. Errors: `TimeoutError`, and imaplib's `abort`; both end the connection.
"""

from __future__ import annotations

import imaplib
import time
from typing import Any

SLOW_ANSWERS = 10  # times the time-out that an answer may take in all
PATIENCE = 60.0  # seconds, where no time-out is set
SLOWEST = 2_000  # octets a second; so much longer for what came
LARGEST = 200_000_000  # octets of one answer, where nobody says less
HEADROOM = 1_000_000  # octets around a mail
PIECE = 65_536
LONGEST_LINE = 1_000_000  # octets, as imaplib has it

STUMBLES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError)
"""What the libraries raise at answers that they cannot read."""


class Bounded(imaplib.IMAP4):
    """Mixed in before a class of imaplib. `largest`: octets that the answer to a command may have."""

    largest = LARGEST
    file: Any
    _timeout: float | None = None  # seconds between two octets, as imapclient's classes keep it
    _begun: float | None = None
    _came = 0

    def begin(self) -> None:
        """What comes next is another answer."""
        self._begun, self._came = time.monotonic(), 0

    def send(self, data: Any) -> None:
        self.begin()
        super().send(data)

    def read(self, size: int) -> bytes:
        """So many octets of a literal; fewer where the line ended."""
        if size > self.largest - self._came:
            raise self.abort(f"it announces {size} octets, more than was asked for")
        pieces = []
        while size > 0 and (piece := self.file.read1(min(size, PIECE))):
            pieces.append(piece)
            size -= len(piece)
            self._count(len(piece))
        return b"".join(pieces)

    def readline(self) -> bytes:
        """With its end, unless the connection ended first."""
        pieces, length = [], 0
        while ready := self.file.peek(1):
            end = ready.find(b"\n") + 1
            piece = self.file.read1(end or len(ready))
            pieces.append(piece)
            length += len(piece)
            self._count(len(piece))
            if length > LONGEST_LINE:
                raise self.error(f"got more than {LONGEST_LINE} bytes")
            if end:
                break
        return b"".join(pieces)

    def _count(self, octets: int) -> None:
        self._came += octets
        now = time.monotonic()
        if self._begun is None:
            self._begun = now
        if self._came > self.largest:
            raise self.abort(f"it says more than {self.largest} octets, which nobody asked for")
        if now - self._begun > SLOW_ANSWERS * (self._timeout or PATIENCE) + self._came / SLOWEST:
            raise TimeoutError(f"the answer did not end, {self._came} octets in {now - self._begun:.0f} s")
