"""Addresses in disguise: text with every spelling undone that hides an address from a search. Pure.

Percent-encoding (also that of link scanners), character references, quoted-printable, JSON escapes,
full-width letters, invisible characters, blanks around the @ and "at" in words are undone. The result is for
searching only. Each step is one pass over the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final
from urllib.parse import unquote

_ROUNDS: Final = 3  # a link scanner encodes what was encoded
_HEX: Final = re.compile(
    r"(?:=|\\x|\\u00|%u00)([0-9a-f]{2})", re.IGNORECASE
)  # RFC 2045 6.7, JSON, JavaScript
_DASHED: Final = re.compile(r"-([0-9A-F]{2})")  # "mailto-3Aanna-40example.org" in an urldefense link
_SCANNER: Final = "urldefense"
_BLANKS: Final = r"[^\S\n]{0,4}"
_AT: Final = re.compile(
    rf"{_BLANKS}[\[({{<]{_BLANKS}(?:at|@|apenstaartje|arobase){_BLANKS}[\])}}>]{_BLANKS}|{_BLANKS}@{_BLANKS}"
)
_DOT: Final = re.compile(rf"{_BLANKS}[\[({{<]{_BLANKS}(?:dot|punt|\.){_BLANKS}[\])}}>]{_BLANKS}")
_WORDS: Final = re.compile(r"(?<=\w) (?:at|apenstaartje) (?=[\w-]{1,63}(?:\.| dot | punt )\w)")
_SPELT_DOT: Final = re.compile(r"(?<=\w) (?:dot|punt) (?=\w)")


def undisguised(text: str) -> str:
    """The text in small letters with every disguise of an address taken off, lines kept."""
    text = _plain(text)
    for _ in range(_ROUNDS):
        before = text
        if "%" in text:
            text = unquote(text, errors="replace")
        if "&" in text:
            text = html.unescape(text)
        if "=" in text or "\\" in text or "%u" in text:
            text = _HEX.sub(_character, text)
        if text == before:
            break
        text = _plain(text)
    if _SCANNER in text:
        text += "\n" + _DASHED.sub(
            _character, "\n".join(w for w in text.upper().split() if "URLDEFENSE" in w)
        )
    text = _DOT.sub(".", _AT.sub("@", text.casefold()))
    return _SPELT_DOT.sub(".", _WORDS.sub("@", text))


def _plain(text: str) -> str:
    """Compatibility forms as plain letters (UAX 15), without characters that show nothing."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
