"""What counts of a model's answer."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.catalogue import Catalogue, Topic
from cases.model import Need
from cases.questions import Question
from concierge.assistant.answer import LONGEST, Answer, read_answer

TODAY = date(2026, 11, 23)
CATALOGUE = Catalogue((), (Topic("presenting"), Topic("writing"), Topic("excel"), Topic("data")))
QUESTION = Question("How?", "en", ("time", "budget", "with", "by"))
DRAFT = "Begin with a question, and wait for the answer before you go on."
DUTCH = "Begin met een vraag en wacht op het antwoord voor je verder gaat met de rest."


def read(content: str, question: Question = QUESTION) -> Answer:
    return read_answer(content, question, CATALOGUE, TODAY)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"draft": DRAFT}, Answer(draft=DRAFT)),
        ({"topics": ["writing", "nope", 3, "writing", "excel"]}, Answer(("writing", "excel"))),
        ({"topics": ["data", "excel", "writing", "presenting"]}, Answer(("data", "excel", "writing"))),
        ({"topics": "writing", "draft": DRAFT}, Answer(draft=DRAFT)),
        ({"need": {"time": 90, "with": "others"}}, Answer(need=Need(time=90, with_="others"))),
        ({"need": {"budget": 0}}, Answer(need=Need(budget=Decimal("0.00")))),
        (
            {"need": {"budget": 99.5, "currency": "EUR"}},
            Answer(need=Need(budget=Decimal("99.50"), currency="EUR")),
        ),
        ({"need": {"by": "2026-12-04"}}, Answer(need=Need(by=date(2026, 12, 4)))),
        ({"draft": DRAFT, "need": {"time": True, "budget": "x", "with": "#a", "by": 3}}, Answer(draft=DRAFT)),
        ({"need": {"time": -5, "budget": 1e300, "by": "2020-01-01"}, "draft": DRAFT}, Answer(draft=DRAFT)),
        ({"need": ["time"], "draft": DRAFT}, Answer(draft=DRAFT)),
        ({"draft": DRAFT, "commands": ["#close"], "send": True}, Answer(draft=DRAFT)),
    ],
)  # fmt: skip
def test_read(written: dict[str, Any], expected: Answer) -> None:
    """Also with words or a fence around it; what has another shape than asked is nothing."""
    assert expected == read(json.dumps(written))
    assert expected == read(f"Here you are:\n```json\n{json.dumps(written)}\n```\nGood luck {{}}")


def test_what_was_read_from_the_mail_is_not_guessed() -> None:
    """Only what is missing is taken."""
    said = json.dumps({"need": {"time": 90, "with": "others"}})
    assert Answer(need=Need(with_="others")) == read(said, Question("How?", "en", ("with",)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no JSON"),
        ("Sure! Begin with a question.", "no JSON"),
        ('{"draft": "cut of', "no JSON"),
        ("{" * 5_000, "no JSON"),
        ('{"a":' * 5_000, "no JSON"),
        ("{}", "empty"),
        ('{"draft": "", "topics": []}', "empty"),
        ('{"draft": "Ok."}', "empty"),
        ('{"draft": ["a"]}', "no text"),
        (json.dumps({"draft": "x" * (LONGEST + 1)}), "too long"),
        (json.dumps({"draft": DUTCH}), "another language"),
        (json.dumps({"draft": "Ich möchte Ihnen sagen, dass das nicht so einfach ist, wie es ist."}),
         "another language"),
    ],
)  # fmt: skip
def test_no_answer(content: str, why: str) -> None:
    """The reason says which kind of none."""
    with pytest.raises(ValueError, match=why):
        read(content)


def test_a_dutch_question_gets_a_dutch_draft() -> None:
    """And no English one."""
    dutch = Question("Hoe?", "nl")
    assert Answer(draft=DUTCH) == read(json.dumps({"draft": DUTCH}), dutch)
    with pytest.raises(ValueError, match="another language"):
        read(json.dumps({"draft": DRAFT}), dutch)
