"""What was found in a mailbox, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A mail in a folder of a mailbox. `at`: when it came there; None where it was not found."""

    mailbox: str
    folder: str
    uid: int
    message_id: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """removed: gone (or, in a rehearsal, to go); stayed: found, but the server cannot remove a single mail;
    missing: looked for and not found: removed by somebody, or moved to another folder.
    """

    removed: tuple[Place, ...] = ()
    stayed: tuple[Place, ...] = ()
    missing: tuple[Place, ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Outcome:
        """All of them as one."""
        every = tuple(outcomes)
        return cls(
            tuple(place for each in every for place in each.removed),
            tuple(place for each in every for place in each.stayed),
            tuple(place for each in every for place in each.missing),
        )
