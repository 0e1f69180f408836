"""Content-Transfer-Encoding undone (RFC 2045 section 6), on right and on broken encodings."""

from __future__ import annotations

import binascii
import re

from intake.encoded_words import base64_octets
from intake.mime import Part, Tree

_WHITE = re.compile(rb"[ \t\r\n]+")
_ALPHABET = re.compile(rb"[A-Za-z0-9+/=\s]*")
_SOFT_SPACE = re.compile(rb"=[ \t]+(\r?\n)")


def content(tree: Tree, part: Part, limit: int | None = None) -> bytes:
    """The decoded octets of a leaf; at most about `limit` of them."""
    end = part.end if limit is None else min(part.end, part.start + 2 * limit)
    octets = tree.raw[part.start : end]
    encoding = part.value("content-transfer-encoding").lower().split(";")[0].strip().strip('"')
    decoded = _decoded(octets, encoding, tree.defects)
    return decoded if limit is None else decoded[:limit]


def _decoded(octets: bytes, encoding: str, defects: list[str]) -> bytes:
    if encoding in ("base64", "b", "base-64"):
        return _base64(octets, defects)
    if encoding in ("quoted-printable", "quotedprintable", "qp", "quoted/printable", "q"):
        return binascii.a2b_qp(_SOFT_SPACE.sub(rb"=\1", octets))
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uudecode(octets)[1]
    if encoding not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit"):
        defects.append("unknown-transfer-encoding")
    return octets


def _base64(octets: bytes, defects: list[str]) -> bytes:
    """Base64; text that only claims to be is left as it is."""
    sample = octets[:4000].strip()
    alphabet = _ALPHABET.match(sample)
    if alphabet is None or alphabet.end() != len(sample):
        foreign = sum(1 for octet in sample if octet not in _BASE64)
        if foreign * 20 > len(sample):
            defects.append("not-base64")
            return octets
        defects.append("bad-base64")
    elif b" " in sample and len(sample.split(b" ")) * 15 > len(sample):
        defects.append("not-base64")  # words, not lines
        return octets
    clean = _WHITE.sub(b"", octets)
    try:
        return binascii.a2b_base64(clean, strict_mode=True)
    except binascii.Error:
        return base64_octets(octets)


_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n \t")


def uudecode(octets: bytes) -> tuple[str, bytes]:
    """File name and content of one uuencoded block ("begin 644 name" ... "end")."""
    lines = octets.splitlines()
    name = ""
    decoded: list[bytes] = []
    started = False
    for line in lines:
        if not started:
            if line.startswith(b"begin ") and len(line.split(b" ", 2)) == 3:
                started = True
                name = line.split(b" ", 2)[2].decode("utf-8", "replace").strip()
            continue
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = ((line[0] - 32) & 63) * 4 // 3 + 5  # trailing garbage, as many encoders wrote
            try:
                decoded.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                break
    return name, b"".join(decoded)
