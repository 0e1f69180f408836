"""The daily round of growing old: once a day, bounded, and never stopped by one case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.errors import TemporaryError
from db.retention import Old
from followups import retention
from followups.retention import Retention, kept
from tests.db.letters import NOW
from tests.followups.clock_cases import settings

DAY = timedelta(days=1)
SETTINGS = settings()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A store with three old cases, of which the second cannot be emptied; and how often it was asked."""
    state: dict[str, Any] = {"old": [1, 2, 3], "asked": 0, "logs": 0}

    def old_cases(before: Any, limit: int, skip: set[int]) -> tuple[int, ...]:
        state["asked"] += 1
        return tuple(each for each in state["old"] if each not in skip)[:limit]

    def anonymise_case(number: int, *_: Any) -> bool:
        if number == 2:
            raise ZeroDivisionError("words of maria@example.org")
        state["old"].remove(number)
        return True

    def empty_log() -> bool:
        state["logs"] += 1
        return True

    monkeypatch.setattr(retention, "old_cases", old_cases)
    monkeypatch.setattr(retention, "anonymise_case", anonymise_case)
    monkeypatch.setattr(retention, "anonymise_rest", lambda *_: Old())
    monkeypatch.setattr(retention, "empty_log", empty_log)
    monkeypatch.setattr(retention, "is_done_today", lambda name, now: state.get("done") == now.date())
    monkeypatch.setattr(retention, "done_today", lambda name, now: state.update(done=now.date()))
    return state


def test_one_case_does_not_stop_the_others(store: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """It is told by its number, without what the error quotes; the log of the database is emptied once."""
    clock = Retention(SETTINGS)
    assert [2, 0, 0] == [clock.run_once(NOW) for _ in range(3)]
    assert ([2], 1) == (store["old"], store["logs"])
    out = capsys.readouterr().out
    assert "case=2" in out
    assert "maria" not in out


def test_once_a_day(store: dict[str, Any]) -> None:
    """When nothing is left, the next look is tomorrow."""
    clock = Retention(SETTINGS)
    for _ in range(5):
        clock.run_once(NOW)
    assert 2 == store["asked"]
    assert 0 == Retention(SETTINGS).run_once(NOW)  # another process, or this one started anew
    assert 2 == store["asked"]
    clock.run_once(NOW + DAY)
    assert 3 == store["asked"]


def test_a_store_that_is_away_is_asked_again(store: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on, and this is tried in its next round."""

    def away(*_: Any) -> Any:
        raise TemporaryError("away")

    clock = Retention(SETTINGS)
    with monkeypatch.context() as patch:
        patch.setattr(retention, "old_cases", away)
        assert 0 == clock.run_once(NOW)
    assert 2 == clock.run_once(NOW)


def test_nobody_of_the_service_grows_old() -> None:
    """Roster with aliases, lead and own addresses."""
    stays = kept(SETTINGS)
    assert SETTINGS.own_addresses <= stays
    assert all(each.addresses <= stays for each in SETTINGS.concierges)
    assert {lead.lower() for lead in SETTINGS.lead} <= stays
