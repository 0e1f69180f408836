"""The plan of a mail: whatever a command asks for counts, also a command that is still to come."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from cases.model import Purpose
from replies.commands.plan import Plan
from replies.queries import QUESTIONS, wants_receipt
from tests import desk as d

EVERY = tuple(field.name for field in fields(Plan))


def _asking(name: str) -> Plan:
    something: dict[str, Any] = {name: "something"}
    return replace(Plan(), **something)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_asked_for_is_never_overlooked(name: str) -> None:
    """Each field alone makes the plan ask for something beside all the others."""
    others = [other for other in EVERY if other != name]
    assert (True, False) == (_asking(name).asks_beside(*others), _asking(name).asks_beside(name))


@pytest.mark.parametrize("name", EVERY)
def test_what_was_done_has_a_receipt(name: str) -> None:
    """Everything but a question, a preview and #send, which have answers of their own."""
    assert (name not in QUESTIONS) == wants_receipt(_asking(name), d.desk("x"))


def test_a_note_by_its_address_needs_no_receipt() -> None:
    """Only the command #note is told back; that an answer to a note is a note is no news."""
    plan = replace(Plan(), note=True)
    by_address = replace(d.desk("x"), purpose=Purpose.NOTE)
    assert (True, False) == (wants_receipt(plan, d.desk("x")), wants_receipt(plan, by_address))
