"""Fields of message/delivery-status and message/disposition-notification (RFC 3464, RFC 8098).

Read line by line, because the blocks are broken in the wild: blank lines too many, missing, with
white space in them, or the whole thing pasted into a text part.
"""

from __future__ import annotations

import re

from intake.reading.mime.addresses import find_addresses
from intake.reading.mime.encoded_words import clean_line
from intake.reading.parsed import Recipient

MAX_LINES = 20_000
MAX_RECIPIENTS = 1_000
MAX_DIAGNOSTIC = 500

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_WHO = ("original-recipient", "final-recipient")

Block = dict[str, str]


def blocks(text: str) -> list[Block]:
    """Field groups in order: lower-case name -> value, unfolded. A new one at a blank line, or where
    a recipient field comes again."""
    found: list[Block] = [{}]
    last = ""
    for line in text.splitlines()[:MAX_LINES]:
        if not line.strip():
            last = ""
            if found[-1]:
                found.append({})
            continue
        if line[0] in " \t" and last:
            found[-1][last] = f"{found[-1][last]} {line.strip()}"[: 4 * MAX_DIAGNOSTIC]
            continue
        match = _FIELD.match(line)
        if match is None:
            last = ""
            continue
        name = match[1].lower()
        repeated = name in found[-1] and name in (*_WHO, "action")
        if repeated or (name in _WHO and "action" in found[-1] and "final-recipient" in found[-1]):
            found.append({})
        last = name
        found[-1].setdefault(name, match[2].strip())
    return [block for block in found if block]


def recipients(status: str) -> tuple[Recipient, ...]:
    """The per-recipient groups of a delivery-status; a group without address joins the one before."""
    groups: list[Block] = []
    for block in blocks(status):
        if any(name in block for name in _WHO):
            groups.append(dict(block))
        elif groups and ("action" in block or "status" in block):
            groups[-1] = {**block, **groups[-1]}
        elif "action" in block and "status" in block:
            groups.append(dict(block))
    found = [_recipient(group) for group in groups[:MAX_RECIPIENTS]]
    return tuple(dict.fromkeys(r for r in found if r.address or r.action))


def _recipient(block: Block) -> Recipient:
    diagnostic = clean_line(block.get("diagnostic-code", ""))[:MAX_DIAGNOSTIC]
    action = re.sub(r"\([^()]{0,400}+\)", "", block.get("action", "")).strip().lower().split(" ")[0]
    status = _STATUS.search(block.get("status", "")) or _STATUS.search(diagnostic)
    return Recipient(recipient_address(block), action, status[1] if status else "", diagnostic)


def recipient_address(block: Block) -> str:
    """The address as the sender wrote it (Original-Recipient), else as the host knew it."""
    for name in (*_WHO, "x-actual-recipient"):
        value = block.get(name, "")
        type_, semicolon, rest = value.partition(";")
        value = (rest if semicolon and "@" not in type_ else value).strip()
        found = find_addresses(value)
        if found:
            return found[0]
    value = block.get("final-recipient", "").partition(";")[2].strip(" <>")
    return value if value and " " not in value and len(value) < 100 else ""
