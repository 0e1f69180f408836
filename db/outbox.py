"""The outbox table as the sender uses it: claim, renew, settle what a dead process left.

Every function here and in `db.outbox_record` runs inside the caller's `db.connect.transaction()`, so that
the attempt is written before the server is dialled and a failure is told in the commit that records it. A
claim is one `UPDATE … WHERE id IN (due …) RETURNING`; `FOR UPDATE SKIP LOCKED` on PostgreSQL is the only
dialect branch.

BUGS: the rate counts attempts; a mail to several recipients counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import cast

import peewee

from cases.model import WAITING_OUTBOX, OutboxState
from db.outbox_record import failed, finish_attempt, open_recipients, told, unknown_is_final
from db.outgoing import Claimed, Failure, Outcome, Result, Stage, Trouble, load_draft
from db.pausing import of_mailbox
from db.slowing import slowed_until
from db.tables import Attempt, Blob, Lease, Outbox, Pause, database
from db.untimely import dropped

_SENDING = str(OutboxState.SENDING)
_LOST = "outcome unknown: the connection or the process ended before the server's answer was recorded"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks for mail, until when it is his, and at most how much: `limit` now, `rate` in a time."""

    mailbox: str
    holder: str
    limit: int
    lease: timedelta
    rate: tuple[int, timedelta]


def claim(wanted: Claim, now: datetime) -> tuple[list[Claimed], list[Failure]]:
    """Due mail of one mailbox, people's words first, now this holder's alone; and what was suppressed.

    A survey for a case that was opened again meanwhile is cancelled.

    Empty while sending rests or the rate is used up. After a rest one mail at a time goes as a probe.
    """
    if not _due(wanted.mailbox, now).exists():
        return [], []
    _take_turn(wanted, now)
    limit = min(wanted.limit, _room(wanted, now))
    if limit <= 0:
        return [], []
    rows = sorted(_take(wanted, now, limit), key=lambda row: (row.priority, row.next_attempt_at, row.id))
    claimed: list[Claimed] = []
    failures: list[Failure] = []
    for row in rows:
        if dropped(row, now):
            continue
        remaining, suppressed = open_recipients(row)
        if remaining:
            claimed.append(_attempt(row, remaining, now))
        else:
            failures.append(_suppressed(row, suppressed, now))
    return claimed, failures


def renew(ids: Collection[int], holder: str, until: datetime) -> None:
    """Hold these mails longer: their sending still goes on."""
    Outbox.update(lease_until=until).where(
        Outbox.id.in_(list(ids)), Outbox.lease_holder == holder, Outbox.state == _SENDING
    ).execute()


def settle(now: datetime, gone: Collection[str] = ()) -> list[Failure]:
    """Mail whose lease ended, or whose holder is `gone`: its outcome is unknown.

    Kinds that may go out once only become failed; anything else is queued again with the same
    Message-ID, at most `MAX_UNKNOWN` times.
    """
    lost = Outbox.select().where(
        Outbox.state == _SENDING, (Outbox.lease_until <= now) | Outbox.lease_holder.in_(list(gone))
    )
    failures = []
    for row in list(lost):
        open_attempts = Attempt.select(Attempt.id).where(Attempt.outbox == row.id, Attempt.outcome == "")
        for attempt in list(open_attempts):
            finish_attempt(attempt.id, str(Outcome.UNKNOWN), _LOST, now)
        result = Result(Outcome.UNKNOWN, _LOST, Stage.LEASE)
        state = OutboxState.FAILED if unknown_is_final(row) else OutboxState.QUEUED
        mine = (Outbox.id == row.id) & (Outbox.state == _SENDING) & (Outbox.lease_holder == row.lease_holder)
        changed = (
            Outbox.update(
                state=str(state), next_attempt_at=now, last_reply=_LOST, lease_until=None, lease_holder=None
            )
            .where(mine)
            .execute()
        )
        if changed and state is OutboxState.FAILED:
            failures.append(failed(row, result, now))
    return failures


def holders() -> frozenset[str]:
    """Everybody who holds mail right now."""
    query = Outbox.select(Outbox.lease_holder).where(Outbox.state == _SENDING).distinct()
    return frozenset(row.lease_holder for row in query if row.lease_holder)


def next_due(mailbox: str, rate: tuple[int, timedelta], now: datetime) -> datetime | None:
    """When something can be sent next (now or earlier: at once), None when nothing waits."""
    waiting = Outbox.select(Outbox.next_attempt_at).where(
        of_mailbox(mailbox), Outbox.state.in_(WAITING_OUTBOX)
    )
    leased = Outbox.select(Outbox.lease_until).where(of_mailbox(mailbox), Outbox.state == _SENDING)
    due = cast(datetime | None, waiting.order_by(Outbox.next_attempt_at).limit(1).scalar())
    expiry = cast(datetime | None, leased.order_by(Outbox.lease_until).limit(1).scalar())
    if due is None:
        return expiry
    free = _rate_free_at(mailbox, rate)
    at = max(moment for moment in (due, *_rests(mailbox), free) if moment)
    return min(at, expiry) if expiry else at


