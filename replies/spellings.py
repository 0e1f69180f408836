"""Addresses in disguise: text with every spelling undone that hides an address from a search. Pure.

Percent-encoding (also that of link scanners), character references, quoted-printable, JSON and RTF escapes,
full-width letters, invisible characters, blanks around the @ and "at" in words are undone. The result is for
searching only. What stands between the letters of an address, `spelt` reads over: blanks, line ends, quote
marks, escapes and emphasis. Each step is one pass over the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final
from urllib.parse import unquote

_ROUNDS: Final = 3  # a link scanner encodes what was encoded
_HEX: Final = re.compile(
    r"=([2-7][0-9a-f])|(?:\\x|\\u00|\\'|%u00)([0-9a-f]{2})", re.IGNORECASE
)  # RFC 2045 6.7 (ASCII alone: "to=abe" is none), JSON, JavaScript, RTF
_DASHED: Final = re.compile(r"-([0-9A-F]{2})")  # "mailto-3Aanna-40example.org" in an urldefense link
_SCANNER: Final = "urldefense"
_BLANKS: Final = r"[^\S\n]{0,4}"
_AT: Final = re.compile(
    rf"{_BLANKS}[\[({{<]{_BLANKS}(?:at|a|@|apenstaartje|arobase){_BLANKS}[\])}}>]{_BLANKS}|{_BLANKS}@{_BLANKS}"
)
_DOT: Final = re.compile(rf"{_BLANKS}[\[({{<]{_BLANKS}(?:dot|punt|\.){_BLANKS}[\])}}>]{_BLANKS}")
_WORDS: Final = re.compile(r"(?<=\w) (?:at|apenstaartje) (?=[\w-]{1,63}(?:\.| dot | punt )\w)")
_SPELT_DOT: Final = re.compile(r"(?<=\w) (?:dot|punt) (?=\w)")
_BETWEEN: Final = "\\*_`~|>\"'="  # may stand between two letters, and blanks and line ends
_DOTS: Final = ".\u3002\u00b7\u2022"
# "first.anna@…" and "anna@….example" are other addresses; dots and dashes of a sentence end no word
BEFORE: Final = r"(?<![^\W_])(?<![^\W_][_.+-])"
BEHIND: Final = r"(?![^\W_]|_\w|-\w|\.\w)"


def undisguised(text: str) -> str:
    """The text in small letters with every disguise of an address taken off, lines kept."""
    text = _DOT.sub(".", _AT.sub("@", decoded(text).casefold()))
    return _SPELT_DOT.sub(".", _WORDS.sub("@", text))


def decoded(text: str) -> str:
    """The text without encodings, escapes and characters that show nothing; its case and its lines stay."""
    text = plain(text)
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
        text = plain(text)
    if _SCANNER in text:
        text += "\n" + _DASHED.sub(_dashed, "\n".join(w for w in text.upper().split() if "URLDEFENSE" in w))
    return text


def spelt(address: str) -> str:
    """An expression for the address in `undisguised` text, whatever stands between its letters.

    A line end may, too. No two ways through it read the same text: hostile ones take no longer.
    """
    signs = re.escape("".join(sign for sign in _BETWEEN if sign not in address))
    between = rf"[\s{signs}]{{0,6}}"
    special = {
        "@": rf"(?:{between}@{between}|[^\w@]{{1,6}}at[^\w@]{{1,6}})",
        ".": rf"(?:{between}[{re.escape(_DOTS)}]{between}|[^\w.]{{1,6}}(?:dot|punt)[^\w.]{{1,6}})",
    }
    parts: list[str] = []
    before = "@"
    for sign in address.casefold():
        parts.append(
            special.get(sign) or (re.escape(sign) if before in special else between + re.escape(sign))
        )
        before = sign
    joined = "".join(parts)
    return f"{BEFORE}{joined}{BEHIND}"


def plain(text: str) -> str:
    """Compatibility forms as plain letters (UAX 15), without characters that show nothing."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1] or match[2], 16))


def _dashed(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
