"""Mails to one person about one case that come as one, where they follow closely: receipts of a busy minute.

The first goes at once. What follows within `TOGETHER` waits until that is over, and takes up what comes in
the meantime: a row of the outbox like any other, so that nothing is lost whenever a process dies. Everything
here runs inside the deciding transaction; a row that a sender has claimed is left alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cases.effects import FOOT, TOGETHER, Draft, without_foot
from cases.model import OutboxState
from db.emptying import locked_rows
from db.outgoing import dump_draft, load_draft
from db.tables import Outbox

MOST = 50_000  # characters of a joined mail: what is longer goes by itself
RULE = FOOT  # between two of them as above the last line


def taken_up(draft: Draft, family: str, now: datetime) -> Draft | None:
    """The mail as it is to be queued, at once or for later; None where one that waits has taken it up."""
    before = _latest(draft, family, now)
    if before is None or _joined(before, draft, now):
        return draft if before is None else None
    until = (load_draft(before.draft).not_before or before.queued_at) + TOGETHER
    return replace(draft, not_before=until) if until > now else draft


def _joined(waiting: Outbox, draft: Draft, now: datetime) -> bool:
    """Locked only while it waits: a row that is being sent is the sender's, who may want the case."""
    still = (Outbox.state == OutboxState.QUEUED) & (Outbox.next_attempt_at > now)
    for row in locked_rows(Outbox, (Outbox.id == waiting.id) & still):
        both = _both(load_draft(row.draft), draft)
        if both is not None:
            Outbox.update(draft=dump_draft(both)).where(Outbox.id == row.id).execute()
            return True
    return False


def _latest(draft: Draft, family: str, now: datetime) -> Outbox | None:
    rows = Outbox.select().where(
        Outbox.kind == draft.kind,
        Outbox.case_id == draft.case,
        Outbox.recipient == draft.to[0].key,
        Outbox.mailbox == draft.mailbox,
        Outbox.queued_at > now - 2 * TOGETHER,
        Outbox.dedupe.startswith(family),
        Outbox.state != OutboxState.CANCELLED,
    )
    found: Outbox | None = rows.order_by(Outbox.id.desc()).first()
    return found


def _both(first: Draft, second: Draft) -> Draft | None:
    """The first with the words of the second below; None where that gets too long."""
    words = without_foot(second.text)
    text = f"{without_foot(first.text).rstrip()}{RULE}{words.rstrip()}{second.text[len(words) :]}"
    if len(text) > MOST:
        return None
    return replace(first, text=text, attachments=(*first.attachments, *second.attachments))
