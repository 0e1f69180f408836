"""Why the sentence model does not rank, as `health` reads it: written when it changes, and no role."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import health
from db.tables import Heartbeat
from db.watched import watched
from tests.db.letters import NOW

pytestmark = pytest.mark.usefixtures("database")
WHY = "the sentence model does not work (OSError): topics are ranked without it"


def test_what_changes_is_noted() -> None:
    """A model that always worked leaves no row; one that works again leaves no reason."""
    health.note_model("", NOW)
    assert 0 == Heartbeat.select().count()
    for minute, why in enumerate((WHY, WHY, "", "")):
        health.note_model(why, NOW + timedelta(minutes=minute))
        assert why == health.figures(NOW).model
    assert NOW + timedelta(minutes=2) == Heartbeat.get().alive_at


def test_it_is_no_role() -> None:
    """Nobody waits for a sign of life of it."""
    health.note_model(WHY, NOW)
    assert set(health.ROLES) == health.figures(NOW).roles.keys()
    assert {health.MODEL} == watched(NOW).roles.keys()
