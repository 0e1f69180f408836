"""What does not work is written down once, whoever sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.troubles import TroubleKind
from db import troubles
from db.tables import Trouble

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
NAME = "mailbox:help@example.org"


@pytest.mark.usefixtures("database")
def test_a_trouble_is_kept_and_forgotten() -> None:
    """It begins once, ends when somebody sees it work, and stays until it is told."""
    troubles.well(NAME, NOW)
    assert () == troubles.known()
    troubles.seen(NAME, TroubleKind.READING, "no line", NOW)
    troubles.seen(NAME, TroubleKind.LOGIN, "wrong password", NOW + timedelta(minutes=5))
    [known] = troubles.known()
    assert (TroubleKind.LOGIN, "wrong password", NOW, NOW) == (
        known.kind,
        known.why,
        known.since,
        known.changed_at,
    )
    troubles.mark_told(NAME, NOW + timedelta(minutes=30))
    troubles.well(NAME, NOW + timedelta(minutes=40))
    [known] = troubles.known()
    assert (False, timedelta(minutes=40), NOW + timedelta(minutes=30)) == (
        known.broken,
        known.spent,
        known.told_at,
    )
    troubles.forget(NAME)
    assert 0 == Trouble.select().count()


@pytest.mark.usefixtures("database")
def test_a_look_that_changes_nothing_writes_seldom() -> None:
    """A mailbox that is tried every second does not write every second."""
    for second in range(59):
        troubles.seen(NAME, TroubleKind.READING, "no line", NOW + timedelta(seconds=second))
    assert NOW == troubles.known()[0].seen_at
    troubles.seen(NAME, TroubleKind.READING, "no line", NOW + timedelta(minutes=1))
    assert NOW + timedelta(minutes=1) == troubles.known()[0].seen_at
