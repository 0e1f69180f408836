"""What must not reach a worker: found in the text and the files about to be sent, named in words. Pure.

Looks for signed addresses, the mark in the foot of our own mails, and tags of other cases; addresses of the
concierges and the lead, however they are spelt, and telephone numbers of the writer's signature; lines of an
internal note; a mail client's header block, and a key. Files and their names are searched for addresses,
signed addresses and notes.
False alarms cost a question, so each rule is narrow. Command lines never get here: the grammar leaves none in
the words, and asks about what only looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from cases.model import Role
from cases.tags import named
from cases.tokens import MARKER, TOKEN
from cases.typed import LINK_TARGET
from replies.commands.plan import Desk
from replies.noted import noted, standing
from replies.spellings import BEFORE, BEHIND, decoded, spelt, undisguised

_FROM: Final = "from|van|de|von"  # every client's header block begins with who wrote
_HEADER = re.compile(
    rf"^[>*\s]*(?:({_FROM})|sent|verzonden|date|datum|to|aan|subject|onderwerp|cc|envoyé|à|objet|gesendet|an|"
    r"betreff)\s?:\**\s+\S",
    re.IGNORECASE,
)
_NEXT_TO = 3  # header lines within this many lines make a block
_PHONE = re.compile(r"(?<![\w/=-])(?:\+|00|\(?0)[\d\s().\-/]{7,24}\d(?!\w)")
_DIGITS = 8  # the last digits of a number name its owner, with or without a country code
MOST_SHOWN: Final = 50  # lines that are named; the mail is held all the same
SHOWN: Final = 200  # characters of a line of a file
_TARGET = re.compile(rf"\]\({LINK_TARGET}\)")  # where a Markdown link leads
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w.-]{1,253}\w")
_SHORTEST = 20  # characters: a mark without "ref"
_KEY = re.compile(r"-----BEGIN (?:PGP [A-Z]{1,9} KEY BLOCK|[A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE))-----")


@dataclass(frozen=True, slots=True)
class _Addresses:
    """plain: as they are typed; spelt: for `undisguised` text, over line ends too."""

    plain: re.Pattern[str]
    spelt: re.Pattern[str]

    def stand_in(self, line: str) -> bool:
        return self.plain.search(line) is not None or self.spelt.search(undisguised(line)) is not None


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What words and files are both searched for. `sentences` are those of `noted`.

    own: addresses of who wrote; roster: those of everybody who answers here.
    """

    own: _Addresses | None
    roster: _Addresses | None
    sentences: frozenset[str]

    def stand_in_words(self, line: str) -> bool:
        """In words, a colleague's address that was typed to be read is advice ("Bram, bram@example.org, can
        help"); one behind a link, or spelt so that nobody reads it, is not."""
        typed = _TARGET.sub(lambda link: f" {link[0]} ", line)
        hidden = self.roster.plain.sub(_but_links, typed) if self.roster else line
        return (
            _is_signed(line)
            or (self.own is not None and self.own.stand_in(line))
            or (self.roster is not None and self.roster.stand_in(hidden))
        )

    def stand_in_file(self, line: str) -> bool:
        return _is_signed(line) or (self.roster is not None and self.roster.stand_in(line))

    def first_in(self, said: str) -> str | None:
        """The first line of a file that gives something away: read as one first, since files are long."""
        lines = said.split("\n")
        if self.stand_in_file(said):
            whole = next((line for line in lines if self.stand_in_file(line)), None)
            if whole is not None:
                return whole
        return next((lines[at] for at in self.over_lines(lines)), None)

    def over_lines(self, lines: Sequence[str]) -> Iterator[int]:
        """The lines of what no line holds whole: a sentence, an address, a signed one."""
        yield from standing(lines, self.sentences)
        for at, (above, below) in enumerate(pairwise(lines)):
            if above and below and _is_cut(above, below):
                yield from (at, at + 1)
        for addresses in (self.own, self.roster):
            if addresses is not None and addresses.spelt.search(undisguised("\n".join(lines))):
                yield from _broken(addresses, lines)


def _is_signed(text: str) -> bool:
    """Whether a signed address or a mark stands there, encoded or not."""
    plain = decoded(text)
    return any(_is_token(found) for said in {text, plain} for found in TOKEN.finditer(said)) or (
        MARKER.search(plain) is not None
    )


