"""An inbound mail as a message of a case."""

from __future__ import annotations

from cases.effects import AddMessage, Draft, SendMail
from cases.model import Address, Direction, Role
from intake.decide.facts import Facts
from intake.reading.parsed import Parsed
from templates.drafts import Thread


def chain(parsed: Parsed) -> tuple[str, ...]:
    """The Message-IDs of the thread that a mail stands in, oldest first (RFC 5322 section 3.6.4)."""
    return tuple(dict.fromkeys((*parsed.references, *parsed.in_reply_to)))


def answering(parsed: Parsed) -> Thread:
    """The thread of an answer to this mail."""
    return Thread().after(parsed.message_id, chain(parsed))


def received(
    facts: Facts,
    case: int,
    direction: Direction,
    role: Role,
    *,
    kind: str,
    new_text: str | None = None,
    author: Address | None = None,
) -> AddMessage:
    """The effect that puts this mail on the case, with its Message-ID and attachments."""
    parsed = facts.parsed
    return AddMessage(
        case=case,
        direction=direction,
        role=role,
        author=author or facts.address,
        to=tuple(a.addr_spec for a in parsed.to),
        kind=kind,
        subject=parsed.subject,
        new_text=facts.typed(facts.new_text if new_text is None else new_text),
        text=parsed.text,
        message_id=parsed.message_id,
        references=chain(parsed),
        attachments=facts.attachments,
    )


def alone(draft: Draft) -> SendMail:
    """To them alone: no copy in Sent, where the team would find the address that answers for somebody."""
    return SendMail(draft, on_case=False, copy=False)
