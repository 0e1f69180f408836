"""An inbound mail as a message of a case."""

from __future__ import annotations

from cases.effects import AddMessage
from cases.model import Address, Direction, Role
from intake.decide.facts import Facts


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
        references=(*parsed.references, *(i for i in parsed.in_reply_to if i not in parsed.references)),
        attachments=facts.attachments,
    )
