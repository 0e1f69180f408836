"""Received mail from store to decision: received -> accepted | held | discarded | shunted (DESIGN 3).

How it is stored stands in `db.folders`, and is offered here too; attempts at deciding it in `db.deciding`.
What cannot be decided is shunted: kept, out of the way, until an operator says `retry`.
Longer than 250 lines: every step of a mail from one state to the next is in one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from cases.effects import Corrected
from cases.errors import PermanentError
from cases.lifecycle import INBOUND
from cases.model import InboundState, Kind
from cases.moments import public_moment
from cases.reasons import Reason
from cases.tokens import Signer
from db import folders
from db.connect import transaction
from db.emptying import holding_words
from db.folders import Seen, copy_of, cursor, mark_filed, start, store, store_file, unfiled
from db.rows import locked, missing
from db.statement import Statement, slot, slots
from db.tables import Inbound

__all__ = [
    "Received",
    "Seen",
    "cursor",
    "describe",
    "drop_content",
    "duplicate_of",
    "held",
    "load",
    "mark_filed",
    "propose",
    "release",
    "retry",
    "seen",
    "settle",
    "start",
    "store",
    "store_file",
    "unfiled",
]

NEW = Seen(None, erased=False)
NOT_KEPT = frozenset({Reason.ERASED, Reason.DUPLICATE})
"""What was erased may not come back, and a copy may hold what was masked in the original."""
TRIES = 3  # at deciding a mail that fails
LOST = 2  # times that nobody comes back from deciding a mail
_LOADED = Statement(lambda: Inbound.select().where(Inbound.id == slot(Inbound.id)), lock=True)
_DESCRIBED = Statement(
    lambda: Inbound.update(
        kind=slot(Inbound.kind), author=slot(Inbound.author), subject=slot(Inbound.subject)
    ).where(Inbound.id == slot(Inbound.id))
)
_SETTLED = Statement(
    lambda before: Inbound.update(
        state=slot(Inbound.state),
        reason=slot(Inbound.reason),
        case_id=fn.COALESCE(slot(Inbound.case_id), Inbound.case_id),
        decided_at=slot(Inbound.decided_at),
        next_try_at=slot(Inbound.next_try_at),
        begun_at=None,
        begun_by=None,
    ).where(Inbound.id == slot(Inbound.id), Inbound.state.in_(slots(Inbound.state, "before", before)))
)


@dataclass(frozen=True, slots=True)
class Received:
    """A stored mail. `waived`: checks that a person waived by releasing it; `proposed`: to them."""

    id: int
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    raw: bytes
    size: int  # as the server said; larger than `raw` where only the header section was fetched
    content_hash: str
    message_id: str | None
    received_at: datetime
    internal_date: datetime | None
    backlog: bool
    state: InboundState
    reason: str
    waived: tuple[str, ...]
    proposed: tuple[Corrected, ...]
    tries: int
    lost: int
    case: int | None


def load(inbound_id: int) -> Received:
    """One stored mail with its octets; inside a transaction nobody else can decide it meanwhile.

    Raises PermanentError when there is none of this id.
    """
    row = _LOADED.first(id=inbound_id)
    if row is None:
        raise missing(Inbound, inbound_id)
    return Received(
        id=row.id,
        mailbox=row.mailbox,
        folder=row.folder,
        uidvalidity=row.uidvalidity,
        uid=row.uid,
        raw=bytes(row.content),
        size=row.size,
        content_hash=row.content_hash,
        message_id=row.message_id,
        received_at=row.received_at,
        internal_date=row.internal_date,
        backlog=row.backlog,
        state=InboundState(row.state),
        reason=row.reason,
        waived=tuple(row.waived),
        proposed=tuple(Corrected(*each) for each in row.proposed),
        tries=row.tries,
        lost=row.lost,
        case=row.case_id,
    )


def duplicate_of(received: Received) -> int | None:
    """An earlier mail with the same Message-ID and content, come by another way or fetched anew.

    Without a Message-ID only the very same octets count: two short mails may well say the same.
    """
    return copy_of(received.message_id, received.content_hash, received.raw, received.id)


def seen(received: Received, signer: Signer) -> Seen:
    """Whether this mail was here before, or is one that was erased."""
    return folders.seen(received.message_id, received.content_hash, received.raw, received.id, signer)


def emptied(numbers: Collection[int]) -> frozenset[int]:
    """Those of these received mails of which nothing is stored any more."""
    if not numbers:
        return frozenset()
    rows = Inbound.select(Inbound.id).where(Inbound.id.in_(list(numbers)), ~holding_words())
    return frozenset(row.id for row in rows)


def drop_content(inbound_id: int, reason: Reason, signer: Signer) -> None:
    """Keep no words of a mail that is known already.

    Of one that was erased nothing stays but where it lies; a copy keeps by what it is found, because it lies
    in the mailbox too.
    """
    fields: dict[str, Any] = {"content": b"", "subject": "", "proposed": []}
    if reason is Reason.ERASED:
        row = locked(Inbound, inbound_id, Inbound.id, Inbound.content_hash)
        mark = signer.fingerprint(f"content:{row.content_hash}")
        fields |= {"content_hash": mark, "message_id": None, "author": None}
    Inbound.update(**fields).where(Inbound.id == inbound_id).execute()


def describe(inbound_id: int, kind: Kind | None, author: str | None, subject: str) -> None:
    """Note what a mail turned out to be (None: nobody knows); `author` is an addr-spec."""
    _DESCRIBED.run(id=inbound_id, kind=kind, author=author.lower() if author else None, subject=subject)


def settle(
    inbound_id: int,
    state: InboundState,
    reason: str,
    case: int | None,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Move a mail to `state`; raises PermanentError when it is not in a state that leads there.

    `until`: when the clock lets held mail be decided again; None: a person does.
    """
    moved = _SETTLED.run(
        id=inbound_id,
        state=state,
        reason=reason,
        case_id=case,
        decided_at=None if state is InboundState.RECEIVED else now,
        next_try_at=until,
        before=[known for known, reachable in INBOUND.items() if state in reachable],
    )
    if not moved:
        row = locked(Inbound, inbound_id, Inbound.id, Inbound.state)
        raise PermanentError(f"mail {inbound_id} is {row.state}: it cannot become {state}")


