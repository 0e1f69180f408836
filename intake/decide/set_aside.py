"""A mail that could not be decided, told to the lead: it waits for a person, and the next one goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.effects import Decision, SendMail
from cases.model import InboundState, OutboxKind, Person, Purpose
from cases.reasons import Reason
from templates.drafts import AUTO_GENERATED, Addressing, Writer


@dataclass(frozen=True, slots=True)
class SetAside:
    """The mail as its first lines name it; `author` and `subject` may be ""."""

    number: int
    mailbox: str
    author: str
    subject: str
    received_at: datetime


def set_aside(
    mail: SetAside, reason: Reason, lead: Mapping[str, Person], writer: Writer, now: datetime
) -> Decision:
    """Shunted for `reason`, SHUNTED, NEVER_ENDS or NOT_DELIVERED; `lead`: who is told, by address."""
    settings = writer.settings
    variables = {
        "number": mail.number,
        "sender": mail.author,
        "subject": mail.subject,
        "at": mail.received_at,
        "reason": str(reason),
    }
    drafts = []
    for address, person in lead.items():
        where = Addressing(
            person,
            settings.language_of(settings.concierge(address)),
            Purpose.RECEIPT,
            mail.mailbox,
            automatic=AUTO_GENERATED,
            dedupe=f"set-aside:{mail.number}:{now:%Y-%m-%dT%H:%M}:{person.id}",
        )
        drafts.append(writer.write(OutboxKind.ESCALATION, "concierge/set-aside", where, now, variables))
    return Decision(InboundState.SHUNTED, reason, tuple(SendMail(draft, on_case=False) for draft in drafts))