def _is_token(found: re.Match[str]) -> bool:
    """Nobody writes one in mixed letters, but the pictures of a web page, in base64, are full of them."""
    return found[0].islower() or found[0].isupper() or found.string[found.end() :][:1] in ("@", "%")


def _is_cut(above: str, below: str) -> bool:
    """Whether a line break cut a signed address or mark: the last word before it and the first behind it."""
    ends = [*above.rstrip("=\\ ").split()[-1:], *below.lstrip("> ").split()[:1]]
    if sum(map(len, ends)) < _SHORTEST:
        return False
    return any(map(_is_signed, ("".join(ends), " ".join(ends)))) and not any(map(_is_signed, ends))


def _broken(addresses: _Addresses, lines: Sequence[str]) -> Iterator[int]:
    """Between which lines an address stands that a line end broke."""
    bare = [undisguised(line).replace("\n", " ") for line in lines]
    whole = "\n".join(bare)
    broken = (match for match in addresses.spelt.finditer(whole) if "\n" in match[0].strip())
    for match in islice(broken, MOST_SHOWN):
        first = whole.count("\n", 0, match.start())
        yield from range(first, first + match[0].count("\n") + 1)


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
        noted(desk),
    )
    found = dict.fromkeys((*_in_text(desk, secrets), *_in_files(desk, secrets)))
    return tuple(found)[:MOST_SHOWN]


def _in_text(desk: Desk, secrets: _Secrets) -> Iterator[str]:
    lines = desk.text.split("\n")
    own = {desk.case.id} if desk.case else set()
    numbers = _signature_numbers(desk)
    found = set(secrets.over_lines(lines))
    for at, line in enumerate(lines):
        if (
            at in found
            or secrets.stand_in_words(line)
            or not own.issuperset(named(line, desk.settings.case_prefix))
            or not numbers.isdisjoint(_numbers(line))
            or _KEY.search(line)
        ) and line.strip():
            yield line.strip()
    yield from _header_block(lines)


def _in_files(desk: Desk, secrets: _Secrets) -> Iterator[str]:
    """A file is named once, with the first line that gives something away; alone where its name does."""
    for name, said in desk.said_in_files:
        if any(map(secrets.stand_in_file, _readings(name))):
            yield name
            continue
        line = secrets.first_in(said)
        if line is not None:
            yield f"{name}: {line.strip()[:SHOWN]}".rstrip(": ")


def _readings(name: str) -> tuple[str, ...]:
    """A file's name, without its ending, and with blanks for what stands for them in names."""
    stem = name.rpartition(".")[0]
    return name, stem, stem.replace("_", " ")


def _known(desk: Desk, copied: Collection[str]) -> frozenset[str]:
    """Addresses that the worker knows: their own, that of the service, which a lone practitioner may write
    from, those that they wrote themselves, and those copied in."""
    known = desk.settings.own_addresses | {address.lower() for address in copied}
    if desk.case is None:
        return frozenset(known)
    by_worker = "\n".join(m.new_text for m in desk.worker_messages if m.role is Role.WORKER)
    return frozenset(known | {desk.case.requester.address, *_ADDRESS.findall(by_worker.lower())})


def _any_of(addresses: Iterable[str]) -> _Addresses | None:
    every = sorted(addresses)
    if not every:
        return None
    either = "|".join(map(re.escape, every))
    return _Addresses(
        re.compile(f"{BEFORE}(?:{either}){BEHIND}", re.IGNORECASE), re.compile("|".join(map(spelt, every)))
    )


def _signature_numbers(desk: Desk) -> frozenset[str]:
    """Telephone numbers of the author's signature: of this mail, or of earlier ones."""
    blocks = (desk.signature, *desk.background.known_signatures)
    return frozenset(number for block in blocks for line in block.split("\n") for number in _numbers(line))


def _numbers(line: str) -> Iterator[str]:
    for match in _PHONE.finditer(line):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        if len(digits) > _DIGITS:
            yield digits[-_DIGITS:]


def _header_block(lines: list[str]) -> Iterator[str]:
    """Three header lines next to one another, one of them with a sender."""
    hits = [(i, found) for i, line in enumerate(lines) if (found := _HEADER.match(line[:200]))]
    for block in zip(hits, hits[1:], hits[2:], strict=False):
        if block[2][0] - block[0][0] <= _NEXT_TO and any(found[1] for _, found in block):
            yield from (lines[i].strip() for i, _ in block)
            return
