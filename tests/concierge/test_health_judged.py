"""What `health` calls well, and what it says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from concierge.commands.health import judge
from db.health import Figures, Role
from tests import desk as d

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WELL = Role(NOW, NOW, 0, "")


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
    ],
)
def test_judged(figures: Figures, words: str) -> None:
    """Each trouble is said in words; without any the service is well."""
    problems = judge(figures, d.facts(d.mail("Hello")).settings, NOW)
    assert bool(words) == bool(problems)
    assert words in " ".join(problems)
