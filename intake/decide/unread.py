"""Why a mail has nothing, or not everything, to read. Pure."""

from __future__ import annotations

from cases.model import Kind
from cases.subjects import prefix_of, same_subject
from intake.decide.facts import Facts
from intake.reading.body.bodies import NOT_UNPACKED
from intake.reading.mime.opaque import NOT_OPENED
from intake.reading.quotes.header_blocks import separator


def unread(facts: Facts) -> str:
    """Why there is nothing, or not everything, to read: a slug of the table `unread`, or ""."""
    if facts.is_encrypted:
        return "encrypted"
    if NOT_UNPACKED in facts.parsed.defects:
        return "winmail"
    if NOT_OPENED in facts.parsed.defects:
        return "signed"
    kinds = {file.type.partition("/")[0] for file in facts.attachments}
    if facts.new_text.strip() or len(kinds) != 1:
        return "empty" if is_empty_reply(facts) else ""
    return {"image": "picture", "audio": "voice", "video": "film"}.get(kinds.pop(), "")


def gives_back(facts: Facts) -> bool:
    """Whether nothing is typed above or in the mail that a reply quotes. A forwarded mail is a message."""
    quoted = facts.words.split.quoted_text
    if facts.case is None or not quoted or facts.new_text.strip():
        return False
    first = next((line for line in quoted.split("\n") if line.strip()), "")
    return prefix_of(facts.parsed.subject) != "forward" and separator(first) != "forward"


def is_empty_reply(facts: Facts) -> bool:
    """Whether a reply says nothing: no words, no files, no subject of its own."""
    if facts.case is None or facts.kind is not Kind.FOLLOW_UP or facts.attachments:
        return False
    sealed = facts.is_encrypted or not {NOT_UNPACKED, NOT_OPENED}.isdisjoint(facts.parsed.defects)
    if sealed or facts.invited is not None or facts.new_text.strip():
        return False
    same = same_subject(facts.parsed.subject, facts.case.subject, facts.settings.case_prefix)
    return same and (gives_back(facts) or not facts.words.split.quoted_text)