def release(inbound_id: int, waive: Iterable[str], now: datetime) -> None:
    """Decide a held mail again with these checks waived (on top of those waived before)."""
    row = locked(Inbound, inbound_id, Inbound.id, Inbound.state, Inbound.reason, Inbound.waived)
    if row.reason == Reason.ERASED:
        raise PermanentError(f"mail {inbound_id} was erased: nothing of it is left")
    if row.reason == Reason.NOT_DELIVERED:
        raise _not_here(inbound_id)
    settle(inbound_id, InboundState.RECEIVED, Reason.RELEASED, None, now)
    waived = sorted({*row.waived, *waive})
    Inbound.update(waived=waived, **_attempts(row.state)).where(Inbound.id == inbound_id).execute()


def propose(inbound_id: int, lines: Iterable[Corrected]) -> None:
    """Note the corrections that the author of a mail is shown."""
    proposed = [[each.number, each.line, each.better] for each in lines]
    Inbound.update(proposed=proposed).where(Inbound.id == inbound_id).execute()


def retry(inbound_id: int, now: datetime) -> None:
    """Try a shunted mail once more; what fails again is shunted at once."""
    with transaction():
        row = locked(Inbound, inbound_id, Inbound.id, Inbound.state, Inbound.reason)
        if row.reason == Reason.NOT_DELIVERED:
            raise _not_here(inbound_id)
        if row.state != InboundState.SHUNTED:
            raise PermanentError(f"mail {inbound_id} is {row.state}: only a shunted mail can be retried")
        settle(inbound_id, InboundState.RECEIVED, Reason.RETRIED, None, now)
        Inbound.update(**_attempts(row.state)).where(Inbound.id == inbound_id).execute()


def held(*states: InboundState) -> tuple[dict[str, Any], ...]:
    """Mail that waits for a person, oldest first: id, at, from, subject, reason (CONTRACT 2).

    Without `states`: held and shunted.
    """
    rows = (
        Inbound.select(Inbound.id, Inbound.received_at, Inbound.author, Inbound.subject, Inbound.reason)
        .where(Inbound.state.in_(states or (InboundState.HELD, InboundState.SHUNTED)))
        .order_by(Inbound.id)
    )
    return tuple(
        {
            "id": row.id,
            "at": public_moment(row.received_at),
            "from": row.author,
            "subject": row.subject,
            "reason": row.reason,
        }
        for row in rows
    )


def _not_here(inbound_id: int) -> PermanentError:
    return PermanentError(
        f"The mail server has not delivered mail {inbound_id} yet; it is asked again every hour. Read it "
        f"in the mailbox and answer by hand; `concierge held discard {inbound_id}` once that is done."
    )


def _attempts(state: str) -> dict[str, object]:
    """What is left of the attempts: all of them, or the last one where they were used up."""
    used_up = state == InboundState.SHUNTED
    return {"tries": TRIES - 1 if used_up else 0, "lost": LOST - 1 if used_up else 0, "error": ""}
