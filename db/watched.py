"""What whoever watches the service looks at, in few statements: what does not get on, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from cases.model import WAITING_OUTBOX, InboundState
from db.connect import plain_errors
from db.outgoing import Outcome
from db.tables import Attempt, Heartbeat, Inbound, Outbox, Pause, database

SLACK = timedelta(minutes=2)  # what is due for less than this is being worked on


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """The last signs of a role. `detail`: why its last round failed, or ""."""

    alive_at: datetime
    last_success_at: datetime | None
    detail: str


@dataclass(frozen=True, slots=True)
class Watched:
    """Beside the roles, by mailbox in lower case: `pauses`, why nothing goes out; `unsent`, since when mail
    is due of which none went out; `waiting`, those with mail to send, now or later. `set_aside`: mails that
    could not be decided; `undecided_since`: of mail that is due.
    """

    roles: Mapping[str, RoleSeen]
    pauses: Mapping[str, str]
    unsent: Mapping[str, datetime]
    waiting: frozenset[str]
    set_aside: int
    undecided_since: datetime | None


def watched(now: datetime) -> Watched:
    """All of it, as of `now`."""
    with plain_errors():
        database.connect(reuse_if_open=True)
        set_aside = Inbound.select().where(Inbound.state == InboundState.SHUNTED).count()
        undecided = Inbound.select(fn.MIN(Inbound.received_at)).where(
            Inbound.state == InboundState.RECEIVED,
            Inbound.next_try_at.is_null() | (Inbound.next_try_at <= now - SLACK),
            Inbound.received_at <= now - SLACK,
        )
        return Watched(
            roles={
                row.role: RoleSeen(row.alive_at, row.last_success_at, row.detail)
                for row in Heartbeat.select()
            },
            pauses={row.mailbox: row.reason for row in Pause.select()},
            unsent=_unsent(now),
            waiting=_waiting(),
            set_aside=set_aside,
            undecided_since=undecided.scalar(),
        )


def _waiting() -> frozenset[str]:
    rows: Any = (
        Outbox.select(fn.LOWER(Outbox.mailbox)).where(Outbox.state.in_(WAITING_OUTBOX)).distinct().tuples()
    )
    return frozenset(mailbox for (mailbox,) in rows)


def _unsent(now: datetime) -> dict[str, datetime]:
    """Mail that is due and was not tried, where nothing else of that mailbox went out since either."""
    oldest = (
        Outbox.select(fn.LOWER(Outbox.mailbox), fn.MIN(Outbox.next_attempt_at))
        .where(Outbox.state.in_(WAITING_OUTBOX), Outbox.next_attempt_at <= now - SLACK)
        .group_by(fn.LOWER(Outbox.mailbox))
    )
    due: Any = oldest.tuples()
    return {mailbox: since for mailbox, since in due if not _sent_since(mailbox, since)}


def _sent_since(mailbox: str, since: datetime) -> bool:
    query = (
        Attempt.select(Attempt.id)
        .join(Outbox)
        .where(
            fn.LOWER(Outbox.mailbox) == mailbox,
            Attempt.outcome == str(Outcome.SENT),
            Attempt.finished_at > since,
            Attempt.id > _before(since),
        )
    )
    return bool(query.exists())


def _before(moment: datetime) -> int:
    """An attempt begun before that moment, so that not all of the table is read; ids grow with time."""
    row = Attempt.select(Attempt.id).where(Attempt.started_at <= moment).order_by(Attempt.id.desc()).first()
    return row.id if row else 0
