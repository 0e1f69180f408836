"""What an attached file is and what it says, so that it can be asked the same questions as words. Pure.

Seals and keys are told by type, by name and by their first octets, because clients disagree about all three.
What a file says is meant for searching, not for showing: everything that a reader could find in it, one
thing after the other, bounded in depth and length. Whatever its type and ending, a file is read whose octets
look like text.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from intake.reading.body.html_text import to_text
from intake.reading.mime.charsets import decode
from intake.reading.parse import parse
from intake.reading.parsed import Parsed, PartFile

MAX_DEPTH: Final = 5  # mails within mails that are opened
MAX_SAID: Final = (
    4_000_000  # characters of one file that are searched; what lies beyond is not text people write
)


class FileKind(StrEnum):
    """What a file is to somebody who passes it on."""

    SEAL = "seal"  # proves who wrote the mail that it came with (RFC 8551, RFC 3156); means nothing elsewhere
    KEY = "key"  # a key or certificate that a client adds to every mail
    CARD = "card"  # a visiting card (RFC 6350)
    MAIL = "mail"  # a whole mail
    TEXT = "text"  # readable without a program of its own
    OTHER = "other"


_SEALS: Final = frozenset(
    {
        *("application/pkcs7-signature", "application/x-pkcs7-signature"),
        *("application/pgp-signature", "application/pgp-encrypted"),
    }
)
_KEYS: Final = frozenset(
    {
        *("application/pgp-keys", "application/x-x509-user-cert", "application/x-x509-ca-cert"),
        *("application/pkix-cert", "application/pkcs12", "application/x-pkcs12"),
        "application/pem-certificate-chain",
    }
)
_CARDS: Final = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_MAILS: Final = frozenset({"message/rfc822", "message/global", "application/vnd.ms-outlook"})
_TEXTS: Final = frozenset(
    {
        *("application/json", "application/xml", "application/xhtml+xml", "application/rtf"),
        *("application/ics", "application/x-yaml", "application/sql"),
    }
)
_BY_NAME: Final = {
    FileKind.SEAL: ("p7s", "sig"),
    FileKind.KEY: ("p12", "pfx", "key", "cer", "crt", "der", "ppk"),
    FileKind.CARD: ("vcf", "vcard"),
    FileKind.MAIL: ("eml", "msg", "emlx", "mht", "mhtml", "oft"),
    FileKind.TEXT: (
        *("txt", "md", "csv", "tsv", "ics", "ical", "ifb", "htm", "html", "xhtml"),
        *("xml", "json", "rtf", "log", "yaml", "yml"),
    ),
}
_ENDING: Final = {ending: kind for kind, endings in _BY_NAME.items() for ending in endings}
_SEAL_NAMES: Final = frozenset({"smime.p7s", "smime.p7m", "openpgp_signature", "openpgp_signature.asc"})
_ARMOUR: Final = re.compile(
    rb"\s{0,20}-----BEGIN (?:(?P<seal>PGP SIGNATURE)|(?P<key>PGP (?:PUBLIC|PRIVATE) KEY BLOCK|"
    rb"[A-Z0-9 ]{0,40}(?:PRIVATE KEY|PUBLIC KEY|CERTIFICATE)))-----"
)
_HEAD: Final = 8192  # octets that tell whether a file is text
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\f\r\x1b"))
_ELEMENT: Final = re.compile(r"<[^<>]{1,2000}>")
_MAIL_HEAD: Final = re.compile(
    r"\s{0,9}(?:>?From |(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|Reply-To|"
    r"MIME-Version|Content-Type|X-[\w-]{1,40}):)",
    re.IGNORECASE,
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the compound file that Outlook saves a mail in


def kind_of(file: PartFile) -> FileKind:
    """The kind of a file. Its type counts, then its first octets, then its name."""
    type_, name = file.type.lower(), file.name.lower()
    armour = _ARMOUR.match(file.content[:200])
    if type_ in _SEALS or name in _SEAL_NAMES or (armour and armour["seal"]):
        return FileKind.SEAL
    if type_ in _KEYS or (armour and armour["key"]):
        return FileKind.KEY
    if type_ in _CARDS:
        return FileKind.CARD
    if type_ in _MAILS:
        return FileKind.MAIL
    by_name = _ENDING.get(name.rpartition(".")[2], FileKind.OTHER) if "." in name else FileKind.OTHER
    if by_name in (FileKind.SEAL, FileKind.KEY) and type_.startswith(("text/", "image/", "audio/", "video/")):
        return FileKind.TEXT if type_.startswith("text/") else FileKind.OTHER  # slides.key, a note.sig
    if by_name is FileKind.KEY and file.content.startswith(b"PK"):
        return FileKind.OTHER  # Apple's Keynote names its slides .key too; they are a ZIP
    if by_name is not FileKind.OTHER:
        return by_name
    is_text = type_.startswith(("text/", "message/")) or type_ in _TEXTS
    return FileKind.TEXT if is_text else FileKind.OTHER


def attached_mail(file: PartFile) -> Parsed | None:
    """The mail that the file holds; None where it holds none, or one in Outlook's own format."""
    if kind_of(file) is not FileKind.MAIL or file.content.startswith(_OLE):
        return None
    return parse(file.content)


