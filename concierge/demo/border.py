"""What a border mail server adds to a mail it takes in: Received, Delivered-To, Authentication-Results.

Header fields that claim to be our own results are taken out first (RFC 8601 §5), because otherwise a
sender could write the verdict on itself. Pure; used by the demo and by the tests.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser

_FIELD = re.compile(rb"[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z)")
_CLAIM = re.compile(rb"authentication-results[ \t]*:(?:\s*\([^()]*\))*\s*\"?([^\s;\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Results:
    """Verdicts in the words of RFC 8601 §2.7: pass, fail, none, softfail, temperror …"""

    dmarc: str = "none"
    dkim: str = "none"
    spf: str = "none"


PASS = Results("pass", "pass", "pass")
FAIL = Results("fail", "none", "fail")
NONE = Results()


@dataclass(frozen=True, slots=True)
class Arriving:
    """A mail at the border. `login` is who was authenticated by SMTP AUTH, "" for the outside world."""

    raw: bytes
    mail_from: str
    rcpt_to: str
    login: str = ""


Judge = Callable[[Arriving], Results]


def judge_by_login(arriving: Arriving) -> Results:
    """Pass for a user who wrote under the own address, fail for one who wrote under another's.

    None for mail from outside: nobody has checked it.
    """
    if not arriving.login:
        return NONE
    return PASS if from_address(arriving.raw).lower() == arriving.login.lower() else FAIL


def from_address(raw: bytes) -> str:
    """The address in From; "" unless there is exactly one."""
    fields = _headers(raw).get_all("From", [])
    addresses = [a for _, a in email.utils.getaddresses([str(f) for f in fields]) if "@" in a]
    return addresses[0] if len(addresses) == 1 else ""


def stamp(arriving: Arriving, results: Results, authserv_id: str, at: datetime) -> bytes:
    """The mail as it lies in the mailbox; its line ends are kept."""
    newline = _newline(arriving.raw)
    protocol = "ESMTPSA" if arriving.login else "ESMTPS"
    source = arriving.mail_from.rpartition("@")[2] or "mail.example.net"
    received = (
        f"Received: from {source} by {authserv_id} with {protocol}{newline}"
        f"\tfor <{arriving.rcpt_to}>; {email.utils.format_datetime(at)}{newline}"
    )
    added = (
        f"Return-Path: <{arriving.mail_from}>{newline}Delivered-To: {arriving.rcpt_to}{newline}"
        f"{_results_field(arriving, results, authserv_id)}{received}"
    )
    return added.encode("utf-8") + without_claims(arriving.raw, authserv_id)


def with_results(arriving: Arriving, results: Results, authserv_id: str) -> bytes:
    """The mail with our Authentication-Results (RFC 8601) on top, and no other that claims to be ours."""
    field = _results_field(arriving, results, authserv_id)
    return field.encode("utf-8") + without_claims(arriving.raw, authserv_id)


def _results_field(arriving: Arriving, results: Results, authserv_id: str) -> str:
    newline = _newline(arriving.raw)
    domain = from_address(arriving.raw).rpartition("@")[2] or "unknown"
    return newline.join(
        (
            f"Authentication-Results: {authserv_id};",
            f"\tdkim={results.dkim} header.d={domain};",
            f"\tspf={results.spf} smtp.mailfrom={arriving.mail_from or domain};",
            f"\tdmarc={results.dmarc} header.from={domain}",
            "",
        )
    )


def without_claims(raw: bytes, authserv_id: str) -> bytes:
    """The mail without header fields Authentication-Results that name `authserv_id` as their author."""
    kept: list[bytes] = []
    position = 0
    while position < len(raw):
        match = _FIELD.match(raw, position)
        field = match[0] if match else b""
        if not field.strip(b"\r\n"):  # the empty line: the body begins
            break
        position += len(field)
        claim = _CLAIM.match(field)
        if not (claim and claim[1].decode("ascii", "replace").lower() == authserv_id.lower()):
            kept.append(field)
    return b"".join(kept) + raw[position:]


def _newline(raw: bytes) -> str:
    return "\n" if b"\n" in raw and b"\r\n" not in raw else "\r\n"


def _headers(raw: bytes) -> Message:
    return BytesHeaderParser().parsebytes(raw)
