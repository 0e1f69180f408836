"""What is known of earlier mail and cases, as decisions ask for it and the store gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.model import InboundState, OutboxKind


@dataclass(frozen=True, slots=True)
class OurMail:
    """One of our mails, as a delivery report or a copy of it concerns it. `outbox`: its number there."""

    outbox: int
    case: int | None
    kind: OutboxKind
    to: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class EarlierMail:
    """A received mail that a signed address was made for: it waits, was sent back, or was carried out.

    `author` is its addr-spec or "", `decided_at` when its state and reason were decided. `asked_again`: an
    answer about it was unclear, so a second question went out.
    """

    inbound: int
    state: InboundState
    reason: str
    author: str
    decided_at: datetime | None = None
    subject: str = ""
    received_at: datetime | None = None
    case: int | None = None
    asked_again: bool = False


def second_question(inbound: int) -> str:
    """The key under which the second question about a held mail is queued; there is never a third."""
    return f"confirmation-again:{inbound}"


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """An earlier case as others may see it: topic, titles of what was recommended, rating; no names."""

    topic: str
    options: tuple[str, ...]
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class SentBefore:
    """What went to the worker earlier on a case: titles of options, names of templates, oldest first."""

    options: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommended:
    """An option that was recommended to this person before, and the rating of that help (1 to 5)."""

    slug: str
    rating: int | None = None
