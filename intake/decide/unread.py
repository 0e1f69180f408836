"""Why a mail has nothing, or not everything, to read. Pure."""

from __future__ import annotations

from intake.decide.facts import Facts
from intake.reading.body.bodies import NOT_UNPACKED
from intake.reading.mime.opaque import NOT_OPENED


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
        return ""
    return {"image": "picture", "audio": "voice", "video": "film"}.get(kinds.pop(), "")
