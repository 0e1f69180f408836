"""A mailbox that is fed by a list nobody told us of: noticed at its first mails, said once (CONTRACT 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from cases.effects import Decision, Effect, RecordEvent, SendMail
from cases.model import InboundState, Kind, OutboxKind, Person, Purpose
from cases.reasons import Reason
from cases.settings import MailboxSettings
from templates.drafts import AUTO_GENERATED, Addressing, Writer

FIRST = 20
SUSPECT = frozenset({Kind.BULK, Kind.OWN})


def warning(
    kinds: Sequence[str], mailbox: MailboxSettings, lead: Mapping[str, Person], writer: Writer, now: datetime
) -> Decision | None:
    """Mail to the lead when most of the first 20 mails are bulk or our own; None while all is well."""
    counted = Counter(kind for kind in kinds if kind in SUSPECT)
    if len(kinds) < FIRST or 2 * counted.total() <= FIRST:
        return None
    variables = {
        "recipient": mailbox.address,
        "details": [f"{kind}: {count} / {FIRST}" for kind, count in counted.most_common()],
    }
    effects: list[Effect] = [RecordEvent(None, "mailbox.mostly-bulk", "service", mailbox.address)]
    for person in lead.values():
        where = Addressing(
            person,
            writer.settings.languages[0],
            Purpose.RECEIPT,
            mailbox.address,
            automatic=AUTO_GENERATED,
            dedupe=f"mostly-bulk:{mailbox.address}:{person.id}",
        )
        draft = writer.write(OutboxKind.ESCALATION, "concierge/mostly-bulk", where, now, variables)
        effects.append(SendMail(draft, on_case=False))
    return Decision(InboundState.ACCEPTED, Reason.BULK, tuple(effects))
