"""Mails, drafts and decisions that the database tests share."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cases.effects import AddMessage, Decision, Draft, Effect, OpenCase, SendMail
from cases.model import Address, Attachment, Direction, InboundState, OutboxKind, Person, Role
from cases.reasons import Reason
from db import deciding, inbound, prepare
from db.apply import Applied, apply
from db.connect import transaction

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BOX = "learninghelp@example.org"
MARIA = Address("Maria Janssens", "maria@example.org")
ANNA = Address("Anna Peeters", "anna@example.org")
TOKEN = "t" * 44


def letter(number: int = 1, *headers: bytes, body: bytes = b"How do I present better?\r\n") -> bytes:
    """A request with a Message-ID of its own; `headers` go on top."""
    lines = [
        *headers,
        b"From: Maria Janssens <maria@example.org>",
        b"To: learninghelp@example.org",
        b"Subject: Presenting",
        b"Date: Mon, 23 Nov 2026 09:00:00 +0000",
        b"Message-ID: <letter-%d@example.org>" % number,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def store(*raws: bytes, first_uid: int = 1) -> tuple[int, ...]:
    """Store mails as fetched from the INBOX; the ids of all that wait."""
    fetched = [(uid, raw, NOW) for uid, raw in enumerate(raws, first_uid)]
    inbound.store(BOX, "INBOX", 7, fetched, NOW, 0)
    return deciding.due(NOW)


def attachment(content: bytes = b"slides", name: str = "slides.pdf") -> Attachment:
    """A file with its content, as a decision carries it."""
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(name, "application/pdf", digest, len(content), content=content)


def draft(case: int | None = None, **changes: Any) -> Draft:
    """An acknowledgement to Maria, with these fields changed."""
    plain = Draft(
        kind=OutboxKind.ACKNOWLEDGEMENT,
        mailbox=BOX,
        from_name="Learning Help",
        to=(MARIA,),
        subject="Re: Presenting [LC-1]",
        text="We got your question.",
        language="en",
        token=TOKEN,
        date=NOW,
        case=case,
        automatic="auto-replied",
        parent="<letter-1@example.org>",
    )
    return replace(plain, **changes)


def opening(case: int, requester: Person, *more: Effect) -> Decision:
    """What a first mail of Maria leads to: a case, her message, an acknowledgement, and `more`."""
    question = AddMessage(
        case=case,
        direction=Direction.IN,
        role=Role.WORKER,
        author=MARIA,
        to=(BOX,),
        kind="request",
        subject="Presenting",
        new_text="How do I present better?",
        text="How do I present better?",
        message_id="<letter-1@example.org>",
        references=("<earlier@example.org>",),
    )
    opened = OpenCase(case, requester, BOX, "Presenting", "en")
    return Decision(
        InboundState.ACCEPTED, Reason.REQUEST, (opened, question, SendMail(draft(case)), *more), case
    )


def open_case(inbound_id: int | None = None, *more: Effect, now: datetime = NOW) -> int:
    """Open a case of Maria's in a transaction of its own, as intake does; its id."""
    with transaction():
        requester = prepare.person(MARIA.addr_spec, MARIA.name, now)
        case = prepare.case_id()
        apply(opening(case, requester, *more), inbound_id, now, "intake")
    return case


def carry_out(*effects: Effect, case: int | None = None, now: datetime = NOW) -> Applied:
    """Apply effects that are about no received mail, in a transaction of their own."""
    with transaction():
        return apply(Decision(InboundState.ACCEPTED, Reason.REQUEST, effects, case), None, now, "service")
