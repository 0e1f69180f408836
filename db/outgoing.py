"""Values of outgoing mail: what was claimed, what an attempt gave, who has to be told. Pure.

`db.outbox` reads and writes them; `mailer` fills them. Drafts go to JSON and back here, so that the
table and the composer agree on one spelling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cases.effects import Draft
from cases.model import Address, Attachment, OutboxKind
from cases.questions import Question
from cases.refusals import Refused


class Stage(StrEnum):
    """How far an SMTP session had come (RFC 5321 section 3) when it ended."""

    COMPOSE = "compose"  # before any server was dialled
    CONNECT = "connect"  # TCP, greeting, EHLO, TLS
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # from the DATA command on: the mail may have been taken
    LEASE = "lease"  # the process died while it held the mail


class Outcome(StrEnum):
    """Verdict on one attempt (CONTRACT 6)."""

    SENT = "sent"
    DEFERRED = "deferred"  # the same may succeed later
    SLOW = "slow"  # the server wants less of this mailbox: everything later, and more slowly
    FAILED = "failed"  # this mail will never be taken
    SUPPRESS = "suppress"  # this address does not exist: nothing more to it
    PAUSE = "pause"  # the relay does not want us: nothing more to anybody for a while
    UNKNOWN = "unknown"  # it may have been taken


@dataclass(frozen=True, slots=True)
class Refusal:
    """One recipient that the server refused. `reply` is one line: code, enhanced code, words."""

    recipient: str
    outcome: Outcome
    reply: str
    means: Refused | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt gave. `accepted` and `refused` split the recipients of the envelope.

    `code` is the SMTP reply code (RFC 5321 section 4.2) or None where there was no reply; `enhanced`
    is the RFC 3463 code or None, `means` the kind of refusal where it was one.
    """

    outcome: Outcome
    reply: str
    stage: Stage
    code: int | None = None
    enhanced: str | None = None
    accepted: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    means: Refused | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this process alone may send until its lease ends. `attempts` counts this one.

    `recipients`: whom the envelope still has to name, without those served or suppressed before.
    `attempt`: id of the row that records this attempt.
    """

    id: int
    draft: Draft
    message_id: str
    attempts: int
    recipients: tuple[str, ...]
    attempt: int
    holder: str


class Trouble(StrEnum):
    """What a person has to be told; also the name of the event on the timeline."""

    MAIL_FAILED = "mail.failed"  # refused for good, or given up
    MAIL_SUPPRESSED = "mail.suppressed"  # not sent: an address is known not to exist
    OUTCOME_UNKNOWN = "mail.unknown"  # may have gone out, is not sent again
    SENDING_PAUSED = "sending.paused"  # nothing goes out of this mailbox until `until`


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that a person has to be told; written to the timeline in the same transaction.

    `recipients` are the addresses concerned, `reply` the server's words in one line, `why` the kind of
    refusal (`cases.refusals`) or "".
    """

    trouble: Trouble
    outbox: int
    mailbox: str
    kind: OutboxKind
    case: int | None
    recipients: tuple[str, ...]
    subject: str
    reply: str
    message_id: str
    automatic: bool
    until: datetime | None = None
    why: str = ""


def dump_draft(draft: Draft) -> dict[str, Any]:
    """`draft` as JSON values, without the content of attachments (that lies in the blob table)."""
    return {
        "kind": str(draft.kind),
        "mailbox": draft.mailbox,
        "from_name": draft.from_name,
        "to": [_dump_address(address) for address in draft.to],
        "cc": [_dump_address(address) for address in draft.cc],
        "subject": draft.subject,
        "text": draft.text,
        "language": draft.language,
        "token": draft.token,
        "date": draft.date.astimezone(UTC).isoformat(),
        "case": draft.case,
        "automatic": draft.automatic,
        "parent": draft.parent,
        "references": list(draft.references),
        "attachments": [_dump_attachment(attachment) for attachment in draft.attachments],
        "dedupe": draft.dedupe,
        "not_before": draft.not_before.astimezone(UTC).isoformat() if draft.not_before else None,
        "reply_to": [_dump_address(address) for address in draft.reply_to],
        "question": _dump_question(draft.question) if draft.question else None,
    }


def load_draft(value: Mapping[str, Any]) -> Draft:
    """The draft that `dump_draft` wrote; keys that a later version added are ignored."""
    not_before = value.get("not_before")
    return Draft(
        kind=OutboxKind(value["kind"]),
        mailbox=value["mailbox"],
        from_name=value["from_name"],
        to=_load_addresses(value["to"]),
        cc=_load_addresses(value.get("cc", ())),
        reply_to=_load_addresses(value.get("reply_to", ())),
        subject=value["subject"],
        text=value["text"],
        language=value["language"],
        token=value["token"],
        date=datetime.fromisoformat(value["date"]),
        case=value.get("case"),
        automatic=value.get("automatic"),
        parent=value.get("parent"),
        references=tuple(value.get("references", ())),
        attachments=tuple(_load_attachment(each) for each in value.get("attachments", ())),
        dedupe=value.get("dedupe"),
        not_before=datetime.fromisoformat(not_before) if not_before else None,
        question=_load_question(value["question"]) if value.get("question") else None,
    )


def _dump_question(question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "language": question.language,
        "missing": list(question.missing),
        "options": list(question.options),
    }


def _load_question(value: Mapping[str, Any]) -> Question:
    return Question(value["text"], value["language"], tuple(value["missing"]), tuple(value["options"]))


def _dump_address(address: Address) -> dict[str, str]:
    return {"name": address.name, "addr_spec": address.addr_spec}


def _load_addresses(values: Iterable[Mapping[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(value["name"], value["addr_spec"]) for value in values)


def _dump_attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "type": attachment.type,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "inline": attachment.inline,
        "content_id": attachment.content_id,
    }


def _load_attachment(value: Mapping[str, Any]) -> Attachment:
    return Attachment(
        name=value["name"],
        type=value["type"],
        sha256=value["sha256"],
        size=value["size"],
        inline=value.get("inline", False),
        content_id=value.get("content_id"),
    )
