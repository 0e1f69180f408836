"""What must not reach a worker: found in the text about to be sent, named in words. Pure.

Looks for lines that read as commands, signed addresses and tags of other cases, the concierge's own
address, and a mail client's header block. False alarms cost a question, so each rule is narrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.tokens import find_tokens
from replies.grammar import read
from replies.plan import Desk
from replies.table import VERBS

_HEADER = re.compile(
    r"^[>*\s]*(from|van|sent|verzonden|date|datum|to|aan|subject|onderwerp|cc)\s?:\**\s+\S", re.I
)
_NEXT_TO = 3  # header lines within this many lines make a block


def leaks(desk: Desk) -> tuple[str, ...]:
    """Lines of the text that should not go out, as they stand; () when there are none."""
    return tuple(dict.fromkeys(_found(desk)))


def _found(desk: Desk) -> Iterator[str]:
    lines = desk.text.split("\n")
    reading = read(desk.text, VERBS)
    yield from (command.line for command in reading.commands)
    yield from (problem.line for problem in reading.problems)
    own_tag = desk.settings.tag(desk.case.id).lower() if desk.case else ""
    tags = re.compile(rf"\b{re.escape(desk.settings.case_prefix)}-\d+\b", re.I)
    addresses = tuple(a for a in desk.author.addresses if not _public(a, desk))
    for line in lines:
        low = line.lower()
        token = next(find_tokens(line), None) is not None
        address = any(a in low for a in addresses)
        other_case = any(found.lower() != own_tag for found in tags.findall(line))
        if token or address or other_case:
            yield line.strip()
    yield from _header_block(lines)


def _public(address: str, desk: Desk) -> bool:
    """The concierge is the requester, or writes from the service's own address: nothing is given away."""
    return desk.case is not None and address == desk.case.requester.address


def _header_block(lines: list[str]) -> Iterator[str]:
    hits = [i for i, line in enumerate(lines) if _HEADER.match(line[:200])]
    for first, second, third in zip(hits, hits[1:], hits[2:], strict=False):
        if third - first <= _NEXT_TO:
            yield lines[first].strip()
            yield lines[second].strip()
            yield lines[third].strip()
            return
