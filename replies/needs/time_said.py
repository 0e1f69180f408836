"""How much time somebody says that they have; not how long a meeting takes, or how long they work. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replies.needs.clauses import FRAGMENT, LIMIT, NO, UNSAID, WISH, Cues, sentences, stances
from replies.needs.durations import AMOUNT, HALF_DAY, PART_OF_DAY, of_match
from replies.needs.spelled import in_digits
from replies.needs.time_given import bare_counts, for_something_else
from replies.needs.time_words import (
    AWAY,
    CLOCK,
    DEADLINE,
    ELSE,
    HEDGE,
    LIMITED,
    ONE_DAY,
    OR_ANOTHER,
    RATED,
    SAID,
    SAYINGS,
    WITHIN,
)
from replies.needs.time_words import LIMIT as LIMITING
from replies.needs.time_words import WISH as WISHING

BESIDE = 120  # characters before and after an amount that say what it is

_DAYS = frozenset(("day", "days", "dag", "dagen", "dagje", "dagjes"))
CUES = Cues(WISHING, ELSE)


def read_time(text: str, *, asked: bool) -> int | None:
    """Minutes that somebody has; None when not said or not sure. Of a range the upper end counts.

    asked: the text answers a question for the time, so an amount needs no further word around it.
    """
    found: dict[int, set[int | None]] = {}
    said = list(sentences(in_digits(text)))
    bare = [True] * len(said) if asked else bare_counts([", ".join(clauses) for clauses in said])
    for clauses, counts in zip(said, bare, strict=True):
        for level, amount in _amounts(clauses, asked, counts):
            found.setdefault(level, set()).add(amount)
    for level in sorted(found, reverse=True):
        return found[level].pop() if len(found[level]) == 1 else None
    return None


def _amounts(clauses: list[str], asked: bool, bare: bool) -> Iterator[tuple[int, int | None]]:
    """How sure each amount of a sentence is, and the amount; None for one that is not clear.

    bare: an amount without a verb counts. A number beside a part of the day says how much of it.
    """
    named = [(list(AMOUNT.finditer(clause)), PART_OF_DAY.search(clause)) for clause in clauses]
    if not any(amounts or part for amounts, part in named):
        return
    for clause, stance, (amounts, part) in zip(clauses, stances(clauses, CUES), named, strict=True):
        for match in amounts:
            level = _level(clause, match, stance, asked)
            if level == FRAGMENT and not bare:
                continue
            if level >= FRAGMENT:
                yield level, None if OR_ANOTHER.match(clause, match.end()) else of_match(match)
        if (
            part
            and not amounts
            and (stance == WISH or (stance == FRAGMENT and bare))
            and not (stance == FRAGMENT and not asked and len(clauses) == 1 and len(clause.split()) < 3)
        ):
            yield UNSAID, HALF_DAY


def _level(clause: str, match: re.Match[str], stance: int, asked: bool) -> int:
    before = clause[max(0, match.start() - BESIDE) : match.start()]
    if AWAY.match(clause, match.end()) or DEADLINE.search(before) or _is_clock(match, before):
        return NO
    if match["article"] and RATED.search(before):
        return NO
    if WITHIN.search(before) and (stance != WISH or match["named"] in _DAYS or match["unit"] in _DAYS):
        return NO
    if asked:
        return LIMIT
    if stance == NO or for_something_else(clause, match.start(), match.end()):
        return NO
    if LIMITING.search(before) or LIMITED.match(clause, match.end()):
        return LIMIT
    if stance == FRAGMENT:
        return FRAGMENT if _is_amount(clause, match, before) else NO
    return stance


def _is_clock(match: re.Match[str], before: str) -> bool:
    """Whether it is a time of day: "from 9h", "om 14u30"."""
    hour = match["hours"] or ((match["letter"] or "").lower() in ("h", "u") and match["digits"])
    return bool(hour) and CLOCK.search(before) is not None


def _is_amount(clause: str, match: re.Match[str], before: str) -> bool:
    """Whether it is one without a verb: "an hour", but also "one day" and "a minute", are sayings."""
    if not match["article"]:
        return True
    if match["named"].lower() not in SAYINGS:
        return True
    if ONE_DAY.match(match[0]) or SAID.search(before):
        return False
    beside = f"{before} {clause[match.end() : match.end() + BESIDE]}".split()
    words = (word.lower().strip("!?:().,") for word in beside)
    return all(word in HEDGE for word in words if word)
