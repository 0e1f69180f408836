"""Encoded words in header values (RFC 2047), as mailers really write them.

Beyond the RFC: words inside quoted strings and without white space around them, spaces and question
marks inside, letters split over two words, wrong or missing base64 padding, charset names that
nobody knows.
"""

from __future__ import annotations

import binascii
import re

from intake.reading.mime.charsets import decode, decode_header_octets, without_controls

MAX_WORD = 4000  # characters of one encoded word; the RFC says 75
_WORD = re.compile(
    rf"=\?([^?\s*]{{0,40}})(?:\*[^?\s]{{0,20}})?\?([bBqQ])\?([^?]{{0,{MAX_WORD}}}(?:\?(?!=)[^?]{{0,200}}){{0,8}})\?="
)
_FOLD = re.compile(r"(?<![\r\n\t ]) *+[\r\n\t][\r\n\t ]*+")
_HEX = re.compile(rb"=([0-9a-fA-F]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def decode_words(value: str) -> str:
    """Header text with its encoded words decoded; white space between two of them is dropped."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    run: list[bytes] = []  # octets of neighbouring words of one charset
    run_charset = ""
    last = 0
    for word in _WORD.finditer(value):
        between = value[last : word.start()]
        charset = word[1].lower()
        if run and (between.strip() or charset != run_charset):
            pieces.append(decode(b"".join(run), run_charset)[0])
            run = []
        if not last or between.strip():
            pieces.append(between)
        run_charset = charset
        run.append(_octets(word[2], word[3]))
        last = word.end()
    if run:
        pieces.append(decode(b"".join(run), run_charset)[0])
    pieces.append(value[last:])
    return "".join(pieces)


def header_text(octets: bytes, label: str = "") -> str:
    """A field body as one clean line: decoded, unfolded, without control characters.

    label: the charset of the mail's body, for raw 8-bit octets.
    """
    return clean_line(decode_words(unfold(decode_header_octets(octets, label))))


def unfold(value: str) -> str:
    """One line of a folded value (RFC 5322 section 2.2.3)."""
    return value.strip() if value.isprintable() else _FOLD.sub(" ", value).strip()


def clean_line(text: str) -> str:
    """One line without control characters; an encoded line feed must not make a second header."""
    if text.isprintable():
        return text.strip()
    return without_controls(_FOLD.sub(" ", text)).strip()


def _octets(encoding: str, text: str) -> bytes:
    """Octets of one encoded word; what cannot be decoded stays as it is."""
    source = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return _HEX.sub(lambda m: bytes([int(m[1], 16)]), source.replace(b"_", b" "))
    return base64_octets(source)


def base64_octets(source: bytes) -> bytes:
    """Base64 with anything foreign skipped, padding in the middle included, and padding restored."""
    chunks = source.split(b"=") if b"=" in source.rstrip(b"= \r\n") else [source]
    decoded = []
    for chunk in chunks:
        clean = _NOT_BASE64.sub(b"", chunk)
        if len(clean) % 4 == 1:
            clean = clean[:-1]  # a single letter holds no octet
        decoded.append(binascii.a2b_base64(clean + b"=" * (-len(clean) % 4)))
    return b"".join(decoded)
