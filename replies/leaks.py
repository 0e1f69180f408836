"""What must not reach a worker: found in the text about to be sent, named in words. Pure.

Looks for signed addresses, the mark in the foot of our own mails, and tags of other cases; the concierge's
own address, and telephone numbers of their signature; lines of an internal note; and a mail client's header
block. False alarms cost a question, so each rule is narrow. Command lines never get here: the grammar leaves
none in the words, and asks about what only looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cases.model import Direction
from cases.tags import named
from cases.tokens import MARKER, find_tokens
from replies.commands.plan import Desk

_FROM: Final = "from|van|de|von"  # every client's header block begins with who wrote
_HEADER = re.compile(
    rf"^[>*\s]*(?:({_FROM})|sent|verzonden|date|datum|to|aan|subject|onderwerp|cc|envoyé|à|objet|gesendet|an|"
    r"betreff)\s?:\**\s+\S",
    re.IGNORECASE,
)
_NEXT_TO = 3  # header lines within this many lines make a block
_PHONE = re.compile(r"(?<![\w/=-])(?:\+|00|\(?0)[\d\s().\-/]{7,24}\d(?!\w)")
_DIGITS = 8  # the last digits of a number name its owner, with or without a country code
_NOTED = 24  # characters: shorter sentences of a note ("I agree.") are anybody's
_MOST_NOTED = 200  # sentences that are looked for
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")


def leaks(desk: Desk) -> tuple[str, ...]:
    """Lines of the text that should not go out, as they stand; () when there are none."""
    return tuple(dict.fromkeys(_found(desk)))


def _found(desk: Desk) -> Iterator[str]:
    lines = desk.text.split("\n")
    own = {desk.case.id} if desk.case else set()
    private = _private_addresses(desk)
    numbers = _signature_numbers(desk)
    noted = _noted(desk)
    for line in lines:
        private_words = (
            next(find_tokens(line), None) is not None
            or MARKER.search(line) is not None
            or not own.issuperset(named(line, desk.settings.case_prefix))
            or (private is not None and private.search(line) is not None)
            or not numbers.isdisjoint(_numbers(line))
            or any(f" {sentence} " in f" {_folded(line)} " for sentence in noted)
        )
        if private_words:
            yield line.strip()
    yield from _header_block(lines)


def _private_addresses(desk: Desk) -> re.Pattern[str] | None:
    """The concierge's own addresses, but not one that the worker knows: that of the asker themselves, or of
    the service, which a lone practitioner may write from."""
    shown = {desk.case.requester.address} if desk.case else set()
    addresses = sorted(desk.author.addresses - shown - desk.settings.own_addresses)
    if not addresses:
        return None
    either = "|".join(re.escape(address) for address in addresses)
    return re.compile(rf"(?<![\w.+-])(?:{either})(?![\w-]|\.\w)", re.IGNORECASE)


def _signature_numbers(desk: Desk) -> frozenset[str]:
    """Telephone numbers of the author's signature: of this mail, or of earlier ones."""
    blocks = (desk.signature, *desk.known_signatures)
    return frozenset(number for block in blocks for line in block.split("\n") for number in _numbers(line))


def _numbers(line: str) -> Iterator[str]:
    for match in _PHONE.finditer(line):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        if len(digits) > _DIGITS:
            yield digits[-_DIGITS:]


def _noted(desk: Desk) -> frozenset[str]:
    """Sentences of colleagues' notes on this case, and of what is remembered about the person, as compared.

    Sentences, because a mail may hold one of them in the middle of a line.
    """
    if desk.case is None:
        return frozenset()
    notes = [m.new_text for m in desk.case.messages if m.direction is Direction.NOTE]
    known = "\n".join((*notes, *desk.case.requester.remembered))
    sentences = [found for part in _SENTENCES.split(known) if len(found := _folded(part)) >= _NOTED]
    said = " ".join(_folded(m.new_text) for m in desk.worker_messages)
    return frozenset(sentence for sentence in sentences[:_MOST_NOTED] if sentence not in said)


def _folded(line: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", line.lower()).split())


def _header_block(lines: list[str]) -> Iterator[str]:
    """Three header lines next to one another, one of them with a sender."""
    hits = [(i, found) for i, line in enumerate(lines) if (found := _HEADER.match(line[:200]))]
    for block in zip(hits, hits[1:], hits[2:], strict=False):
        if block[2][0] - block[0][0] <= _NEXT_TO and any(found[1] for _, found in block):
            yield from (lines[i].strip() for i, _ in block)
            return