def said_in(file: PartFile) -> str:
    """Everything that can be read in a file, for searching; "" for what is no text."""
    return "\n".join(_said(file, 0))[:MAX_SAID]


def _said(file: PartFile, depth: int) -> list[str]:
    kind = kind_of(file)
    if kind in (FileKind.SEAL, FileKind.KEY) or (
        kind is FileKind.OTHER and not _looks_like_text(file.content)
    ):
        return []
    if kind is FileKind.MAIL:
        if file.content.startswith(_OLE):
            return _strings(file.content)
        return _mail_says(parse(file.content), depth)
    text = _decoded(file.content[:MAX_SAID])
    unfolded = re.sub(r"\r?\n[ \t]", "", text)  # iCalendar and vCard fold lines (RFC 5545 3.1, RFC 6350 3.2)
    is_html = file.type.lower() in ("text/html", "application/xhtml+xml") or file.name.lower().endswith(
        (".html", ".htm", ".xhtml")
    )
    said = [unfolded, to_text(text)] if is_html else [unfolded]
    if text.lstrip("\ufeff \t\r\n")[:1] == "<":  # SVG and other XML break words by elements too
        said.append(_ELEMENT.sub("", text))
    if _MAIL_HEAD.match(text) and depth < MAX_DEPTH:  # a mail under another name: its parts may be encoded
        said += _mail_says(parse(file.content[:MAX_SAID]), depth + 1)
    return said


def _mail_says(mail: Parsed, depth: int) -> list[str]:
    said = [f"{name}: {value}" for name, value in mail.headers]
    said += [mail.text, mail.plain or "", mail.html or ""]
    if depth < MAX_DEPTH:
        for file in mail.attachments:
            said.append(file.name)
            said += _said(file, depth + 1)
    return said


def _looks_like_text(octets: bytes) -> bool:
    """Few control characters at the beginning, or UTF-16: a picture, a ZIP and a PDF have many."""
    head = octets[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if 3 * head.count(0) > len(head):  # every second octet of letters in UTF-16
        head = head.replace(b"\0", b"")
    return len(head) - len(head.translate(None, _CONTROLS)) <= len(head) // 100


def _decoded(octets: bytes) -> str:
    """The text of a file, which has no label: by its mark, by the NULs of UTF-16, else as mail is decoded."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    head = octets[:400]
    if head.count(0) * 3 > len(head):
        return octets.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", "replace")
    return decode(octets)[0]


def _strings(octets: bytes) -> list[str]:
    """Both ways in which Outlook's own format writes text; the two alignments of UTF-16 too."""
    octets = octets[:MAX_SAID]
    wide = [octets[start:].decode("utf-16-le", "replace") for start in (0, 1)]
    return [octets.decode("latin-1"), *wide]
