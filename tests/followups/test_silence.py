"""When a silent worker is asked once more, and when the case is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.marks import Mark
from cases.model import SILENCE, CaseState, Direction, Role
from followups.silence import NUDGED, due_step
from followups.surveys import due_at
from tests.followups.clock_cases import at, case, mark, message, settings

DAY = timedelta(days=1)
ASKED = message(at("2026-11-23 10:00"), Direction.OUT, Role.CONCIERGE, "questions", 2)
NOISE = message(at("2026-11-26 10:00"), Direction.IN, Role.AUTOMATIC, "auto-replied", 3)
REMINDED = message(at("2026-11-28 10:00"), Direction.OUT, Role.SERVICE, "reminder", 4)
FIVE = {"nudge": 5 * DAY, "close_after": 10 * DAY}
NUDGE = mark(NUDGED, "", "2026-11-29 10:00")


@pytest.mark.parametrize(
    ("now", "marks", "how", "fields", "expected"),
    [
        ("2026-12-28 10:00", (), {}, {}, None),  # "0s" is never
        ("2026-11-28 09:59", (), FIVE, {}, None),
        ("2026-11-28 10:00", (), FIVE, {}, "nudged"),
        ("2027-11-28 10:00", (), FIVE, {}, "nudged"),  # after a standstill: asked first all the same
        ("2026-11-30 10:00", (NUDGE,), FIVE, {}, None),  # once
        ("2026-12-09 09:59", (NUDGE,), FIVE, {}, None),
        ("2026-12-09 10:00", (NUDGE,), FIVE, {}, "closed-by-silence"),  # ten days after the nudge
        ("2026-12-09 10:00", (mark(NUDGED, "", "2026-11-01 10:00"),), FIVE, {}, "nudged"),
        ("2026-12-03 10:00", (), {"close_after": 10 * DAY}, {}, "closed-by-silence"),  # without nudge
        ("2026-12-28 10:00", (NUDGE,), {"nudge": 5 * DAY}, {}, None),
        ("2026-12-28 10:00", (), FIVE, {"state": CaseState.OPEN}, None),
        ("2026-12-28 10:00", (), FIVE, {"wait_until": at("2027-01-05 09:00")}, None),
        ("2026-12-28 10:00", (), FIVE, {"messages": ()}, None),
    ],
)  # fmt: skip
def test_silence(
    now: str, marks: tuple[Mark, ...], how: dict[str, Any], fields: dict[str, Any], expected: str | None
) -> None:
    """Counted from our last words of a person; absences and our own reminders do not count."""
    found = case(**({"state": CaseState.WAITING, "messages": (ASKED, NOISE, REMINDED)} | fields))
    assert expected == due_step(found, marks, settings(**how).response, at(now))


def test_no_survey_after_silence_without_answer() -> None:
    """Nobody rates a help that was not given; an answer after all is rated as usual."""
    closed: dict[str, Any] = {
        "state": CaseState.CLOSED, "closed_at": at("2026-12-09 10:00"),
        "first_answer_at": ASKED.at, "survey_after": SILENCE,
    }  # fmt: skip
    assert due_at(case(**closed), settings()) is None
    answered = case(**(closed | {"last_answer_at": at("2026-12-10 10:00")}))
    assert at("2026-12-20 10:00") == due_at(answered, settings())
    assert at("2026-12-19 10:00") == due_at(case(**(closed | {"survey_after": None})), settings())
