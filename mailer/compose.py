"""From a draft to the octets of a mail. Pure: the same draft gives the same octets, byte for byte.

A draft has its final subject and text; only header fields and MIME are added here. Everything is 7-bit
with CRLF, so that no relay has a reason to change it; only the header of a mail to an address that ASCII
cannot write is in UTF-8. A mail that carries a concierge's words has no
mark of automatic mail at all (CONTRACT 6).
"""

from __future__ import annotations

import hashlib
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from cases.effects import Draft
from cases.model import Address, Attachment
from cases.settings import MailboxSettings
from cases.tokens import MAIL_HEADER
from mailer.addresses import header_mailbox, is_international, one_line, recipients
from mailer.html import html_body
from mailer.markdown import read, shown_pictures
from mailer.plain import plain_body
from mailer.policy import POLICY

LOOP_HEADER = "X-Learning-Concierge-Loop"
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"  # [MS-OXCMAIL] 2.1.3.2.20; never All or NDR: bounces are wanted
MAX_REFERENCES = 40  # first and last are kept; RFC 5537 section 3.4.4 cuts in the middle too

_IDENTIFIER = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,900}>")
_TYPE = re.compile(r"(?!multipart/)[a-z0-9][\w.+-]{0,60}/[a-z0-9][\w.+-]{0,80}", re.ASCII)


def compose(
    draft: Draft,
    message_id: str,
    mailbox: MailboxSettings,
    service_name: str,
    attachments_content: Callable[[str], bytes],
    *,
    timezone: str = "UTC",
) -> bytes:
    """The mail as it goes over the wire.

    `attachments_content` gives the octets of an attachment by its SHA-256. `mailer.addresses.AddressError`
    when an address cannot be used.
    """
    message = EmailMessage(policy=POLICY)
    for name, value in _fields(draft, message_id, mailbox, service_name, timezone):
        message[name] = value
    _fill(message, draft, message_id, mailbox.domain, attachments_content)
    # Content-* fields move into the first part while a message grows; this one is about the whole.
    message["Content-Language"] = one_line(draft.language)
    _set_boundaries(message, message_id)
    utf8 = is_international(recipients(draft))  # then the header is in UTF-8 (RFC 6532)
    return message.as_bytes(policy=POLICY.clone(utf8=True) if utf8 else POLICY)


def thread(draft: Draft) -> tuple[str, ...]:
    """References of the mail, oldest first (RFC 5322 section 3.6.4): the thread before it and its parent."""
    chain = [*draft.references, *([draft.parent] if draft.parent else [])]
    found = [match[0] for text in chain for match in _IDENTIFIER.finditer(text)]
    unique = list(dict.fromkeys(reversed(found)))[::-1]  # the last mention counts, the parent stays last
    if len(unique) <= MAX_REFERENCES:
        return tuple(unique)
    return (unique[0], *unique[-(MAX_REFERENCES - 1) :])


def _fields(
    draft: Draft, message_id: str, mailbox: MailboxSettings, service_name: str, timezone: str
) -> Iterator[tuple[str, object]]:
    yield "From", _header_address(Address(draft.from_name or service_name, mailbox.address))
    yield "To", tuple(_header_address(address) for address in draft.to)
    if draft.cc:
        yield "Cc", tuple(_header_address(address) for address in draft.cc)
    if draft.reply_to:
        yield "Reply-To", tuple(_header_address(address) for address in draft.reply_to)
    elif draft.token and mailbox.plus_addressing:
        name = draft.from_name or service_name
        yield "Reply-To", _header_address(Address(name, mailbox.reply_address(draft.token)))
    yield "Subject", one_line(draft.subject)
    yield "Date", draft.date.astimezone(ZoneInfo(timezone)).replace(microsecond=0)
    yield "Message-ID", message_id
    yield MAIL_HEADER, message_id
    references = thread(draft)
    if draft.parent and _IDENTIFIER.fullmatch(draft.parent):
        yield "In-Reply-To", draft.parent
    if references:
        yield "References", " ".join(references)
    yield "X-MS-Reactions", "disallow"  # a tap in Outlook would come back as a mail
    if draft.automatic is not None:
        yield "Auto-Submitted", draft.automatic  # RFC 3834 section 5
        yield "X-Auto-Response-Suppress", SUPPRESS
        yield LOOP_HEADER, mailbox.address


def _header_address(address: Address) -> HeaderAddress:
    name, addr_spec = header_mailbox(address)
    local, _, domain = addr_spec.rpartition("@")
    if local.startswith('"'):  # it is quoted again there (RFC 5322 section 3.2.4)
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    return HeaderAddress(name, local, domain)


def _fill(
    message: EmailMessage, draft: Draft, message_id: str, domain: str, content: Callable[[str], bytes]
) -> None:
    """Plain and HTML body, pictures beside the HTML, other files below: RFC 2046, 2387."""
    document, language = read(draft.text), one_line(draft.language)
    shown = shown_pictures(document)
    pictures = {
        each.content_id: each
        for each in draft.attachments
        if each.inline and each.content_id in shown and each.type.startswith("image/")
    }
    # Own Content-IDs: those of the concierge's client name their machine and clash in quoted mail.
    ids = {cid: f"{_digest(message_id, 'picture', cid)}@{domain}" for cid in pictures if cid}
    html = html_body(document, language=language, pictures=ids)
    message.set_content(plain_body(document, language), cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    page = message.get_payload(1)
    assert isinstance(page, EmailMessage)
    for cid, own in ids.items():
        _attach(page.add_related, pictures[cid], content, cid=f"<{own}>", disposition="inline")
    for each in draft.attachments:
        if each not in pictures.values():
            _attach(message.add_attachment, each, content)


def _attach(
    add: Callable[..., None], attachment: Attachment, content: Callable[[str], bytes], **options: str
) -> None:
    octets = attachment.content if attachment.content is not None else content(attachment.sha256)
    kind = attachment.type.lower()
    if not _TYPE.fullmatch(kind) or kind.startswith("message/"):
        # RFC 2046 section 5.2.1 forbids base64 for message/rfc822; as octets the file stays what it was.
        kind = "application/octet-stream"
    maintype, _, subtype = kind.partition("/")
    name = one_line(attachment.name) or "attachment"
    # Text without a charset is us-ascii (RFC 2046 section 4.1.2); what says that it is UTF-8 is labelled so.
    params = {"charset": "utf-8"} if maintype == "text" and octets.startswith(BOM_UTF8) else {}
    add(octets, maintype=maintype, subtype=subtype, filename=name, params=params, **options)


def _set_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries from the Message-ID. "=_" stands in no quoted-printable or base64 line (RFC 2045 6.7)."""
    for number, part in enumerate(message.walk()):
        if number:
            del part["MIME-Version"]  # RFC 2045 section 4: about the whole mail only
        if part.is_multipart():
            part.set_boundary(f"=_{_digest(message_id, 'boundary', str(number))}")


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:24]
