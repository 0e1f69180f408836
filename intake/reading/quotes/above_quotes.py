"""Attribution lines that count only directly above quoted lines, whatever their language or verb.

There a date and an address or a name are enough, or a line of the table `attributions` that names nobody but
the writer ("---- Learning desk wrote ----"). Anywhere else these would be sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from intake.reading.quotes.attribution import (
    ADDRESS,
    FIRST_PERSON,
    LETTERS,
    MAX_JOINED,
    TIME,
    TOLD,
    YEAR,
    Attribution,
    clean,
    undashed,
)
from intake.reading.quotes.attribution_words import LINES, START, VERB, words_of

WRAPPED: Final = 45  # characters; a shorter line was not wrapped, but ends a sentence
MOST_BESIDE_ADDRESS: Final = 18  # words of a date in full and a long name, beside the address
MOST_BESIDE_DATE: Final = 12
MOST_OF_NAME: Final = 6
_SENTENCES: Final = re.compile(r"[^\W\d_]{3}[.!?]\s+[A-ZÀ-Þ]\w*\s+[a-zà-ž]")


def attribution_above(lines: Sequence[str], start: int, end: int) -> Attribution | None:
    """The attribution that these lines are, where quoted lines follow at `end`, or None."""
    first = clean(lines[start])
    joined = " ".join((first, *map(clean, lines[start + 1 : end]))).strip()
    wraps = end - start == 1 or len(first) >= WRAPPED or START.match(first) is not None
    if not joined or not wraps or len(joined) > MAX_JOINED:
        return None
    text = undashed(joined)
    dashed = text != joined
    if FIRST_PERSON.search(text) or not _is_one(text, dashed=dashed):
        return None
    dated = YEAR.search(text) is not None or TIME.search(text) is not None
    return Attribution(end - start, joined, certain=False, dated=dated or dashed)


def _is_one(text: str, *, dashed: bool) -> bool:
    closed = dashed or text.endswith((":", "："))
    address = ADDRESS.search(text)
    day, time = YEAR.search(text), TIME.search(text)
    beside = len(LETTERS.findall(ADDRESS.sub(" ", text)))
    if address is not None and (day or time):
        return beside <= (MOST_BESIDE_ADDRESS if closed else MOST_OF_NAME)
    if dashed and _is_of_the_table(text, dashed=True):
        return True
    if not closed or TOLD.search(text) or _SENTENCES.search(text):
        return False
    if address is not None:
        return beside <= MOST_OF_NAME
    if (day or time) and _names(text):
        both = day is not None and time is not None
        return beside <= MOST_BESIDE_DATE and (both or VERB.search(text) is not None)
    return _is_of_the_table(text, dashed=dashed)


def _names(text: str) -> bool:
    return any(word[0].isupper() or not word[0].islower() for word in LETTERS.findall(text))


def _is_of_the_table(text: str, *, dashed: bool) -> bool:
    """A printed line of which the gaps hold no more than a name. "Jan wrote:" alone is a sentence."""
    words = words_of(text)
    if dashed and (verb := VERB.search(text)) is not None:
        return _is_name(text[: verb.start()] + text[verb.end() :])
    for line in LINES:
        gaps = line.gaps(words) if line.undated and (dashed or line.first) else None
        if gaps is not None and any(gap.strip() for gap in gaps):
            own = " ".join(line.own).split()
            return _is_name(" ".join(word for word in text.split() if words_of(word).strip() not in own))
    return False


def _is_name(text: str) -> bool:
    words = LETTERS.findall(text)
    return 0 < len(words) <= MOST_OF_NAME and sum(word[0].isupper() for word in words) * 2 >= len(words)
