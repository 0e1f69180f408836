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
_ONCE = (*_WHO, "action", "status")

Block = dict[str, str]
_Field = tuple[str, str]


def blocks(text: str) -> list[Block]:
    """Field groups in order: lower-case name -> value, unfolded. The fields of a group come in any order;
    a new one begins at a blank line, or where a field comes again that a recipient has once."""
    return [block for section in _sections(text) for block in _parted(section)]


def _sections(text: str) -> list[list[_Field]]:
    """Fields between blank lines, folded ones put together (RFC 5322 section 2.2.3)."""
    found: list[list[_Field]] = [[]]
    folds = False
    for line in text.splitlines()[:MAX_LINES]:
        if not line.strip():
            folds = False
            if found[-1]:
                found.append([])
            continue
        if line[0] in " \t" and folds:
            name, value = found[-1][-1]
            found[-1][-1] = (name, f"{value} {line.strip()}"[: 4 * MAX_DIAGNOSTIC])
            continue
        match = _FIELD.match(line.lstrip())
        folds = match is not None
        if match is not None:
            found[-1].append((match[1].lower(), match[2].strip()))
    return found


def _parted(fields: list[_Field]) -> list[Block]:
    """The groups of a section that has no blank line between its recipients."""
    names = [name for name, _ in fields]
    found: list[Block] = [{}]
    for index, (name, value) in enumerate(fields):
        if name in _ONCE and (name in found[-1] or _opens_the_next(names, index, found[-1])):
            found.append({})
        found[-1].setdefault(name, value)
    return [block for block in found if block]


def _opens_the_next(names: list[str], index: int, block: Block) -> bool:
    """Whether a recipient field stands directly above the other one, which the group has already: the two
    are written together, unless it is the one that closes each group of this section."""
    below = names[index + 1] if index + 1 < len(names) else ""
    return names[index] in _WHO and below in _WHO and below in block and names[-1] != names[index]


def recipients(status: str) -> tuple[Recipient, ...]:
    """The per-recipient groups of a delivery-status. A group without an address belongs to the one before
    it if that lacks an action, else to the one below."""
    groups: list[Block] = []
    pending: Block = {}
    for block in blocks(status):
        if any(name in block for name in _WHO):
            groups.append({**pending, **block} if "action" not in block else dict(block))
            pending = {}
        elif "action" in block or "status" in block:
            if groups and not pending and not {"action", "status"} <= groups[-1].keys():
                groups[-1] = {**block, **groups[-1]}
            else:
                pending = {**pending, **block}
    if not groups and {"action", "status"} <= pending.keys():
        groups.append(pending)
    found = [_recipient(group) for group in groups[:MAX_RECIPIENTS]]
    return tuple(dict.fromkeys(r for r in found if r.address or r.action))


def _recipient(block: Block) -> Recipient:
    diagnostic = clean_line(block.get("diagnostic-code", ""))[:MAX_DIAGNOSTIC]
    action = re.sub(r"\([^()]{0,400}+\)", "", block.get("action", "")).strip().lower().split(" ")[0]
    return Recipient(
        recipient_address(block), action, _status(block.get("status", ""), diagnostic), diagnostic
    )


def _status(value: str, diagnostic: str) -> str:
    """The code of the Status field; that of the diagnosis where the field says "undefined" (RFC 3463
    section 3.1) and the diagnosis, of the same class, does not."""
    given, told = _STATUS.search(value), _STATUS.search(diagnostic)
    if given is None or (told and given[1].endswith(".0.0") and given[1][0] == told[1][0]):
        return told[1] if told else ""
    return given[1]


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
