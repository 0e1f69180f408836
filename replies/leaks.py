"""What must not reach a worker: found in the text and the files about to be sent, named in words. Pure.

Looks for signed addresses, the mark in the foot of our own mails, and tags of other cases; addresses of the
concierges and the lead, however they are spelt, and telephone numbers of the writer's signature; lines of an
internal note; and a mail client's header block. Files are searched for addresses, signed addresses and notes.
False alarms cost a question, so each rule is narrow. Command lines never get here: the grammar leaves none in
the words, and asks about what only looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cases.model import Direction, Role
from cases.tags import named
from cases.tokens import MARKER, find_tokens
from replies.commands.plan import Desk
from replies.spellings import undisguised

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
MOST_SHOWN: Final = 50  # lines that are named; the mail is held all the same
SHOWN: Final = 200  # characters of a line of a file
_TARGET = re.compile(r"\]\([^()\[\]\s]{1,2000}\)")  # where a Markdown link leads
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w.-]{1,253}\w")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What words and files are both searched for. `sentences` are folded (`_folded`).

    own: addresses of who wrote; roster: those of everybody who answers here.
    """

    own: re.Pattern[str] | None
    roster: re.Pattern[str] | None
    sentences: frozenset[str]

    def stand_in_words(self, line: str) -> bool:
        """In words, a colleague's address that was typed to be read is advice ("Bram, bram@example.org, can
        help"); one behind a link, or spelt so that nobody reads it, is not."""
        typed = _TARGET.sub(lambda link: f" {link[0]} ", line)
        hidden = self.roster.sub(_but_links, typed) if self.roster else line
        return self._marked(line) or _names(self.own, line) or _names(self.roster, hidden)

    def stand_in_file(self, line: str) -> bool:
        return self._marked(line) or _names(self.roster, line)

    def _marked(self, line: str) -> bool:
        """A signed address or mark, or a sentence of a note."""
        if next(find_tokens(line), None) is not None or MARKER.search(line) is not None:
            return True
        folded = f" {_folded(line)} " if self.sentences else ""
        return any(f" {sentence} " in folded for sentence in self.sentences)


def _names(addresses: re.Pattern[str] | None, line: str) -> bool:
    if addresses is None:
        return False
    return addresses.search(line) is not None or addresses.search(undisguised(line)) is not None


def _but_links(address: re.Match[str]) -> str:
    """An address that stands there in plain letters is taken out; one behind "mailto:" stays."""
    before = address.string[max(0, address.start() - 7) : address.start()].lower()
    return address[0] if before.endswith(("mailto:", "](")) else " "


def leaks(desk: Desk, copied: Collection[str] = ()) -> tuple[str, ...]:
    """Lines of the text that should not go out, as they stand, and of files, behind the file's name.

    () when there are none. copied: addresses that get a copy, so that all can see them anyway.
    """
    known = _known(desk, copied)
    roster = desk.settings.roster_addresses | desk.author.addresses
    secrets = _Secrets(
        _any_of(address for address in desk.author.addresses if address not in known),
        _any_of(address for address in roster if address not in known),
        _noted(desk),
    )
    found = dict.fromkeys((*_in_text(desk, secrets), *_in_files(desk, secrets)))
    return tuple(found)[:MOST_SHOWN]


def _in_text(desk: Desk, secrets: _Secrets) -> Iterator[str]:
    lines = desk.text.split("\n")
    own = {desk.case.id} if desk.case else set()
    numbers = _signature_numbers(desk)
    for line in lines:
        if (
            secrets.stand_in_words(line)
            or not own.issuperset(named(line, desk.settings.case_prefix))
            or not numbers.isdisjoint(_numbers(line))
        ):
            yield line.strip()
    yield from _header_block(lines)


def _in_files(desk: Desk, secrets: _Secrets) -> Iterator[str]:
    """A file is named once, with the first line that gives something away."""
    for name, said in desk.said_in_files:
        lines = said.split("\n")
        line = next((line for line in (*lines, *_across(lines)) if secrets.stand_in_file(line)), None)
        if line is not None:
            yield f"{name}: {line.strip()[:SHOWN]}".rstrip(": ")


def _across(lines: Sequence[str]) -> Iterator[str]:
    """What each line break may have cut in two: the last word before it and the first behind it."""
    for above, below in pairwise(lines):
        if above and below:
            yield "".join((*above.split()[-1:], *below.split()[:1]))


def _known(desk: Desk, copied: Collection[str]) -> frozenset[str]:
    """Addresses that the worker knows: their own, that of the service, which a lone practitioner may write
    from, those that they wrote themselves, and those copied in."""
    known = desk.settings.own_addresses | {address.lower() for address in copied}
    if desk.case is None:
        return frozenset(known)
    by_worker = "\n".join(m.new_text for m in desk.worker_messages if m.role is Role.WORKER)
    return frozenset(known | {desk.case.requester.address, *_ADDRESS.findall(by_worker.lower())})


def _any_of(addresses: Iterable[str]) -> re.Pattern[str] | None:
    either = "|".join(re.escape(address) for address in sorted(addresses))
    if not either:
        return None
    return re.compile(rf"(?<![\w.+-])(?:{either})(?![\w-]|\.\w)", re.IGNORECASE)


def _signature_numbers(desk: Desk) -> frozenset[str]:
    """Telephone numbers of the author's signature: of this mail, or of earlier ones."""
    blocks = (desk.signature, *desk.background.known_signatures)
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
