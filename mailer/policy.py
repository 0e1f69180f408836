"""How header fields are folded: identifiers are never encoded, every line ends in CRLF.

The standard library (all of 3.11-3.13 but the latest patch releases) turns a Message-ID longer than a
line into RFC 2047 words; Outlook and Exchange drop such In-Reply-To and References fields, so the
conversation falls apart (CPython #100991).
"""

from __future__ import annotations

from email.policy import EmailPolicy
from typing import Any

IDENTIFIERS = frozenset({"message-id", "in-reply-to", "references"})
LINE = 78  # RFC 5322 section 2.1.1


class MailPolicy(EmailPolicy):
    """`EmailPolicy` that folds identifier fields between the identifiers only."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in IDENTIFIERS:
            return _fold_identifiers(name, str(value)) + self.linesep
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in IDENTIFIERS:
            return self.fold(name, value).encode("ascii", "surrogateescape")
        folded: bytes = super().fold_binary(name, value)
        return folded


def _fold_identifiers(name: str, value: str) -> str:
    lines, line = [], name + ":"
    for identifier in value.split():
        if len(line) + 1 + len(identifier) > LINE and line != name + ":":
            lines.append(line)
            line = ""
        line += " " + identifier
    return "\r\n".join([*lines, line])


POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", raise_on_defect=False)
