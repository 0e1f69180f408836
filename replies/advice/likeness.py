"""How much options sound like a request, by letter groups of their titles and summaries. Pure, no model.

Beside words in common (`relevance`), because of an option only a few lines are known, and in Dutch the word
that counts is mostly part of another: "rapport" in "jaarrapport". Groups that many options have say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log, sqrt

from cases.catalogue import Catalogue
from replies.advice.letters import folded_words, groups
from replies.advice.relevance import STOP_WORDS

TITLE = 2.0  # what a group in a title counts, one in the summary being 1
RARITY = 2.0  # power of how much more a group says that few options have
COMMON = 16  # a group that more than one option in so many has says nothing
FEW = 8  # options that may share a group in the smallest catalogue
KEPT = 20_000  # words whose options are kept


class Likeness:
    """Titles and summaries, ready to be asked: a question then costs no more than its own words."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        found: dict[str, dict[int, float]] = {}
        for number, (title, summary) in enumerate(texts):
            for text, weight in ((summary, 1.0), (title, TITLE)):
                for group in {group for word in _telling(text) for group in groups(word)}:
                    found.setdefault(group, {})[number] = weight
        most = max(FEW, len(texts) // COMMON)
        self._groups = {
            group: [(n, log(1 + len(texts) / len(held)) ** RARITY * weight) for n, weight in held.items()]
            for group, held in found.items()
            if len(held) <= most
        }
        self._words: dict[str, Sequence[tuple[int, float]]] = {}

    def points(self, text: str, among: Sequence[int]) -> list[float]:
        """For each of these options, from 0 for nothing alike to 1 for the one that is most alike."""
        scores = dict.fromkeys(among, 0.0)
        for word in dict.fromkeys(_telling(text)):
            for number, gain in self._word(word):
                if number in scores:
                    scores[number] += gain
        most = max(scores.values(), default=0.0)
        return [score / most if most else 0.0 for score in scores.values()]

    def _word(self, word: str) -> Sequence[tuple[int, float]]:
        held = self._words.get(word)
        if held is None:
            if len(self._words) >= KEPT:
                self._words.clear()
            held = self._words[word] = self._read(word)
        return held

    def _read(self, word: str) -> Sequence[tuple[int, float]]:
        """A long word has more groups, and says no more for it."""
        gains: dict[int, float] = {}
        own = dict.fromkeys(groups(word))
        for group in own:
            for number, gain in self._groups.get(group, ()):
                gains[number] = gains.get(number, 0.0) + gain / sqrt(len(own))
        return tuple(gains.items())


def of_options(catalogue: Catalogue) -> Likeness:
    """That of a catalogue's options, to be kept with `Catalogue.derived`."""
    return Likeness([(option.title, option.summary) for option in catalogue.options])


def _telling(text: str) -> Iterable[str]:
    return (word for word in folded_words(text) if word not in STOP_WORDS)
