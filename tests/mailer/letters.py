"""Mailboxes and drafts that the mailer's tests share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from cases.effects import Draft
from cases.model import Address, Attachment, OutboxKind
from cases.settings import ImapAccount, MailboxSettings, Settings, SmtpAccount
from cases.tokens import Signer
from mailer.compose import compose

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MARIA = Address("Maria Janssens", "maria@example.org")
TOKEN = "t" * 44
MESSAGE_ID = f"<{TOKEN}.7@example.org>"
BOX = MailboxSettings(
    "learninghelp@example.org",
    ImapAccount("127.0.0.1", 143, "none", "x"),
    SmtpAccount("127.0.0.1", 25, "none", rate=(1000, timedelta(minutes=1))),
)


def draft(**changes: Any) -> Draft:
    """A concierge's answer to Maria, with these fields changed."""
    plain = Draft(
        kind=OutboxKind.ANSWER,
        mailbox=BOX.address,
        from_name="Anna Peeters, Learning Help",
        to=(MARIA,),
        subject="Re: [LC-1] Presenting",
        text="Hello Maria,\n\npractise **aloud**.\n\nAnna Peeters, Learning Help\n",
        language="en",
        token=TOKEN,
        date=NOW,
        case=1,
    )
    return replace(plain, **changes)


def acknowledgement(**changes: Any) -> Draft:
    """A mail that no person wrote."""
    automatic = draft(kind=OutboxKind.ACKNOWLEDGEMENT, automatic="auto-replied", text="We got it.")
    return replace(automatic, **changes)


def composed(given: Draft, box: MailboxSettings = BOX, **options: str) -> bytes:
    """The octets of a draft whose attachments carry their content."""
    return compose(given, MESSAGE_ID, box, "Learning Help", _nothing_stored, **options)


def parsed(given: Draft, box: MailboxSettings = BOX, **options: str) -> EmailMessage:
    """A draft composed and read back by the standard library."""
    message = message_from_bytes(composed(given, box, **options), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    """The "plain" or "html" body, LF line ends."""
    part = message.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def settings(*boxes: MailboxSettings) -> Settings:
    """A service with these mailboxes."""
    return Settings(
        name="Learning Help",
        timezone="Europe/Brussels",
        languages=("en", "nl"),
        mailboxes=boxes,
        concierges=(),
        signer=Signer({1: b"secret"}, 1),
    )


def attachment(name: str, kind: str, content: bytes, content_id: str | None = None) -> Attachment:
    """A file with its content; inline when it has a Content-ID."""
    return Attachment(name, kind, "", len(content), content_id is not None, content_id, content)


def _nothing_stored(sha256: str) -> bytes:
    raise KeyError(sha256)
