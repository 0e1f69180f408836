"""MIME parts as mail clients build them, with the boundaries and encodings that the caller chooses."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterable
from dataclasses import dataclass
from email.header import Header
from email.message import Message

LONGEST_LINE = 990  # octets; what is longer no client sends unencoded (RFC 5322 section 2.1.1: 998)


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    type: str  # "application/pdf"
    content: bytes


def text_part(text: str, subtype: str, encoding: str) -> Message:
    """A text as this client encodes it; Thunderbird, which sends 8bit, flows its plain text."""
    part = Message()
    raw = text.replace("\n", "\r\n").encode()
    if encoding == "8bit" and max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        encoding = "quoted-printable"
    flowed = "; format=flowed" if encoding == "8bit" and subtype == "plain" else ""
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"{flowed}'
    part["Content-Transfer-Encoding"] = encoding
    if encoding == "base64":
        part.set_payload(base64.encodebytes(raw).decode())
    elif encoding == "8bit":
        part.set_payload(text.encode().decode("ascii", "surrogateescape"))
    else:
        part.set_payload(quopri.encodestring(text.encode()).decode())
    return part


def file_part(attachment: Attachment, content_id: str = "") -> Message:
    """An attachment, or a picture of the HTML when it has a Content-ID."""
    part = Message()
    name = encoded(attachment.name)
    part["Content-Type"] = f'{attachment.type}; name="{name}"'
    if content_id:
        part["Content-ID"] = f"<{content_id}>"
    disposition = "inline" if content_id else "attachment"
    part["Content-Disposition"] = f'{disposition}; filename="{name}"'
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(attachment.content).decode())
    return part


def multipart(subtype: str, parts: Iterable[Message], boundary: str) -> Message:
    """A multipart with the last forty characters of `boundary`."""
    whole = Message()
    whole["Content-Type"] = f'multipart/{subtype}; boundary="{boundary[-40:]}"'
    for part in parts:
        whole.attach(part)
    return whole


def encoded(text: str) -> str:
    """As RFC 2047 words where it has to be; clients do so in file names too."""
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=60).encode(linesep="\r\n")
