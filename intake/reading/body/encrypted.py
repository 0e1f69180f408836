"""Whether the words of a mail are encrypted: OpenPGP (RFC 3156, RFC 9580), S/MIME (RFC 8551), Outlook. Pure.

Told by content first, then by type and name: a gateway may turn multipart/encrypted into plain attachments,
and a client may name a signed mail smime.p7m as well. A signature, a key or a text that is signed in the
clear is readable and none of this.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from intake.reading.mime.part_files import given_name
from intake.reading.mime.transfer import beginning
from intake.reading.mime.tree import Part, Tree

HEAD: Final = 200  # octets that tell what a file is
_BEGIN: Final = "-----BEGIN PGP MESSAGE-----"
_END: Final = "-----END PGP MESSAGE-----"
_PKCS7: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_OUTLOOK: Final = "application/x-microsoft-rpmsg-message"
_CONTROL: Final = "application/pgp-encrypted"
_OID: Final = bytes.fromhex("2a864886f70d01")  # 1.2.840.113549.1
_SEALED: Final = tuple(
    b"\x06" + bytes((len(_OID) + len(end),)) + _OID + end
    for end in (b"\x07\x03", b"\x07\x04", b"\x07\x06", b"\x09\x10\x01\x17")
)
"""DER of enveloped, signed-and-enveloped, encrypted and authenticated-enveloped data (RFC 8551, 2.4)."""
_SMIME_TYPES: Final = ("", "enveloped-data", "authenveloped-data", "encrypted-data")


class Encrypted(StrEnum):
    """How much of a mail is encrypted."""

    NOTHING = ""
    WORDS = "words"  # it is the mail, whatever a gateway wrote around it
    FILE = "file"  # a part of it; it is the mail where nothing else was written


def encrypted(tree: Tree) -> Encrypted:
    """What the parts say; a block inside a text is not looked for here (`armoured`)."""
    leaves = [part for part in tree.parts if not part.children]
    found = [part for part in leaves if _is_sealed(tree, part)]
    if not found:
        return Encrypted.NOTHING
    is_first = found[0] is leaves[0] or any(part.type == _OUTLOOK for part in found)
    return Encrypted.WORDS if is_first else Encrypted.FILE


def armoured(text: str) -> tuple[bool, str]:
    """Whether encrypted blocks stand in a text, and the text without them."""
    if _BEGIN not in text:
        return False, text
    kept: list[str] = []
    lines = text.split("\n")
    inside = False
    for line in lines:
        inside = inside or line.lstrip().startswith(_BEGIN)
        if not inside:
            kept.append(line)
        inside = inside and _END not in line
    return len(kept) < len(lines), "\n".join(kept).strip()


def _is_sealed(tree: Tree, part: Part) -> bool:
    if part.type in (_CONTROL, _OUTLOOK):
        return True
    if part.type.startswith(("text/", "image/", "message/", "audio/", "video/")):
        return False
    name = given_name(part).lower()
    head = beginning(tree, part, HEAD)
    if head.lstrip().startswith(_BEGIN.encode()) or name.endswith((".pgp", ".gpg", ".rpmsg")):
        return True
    if part.type in _PKCS7 or name.endswith(".p7m"):
        start = head[:40]
        if _OID in start:
            return any(oid in start for oid in _SEALED)
        return part.parameters.get("smime-type", "").lower() in _SMIME_TYPES and part.type in _PKCS7
    return False
