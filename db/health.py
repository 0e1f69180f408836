"""Signs of life of the roles and what waits for them, for `health` (CONTRACT 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from cases.model import WAITING_OUTBOX, InboundState, OutboxState, SurveyState
from cases.reasons import Reason
from cases.troubles import Trouble
from db import audit, comparing, restored, restored_mail, running, troubles
from db.connect import transaction
from db.tables import Case, Heartbeat, Inbound, Outbox, Pause, Survey

BACKED_UP = "backup.made"  # in the audit
BACKUP_FAILED = "backup.failed"
MODEL = "sentence model"  # no role, but a sign of life of its own
ROLES = ("intake", "followups", "outbox")


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `alive_at` None: never seen. `waiting`: what it could do now. `detail`: last error.

    `stopped_at`: when its last process ended by itself, and no other has shown itself since.
    """

    alive_at: datetime | None
    last_success_at: datetime | None
    waiting: int
    detail: str
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """A mail that is being decided. `since` None: not now. `lost`: how often nobody came back from it."""

    mail: int
    since: datetime | None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """`held` counts mail that waits for a person, shunted mail included; `oldest_held` is its arrival.

    held_since: the same of each mailbox.
    """

    roles: dict[str, Role]
    held: int
    oldest_held: datetime | None
    held_since: Mapping[str, datetime] = field(default_factory=dict, kw_only=True)
    paused: tuple[str, ...] = ()  # "ADDRESS (why)": mailboxes from which nothing goes out now
    deciding: tuple[Deciding, ...] = ()  # begun now, or not come back from before
    set_aside: tuple[int, ...] = ()  # shunted mail, oldest first
    differences: Mapping[str, int] = field(default_factory=dict)  # found by the daily comparison
    troubles: tuple[Trouble, ...] = ()  # broken, or so a moment ago
    restored: restored.Begun | None = None  # from a backup, and not looked through yet
    backed_up: datetime | None = None  # the last time; None: never
    backup_failed: datetime | None = None  # the same
    withheld: int = 0  # mails that may have gone out before a backup was put back, and wait for a person
    model: str = ""  # why the sentence model does not rank topics, or ""


def beat(role: str, now: datetime, succeeded: bool, detail: str = "") -> None:
    """`role` is alive and its last round `succeeded`, or failed with `detail` in words."""
    success = {"last_success_at": now} if succeeded else {}
    with transaction():
        Heartbeat.insert(role=role, alive_at=now, detail=detail, **success).on_conflict(
            conflict_target=(Heartbeat.role,), update={"alive_at": now, "detail": detail, **success}
        ).execute()


def note_model(why: str, now: datetime) -> None:
    """Why the sentence model does not rank, "" where it does; nothing is written where that is known."""
    with transaction():
        known = Heartbeat.get_or_none(Heartbeat.role == MODEL)
    if known.detail != why if known else why:
        beat(MODEL, now, not why, why)


def figures(now: datetime) -> Figures:
    """All of it, as of `now`."""
    beats = {row.role: row for row in Heartbeat.select()}
    ended = running.stopped()
    waiting = {"intake": _undecided(), "followups": _due(now), "outbox": _unsent(now)}
    held = Inbound.select(Inbound.mailbox, fn.COUNT(Inbound.id), fn.MIN(Inbound.received_at)).where(
        Inbound.state.in_((InboundState.HELD, InboundState.SHUNTED)),
        Inbound.next_try_at.is_null(),  # on hold: it waits for the clock
        Inbound.reason != Reason.MISTYPED,  # its author has their text back: nobody waits for it
    )
    rows: Any = held.group_by(Inbound.mailbox).tuples()
    since = {mailbox: (count, oldest) for mailbox, count, oldest in rows}
    return Figures(
        roles={
            role: Role(
                alive_at=beats[role].alive_at if role in beats else None,
                last_success_at=beats[role].last_success_at if role in beats else None,
                waiting=waiting[role],
                detail=beats[role].detail if role in beats else "",
                stopped_at=_after(ended.get(role), beats[role].alive_at if role in beats else None),
            )
            for role in dict.fromkeys((*ROLES, *waiting))
        },
        held=sum(count for count, _ in since.values()),
        oldest_held=min((oldest for _, oldest in since.values()), default=None),
        held_since={mailbox: oldest for mailbox, (_, oldest) in since.items()},
        deciding=_deciding(),
        set_aside=_set_aside(),
        differences=comparing.differences(),
        troubles=troubles.known(),
        paused=(*(f"{row.mailbox} ({row.reason})" for row in Pause.select().where(Pause.until > now)),),
        restored=restored.begun(),
        backed_up=audit.last(BACKED_UP),
        backup_failed=audit.last(BACKUP_FAILED),
        withheld=restored_mail.withheld(),
        model=beats[MODEL].detail if MODEL in beats else "",
    )


def _after(ended: datetime | None, alive: datetime | None) -> datetime | None:
    """The end, unless a sign of life is younger: of `run --once`, or of another process."""
    return ended if ended and (alive is None or alive <= ended) else None


def _deciding() -> tuple[Deciding, ...]:
    rows = Inbound.select(Inbound.id, Inbound.begun_at, Inbound.lost).where(
        Inbound.state == InboundState.RECEIVED, Inbound.begun_at.is_null(False) | (Inbound.lost > 0)
    )
    return tuple(Deciding(row.id, row.begun_at, row.lost) for row in rows.order_by(Inbound.id))


def _set_aside() -> tuple[int, ...]:
    rows = Inbound.select(Inbound.id).where(Inbound.state == InboundState.SHUNTED)
    return tuple(row.id for row in rows.order_by(Inbound.id))


def _undecided() -> int:
    return int(Inbound.select().where(Inbound.state == InboundState.RECEIVED).count())


def _due(now: datetime) -> int:
    surveys = Survey.select().where(Survey.state == SurveyState.SCHEDULED, Survey.due_at <= now)
    reminders = Case.select().where(Case.wait_until <= now)
    return int(surveys.count() + reminders.count())


def _unsent(now: datetime) -> int:
    due = Outbox.state.in_(WAITING_OUTBOX) & (Outbox.next_attempt_at <= now)
    return int(Outbox.select().where(due | (Outbox.state == OutboxState.SENDING)).count())