def content(sha256: str) -> bytes:
    """Octets of an attachment; KeyError when they were erased."""
    row = Blob.get_or_none(Blob.sha256 == sha256)
    if row is None:
        raise KeyError(sha256)
    return bytes(row.content)


def _due(mailbox: str, now: datetime) -> peewee.ModelSelect[Outbox]:
    return Outbox.select(Outbox.id).where(
        Outbox.state.in_(WAITING_OUTBOX),
        Outbox.next_attempt_at <= now,
        of_mailbox(mailbox),
        Outbox.message_id.is_null(False),
    )


def _take_turn(wanted: Claim, now: datetime) -> None:
    """One claim a mailbox at a time, in whatever process, so that the rate is counted right."""
    name = f"pace:{wanted.mailbox.lower()}"
    turn = Lease.update(holder=wanted.holder, until=now).where(Lease.name == name)
    if not turn.execute():
        Lease.insert(name=name, holder=wanted.holder, until=now).on_conflict_ignore().execute()
        turn.execute()


def _room(wanted: Claim, now: datetime) -> int:
    """How many attempts the rests and the rate allow now."""
    count, per = wanted.rate
    newest = _attempts(wanted.mailbox).limit(count).tuples().iterator()
    room = count - sum(1 for _ in takewhile(lambda row: row[0] > now - per, newest))
    rests = _rests(wanted.mailbox)
    if not rests:
        return room
    if max(rests) > now:
        return 0
    probing = Outbox.select().where(of_mailbox(wanted.mailbox), Outbox.state == _SENDING).exists()
    return 0 if probing else min(room, 1)


def _rests(mailbox: str) -> list[datetime]:
    """When the pause and the rest of this mailbox end, or ended without a mail gone out since."""
    paused = Pause.get_or_none(Pause.mailbox == mailbox.lower())
    return [at for at in (paused and paused.until, slowed_until(mailbox)) if at]


def _attempts(mailbox: str) -> peewee.ModelSelect[Attempt]:
    """Start times of attempts, newest first; by id, which is indexed and grows with time."""
    query = Attempt.select(Attempt.started_at).join(Outbox).where(of_mailbox(mailbox))
    return query.order_by(Attempt.id.desc())


def _rate_free_at(mailbox: str, rate: tuple[int, timedelta]) -> datetime | None:
    """When the rate allows the next attempt; None: it is not used up at any time."""
    count, per = rate
    oldest = _attempts(mailbox).offset(count - 1).limit(1).first()
    return oldest.started_at + per if oldest else None


def _take(wanted: Claim, now: datetime, limit: int) -> Iterable[Outbox]:
    due = _due(wanted.mailbox, now).order_by(Outbox.priority, Outbox.next_attempt_at, Outbox.id).limit(limit)
    change = Outbox.update(
        state=_SENDING,
        attempts=Outbox.attempts + 1,
        lease_until=now + wanted.lease,
        lease_holder=wanted.holder,
    ).returning(Outbox)
    if isinstance(database.obj, peewee.PostgresqlDatabase):
        # Materialised: as a plain subquery PostgreSQL may run it again and lock more than the limit.
        ids = due.for_update(skip_locked=True).cte("due", materialized=True)
        change = change.where(Outbox.id.in_(peewee.Select([ids], [ids.c.id]))).with_cte(ids)
    else:
        change = change.where(Outbox.id.in_(due))
    return cast(Iterable[Outbox], change.execute())


def _attempt(row: Outbox, recipients: tuple[str, ...], now: datetime) -> Claimed:
    attempt = Attempt.create(outbox=row.id, started_at=now)
    return Claimed(
        id=row.id,
        draft=load_draft(row.draft),
        message_id=row.message_id,
        attempts=row.attempts,
        recipients=recipients,
        attempt=attempt.id,
        holder=row.lease_holder,
    )


def _suppressed(row: Outbox, recipients: tuple[str, ...], now: datetime) -> Failure:
    reply = "not sent: the address is known not to exist (lift with `outbox clear ADDRESS`)"
    served = bool(row.draft.get("accepted"))
    row.state = str(OutboxState.SENT if served else OutboxState.SUPPRESSED)
    row.attempts -= 1
    row.last_reply, row.lease_until, row.lease_holder = reply, None, None
    row.save(only=[Outbox.state, Outbox.attempts, Outbox.last_reply, Outbox.lease_until, Outbox.lease_holder])
    return told(row, Trouble.MAIL_SUPPRESSED, recipients, reply, now)
