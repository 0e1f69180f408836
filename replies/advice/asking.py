"""Whether a mail asks for help in learning, or is thanks, chat, an invoice, "who is the course leader". Pure.

Words and pairs of neighbouring words (the borders of a sentence are words too) of the topics' phrases against
those of `[none]` in topics.toml: here the small words count, which say nothing of a topic ("how do I", "in
attachment"). Naive Bayes with two classes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log, sqrt

from replies.advice.letters import MOST, folded_words

SMOOTHING = 0.2
_BORDER = re.compile(r"[.!?;:…\n]+")
_WRAPPED = re.compile(r"\n(?=[a-zß-ÿ])")
_NUMBER = re.compile(r"[0-9]+")


def sentences(text: str) -> list[str]:
    """The sentences of a mail, line by line; the marks that end them are left out.

    A line that begins small goes on with the one above: clients break lines.
    """
    whole = _WRAPPED.sub(" ", text[:MOST])
    return [stripped for piece in _BORDER.split(whole) if (stripped := piece.strip())]


class Asking:
    """What people say who ask for help, against what mail says that does not; ready to be asked."""

    def __init__(self, requests: Sequence[str], others: Sequence[str]) -> None:
        asked, told = _counted(requests), _counted(others)
        share = len(requests) / len(others) if others else 1.0
        sizes = len(requests) + 2 * SMOOTHING * share, len(others) + 2 * SMOOTHING
        self._weights = {
            piece: log((asked[piece] + SMOOTHING * share) / sizes[0] * sizes[1] / (told[piece] + SMOOTHING))
            for piece in asked.keys() | told.keys()
        }

    def points(self, text: str) -> float:
        """Above 0 for a request, below for what is none; the further, the more of the text is known."""
        known = [self._weights[piece] for piece in sorted(_pieces(text)) if piece in self._weights]
        return sum(known) / (sqrt(len(known)) + 1)


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(piece for text in texts for piece in _pieces(text))


def _pieces(text: str) -> set[str]:
    found: set[str] = set()
    for sentence in sentences(text):
        words = folded_words(_NUMBER.sub(" #number ", sentence))
        framed = ["^", *words, "$"]
        found.update(words)
        found.update(f"{first} {second}" for first, second in pairwise(framed))
    return found
