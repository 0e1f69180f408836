"""Mail that a server lists and does not deliver: what is tried again and when, and what is given up. Pure.

A mail of which FETCH gives nothing, NIL, half, an error or the end of the connection must not stop the
others, and must not be lost without a word. So the others are fetched, it is tried again after 1, 2, 4 and
8 minutes, and then set aside where people see it. While it waits the position in the folder stays before it:
whoever is killed meanwhile finds it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 4, 8))
TRIES = len(PAUSES) + 1
ALONE = timedelta(hours=1)  # where nothing else was delivered either, it may be the server: wait so long


@dataclass(slots=True)
class _Trouble:
    since: datetime
    tries: int = 0
    next_at: datetime | None = None
    came: bytes = b""  # what was delivered of it
    at: datetime | None = None  # INTERNALDATE, as far as the server tells


@dataclass(slots=True)
class Deliveries:
    """Of one folder under one UIDVALIDITY, in memory: after a restart it begins anew, and nothing is lost.

    `doubtful`: UIDs that were asked for when the connection ended; asked for one at a time from then on.
    `done`: UIDs above the kept position that need nothing more.
    """

    doubtful: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)
    _troubles: dict[int, _Trouble] = field(default_factory=dict)
    _last: datetime | None = None  # when a mail was delivered

    def new(self, uids: Iterable[int]) -> tuple[int, ...]:
        """Those of which nothing is known yet."""
        return tuple(
            uid
            for uid in uids
            if uid not in self.done and uid not in self.doubtful and uid not in self._troubles
        )

    def delivered(self, uid: int, now: datetime) -> None:
        """It came whole."""
        self._last = now
        self.settled(uid)

    def settled(self, uid: int) -> None:
        """It came, is gone, or was set aside."""
        self._troubles.pop(uid, None)
        self.doubtful.discard(uid)
        self.done.add(uid)

    def failed(self, uid: int, now: datetime, came: bytes = b"", at: datetime | None = None) -> bool:
        """Count a try; True the first time. `came`: what was delivered of it; `at`: its INTERNALDATE."""
        self.doubtful.discard(uid)
        trouble = self._troubles.setdefault(uid, _Trouble(now))
        trouble.tries += 1
        trouble.next_at = now + PAUSES[min(trouble.tries, len(PAUSES)) - 1]
        trouble.came, trouble.at = came, at or trouble.at
        return trouble.tries == 1

    def received(self, uid: int) -> datetime | None:
        """When the server got it; None where it does not tell."""
        trouble = self._troubles.get(uid)
        return trouble.at if trouble else None

    def is_all(self, uid: int, came: bytes) -> bool:
        """Whether the same octets came the last time: then there are no more, whatever size was claimed."""
        trouble = self._troubles.get(uid)
        return trouble is not None and bool(came) and trouble.came == came

    def due(self, now: datetime) -> tuple[int, ...]:
        """What is to be tried again now, ascending."""
        return tuple(sorted(uid for uid, one in self._troubles.items() if one.next_at and one.next_at <= now))

    def hopeless(self, now: datetime) -> tuple[int, ...]:
        """What is to be set aside now: tried often enough while other mail came, or for an hour."""
        return tuple(
            sorted(
                uid
                for uid, one in self._troubles.items()
                if one.tries >= TRIES
                and ((self._last is not None and self._last > one.since) or now - one.since >= ALONE)
            )
        )

    def position(self, last: int, owed: Iterable[int] = ()) -> int:
        """How far the folder counts as read where it was read to `last`: before everything that waits.

        `owed`: UIDs that were asked for, and did not come yet.
        """
        waiting = (*self._troubles, *self.doubtful, *owed)
        position = min(last, min(waiting) - 1) if waiting else last
        self.done = {uid for uid in self.done if uid > position}
        return position


def looks_cut(raw: bytes, size: int) -> bool:
    """Whether the end is missing: fewer octets than claimed, and the header section or a part has no end.

    Fewer octets alone mean nothing: Exchange guesses RFC822.SIZE.
    """
    if len(raw) >= size:
        return False
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    if not gap:
        return True
    boundary = _boundary(head)
    return bool(boundary) and b"--" + boundary + b"--" not in body


def _boundary(head: bytes) -> bytes:
    """Of a multipart mail; b"" for another."""
    unfolded = head.replace(b"\n ", b" ").replace(b"\n\t", b" ")
    for line in unfolded.split(b"\n"):
        name, _, value = line.partition(b":")
        at = value.lower().find(b"boundary=")
        if name.strip().lower() == b"content-type" and at >= 0:
            word = value[at + len(b"boundary=") :].strip()
            return word[1:].partition(b'"')[0] if word[:1] == b'"' else word.partition(b";")[0].strip()
    return b""
