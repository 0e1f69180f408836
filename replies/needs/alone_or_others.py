"""Whether somebody wants to learn alone or with others: "liefst alleen", "in groep", "don't mind". Pure."""

from __future__ import annotations

import re

from cases.catalogue import ALONE, EITHER, OTHERS
from replies.needs.clauses import FRAGMENT, WISH, Cues, sentences, stances
from replies.needs.company_words import ALONE as BY_ONESELF
from replies.needs.company_words import (
    ANYONE,
    BARE,
    DISJUNCTION,
    EITHER_WAY,
    ELSE,
    GOOD,
    GUIDE,
    HELPS,
    NOT,
    NOT_ALONE,
    NOT_ONLY,
    SEEK,
    TALK,
    THAN,
    TOPIC,
)
from replies.needs.company_words import OTHERS as IN_COMPANY
from replies.needs.company_words import WISH as WISHING

CUES = Cues(WISHING, ELSE)
_SIDE = re.compile(rf"\b(?:{BY_ONESELF}|{IN_COMPANY})(?!\w)", re.IGNORECASE)
_EACH = tuple(
    (
        re.compile(
            rf"(?P<not>{NOT})?\b{pattern}(?!\w)(?:\s(?:or|of|and|en|nor)\s{pattern}(?!\w)){{0,2}}(?P<no>\s?[:=?]\s?(?:no|nee|neen|liever\sniet)\b|\s(?:are|is|zijn)\s(?:not|nothing|niks|niets|niet)\b)?",
            re.IGNORECASE,
        ),
        side,
        other,
    )
    for pattern, side, other in ((BY_ONESELF, ALONE, OTHERS), (IN_COMPANY, OTHERS, ALONE))
)


def read_with(text: str, *, asked: bool) -> str | None:
    """alone | others | either; None when not said or not sure.

    asked: the text answers this question, so the bare word is enough; elsewhere a wish has to be said
    ("I'd rather …", "liefst …") or the word stands alone in its clause.
    """
    found = {side for clauses in sentences(text) for side in _sides(clauses, asked)}
    if EITHER in found:
        return EITHER
    return found.pop() if len(found) == 1 else None


def _sides(clauses: list[str], asked: bool) -> set[str]:
    whole = ", ".join(clauses)
    if len(whole) > 600:
        whole = whole[:600]
    mentions = _SIDE.search(whole) or _speaks_of_people(whole)
    if EITHER_WAY.search(whole):
        return {EITHER} if asked or (mentions and not ELSE.search(whole)) else set()
    if not mentions:
        return set()
    if DISJUNCTION.search(whole):
        return (
            {EITHER}
            if GOOD.search(DISJUNCTION.sub(" ", whole)) and not ELSE.search(whole) and "?" not in whole
            else set()
        )
    sides: set[str] = set()
    for clause, stance in zip(clauses, stances(clauses, CUES), strict=True):
        sides |= _of_clause(clause, stance, asked)
    return sides


def _of_clause(clause: str, stance: int, asked: bool) -> set[str]:
    if NOT_ALONE.fullmatch(clause):
        return {OTHERS}
    if NOT_ONLY.search(clause):
        clause = NOT_ONLY.sub(" ", clause)
    clause = THAN.sub("", clause)
    sides: set[str] = set()
    if asked or stance == WISH or (stance == FRAGMENT and _is_bare(clause)):
        for pattern, side, other in _EACH:
            for match in pattern.finditer(clause):
                negated = bool(match["not"] or match["no"])
                if not (negated and side == ALONE and not asked and stance != WISH):
                    sides.add(other if negated else side)
    if TALK.search(clause) or (_speaks_of_people(clause) and (asked or not TOPIC.search(clause))):
        sides.add(OTHERS)
    return sides


def _is_bare(clause: str) -> bool:
    return all(word.strip(".,;:!?()-").lower() in ("", *BARE) for word in _SIDE.sub(" ", clause).split())


def _speaks_of_people(clause: str) -> bool:
    """Whether it looks for somebody to learn with or from."""
    if TALK.search(clause):
        return True
    anyone, seek = ANYONE.search(clause), SEEK.search(clause)
    if anyone and HELPS.search(clause, anyone.end()):
        return True
    return seek is not None and GUIDE.search(clause, seek.end()) is not None
