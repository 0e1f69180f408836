"""Content-Transfer-Encoding undone (RFC 2045 section 6), on right and on broken encodings."""

from __future__ import annotations

import binascii
import re
from dataclasses import replace

from intake.reading.mime.encoded_words import base64_octets
from intake.reading.mime.tree import Part, Tree

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]+")
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/=]*[ \t]*(?:\r?\n|\r|\Z))*")
_SOFT_SPACE = re.compile(rb"=[ \t]+(\r?\n)")


def content(tree: Tree, part: Part, limit: int | None = None) -> bytes:
    """The decoded octets of a leaf; at most about `limit` of them."""
    end = part.end if limit is None else min(part.end, part.start + 2 * limit)
    octets = tree.raw[part.start : end]
    encoding = part.value("content-transfer-encoding").lower().split(";")[0].strip().strip('"')
    decoded = _decoded(octets, encoding, tree.defects)
    return decoded if limit is None else decoded[:limit]


def beginning(tree: Tree, part: Part, limit: int) -> bytes:
    """The first decoded octets of a leaf, to tell what it is; where that cuts an encoding is no defect."""
    return content(replace(tree, defects=[]), part, limit)


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
    """Base64; text that only claims to be is left as it is, a footer below it is left out."""
    clean = octets.translate(None, b" \t\r\n")
    try:
        return binascii.a2b_base64(clean, strict_mode=True)
    except binascii.Error:
        defects.append("bad-base64")
    first = octets.lstrip()[:1000].splitlines()[:1]
    if first and not _BASE64_LINE.fullmatch(first[0].rstrip()):
        words = first[0].split()
        if len(words) > 1 and len(words) * 15 > len(first[0]):
            return octets
    lines = _BASE64_LINES.match(octets)
    return base64_octets(lines[0] if lines and lines[0].strip() else octets)


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
