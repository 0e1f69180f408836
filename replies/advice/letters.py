"""Naive Bayes over the letter groups of words: which of some classes a text sounds like. Pure, no model.

Groups of 3 to 5 letters, with the word's borders, stand for what a stemmer and a list of compounds would have
to know: "vergaderzaal" shares groups with "vergaderen", "delegeer" with "delegating". A group says the more,
the fewer classes have it. After multinomial naive Bayes (McCallum and Nigam, 1998), each word of a text once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log
from operator import add

SIZES = (3, 4, 5)  # letters of a group, the borders of the word counted
SMOOTHING = 0.1  # what a class has of a group that it never had
RARITY = 1.5  # power of how much more a group says that few classes have
MOST = 20_000  # characters of a text that are looked at
LONGEST = 40  # letters of a word
KEPT = 20_000  # words whose points are kept
SENTENCES, SHORT = 1024, 60  # sentences whose points are kept; words of one
_WORD = re.compile(r"[a-z0-9#]+")


def folded_words(text: str) -> list[str]:
    """The words in order, small, without accents; numbers, single letters and what is too long are none."""
    return list(_folded(text[:MOST]))


@lru_cache(maxsize=1024)
def _folded(text: str) -> tuple[str, ...]:
    """The sentences of a mail are asked for several times."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        marks = [ord(letter) for letter in set(plain) if unicodedata.combining(letter)]
        plain = plain.translate(dict.fromkeys(marks)) if marks else plain
    found = _WORD.findall(plain.replace("'", " ").replace("’", " "))
    return tuple(word for word in found if 1 < len(word) <= LONGEST and not word.isdigit())


class LetterGroups:
    """Classes by what was said of them, ready to be asked.

    documents: (number of the class, text, weight). classes: how many there are.
    """

    def __init__(self, documents: Iterable[tuple[int, str, float]], classes: int) -> None:
        counts: dict[str, dict[int, float]] = {}
        for number, text, weight in documents:
            for group in {group for word in folded_words(text) for group in groups(word)}:
                held = counts.setdefault(group, {})
                held[number] = held.get(number, 0.0) + weight
        totals = [SMOOTHING * len(counts)] * classes
        for held in counts.values():
            for number, count in held.items():
                totals[number] += count
        sizes = [log(total) if total else 0.0 for total in totals]
        usual = sum(sizes) / (classes or 1)
        self._sizes = [
            size - usual for size in sizes
        ]  # a class of which much was said is not likelier for it
        self._groups: dict[str, tuple[float, tuple[tuple[int, float], ...]]] = {}
        for group, held in counts.items():
            rarity: float = log(1 + classes / len(held)) ** RARITY
            gains = ((number, rarity * log(1 + count / SMOOTHING)) for number, count in held.items())
            self._groups[group] = rarity, tuple(gains)
        self._words: dict[str, tuple[float, tuple[float, ...]]] = {}
        self._sentences: dict[tuple[str, ...], tuple[list[float], float]] = {}

    def points(self, words: Iterable[str]) -> tuple[list[float], float]:
        """(points of each class, how much of the text is known) of folded words, each different one once."""
        asked = tuple(dict.fromkeys(words))
        found = self._sentences.get(asked)
        if found is None:
            found = self._summed(asked)
            if len(asked) <= SHORT:  # a mail's sentences are asked for several times
                if len(self._sentences) >= SENTENCES:
                    self._sentences.clear()
                self._sentences[asked] = found
        return found

    def _summed(self, words: Iterable[str]) -> tuple[list[float], float]:
        scores, known = [0.0] * len(self._sizes), 0.0
        for word in words:
            weight, gains = self._word(word)
            if weight:
                known += weight
                scores = list(map(add, scores, gains))
        return scores, known

    def _word(self, word: str) -> tuple[float, tuple[float, ...]]:
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= KEPT:
                self._words.clear()
            found = self._words[word] = self._read(word)
        return found

    def _read(self, word: str) -> tuple[float, tuple[float, ...]]:
        gains, known = [0.0] * len(self._sizes), 0.0
        for group in dict.fromkeys(groups(word)):
            weight, held = self._groups.get(group, (0.0, ()))
            known += weight
            for number, gain in held:
                gains[number] += gain
        return known, tuple(gain - known * size for gain, size in zip(gains, self._sizes, strict=True))


def groups(word: str) -> Sequence[str]:
    framed = f"^{word}$"
    return [framed[at : at + size] for size in SIZES for at in range(len(framed) - size + 1)]
