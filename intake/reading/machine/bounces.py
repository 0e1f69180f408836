"""Reports about mail sent earlier: RFC 3464, RFC 8098, and bounces that follow neither.

A report in the standard form is believed by its form. Anything else must look like a machine (its
sender, a null return path, or the first words of a known mail system) *and* speak of a failed
delivery; so a person who writes about undelivered mail, or forwards a bounce, is not taken for one.
"""

from __future__ import annotations

import re

from cases.tokens import MAIL_HEADER
from intake.reading.machine.bounce_text import (
    begins_like_a_report,
    failed_addresses,
    is_machine,
    is_mailer,
    is_refusal,
    is_temporary,
    speaks_of_failure,
    told_part,
)
from intake.reading.machine.report_fields import blocks, recipient_address, recipients
from intake.reading.mime.addresses import find_addresses
from intake.reading.mime.charsets import decode
from intake.reading.mime.header import read_header
from intake.reading.mime.message_ids import message_id
from intake.reading.mime.transfer import content
from intake.reading.mime.tree import Part, Tree, parse_tree
from intake.reading.parsed import DeliveryReport, Parsed, Recipient

MAX_RETURNED = 500_000  # octets of a returned mail that are read
MAX_STATUS = 500_000  # octets of a delivery-status that are read
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_DISPOSITION_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
_RETURNED_TYPES = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "text/rfc822-header",
    "message/global-headers",
    "message/partial",
)
_GIVEN_UP = {"failed", "failure", "bounced"}
_FINE = {"delivered", "relayed", "expanded"}
_ID_LINE = re.compile(r"^[ \t>]*Message-I[dD]:\s*(<[^<>\s]{1,300}>)", re.M | re.I)
_STATUS_IN_TEXT = re.compile(r"^[ \t]*(?:Final|Original)-Recipient:", re.M | re.I)
_FOR = re.compile(r"\bfor\s+<([^>\s]{3,320})>")
_REJECTED = re.compile(r"reject|refus|geweigerd|abgelehnt", re.I)
# "550 5.1.10 …": the enhanced code (RFC 3463) says more than the reply code before it. Not a part of an
# IP address or a version.
_CODE = re.compile(r"(?<![\w.])(?:(?:[45]\d\d[ -]#?)?([45]\.\d{1,3}\.\d{1,3})(?!\.?\w)|([45])\d\d[ -]\b)")


def delivery_report(tree: Tree, mail: Parsed) -> DeliveryReport | None:
    """The report that a mail is, or None when it is an ordinary mail."""
    disposition = next((p for p in tree.parts if p.type in _DISPOSITION_TYPES), None)
    if disposition is not None or _report_type(tree.root) == "disposition-notification":
        return _disposition(tree, mail, disposition)
    statuses = [part for part in tree.parts if part.type in _STATUS_TYPES]
    if statuses:
        told = "\n\n".join(_octets_text(tree, part) for part in statuses[:20])
        found = recipients(told)
        if found:
            return _standard(tree, mail, found)
        if is_machine(mail) or _report_type(tree.root):
            return _free(tree, mail)
    return _free(tree, mail) if _is_bounce_by_words(tree, mail) else None


def _report_type(root: Part) -> str:
    """report-type of a multipart/report (RFC 6522), or ""."""
    if root.type != "multipart/report":
        return ""
    return root.parameters.get("report-type", "unknown").lower()


def _standard(tree: Tree, mail: Parsed, found: tuple[Recipient, ...]) -> DeliveryReport:
    actions = {r.action for r in found}
    if not any(r.address for r in found):
        addresses = failed_addresses(mail)
        found = tuple(Recipient(a, found[0].action, found[0].status, found[0].diagnostic) for a in addresses)
    if actions & _GIVEN_UP:
        permanent: bool | None = True
    elif "delayed" in actions:
        permanent = False
    elif actions <= _FINE:
        permanent = None
    else:  # an action nobody defined: the class of the status decides
        permanent = not all(r.status.startswith("4") for r in found if r.status) if found else True
    return DeliveryReport(found, _original_id(tree, mail), permanent=permanent)


