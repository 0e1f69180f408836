"""What somebody says that it may cost; not what the problem costs, or what a former course cost. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from replies.needs.clauses import FRAGMENT, LIMIT, NO, WISH, Cues, sentences, stances
from replies.needs.money import SUM, Money, money_of, upper_ends
from replies.needs.money_words import (
    AFTER_BUDGET,
    BUDGET,
    CAPPED,
    CONTRIBUTED,
    ELSE,
    FREE,
    HEDGE,
    ITEM,
    LIMITED,
    NO_LIMIT,
    NOT_FREE,
    OF_WORK,
    RATE,
    TOLD,
)
from replies.needs.money_words import LIMIT as LIMITING
from replies.needs.money_words import WISH as WISHING
from replies.needs.spelled import in_digits

BESIDE = 100  # characters before a sum that say what it is
MOST_SUMS = 20  # in one clause: each is read with what stands around it
MOST = Decimal(10_000)  # more is what something else costs
NOTHING: Money = (Decimal(0), None)

CUES = Cues(WISHING, ELSE)


def read_budget(text: str, *, asked: bool) -> Money | None:
    """What somebody can spend; None when not said or not sure. 0 is "no budget".

    asked: the text answers a question for the budget, so a sum needs no further word around it. The upper
    end of a range counts, because that is what they allow. A rate ("100 euro a day") is no budget.
    """
    found: dict[int, list[Money]] = {}
    for clauses in sentences(in_digits(text)):
        if any(NO_LIMIT.search(clause) for clause in clauses):
            return None
        for level, money in _said(clauses, asked):
            found.setdefault(level, []).append(money)
    for level in sorted(found, reverse=True):
        return found[level][0] if len(set(found[level])) == 1 else None
    return None


def _said(clauses: list[str], asked: bool) -> Iterator[tuple[int, Money]]:
    free = [_is_free(clause) for clause in clauses]
    ends = ["" if nothing else upper_ends(clause) for clause, nothing in zip(clauses, free, strict=True)]
    sums = [list(islice(SUM.finditer(ended), MOST_SUMS)) for ended in ends]
    yield from ((LIMIT, NOTHING) for nothing in free if nothing)
    if not any(sums):
        return
    capped = any(CAPPED.search(clause) for clause in clauses)
    for ended, found, stance in zip(ends, sums, stances(clauses, CUES), strict=True):
        given = bool(found) and not capped and CONTRIBUTED.search(ended) is not None
        for match in found:
            level = _level(ended, match, stance, asked)
            if level != LIMIT and given:
                continue
            money = money_of(match)
            if money and level >= FRAGMENT and (asked or money[0] <= MOST):
                yield level, money


def _is_free(clause: str) -> bool:
    if ITEM.fullmatch(clause):
        return True
    return bool(FREE.search(clause)) and not NOT_FREE.search(clause)


def _level(clause: str, match: re.Match[str], stance: int, asked: bool) -> int:
    before = clause[max(0, match.start() - BESIDE) : match.start()]
    labelled = AFTER_BUDGET.search(before)
    if not (match["before"] or match["after"] or labelled) or RATE.match(clause, match.end()):
        return NO
    if asked:
        return LIMIT
    if stance == NO and not (
        BUDGET.search(clause) and not OF_WORK.search(clause) and not TOLD.search(clause)
    ):
        return NO
    if OF_WORK.search(clause):
        return NO
    if labelled or LIMITING.search(before) or LIMITED.match(clause, match.end()):
        return LIMIT
    if stance == FRAGMENT:
        beside = f"{before} {clause[match.end() :][:BESIDE]}".split()
        return FRAGMENT if all(word.lower().strip("!?:().,") in HEDGE for word in beside) else NO
    return WISH if stance == NO else stance
