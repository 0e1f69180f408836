"""Every reason of a decision is in the closed list that operators search, and the list names no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from cases.reasons import REASONS
from templates.load import load_library

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("intake", "replies", "followups", "concierge", "db")
NOT_YET = {"expired", "imported"}  # a mail that nobody confirms; the command import
CALLS = {"Decision": 1, "hold": 1, "asks": 1, "_confirm": 3, "SettleInbound": 2, "settle": 2, "Step": 2}
SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*")
NOTHING = {
    "unchanged",
    "no-answer-yet",
    "over",
    "asked",
    "owed",
    "no-reminder",
    "no-survey",
    "reopened",
}  # of no decision
BACK = {"released", "retried"}  # a mail on its way to another decision


def _calls() -> Iterator[tuple[str, ast.expr]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                position = CALLS.get(name)
                if position is not None and len(node.args) > position:
                    yield name, node.args[position]
                yield from ((name, k.value) for k in node.keywords if k.arg == "reason" and name in CALLS)


def _slugs(value: ast.expr) -> Iterator[str]:
    """String constants that the expression may be; the condition of "a if c else b" is none."""
    if isinstance(value, ast.IfExp):
        yield from _slugs(value.body)
        yield from _slugs(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str) and SLUG.fullmatch(value.value):
        yield value.value


def _used() -> set[str]:
    found = {slug for _, value in _calls() for slug in _slugs(value)}
    text = "".join(p.read_text("utf-8") for room in ROOMS for p in (ROOT / room).rglob("*.py"))
    # Reasons that reach the call in a variable stand in the same rooms as words of their own.
    return found - NOTHING - BACK | {slug for slug in REASONS if f'"{slug}"' in text}


def test_every_reason_is_listed() -> None:
    """A decision never names a reason that the operator's page does not explain."""
    assert _used() <= set(REASONS)


def test_every_listed_reason_is_used() -> None:
    """The list has no dead words."""
    assert set(REASONS) - _used() <= NOT_YET


def test_reasons_to_hold_are_said_to_people() -> None:
    """What a held mail is announced with has words in both languages."""
    library = load_library()
    for slug in ("from-not-single", "dmarc-fail", "sender-not-allowed", "rate-limit", "too-large", "unproven",
                 "no-token", "collision", "leak", "signature-at-risk"):  # fmt: skip
        english, dutch = (library.words("held", slug, language) for language in ("en", "nl"))
        assert english != dutch
        assert slug.replace("-", " ") not in (english, dutch)
