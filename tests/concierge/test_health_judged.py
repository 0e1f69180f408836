"""What `health` calls well, and what it says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.endings import Ending, step
from concierge.judged import ended_logins, judge
from db.health import Deciding, Figures, Role
from tests import desk as d

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WELL = Role(NOW, NOW, 0, "")


def _deciding(one: Deciding) -> Figures:
    return Figures({"intake": WELL}, 0, None, deciding=(one,))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (Figures({"intake": WELL}, 0, None), ""),
        (Figures({"intake": WELL}, 1, NOW - timedelta(minutes=5)), ""),
        (Figures({"intake": WELL}, 1, NOW - timedelta(days=3)), "held longer"),
        (Figures({"intake": Role(None, None, 0, "")}, 0, None), "no sign of life"),
        (
            Figures({"outbox": Role(NOW, NOW - timedelta(hours=2), 3, "login refused")}, 0, None),
            "login refused",
        ),
        (Figures({"outbox": WELL}, 0, None, ("help@example.org (535 no)",)), "sending is paused"),
        (_deciding(Deciding(31, NOW - timedelta(seconds=50))), ""),
        (_deciding(Deciding(31, NOW - timedelta(minutes=4))), "mail 31 has been decided for 4 minutes"),
        (_deciding(Deciding(31, None, 1)), "mail 31 stopped the program once"),
        (Figures({"intake": WELL}, 1, NOW, set_aside=(31,)), "could not decide mail 31: see"),
        (Figures({"intake": WELL}, 7, NOW, set_aside=tuple(range(1, 8))), "mail 1, 2, 3, 4, 5 and 2 more"),
    ],
)
def test_judged(figures: Figures, words: str) -> None:
    """Each trouble is said in words; without any the service is well."""
    problems = judge(figures, d.facts(d.mail("Hello")).settings, NOW)
    assert bool(words) == bool(problems)
    assert words in " ".join(problems)


@pytest.mark.parametrize(
    ("days", "warned", "words"),
    [
        (31, False, ""),
        (30, True, ""),
        (4, True, ""),
        (3, True, "the client secret of help@example.org ends on 2026-11-26"),
        (0, True, "the client secret of help@example.org ends on 2026-11-23"),
        (-1, False, "the client secret of help@example.org ended on 2026-11-22"),
    ],
)
def test_an_ending_secret_is_warned_of_before_it_is_wrong(days: int, warned: bool, words: str) -> None:
    """Thirty days ahead it is told; not well is a service only when a weekend is left, or less."""
    today = NOW.date()
    end = Ending("help@example.org", today + timedelta(days=days))
    assert warned == (step(end, today) is not None)
    assert words in "".join(ended_logins((end,), today))
    assert bool(words) == bool(ended_logins((end,), today))
