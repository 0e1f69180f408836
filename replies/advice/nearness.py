"""Which of some classes a text is nearest to: letter groups, words and pairs of words. Pure, no model.

Each phrase counts as much as any other, whatever its length, and most by its rare pieces (tf-idf, cosine); a
class is the sum of its phrases (Rocchio, 1971). Naive Bayes (`letters`) adds up evidence and is soon sure by
one rare word; this looks at a mail as a whole, and errs elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from math import log, sqrt
from operator import add

from replies.advice.letters import folded_words

SIZE = 4  # letters of a group, the borders of the word counted
KEPT = 20_000  # words whose points are kept

Piece = tuple[float, tuple[tuple[int, float], ...]]
"""The square of how rare a piece is, and what it counts in each class that has it."""
Points = tuple[float, Sequence[float]]


class Nearness:
    """Classes by what was said of them, ready to be asked.

    documents: (number of the class, text). classes: how many there are.
    """

    def __init__(self, documents: Iterable[tuple[int, str]], classes: int) -> None:
        said = [(number, folded_words(text)) for number, text in documents]
        parts = {word: _groups(word) for _, words in said for word in words}
        self._nothing: Sequence[float] = (0.0,) * classes
        self._pieces = _weighed([(number, _pieces(words)) for number, words in said], classes)
        self._groups = _weighed(
            [(number, {group for word in words for group in parts[word]}) for number, words in said], classes
        )
        self._words: dict[str, Points] = {}

    def points(self, words: Sequence[str]) -> list[float]:
        """Points of each class for the folded words of a text, each different one once."""
        letters = _of_one_length(self._summed(self._word(word) for word in dict.fromkeys(words)))
        whole = _of_one_length(self._read(_pieces(words), self._pieces))
        return [one + other for one, other in zip(letters, whole, strict=True)]

    def _word(self, word: str) -> Points:
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= KEPT:
                self._words.clear()
            found = self._words[word] = self._read(_groups(word), self._groups)
        return found

    def _read(self, pieces: Iterable[str], known: Mapping[str, Piece]) -> Points:
        squares, points = 0.0, list(self._nothing)
        for piece in pieces:
            if held := known.get(piece):
                squares += held[0]
                for number, gain in held[1]:
                    points[number] += gain
        return squares, points if squares else self._nothing

    def _summed(self, each: Iterable[Points]) -> Points:
        squares, points = 0.0, list(self._nothing)
        for square, gains in each:
            if square:
                squares += square
                points = list(map(add, points, gains))
        return squares, points


def _of_one_length(found: Points) -> Sequence[float]:
    """As if every text were equally long."""
    squares, points = found
    return [point / sqrt(squares) for point in points] if squares else points


def _groups(word: str) -> tuple[str, ...]:
    framed = f"^{word}$"
    return tuple(dict.fromkeys(framed[at : at + SIZE] for at in range(max(1, len(framed) - SIZE + 1))))


def _pieces(words: Sequence[str]) -> Collection[str]:
    """Words and pairs of neighbours, each different one once."""
    return dict.fromkeys([*words, *(f"{one} {other}" for one, other in pairwise(words))])


def _weighed(said: Sequence[tuple[int, Collection[str]]], classes: int) -> dict[str, Piece]:
    """Every piece by how rare it is, and by its part in each class."""
    known = Counter(piece for _, pieces in said for piece in pieces)
    rare = {piece: 1 + log((1 + len(said)) / (1 + count)) for piece, count in known.items()}
    parts: dict[str, dict[int, float]] = {piece: {} for piece in rare}
    for number, pieces in said:
        length = sqrt(sum(rare[piece] ** 2 for piece in pieces))
        for piece in pieces:
            held = parts[piece]
            held[number] = held.get(number, 0.0) + rare[piece] / length
    squares = [0.0] * classes
    for held in parts.values():
        for number, part in held.items():
            squares[number] += part * part
    lengths = [sqrt(square) for square in squares]
    return {
        piece: (rare[piece] ** 2, tuple((n, rare[piece] * part / lengths[n]) for n, part in held.items()))
        for piece, held in parts.items()
    }
