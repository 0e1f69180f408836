"""Whether a refusal means the mailbox or one mail, and the end of a pause (CONTRACT 6).

Inside the caller's transaction, but for `try_now`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import peewee

from cases.model import OutboxState
from cases.refusals import LIMITS
from db import timeline
from db.connect import transaction
from db.outgoing import Outcome, Result, Stage, Trouble
from db.tables import Attempt, Event, Outbox, Pause

SAME_REFUSALS = 3  # recipients refused alike: the relay means us, not them (CONTRACT 6)
SAME_REFUSALS_WITHIN = timedelta(hours=1)
NAMED = (Stage.RCPT, Stage.DATA)  # where a refusal of our mailbox may after all be about this one mail


def resume(mailbox: str, now: datetime) -> None:
    """A mail was taken: the pause that had ended is over."""
    lifted = Pause.delete().where(Pause.mailbox == mailbox.lower(), Pause.until <= now).execute()
    if lifted:
        timeline.note(now, "service", None, "sending.resumed", mailbox)


def try_now(mailbox: str, now: datetime) -> None:
    """What may have been the cause is gone: one mail tries the way now, and not at the end of the pause."""
    with transaction():
        paused = Pause.get_or_none(Pause.mailbox == mailbox.lower(), Pause.until > now)
        if paused is None:
            return
        waits = (of_mailbox(mailbox), Outbox.state == str(OutboxState.DEFERRED))
        Outbox.update(next_attempt_at=now).where(*waits, Outbox.next_attempt_at <= paused.until).execute()
        Pause.update(until=now).where(Pause.mailbox == mailbox.lower()).execute()
        timeline.note(now, "service", None, "sending.tried-early", mailbox)


def refused_alike(row: Outbox, result: Result, now: datetime) -> bool:
    """Whether three recipients were refused with the same 5xx within the hour, and no pause since."""
    if result.outcome not in (Outcome.FAILED, Outcome.SUPPRESS) or not result.code:
        return False
    since = now - SAME_REFUSALS_WITHIN
    pauses = Event.select(Event.at).where(
        Event.event == str(Trouble.SENDING_PAUSED), Event.detail.startswith(f"{row.mailbox}: ")
    )
    last = pauses.order_by(Event.at.desc()).first()
    since = max(since, last.at) if last else since
    query = (
        Attempt.select(Attempt.reply, Outbox.recipient)
        .join(Outbox)
        .where(of_mailbox(row.mailbox), Attempt.finished_at > since, Attempt.outcome == str(Outcome.FAILED))
    )
    status = _status(result.reply)
    alike = {attempt.outbox.recipient for attempt in query if _status(attempt.reply) == status}
    return len(alike) >= SAME_REFUSALS


def others_go(row: Outbox, result: Result) -> bool:
    """Whether another mail was taken since this one was refused alike: then the refusal means this mail."""
    if result.stage not in NAMED or (result.means is not None and result.means.kind in LIMITS):
        return False
    status = _status(result.reply)
    attempts = Attempt.select(Attempt.finished_at, Attempt.reply).where(
        Attempt.outbox == row.id, Attempt.outcome == str(Outcome.DEFERRED), Attempt.finished_at.is_null(False)
    )
    before = [each.finished_at for each in attempts if _status(each.reply) == status]
    if not before:
        return False
    taken = Outbox.select().where(of_mailbox(row.mailbox), Outbox.sent_at > min(before), Outbox.id != row.id)
    return bool(taken.exists())


def _status(reply: str) -> tuple[str, ...]:
    """SMTP code and enhanced code at the head of a recorded reply: ("550", "5.1.1")."""
    words = reply.split(maxsplit=2)[:2]
    return tuple(word for word in words if word.replace(".", "").isdigit())


def of_mailbox(mailbox: str) -> peewee.Expression:
    return peewee.fn.LOWER(Outbox.mailbox) == mailbox.lower()
