"""What two copies of one mail have in common, whichever way they came (RFC 5322 section 3.6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from cases.tokens import MAIL_HEADER

AUTHORED = frozenset(
    {
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"date",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"content-type",
        b"content-transfer-encoding",
        b"content-disposition",
    }
)
"""Fields that the author's client wrote. Every other one may be added or changed on the way (Received,
Authentication-Results, ARC-*, DKIM-Signature of a resigning group, List-*, Reply-To of a list, X-*), and
a list of those would never be complete. From counts: the same words under another name are another mail."""

_BREAK = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\s+")
_MSG_ID = re.compile(r"<[^<>]+>")


def content_hash(raw: bytes) -> str:
    """SHA-256 (hex) over authored header fields and body; line ends and folding do not count."""
    digest = hashlib.sha256()
    for name, value in sorted(field for field in header_fields(raw) if field[0] in AUTHORED):
        digest.update(name + b":" + value + b"\n")
    digest.update(b"\n" + _body(raw).replace(b"\r\n", b"\n").rstrip())
    return digest.hexdigest()


def message_id(raw: bytes) -> str | None:
    """The first Message-ID with its angle brackets and without white space, or None. Total."""
    return _identifier(raw, b"message-id")


def own_id(raw: bytes) -> str | None:
    """What we called a mail that says to be ours (`MAIL_HEADER`), or None. Total; anybody can write it."""
    return _identifier(raw, MAIL_HEADER.lower().encode())


def _identifier(raw: bytes, field: bytes) -> str | None:
    for name, value in header_fields(raw):
        if name == field:
            text = "".join(value.decode("utf-8", "replace").split())
            found = _MSG_ID.search(text)
            return found[0] if found else None
    return None


def header_fields(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(lower-case name, unfolded value) of each header field, in order."""
    end = _BREAK.search(raw)
    lines = (raw[: end.start()] if end else raw).split(b"\n")
    name, value = b"", b""
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            value += line
            continue
        if name:
            yield name, _FOLD.sub(b" ", value).strip()
        name, _, value = line.partition(b":")
        name = name.strip().lower()
    if name:
        yield name, _FOLD.sub(b" ", value).strip()


def _body(raw: bytes) -> bytes:
    end = _BREAK.search(raw)
    return raw[end.end() :] if end else b""
