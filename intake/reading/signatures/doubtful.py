"""What of a cut signature its author has to be asked about, because there are sentences in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from intake.reading.signatures.footers import is_banner, is_client_footer, is_legal, is_scanner_line
from intake.reading.signatures.signatures import mark_known, signature_at_risk

_RULE: Final = re.compile(r"^\s{0,3}[-\u2013\u2014_]{1,6}\s*$")


def doubtful(signature: str, known: Collection[str] = ()) -> str:
    """The lines of the block that a person wrote, where one of them may be a sentence; "" where none is.

    known: blocks of that person (`signatures.signature_block`, or what they said was their signature). What
    programs added is nobody's words; nor is the rule above.
    """
    lines = signature.split("\n")
    gone: set[int] = set()
    for block in known:
        mark_known(lines, gone, block)
    kept = "\n".join("" if at in gone or _RULE.match(line[:12]) else line for at, line in enumerate(lines))
    if not signature_at_risk(kept):
        return ""
    paragraphs = (_written(paragraph) for paragraph in kept.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _written(paragraph: str) -> str:
    if not paragraph.strip() or is_legal(paragraph):
        return ""
    added = (is_client_footer, is_scanner_line, is_banner)
    lines = (line for line in paragraph.split("\n") if not any(is_added(line) for is_added in added))
    return "\n".join(line for line in lines if line.strip())
