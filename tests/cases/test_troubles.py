"""When something that does not work is told: once when it breaks, once when it stays well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.troubles import STALE, Step, Trouble, TroubleKind, next_step, seen, settling, well

BEGIN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
AFTER = timedelta(minutes=30)


def _told(looks: Sequence[tuple[float, str]], until: int) -> list[tuple[int, str]]:
    """Minutes at which something is told, when a look at these minutes found it "broken" or "well"."""
    trouble: Trouble | None = None
    told = []
    marks = dict(looks)
    for second in range(0, until * 60 + 1, 30):
        minute = second / 60
        now = BEGIN + timedelta(seconds=second)
        state = next((marks[m] for m in sorted(marks, reverse=True) if m <= minute), "")
        if state == "broken":
            trouble = seen(trouble, "mailbox:a", TroubleKind.READING, "no line", now)
        elif state == "well" and trouble:
            trouble = well(trouble, now)
        step = next_step(trouble, now, AFTER) if trouble else Step.WAIT
        assert trouble or step is Step.WAIT
        if step in (Step.TELL_BROKEN, Step.TELL_HEALED):
            told.append((int(minute), str(step)))
        if trouble and step is Step.TELL_BROKEN:
            trouble = replace(trouble, told_at=now)
        elif step in (Step.TELL_HEALED, Step.FORGET):
            trouble = None
    return told


CASES: dict[str, tuple[Sequence[tuple[float, str]], list[tuple[int, str]]]] = {
    "short": ([(0, "broken"), (29, "well")], []),
    "long": ([(0, "broken"), (100, "well")], [(30, "broken"), (110, "healed")]),
    "still broken": ([(0, "broken")], [(30, "broken")]),
    "twice": (
        [(0, "broken"), (40, "well"), (60, "broken"), (100, "well")],
        [(30, "broken"), (50, "healed"), (90, "broken"), (110, "healed")],
    ),
    "back for a moment before": ([(0, "broken"), (20, "well"), (22, "broken")], [(32, "broken")]),
    "back for a moment after": (
        [(0, "broken"), (40, "well"), (45, "broken"), (60, "well"), (65, "broken"), (70, "well")],
        [(30, "broken"), (80, "healed")],
    ),
    "comes and goes": (
        [(minute, "broken" if minute % 6 < 5 else "well") for minute in range(240)],
        [(36, "broken")],
    ),
    "a line that is cut often and found again at once": (
        [(minute / 2, "broken" if minute % 10 == 0 else "well") for minute in range(2 * 235)],
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_lasts_is_told_once_and_its_end_once(name: str) -> None:
    """What passes is told to nobody; what comes and goes is told once."""
    looks, told = CASES[name]
    assert told == _told(looks, 240)


def test_what_nobody_looked_at_for_long_begins_anew() -> None:
    """A service that was off does not call a trouble of before old: it looks first."""
    before = seen(None, "mailbox:a", TroubleKind.READING, "no line", BEGIN)
    later = BEGIN + timedelta(hours=3)
    assert Step.WAIT is next_step(before, later, AFTER)
    assert later == seen(before, "mailbox:a", TroubleKind.READING, "no line", later).since
    told = replace(before, told_at=BEGIN)
    assert told.since == seen(told, "mailbox:a", TroubleKind.READING, "no line", later).since
    assert later - before.seen_at > STALE


def test_settling_is_shorter_than_what_breaks() -> None:
    """Of half an hour ten minutes, and never more."""
    assert [timedelta(minutes=10), timedelta(minutes=10), timedelta(seconds=1)] == [
        settling(each) for each in (AFTER, timedelta(hours=5), timedelta(seconds=3))
    ]
