"""A model's answer, read: only what has the shape that was asked for counts. Pure.

A draft in another language than asked, or a longer one than a person reads, is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.catalogue import ALONE, EITHER, OTHERS, Catalogue
from cases.model import Need
from cases.questions import Question
from intake.reading.language import language

LONGEST = 6_000  # characters of a draft
SHORTEST = 20
TOPICS = 3
NOTHING = Need()
_MINUTES = 60 * 24 * 60
_DAYS = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Answer:
    """`topics`: slugs, best first; `need`: guesses, of what was missing; `draft` may be ""."""

    topics: tuple[str, ...] = ()
    need: Need = NOTHING
    draft: str = ""

    def __bool__(self) -> bool:
        return bool(self.topics or self.draft or self.need != NOTHING)


def read_answer(content: str, question: Question, catalogue: Catalogue, today: date) -> Answer:
    """What counts of it. ValueError, with the reason in words of our own, where nothing does."""
    found = _object(content)
    slugs = {topic.slug for topic in catalogue.topics}
    given = found.get("topics")
    named = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    topics = tuple(dict.fromkeys(each for each in named if each in slugs))[:TOPICS]
    said = found.get("need")
    need = _need(said, question, today) if isinstance(said, dict) else NOTHING
    draft = found.get("draft", "")
    if not isinstance(draft, str):
        raise ValueError("its draft is no text")
    if len(draft) > LONGEST:
        raise ValueError("its draft is too long")
    draft = draft.strip()
    if draft and language(draft) not in ("", question.language):
        raise ValueError("its draft is in another language than asked")
    answer = Answer(topics, need, draft if len(draft) >= SHORTEST else "")
    if not answer:
        raise ValueError("its answer is empty")
    return answer


def _object(content: str) -> Mapping[str, Any]:
    """The first JSON object; small models put words or a fence around it."""
    start = content.find("{")
    if start < 0:
        raise ValueError("it wrote no JSON")
    try:
        found, _ = json.JSONDecoder().raw_decode(content, start)
    except (ValueError, RecursionError):
        raise ValueError("it wrote no JSON") from None
    if not isinstance(found, dict):
        raise ValueError("it wrote no JSON object")
    return found


def _need(said: Mapping[str, Any], question: Question, today: date) -> Need:
    may = {key: said[key] for key in question.missing if key in said}
    budget = _amount(may.get("budget"))
    currency = said.get("currency")
    known = isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isupper()
    company = may.get("with")
    return Need(
        with_=company if company in (ALONE, OTHERS, EITHER) else None,
        time=_minutes(may.get("time")),
        budget=budget,
        currency=str(currency) if budget and known else None,
        by=_day(may.get("by"), today),
    )


def _minutes(raw: object) -> int | None:
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    return raw if whole and isinstance(raw, int) and 0 < raw <= _MINUTES else None


def _amount(raw: object) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        amount = Decimal(str(raw)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if 0 <= amount <= 100_000 else None


def _day(raw: object, today: date) -> date | None:
    if not isinstance(raw, str):
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    return day if today <= day <= today + _DAYS else None
