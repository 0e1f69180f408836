"""A quotation compared with what was sent: which words of it are ours, however a client set or wrapped them.

Lines are not compared with lines, as every client breaks them elsewhere, but words in their order: three
in a row that stand so in what was sent are ours. Numbers, letters and bullets before a line are left out:
an editor numbers anew when something is typed among the items of a list. Linear in both texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

MAX_SENT: Final = 200_000  # characters of what was sent that are looked at, the first texts first
MAX_LINE: Final = 2000
ROW: Final = 3  # words that make a row
_WORD: Final = re.compile(r"[^\W_]+")
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# "o" and "§" are what Outlook's plain text makes of bullets; "1 What" is what Emacs makes of <li>
_MARKER: Final = re.compile(
    r"[\s>]{0,40}(?:([-+*•·o§▪◦‣–—○●■□✓])|\(?((?:\d{1,3}[.)]){0,3}(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4}))[.):°]|(\d{1,2}))\s+"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before an item of a list. end: where its words begin. bullet: its sign, or "".
    places: which item it may be ("i" is the ninth letter and the first number)."""

    end: int
    bullet: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: where its words end, and for each of them whether it is ours."""

    ends: tuple[int, ...]
    ours: tuple[bool, ...]

    @property
    def words(self) -> int:
        return len(self.ours)

    @property
    def is_ours(self) -> bool:
        """Whether all of it is, and it has words at all."""
        return bool(self.ours) and all(self.ours)

    @property
    def begun(self) -> int:
        """How many words at its beginning are ours."""
        return next((i for i, ours in enumerate(self.ours) if not ours), len(self.ours))


class SentTexts:
    """Texts that were sent, to compare quotations with. given_back: those in which words of the writer's own
    were returned to them, so that what stands there says nothing for sure. addresses: ours."""

    def __init__(
        self, texts: Iterable[str], given_back: SentTexts | None = None, addresses: Iterable[str] = ()
    ) -> None:
        self.given_back = given_back
        self._addresses = frozenset(address.lower() for address in addresses)
        self._lines: dict[str, Marker | None] = {}
        self._rows: set[tuple[str, ...]] = set()
        self._pairs: set[tuple[str, str]] = set()
        left = MAX_SENT
        for text in texts:
            if left <= 0:
                break
            self._take(text[:left])
            left -= len(text)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def knows_address(self, address: str) -> bool:
        """Whether that is an address of ours, with whatever after a "+"."""
        local, _, domain = address.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" in self._addresses

    def marker(self, line: str) -> Marker | None:
        """What stood before this line as it was sent."""
        return self._lines.get(" ".join(_words(line[:MAX_LINE])[0]))

    def compare(self, lines: Sequence[str]) -> list[Compared]:
        """Each of these lines of a quotation, in their order, its client's marks already gone."""
        read = [_words(line[:MAX_LINE]) for line in lines]
        words = [word for line, _ in read for word in line]
        ours = [False] * len(words)
        for at in range(len(words) - ROW + 1):
            if tuple(words[at : at + ROW]) in self._rows:
                ours[at : at + ROW] = [True] * ROW
        found: list[Compared] = []
        at = 0
        for line, ends in read:
            whole = " ".join(line) in self._lines
            flags = (True,) * len(line) if whole else tuple(ours[at : at + len(line)])
            found.append(Compared(tuple(ends), flags))
            at += len(line)
        return found

    def like(self, line: str) -> float:
        """How much of a line, from 0 to 1, are words that stand beside one another in what was sent: of one
        that came back with a word changed here and there, most."""
        words, _ = _words(line[:MAX_LINE])
        ours = [False] * len(words)
        for at in range(len(words) - 1):
            if (words[at], words[at + 1]) in self._pairs:
                ours[at : at + 2] = [True, True]
        return sum(ours) / len(words) if words else 0.0

    def _take(self, text: str) -> None:
        words: list[str] = []
        for line in text.split("\n"):
            begun = marker(line)
            found = [word.casefold() for word in _WORD.findall(line, begun.end if begun else 0)]
            if begun is not None or not found:  # a paragraph or item ends above
                self._add(words)
                words = []
            words += found
            if found:
                self._lines.setdefault(" ".join(found), begun)
        self._add(words)

    def _add(self, words: Sequence[str]) -> None:
        self._rows.update(zip(words, words[1:], words[2:], strict=False))
        self._pairs.update(pairwise(words))


def marker(line: str) -> Marker | None:
    """The mark of a list before a line; None where there is none."""
    found = _MARKER.match(line[:200])
    if found is None:
        return None
    bullet, number, bare = found.groups()
    last = (number or bare or "").rstrip(".)").replace(")", ".").rpartition(".")[2].lower()
    return Marker(found.end(), bullet or "", frozenset(_places(last)))


def _places(number: str) -> Iterable[int]:
    if number.isdecimal():
        yield int(number)
    elif len(number) == 1:
        yield ord(number) - ord("a") + 1
    if number in _ROMAN:
        yield _ROMAN.index(number) + 1


@lru_cache(maxsize=1024)  # the lines of the mail at hand are compared with several texts
def _words(line: str) -> tuple[Sequence[str], Sequence[int]]:
    """The words of a line, folded, and where each ends; what marks an item of a list is none."""
    begun = marker(line)
    found = list(_WORD.finditer(line, begun.end if begun else 0))
    return [word[0].casefold() for word in found], [word.end() for word in found]
