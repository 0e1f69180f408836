"""Outgoing mail as an operator sees and steers it (`concierge outbox …`, CONTRACT 2).

Plain dictionaries with the public keys; `case` is the number of the case (the command line makes "LC-12"
of it), times are aware datetimes. What cannot be done is a PermanentError that says why.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.effects import Draft
from cases.errors import PermanentError
from cases.model import WAITING_OUTBOX, OutboxState
from db.connect import transaction
from db.outgoing import load_draft
from db.pausing import of_mailbox
from db.rows import locked
from db.slowing import forget, resting
from db.tables import Attempt, Outbox, Pause, Suppression
from db.timeline import note

_RETRIABLE = (
    *WAITING_OUTBOX,
    OutboxState.HELD,
    OutboxState.FAILED,
    OutboxState.SUPPRESSED,
    OutboxState.CANCELLED,
)
_CANCELLABLE = (*WAITING_OUTBOX, OutboxState.HELD, OutboxState.SUPPRESSED, OutboxState.FAILED)


def rows(
    *,
    states: Collection[str] = (),
    kinds: Collection[str] = (),
    case: int | None = None,
    address: str | None = None,
    due: datetime | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Mails that fit every filter given, newest first; `due`: only what waits and may go at that time."""
    query = Outbox.select()
    if states:
        query = query.where(Outbox.state.in_(list(states)))
    if kinds:
        query = query.where(Outbox.kind.in_(list(kinds)))
    if case is not None:
        query = query.where(Outbox.case_id == case)
    if address is not None:
        query = query.where(Outbox.recipient == address.strip().lower())
    if due is not None:
        query = query.where(Outbox.state.in_(WAITING_OUTBOX), Outbox.next_attempt_at <= due)
    return [_row(row) for row in query.order_by(Outbox.id.desc()).limit(limit)]


def show(outbox_id: int) -> dict[str, Any]:
    """One mail with its text, its attempts, what others reported about it, and what holds it up."""
    with transaction():
        row = locked(Outbox, outbox_id)
        attempts = Attempt.select().where(Attempt.outbox == outbox_id).order_by(Attempt.id)
        pause = Pause.get_or_none(Pause.mailbox == row.mailbox.lower())
        return {
            **_row(row),
            "mailbox": row.mailbox,
            "automatic": row.automatic,
            "queued_at": row.queued_at,
            "sent_at": row.sent_at,
            "language": row.draft.get("language", "en"),
            "text": row.draft["text"],
            "attachments": [each["name"] for each in row.draft.get("attachments", ())],
            "attempt_list": [
                {
                    "started_at": each.started_at,
                    "finished_at": each.finished_at,
                    "outcome": each.outcome or "unknown",
                    "reply": each.reply,
                }
                for each in attempts
            ],
            "report": (
                {
                    "action": row.report_action,
                    "status": row.report_status,
                    "recipient": row.report_recipient,
                }
                if row.report_action
                else None
            ),
            "paused": {"until": pause.until, "reason": pause.reason} if pause else None,
        }


def retry(outbox_id: int, now: datetime, actor: str) -> dict[str, Any]:
    """Send it at the next round, with the whole row of attempts before it again."""
    return _move(outbox_id, OutboxState.QUEUED, _RETRIABLE, now, actor, "mail.retried")


def cancel(outbox_id: int, now: datetime, actor: str) -> dict[str, Any]:
    """Never send it."""
    return _move(outbox_id, OutboxState.CANCELLED, _CANCELLABLE, now, actor, "mail.cancelled")


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was lifted: an address, a mailbox that was paused or rested; how many mails are `due` now."""

    address: bool
    mailbox: bool
    due: int = 0


def clear(address: str, now: datetime, actor: str) -> Cleared | None:
    """Lift the suppression of an address, or the pause or rest of a mailbox; None where there was none.

    What waited because of a pause is due now. Mail that was suppressed meanwhile stays so: each
    has to be sent by `retry`, or is out of date.
    """
    key = address.strip().lower()
    with transaction():
        lifted = Suppression.delete().where(Suppression.address == key).execute()
        rested = forget(key)
        paused = Pause.delete().where(Pause.mailbox == key).execute()
        resumed = paused or rested
        if lifted:
            note(now, actor, None, "address.cleared", key)
        if resumed:
            note(now, actor, None, "sending.resumed", key)
        waits = (of_mailbox(key), Outbox.state == str(OutboxState.DEFERRED))
        due = Outbox.update(next_attempt_at=now).where(*waits).execute() if paused else 0
    return Cleared(bool(lifted), bool(resumed), due) if lifted or resumed else None


def suppressions() -> list[dict[str, Any]]:
    """Addresses that get nothing: address, reason, at."""
    query = Suppression.select().order_by(Suppression.at)
    return [{"address": row.address, "reason": row.reason, "at": row.at} for row in query]


def pauses() -> list[dict[str, Any]]:
    """Mailboxes that send nothing: mailbox, until, reason."""
    query = Pause.select().order_by(Pause.mailbox)
    return [{"mailbox": row.mailbox, "until": row.until, "reason": row.reason} for row in query]


def slowed(now: datetime) -> list[dict[str, Any]]:
    """Mailboxes from which a server wants less mail, while they rest: mailbox, until."""
    return [{"mailbox": mailbox, "until": until} for mailbox, until in resting(now)]


def composed_parts(outbox_id: int) -> tuple[Draft, str]:
    """(draft, Message-ID) of a mail, from which its octets can be composed again."""
    row = Outbox.get_by_id(outbox_id)
    return load_draft(row.draft), row.message_id


def _row(row: Outbox) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "kind": row.kind,
        "case": row.case_id,
        "to": row.to,
        "subject": row.subject,
        "message_id": row.message_id,
        "attempts": row.attempts,
        "next_attempt_at": row.next_attempt_at if row.state in WAITING_OUTBOX else None,
        "last_reply": row.last_reply,
    }


def _move(
    outbox_id: int, state: OutboxState, allowed: Collection[str], now: datetime, actor: str, event: str
) -> dict[str, Any]:
    verb = event.rpartition(".")[2]
    with transaction():
        row = locked(Outbox, outbox_id)
        if row.state not in allowed:
            raise PermanentError(
                f"Mail {outbox_id} is {row.state}, so it cannot be {verb}; "
                f"`concierge outbox show {outbox_id}` tells what became of it."
            )
        if not row.recipient:
            raise PermanentError(f"mail {outbox_id} was erased: nothing of it is left to be {verb}")
        row.state = str(state)
        if state is OutboxState.QUEUED:
            row.attempts, row.next_attempt_at = 0, now
            row.draft = {**row.draft, "refused": []}  # those that refused are asked again
        row.save(only=[Outbox.state, Outbox.attempts, Outbox.next_attempt_at, Outbox.draft])
        note(now, actor, row.case_id, event, f"{row.kind} to {', '.join(row.to)}")
        return _row(row)
