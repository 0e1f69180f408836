"""How header fields are folded: identifiers never encoded, names whole, every line ends in CRLF.

The standard library (3.11-3.13, but for the latest patch releases) turns a Message-ID longer than a line
into RFC 2047 words; Outlook and Exchange drop such In-Reply-To and References fields, and the conversation
falls apart (CPython #100991). It also starts long fields with an empty line and encodes half a name, in
ways that differ between versions; so every field that a mail of ours has is folded here.
"""

from __future__ import annotations

import re
from email.header import Header
from email.policy import EmailPolicy
from typing import Any

from cases.tokens import MAIL_HEADER

IDENTIFIERS = frozenset({"message-id", "in-reply-to", "references", MAIL_HEADER.lower()})
MAILBOXES = frozenset({"from", "to", "cc", "reply-to"})
LINE = 76  # RFC 2045 section 6.7 and RFC 2047 section 2; RFC 5322 section 2.1.1 would allow 78
_ENCODED_WORD = 64  # so that the first one fits behind "Reply-To: "

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


class MailPolicy(EmailPolicy):
    """`EmailPolicy` with its own folding of identifiers, mailboxes and the subject."""

    def fold(self, name: str, value: Any) -> str:
        kind = name.lower()
        if kind in IDENTIFIERS:
            return _filled(name, str(value).split()) + self.linesep
        if kind in MAILBOXES:
            return _filled(name, _mailboxes(value.addresses)) + self.linesep
        if kind == "subject":
            return _filled(name, _words(str(value))) + self.linesep
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        encoding = "utf-8" if self.utf8 else "ascii"  # RFC 6532, where an address needs it
        return self.fold(name, value).encode(encoding, "surrogateescape")


def _filled(name: str, parts: list[str]) -> str:
    """`parts` with a space between them, on as few lines as fit; the first line is never empty."""
    lines, line = [], name + ":"
    for part in parts:
        if len(line) + 1 + len(part) > LINE and line != name + ":":
            lines.append(line)
            line = ""
        line += " " + part
    return "\r\n".join([*lines, line])


def _mailboxes(addresses: tuple[Any, ...]) -> list[str]:
    parts: list[str] = []
    for number, address in enumerate(addresses):
        comma = "," if number + 1 < len(addresses) else ""
        spec = f"<{address.addr_spec}>" if address.display_name else address.addr_spec
        parts += [*_phrase(address.display_name), spec + comma]
    return parts


def _phrase(name: str) -> list[str]:
    """A display name as atoms, a quoted string or encoded words (RFC 5322 3.2.5, RFC 2047 section 5)."""
    if not name:
        return []
    if any(_needs_encoding(word) for word in name.split(" ")):
        return _encoded(name)
    if _ATOMS.fullmatch(name):
        return name.split()
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    quoted = f'"{escaped}"'.split(" ")
    return _encoded(name) if any(_needs_encoding(word) for word in quoted) else quoted


def _words(text: str) -> list[str]:
    """Unstructured text; the words before the first that needs it stay readable ("[LC-12] Re:")."""
    words = text.split()
    plain = next((i for i, word in enumerate(words) if _needs_encoding(word)), len(words))
    return words[:plain] + (_encoded(" ".join(words[plain:])) if plain < len(words) else [])


def _needs_encoding(word: str) -> bool:
    """Whether it is not ASCII, looks encoded, or is longer than a line without a place to fold at.

    Relays refuse or break lines above 998 octets (RFC 5322 section 2.1.1).
    """
    return not word.isascii() or "=?" in word or len(word) > LINE


def _encoded(text: str) -> list[str]:
    return Header(text, "utf-8", maxlinelen=_ENCODED_WORD).encode(splitchars="").split()


POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=LINE, raise_on_defect=False)