def _disposition(tree: Tree, mail: Parsed, part: Part | None) -> DeliveryReport:
    """A receipt; or a refusal in its form, as mail filters send it (RFC 5429 section 2.2.1)."""
    fields: dict[str, str] = {}
    if part is not None:
        for block in blocks(_octets_text(tree, part)):
            fields = {**block, **fields}
    address = recipient_address(fields) or (mail.from_[0].addr_spec if mail.from_ else "")
    mode, _, action = fields.get("disposition", "").lower().partition(";")
    action = action.strip().split("/")[0]
    original = message_id(fields["original-message-id"]) if fields.get("original-message-id") else None
    original = original or _original_id(tree, mail)
    if (
        action == "deleted"
        and "automatic-action" in mode
        and _REJECTED.search(f"{mail.subject} {mail.text[:500]}")
    ):
        told = _CODE.search(mail.text[:2_000])
        status = (told[1] or "") if told else ""
        return DeliveryReport((Recipient(address, "failed", status),), original, permanent=True)
    found = (Recipient(address, action, ""),) if address else ()
    return DeliveryReport(found, original, is_disposition=True)


def _is_bounce_by_words(tree: Tree, mail: Parsed) -> bool:
    """Is it a bounce although its form does not say so?"""
    if mail.header("x-failed-recipients"):
        return True
    report = _report_type(tree.root)
    if report in ("feedback-report", "abuse-report"):
        return False  # somebody pressed "spam" (RFC 5965)
    if report and any(part.type in _RETURNED_TYPES for part in tree.parts):
        return True
    if is_mailer(mail):
        return not (mail.header("auto-submitted") or "").lower().startswith("no")
    if is_machine(mail) and speaks_of_failure(mail):
        return True
    if is_refusal(mail):
        return True
    returned = any(part.type in _RETURNED_TYPES for part in tree.parts[1:])
    return begins_like_a_report(mail, returned=returned)


def _free(tree: Tree, mail: Parsed) -> DeliveryReport:
    """Recipients, code and Message-ID out of a bounce in free text."""
    told = told_part(mail)
    if _STATUS_IN_TEXT.search(mail.text):
        found = tuple(r for r in recipients(mail.text) if r.address)
        if found:
            return _standard(tree, mail, found)
    wrapped = _wrapped(tree)
    if wrapped:
        return _standard(tree, mail, wrapped)
    temporary = is_temporary(mail.subject, told)
    code = _CODE.search(told)
    status = code[1] or "" if code else ""
    if not status and code and code[2]:
        status = f"{code[2]}.0.0"
    action = "delayed" if temporary else "failed"
    addresses = failed_addresses(mail) or _went_to(tree)
    found = tuple(Recipient(a, action, status) for a in addresses)
    return DeliveryReport(found, _original_id(tree, mail), permanent=not temporary)


def _returned(tree: Tree) -> tuple[tuple[str, bytes], ...]:
    """The header fields of the mail that came back."""
    for part in tree.parts[1:]:
        if part.type in _RETURNED_TYPES:
            return read_header(content(tree, part, MAX_RETURNED).lstrip(b"\r\n"), 0, {}, [])[0]
    return ()


def _wrapped(tree: Tree) -> tuple[Recipient, ...]:
    """Recipients of a standard report that a gateway attached to a report of its own."""
    for part in tree.parts[1:]:
        if part.type in ("message/rfc822", "message/global"):
            inner = parse_tree(content(tree, part, MAX_RETURNED))
            for status in inner.parts:
                if status.type in _STATUS_TYPES:
                    return recipients(_octets_text(inner, status))
    return ()


def _went_to(tree: Tree) -> tuple[str, ...]:
    """Whom the returned mail was for: as its last hop wrote it, else its only To."""
    fields = _returned(tree)
    for name, octets in fields:
        if name == "received":
            hop = _FOR.search(decode(octets)[0])
            if hop:
                return find_addresses(hop[1])
    to = [a for name, octets in fields if name == "to" for a in find_addresses(decode(octets)[0])]
    return tuple(to) if len(to) == 1 else ()


def _original_id(tree: Tree, mail: Parsed) -> str | None:
    """Message-ID of the mail reported on: returned part, returned text, then our own references.

    Where a relay gave a mail of ours another one, the field of ours that keeps the first counts.
    """
    fields = _returned(tree)
    for wanted in (MAIL_HEADER.lower(), "message-id"):
        for name, octets in fields:
            found = message_id(decode(octets)[0]) if name == wanted else None
            if found:
                return found
    in_text = _ID_LINE.search(mail.text)
    if in_text:
        return in_text[1]
    if mail.in_reply_to:
        return mail.in_reply_to[0]
    return mail.references[-1] if mail.references else None


def _octets_text(tree: Tree, part: Part) -> str:
    return decode(content(tree, part, MAX_STATUS))[0]
