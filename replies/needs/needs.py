"""What a worker says of their need: the answers to the four questions, in whatever shape. Pure.

The questions: 1 what happens now and what should be different, 2 what was tried, 3 alone or with others,
4 how much time, which budget, by when. They are answered between the quoted questions, numbered, with
labels ("Budget: 100 euro") or in prose; whatever cannot be read for sure stays None. Nothing here judges:
a person reads the mail itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cases.model import Need
from replies.needs.alone_or_others import read_with
from replies.needs.answers import ABOUT, HOW_MUCH, TRIED, WITH, Said, is_small_talk, sort_answers
from replies.needs.arguments import need_arguments
from replies.needs.deadline_said import read_by
from replies.needs.money import Money
from replies.needs.money_said import read_budget
from replies.needs.time_said import read_time

__all__ = ["need_arguments", "read_needs", "read_request"]

LONGEST = 600  # characters kept of what they say happens, and of what they tried
MOST, MOST_ANSWERS = 20_000, 50  # characters of a text and answers that are looked at
FEWEST = 4  # words of a sentence that is taken for what it is about

_NO_BUDGET = re.compile(r"^\W*+(?:none|geen|nothing|niets|nihil|zero|0|gratis|free)\W*+$", re.IGNORECASE)
_TRIED = re.compile(
    r"\b(?:i(?:['’]ve|\s+have)?\s+(?:already\s+|also\s+)?(?:tried|read|watched|followed|looked)"
    r"|ik\s+(?:heb|had)\b.{0,150}\b(?:geprobeerd|gelezen|gevolgd|bekeken|gezocht)|ik\s+probeerde)\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"^\W*+(?:n/?a|n\.?v\.?t\.?|(?:i\s+)?do\s?n['’]?t\s+know(?:\s+yet)?|no\s+idea|geen\s+idee"
    r"|weet\s+ik\s+(?:nog\s+)?niet|see\s+(?:above|below)|zie\s+(?:boven|hieronder|hierboven))?\W*+$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s++(?=[A-Z\"'(])|\n(?:[^\S\n]*+\n)++|\n(?=[^\w\n*•-]*+(?:[-*•]|[A-Z]))")


def read_needs(new_text: str, answers: Sequence[tuple[str, str]], language: str, today: date) -> Need:
    """What is said of the need; every field may be None. Both languages are read, whatever `language` is.

    new_text: the worker's own words. answers: (quoted lines, the answer below them), in order, where they
    wrote between quoted lines; those words are in new_text too.
    """
    said = sort_answers(new_text[:MOST], [(q[:MOST], a[:MOST]) for q, a in answers[:MOST_ANSWERS]])
    need = _need(said, today)
    if need.about is None and need != Need() and not said.to:
        return _with_about(need, said.prose, today)
    return need


def read_request(subject: str, new_text: str, today: date) -> Need:
    """What a first mail says of the need; its subject is read as a line of it.

    Nobody asked anything yet, so that numbers before lines are a list of its own. What it is about is the
    mail as a whole.
    """
    return _need(sort_answers(f"{subject[:MOST]}\n\n{new_text[:MOST]}", (), numbered=False), today)


def _need(said: Said, today: date) -> Need:
    how_much, which = said.to.get(HOW_MUCH, ""), said.to.get(WITH, "")
    not_how_much, not_which = _elsewhere(said, HOW_MUCH), _elsewhere(said, WITH)
    budget = _budget(how_much) or read_budget(not_how_much, asked=False)
    return Need(
        about=_words(said.to.get(ABOUT, "")),
        tried=_words(said.to.get(TRIED, "")) or _tried(said.prose),
        with_=read_with(which, asked=True) or read_with(not_which, asked=False),
        time=read_time(how_much, asked=True) or read_time(not_how_much, asked=False),
        budget=budget[0] if budget else None,
        currency=budget[1] if budget else None,
        by=read_by(how_much, today, asked=True) or read_by(not_how_much, today, asked=False),
    )


def _budget(how_much: str) -> Money | None:
    """The sum in the answer about time, budget and day; "2 hours, none, before May" has none: 0."""
    found = read_budget(how_much, asked=True)
    if found:
        return found
    items = [item for item in re.split(r"[,;\n]| / ", how_much) if item.strip()]
    for before, item in pairwise(items):
        if _NO_BUDGET.match(item) and read_time(before, asked=True) is not None:
            return Decimal(0), None
    return None


def _words(text: str) -> str | None:
    clean = " ".join(text.split())
    if _NO_ANSWER.match(clean):
        return None
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1].rstrip() + "…"


def _tried(prose: str) -> str | None:
    return _words(" ".join(s for s in _sentences(prose) if _TRIED.search(s)))


def _elsewhere(said: Said, question: int) -> str:
    """All but the answer to that question, which was read already, and but what they tried.

    "I did a course of 2 days alone" says nothing of what they want.
    """
    rest = [text for number, text in said.to.items() if number not in (TRIED, question)]
    return "\n".join((*rest, *(s for s in _sentences(said.prose) if not _TRIED.search(s))))


def _with_about(need: Need, prose: str, today: date) -> Need:
    """Prose that answers something: the sentences that answer nothing else say what it is about."""
    rest = [s for s in _sentences(prose) if len(s.split()) >= FEWEST and not _says_more(s, today)]
    about = _words(" ".join(rest))
    return Need(about, need.tried, need.with_, need.time, need.budget, need.currency, need.by)


def _says_more(sentence: str, today: date) -> bool:
    return (
        is_small_talk(sentence)
        or bool(_TRIED.search(sentence))
        or read_with(sentence, asked=False) is not None
        or read_time(sentence, asked=False) is not None
        or read_budget(sentence, asked=False) is not None
        or read_by(sentence, today, asked=False) is not None
    )


def _sentences(prose: str) -> Iterator[str]:
    return (" ".join(part.split()) for part in _SENTENCE.split(prose) if part.strip())
