"""A model's draft made harmless, whatever it was made to write. Pure and linear.

It is shown as a quotation in a mail whose answers are read for commands, so nothing in it may look like one
in any program's way of quoting, wrapping or copying; nor like a separator, a header block, a signed address,
a link that nobody looked at, or markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from cases.tokens import MARKER, TOKEN

UNCHECKED = "(?)"
"""Stands behind a link that the catalogue does not have."""
MOST_LINES = 80

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\(([^()\s]{1,2000})\)")
_URL = re.compile(
    r"\b([a-z][a-z0-9+.-]{1,20}):(?://)?(?=[^\s/])([^\s<>\"'`|\\^{}\[\]]{1,2000}+)", re.IGNORECASE
)
_BARE = re.compile(r"(?<![\w/@.])(?:www\.)[^\s<>\"]{1,500}+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:=']{1,64}@[^\s<>()\[\]\",;:=']{1,255}+")
_SIGN = re.compile(r"(?<![\w/.&:])[#\u266f@/\\!]{1,8}(?=[^\W\d_])")
_LOOSE = re.compile(r"(?<!\w)[#\u266f]{1,8}")
_LEADING = re.compile(r"^[^\w\"'(€$£…]{1,200}+")
_TRAILING = re.compile(r"[-_=*~|#<>]{2,200}+$")
_HEADER = re.compile(
    r"^(from|van|de|sent|verzonden|date|datum|to|aan|subject|onderwerp|cc|bcc|reply-to)\s?:", re.IGNORECASE
)
_WROTE = re.compile(r"\b(wrote|schreef|geschreven)\s?:\s*$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*•·]\s")
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp", "ftps", "file", "javascript", "data", "sms"))
_DROPPED = ("Cc", "Cf", "Co", "Cs", "Cn")


@dataclass(frozen=True, slots=True)
class Defused:
    """`text`: what can be shown; `unchecked`: a link in it is marked so."""

    text: str
    unchecked: bool


def defused(draft: str, known: Collection[str]) -> Defused:
    """`known`: the links that may stand as they are (addresses of the catalogue)."""
    text = unicodedata.normalize("NFKC", "\n".join(draft.splitlines()))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _DROPPED)
    text = _TAG.sub("", text)
    text = _LINK.sub(r"\1 \2", text)
    text = MARKER.sub("…", TOKEN.sub("…", text))
    marked = False

    def link(found: re.Match[str]) -> str:
        nonlocal marked
        whole = found[0].rstrip(".,;:!?)")
        if whole in known:
            return found[0]
        if found[1].lower() not in _SCHEMES:
            return found[0]
        if found[1].lower() not in ("http", "https"):
            return "…"
        marked = True
        return f"{_address_of(found[2])} {UNCHECKED}{found[0][len(whole) :]}"

    text = _URL.sub(link, text)
    text = _ADDRESS.sub(lambda found: found[0] if "://" in found[0] else "…", text)
    bare = _BARE.sub(lambda found: f"{_address_of(found[0])} {UNCHECKED}", text)
    marked = marked or bare != text
    lines = [_line(line) for line in bare.split("\n")[:MOST_LINES]]
    return Defused(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), marked)


def _address_of(rest: str) -> str:
    """Host and path, without what programs make a link of, a question or a fragment."""
    plain = re.split(r"[?#&@]", rest.removeprefix("//"), maxsplit=1)[0]
    return plain.removeprefix("www.").rstrip(".,;:!?)/")[:200]


def _line(line: str) -> str:
    bullet = "- " if _BULLET.match(line) else ""
    line = _LEADING.sub("", line)
    line = _LOOSE.sub("", _SIGN.sub("", line))
    line = _TRAILING.sub("", _WROTE.sub(r"\1", _HEADER.sub(r"\1", line))).strip()
    return f"{bullet}{line}" if line else ""
