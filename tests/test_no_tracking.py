"""No mail that the service can send watches its reader: every template and kind, in both languages."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from selectolax.lexbor import LexborHTMLParser

from cases.effects import Draft
from cases.model import PERSONAL_KINDS, Address, OutboxKind
from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from mailer.compose import compose
from templates.load import load_library
from templates.samples import sample
from templates.variables import MAILS

LIBRARY = load_library()
NAMES = sorted({*MAILS, *LIBRARY.names()})
ADDRESS = "learninghelp@example.org"
MAILBOX = MailboxSettings(
    ADDRESS,
    ImapAccount("127.0.0.1", 143, "none", ADDRESS),
    SmtpAccount("127.0.0.1", 25, "none", ADDRESS),
)
LOADING = ("img", "script", "link", "iframe", "object", "embed", "video", "audio", "form", "base", "source")
RECEIPTS = ("disposition-notification-to", "return-receipt-to", "x-confirm-reading-to", "read-receipt-to")
LINK = re.compile(r"(?:https?://|mailto:)[^\s)>\"\]]+")


def _mail(kind: OutboxKind, text: str, language: str, subject: str) -> EmailMessage:
    draft = Draft(
        kind=kind,
        mailbox=ADDRESS,
        from_name="Learning Help",
        to=(Address("Maria Jansen", "maria@example.org"),),
        subject=subject,
        text=text,
        language=language,
        token="a" * 44,
        date=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        case=1,
        automatic=None if kind in PERSONAL_KINDS else "auto-generated",
    )
    raw = compose(draft, f"<{'a' * 44}.1@example.org>", MAILBOX, "Learning Help", lambda sha: b"")
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", NAMES)
def test_template_loads_and_rewrites_nothing(name: str, language: str) -> None:
    """No remote picture, style, script or form; every link is one that stands in the words."""
    rendered = LIBRARY.render(name, language, sample(LIBRARY, name, language))
    mail = _mail(OutboxKind.ANSWER, rendered.text, language, rendered.subject or "x")
    body = mail.get_body(("html",))
    assert body is not None
    page = str(body.get_content())
    tree = LexborHTMLParser(page)
    assert [] == [node.tag for node in tree.css(", ".join(LOADING))]
    assert [] == [n.tag for n in tree.css("[src], [background], [onload], [onclick], [srcset]")]
    assert not re.search(r"url\s*\(|@import|expression\s*\(", page)
    written = {link.rstrip(".,;") for link in LINK.findall(rendered.text.replace("&amp;", "&"))}
    linked = {str(node.attributes.get("href", "")) for node in tree.css("a")}
    assert all(link.rstrip(".,;") in written or f"mailto:{link}" in written for link in linked), (
        linked - written
    )


@pytest.mark.parametrize("kind", list(OutboxKind))
def test_no_kind_asks_for_a_receipt(kind: OutboxKind) -> None:
    """No header asks the reader's client to report anything; automatic mail says that it is."""
    mail = _mail(kind, "Hello", "en", "Hello")
    assert [] == [name for name in RECEIPTS if mail[name] is not None]
    assert (kind in PERSONAL_KINDS) == (mail["Auto-Submitted"] is None)
    assert (kind in PERSONAL_KINDS) == (mail["X-Auto-Response-Suppress"] is None)
