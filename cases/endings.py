"""What opens a mailbox for a time only, and when people are told that it ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STEPS = (30, 7, 1)  # days before the end at which people are told, once each


@dataclass(frozen=True, slots=True)
class Ending:
    """The client secret or certificate of a mailbox's application; `day` is the last on which it holds."""

    mailbox: str
    day: date
    is_certificate: bool = False

    @property
    def what(self) -> str:
        return "certificate" if self.is_certificate else "client secret"

    def days_left(self, today: date) -> int:
        """0 on its last day, negative after it."""
        return (self.day - today).days


@dataclass(frozen=True, slots=True)
class RefusedLogin:
    """The token server gives no token for this mailbox. `why`: its words, and what to do about them.

    `since`: tells this refusal from another one later; `by_person`: somebody has to log in again.
    """

    mailbox: str
    why: str
    since: str = ""
    by_person: bool = False


def step(ending: Ending, today: date) -> int | None:
    """The last of STEPS that was reached; None while it is far off, and once it is over."""
    left = ending.days_left(today)
    return min((days for days in STEPS if left <= days), default=None) if left >= 0 else None
