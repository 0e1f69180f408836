"""What of a cut signature its author has to be asked about, because there are sentences in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from intake.reading.signatures.contact_lines import Contact, contact_kind, is_name, is_named, is_sentence
from intake.reading.signatures.footers import (
    is_banner,
    is_client_footer,
    is_legal,
    is_scanner_line,
    plain_words,
)
from intake.reading.signatures.signatures import mark_known, signature_at_risk

MAX_QUESTION: Final = 500  # characters of a line in which somebody is looked for
WRAPPED: Final = 45  # characters; a shorter line was not wrapped
_ENDS: Final = (".", "?", "!", ":")
_ASKED: Final = re.compile(r"\W{0,3}(?:p\.?\s?s\b|n\.?\s?b\b|post\s?scriptum)", re.IGNORECASE)
_I: Final = re.compile(r"\b(?:I|my|me|ik|mijn|mij|m'n)\b", re.IGNORECASE)
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


def asked_below(signature: str, known: Collection[str] = (), names: Collection[str] = ()) -> str:
    """The questions and postscripts in a cut block; "" where there are none.

    A question below a name or contact lines is a slogan ("Looking for a training?"), but in the first person.
    """
    lines = signature.split("\n")
    gone: set[int] = set()
    for block in known:
        mark_known(lines, gone, block)
    kept: set[int] = set()
    sentence = 0  # where the one that may end here begins
    signed = said = False
    for index, line in enumerate(lines):
        text = plain_words(line)
        contact = contact_kind(line) is Contact.STRONG or is_named(line, names) or is_name(line)
        if index in gone or contact or not text or _RULE.match(line[:12]) or not _written(line):
            signed, said, sentence = signed or contact, False, index + 1
            continue
        said = said or _ASKED.match(text[:20]) is not None
        asks = text.endswith("?") and is_sentence(line)
        if said or (asks and (not signed or _I.search(text[:MAX_QUESTION]) is not None)):
            kept.update(range(sentence, index + 1))
        if text.endswith(_ENDS) or len(text) < WRAPPED:
            sentence = index + 1
    asked = "\n".join(lines[index] for index in sorted(kept))
    return "" if is_legal(asked) else asked
