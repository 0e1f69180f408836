"""Something that does not work, from when it was seen until it is told that it works again. Pure.

A trouble is told once, when it was broken for `after` in all and more than half of the time since it began,
and once more when it then stayed well for a while. So what passes by itself is told to nobody, and what
comes and goes is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

STALE = timedelta(minutes=15)  # without a look for so long nobody knows any more
LONGEST_SETTLING = timedelta(minutes=10)


class TroubleKind(StrEnum):
    """What does not work; each has its own words and its own advice."""

    READING = "reading"  # a mailbox cannot be read
    LOGIN = "login"  # nor can it until a person acts: refused login, wrong settings
    RELAY = "relay"  # the server that takes our mail is away
    PAUSED = "paused"  # it does not want our mail
    UNSENT = "unsent"  # mail is due and does not go out
    SET_ASIDE = "set-aside"  # mail could not be decided
    UNDECIDED = "undecided"  # mail waits to be decided
    SILENT = "silent"  # a role shows no sign of life
    FAILING = "failing"  # a role does not get on
    DATABASE = "database"
    SECRET = "secret"  # noqa: S105 - a secret, key or certificate that has ended
    TOKEN = "token"  # noqa: S105 - a provider refuses us a token
    BACKUP = "backup"  # the last one failed, or there was none for days


class Step(StrEnum):
    """What is to be done about a trouble now."""

    WAIT = "wait"
    TELL_BROKEN = "broken"
    TELL_HEALED = "healed"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`name`: "KIND:ADDRESS" or the like, one at a time. `broken` since `changed_at`, or well since then.

    `since`: when it began; `seen_at`: the last look; `spent`: time broken before `changed_at`; `told_at`:
    when people were told that it is broken, None: not yet. `why`: a sentence, or "".
    """

    name: str
    kind: TroubleKind
    why: str
    since: datetime
    seen_at: datetime
    changed_at: datetime
    broken: bool = True
    spent: timedelta = timedelta(0)
    told_at: datetime | None = None

    @property
    def about(self) -> str:
        """The mailbox, role or secret in its name, "" where there is none."""
        return self.name.partition(":")[2]


def seen(known: Trouble | None, name: str, kind: TroubleKind, why: str, now: datetime) -> Trouble:
    """The trouble after a look that found it broken."""
    if known is None or (known.told_at is None and now - known.seen_at > STALE):
        return Trouble(name, kind, why, now, now, now)
    if known.broken:
        return replace(known, kind=kind, why=why, seen_at=now)
    return replace(known, kind=kind, why=why, seen_at=now, changed_at=now, broken=True)


def well(known: Trouble, now: datetime) -> Trouble:
    """The trouble after a look that found nothing wrong."""
    if not known.broken:
        return replace(known, seen_at=now)
    spent = known.spent + (now - known.changed_at)
    return replace(known, seen_at=now, changed_at=now, broken=False, spent=spent)


def next_step(trouble: Trouble, now: datetime, after: timedelta) -> Step:
    """What is due."""
    if not trouble.broken:
        if now - trouble.changed_at < settling(after):
            return Step.WAIT
        return Step.FORGET if trouble.told_at is None else Step.TELL_HEALED
    if trouble.told_at is not None or now - trouble.seen_at > STALE:
        return Step.WAIT
    spent = trouble.spent + (now - trouble.changed_at)
    return Step.TELL_BROKEN if spent >= max(after, (now - trouble.since) / 2) else Step.WAIT


def lasts(trouble: Trouble, now: datetime, after: timedelta) -> bool:
    """Whether it is broken now, and was for `after` or people were told: well again is seen at once."""
    if not trouble.broken:
        return False
    return trouble.told_at is not None or next_step(trouble, now, after) is Step.TELL_BROKEN


def settling(after: timedelta) -> timedelta:
    """How long something has to stay well until that counts."""
    return min(after / 3, LONGEST_SETTLING)
