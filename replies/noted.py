"""Sentences of internal notes, found again in words and files however they are broken and dressed. Pure.

Letters and digits alone are compared: line ends, hyphens, emphasis, quote marks and encodings change nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import Final

from cases.model import Direction
from replies.commands.plan import Desk
from replies.spellings import decoded

_SHORTEST: Final = 24  # characters: shorter sentences of a note ("I agree.") are anybody's
_MOST: Final = 200  # sentences that are looked for
_FOUND: Final = 50  # places of one sentence that are told
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n")
_PARAGRAPHS: Final = re.compile(r"\n[^\S\n]*(?=[\n*\u2022#>-])")
_SIGNS: Final = re.compile(r"[\W_]+")


def noted(desk: Desk) -> frozenset[str]:
    """Sentences of colleagues' notes on this case, and of what is remembered about the person, as compared.

    Sentences, because a mail may hold one of them in the middle of a line; lines of a note too, and sentences
    that go over its line ends. Those that the worker has read are none.
    """
    if desk.case is None:
        return frozenset()
    notes = [m.new_text for m in desk.case.messages if m.direction is Direction.NOTE]
    parts = [part for text in (*notes, *desk.case.requester.remembered) for part in _parts(text)]
    long = dict.fromkeys(letters(part) for part in parts if len(_words(part)) >= _SHORTEST)
    said = "".join(letters(m.new_text) for m in desk.worker_messages)
    return frozenset(sentence for sentence in [*long][:_MOST] if sentence and sentence not in said)


def standing(lines: Sequence[str], sentences: Collection[str]) -> Iterator[int]:
    """Which of the lines hold one of the sentences, or a piece of it, in no order."""
    said = letters("\n".join(lines)) if sentences else ""
    if not any(sentence in said for sentence in sentences):
        return  # most texts: line by line takes longer
    letters_of = [letters(line) for line in lines]
    whole = "".join(letters_of)
    starts = [0, *accumulate(len(line) for line in letters_of)][:-1]
    for sentence in sentences:
        at = whole.find(sentence)
        for _ in range(_FOUND):
            if at < 0:
                break
            last = bisect_right(starts, at + len(sentence) - 1)
            yield from range(bisect_right(starts, at) - 1, last)
            at = whole.find(sentence, at + len(sentence))


def letters(text: str) -> str:
    return _SIGNS.sub("", decoded(text).casefold())


def _words(text: str) -> str:
    return _SIGNS.sub(" ", text).strip()


def _parts(text: str) -> Iterator[str]:
    yield from _SENTENCES.split(text)
    for paragraph in _PARAGRAPHS.split(text):
        yield from _SENTENCES.split(" ".join(paragraph.split()))
