"""#introduce: why a colleague is not asked, each with its reason, and nothing of the mail is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.effects import AskIntroduction
from cases.experts import Helper
from cases.introductions import Introduction
from cases.model import CaseState, Person
from replies.decide import decide
from tests import desk as d

TOM = Person(21, "tom@example.org", "Tom Claes")
LONG_AGO = d.NOW - timedelta(days=90)
HELPER = Helper(TOM, {"presenting": LONG_AGO}, "en")
RUNNING = Introduction(7, TOM, "presenting", "", "anna@example.org", d.NOW, d.NOW + timedelta(days=3))
ASK = "#introduce tom@example.org"


@pytest.mark.parametrize(
    ("text", "helper", "changed", "why"),
    [
        (ASK, HELPER, {}, ""),
        (f"{ASK} pivot tables for a budget", HELPER, {}, ""),
        (f"{ASK} Maria wants pivot tables", HELPER, {}, "without naming Maria Claes"),
        (f"{ASK} claes wants pivot tables", HELPER, {}, "without naming Maria Claes"),
        (f"{ASK} write to maria@example.org", HELPER, {}, "without naming Maria Claes"),
        ("#introduce tom", HELPER, {}, "address"),
        ("#introduce <tom@example.org", HELPER, {}, "address"),
        ("#introduce eve@example.org", HELPER, {}, "is not on the list"),
        (ASK, replace(HELPER, client="other"), {}, "is not on the list"),
        (ASK, replace(HELPER, asked=((7, LONG_AGO),)), {}, "not asked twice"),
        (ASK, replace(HELPER, asked=((8, d.NOW), (9, d.NOW))), {}, "asked as often as may be"),
        (ASK, replace(HELPER, topics={"excel": LONG_AGO}), {}, "they offered help with excel"),
        (ASK, HELPER, {"introductions": (RUNNING,)}, "is being asked"),
        (ASK, HELPER, {"case": d.case(state=CaseState.CLOSED)}, "a case that is closed"),
        (f"{ASK}\n#close", HELPER, {}, "a case that is closed"),
        (f"#close\n{ASK}", HELPER, {}, "a case that is closed"),
        (f"{ASK}\n{ASK}", HELPER, {}, "one colleague at a time"),
    ],
)
def test_why_a_colleague_is_not_asked(text: str, helper: Helper, changed: dict[str, Any], why: str) -> None:
    """Who asks is told to nobody; one at a time, each once, and about a case that goes on."""
    fields = {"helpers": (helper,), "case": d.case(topics=("presenting",))} | changed
    decision = decide(d.desk(text, **fields))
    assert (not why) == any(isinstance(effect, AskIntroduction) for effect in decision.effects)
    assert why in " ".join(d.text_to(decision, "anna@example.org").split())
