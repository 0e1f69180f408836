"""Every reason of a decision is in the closed list that operators search, and the list names no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases.reasons import ASKED, CONFIRMABLE, FOR_THOSE_ON_DUTY, WAIVABLE, Reason, said
from templates.load import load_library

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("intake", "replies", "followups", "concierge", "db")


def test_every_listed_reason_is_used() -> None:
    """The list has no dead words."""
    text = "".join(p.read_text("utf-8") for room in ROOMS for p in (ROOT / room).rglob("*.py"))
    named = set(re.findall(r"\bReason\.([A-Z_]+)\b", text))
    assert set() == {reason.name for reason in Reason} - named


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_says_something(reason: Reason) -> None:
    """A slug in the spelling of mail, and a sentence for an operator."""
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", reason)
    assert reason == Reason(str(reason)) == Reason[reason.name]
    assert said(reason) == reason.says != ""
    assert reason.name == reason.upper().replace("-", "_")


def test_a_reason_of_an_earlier_version_stands_for_itself() -> None:
    """What lies in a database is shown, whatever it is."""
    assert "of-before" == said("of-before")


def test_reasons_to_hold_are_said_to_people() -> None:
    """What a held mail is announced or asked about with has words in both languages."""
    library = load_library()
    for reason in (*FOR_THOSE_ON_DUTY, *CONFIRMABLE, *ASKED):
        english, dutch = (library.words("held", reason, language) for language in ("en", "nl"))
        assert english != dutch
        assert reason.replace("-", " ") not in (english, dutch)


def test_who_may_let_a_mail_in_is_never_two() -> None:
    """Those on duty, the registered address, or its author: each held mail waits for one of them."""
    assert FOR_THOSE_ON_DUTY.isdisjoint(CONFIRMABLE)
    assert WAIVABLE.isdisjoint((*FOR_THOSE_ON_DUTY, *CONFIRMABLE))
