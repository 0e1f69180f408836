"""Attempts at deciding a mail: recorded before, over with the decision, and found when nobody came back."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from cases.model import InboundState as S
from db import deciding, health, inbound
from db.connect import transaction
from db.process_id import process_id
from db.tables import Inbound, database
from tests.db.letters import NOW, letter, store

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def dead() -> str:
    """The id of a process that has ended."""
    command = [sys.executable, "-c", "from db.process_id import process_id; print(process_id())"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_an_attempt_is_seen_by_others_until_the_decision() -> None:
    """Who has begun a mail has it alone; the decision ends the attempt, in the same statement."""
    (mail,) = store(letter())
    begun = deciding.begin(mail, "me", NOW)
    assert begun is not None
    assert letter() == begun.raw
    assert ((), None, (mail,)) == (
        deciding.due(NOW, "you"),
        deciding.begin(mail, "you", NOW),
        deciding.due(NOW, "me"),
    )
    assert [(mail, NOW)] == [(one.mail, one.since) for one in health.figures(NOW).deciding]
    with transaction():
        assert deciding.is_at(mail, "me")
        assert not deciding.is_at(mail, "you")
        inbound.settle(mail, S.ACCEPTED, "request", None, NOW)
    with transaction():
        assert not deciding.is_at(mail, "me")
    assert () == health.figures(NOW).deciding
    assert deciding.begin(mail, "me", NOW) is None


def test_the_same_process_begins_again() -> None:
    """It lives, so it came back: the database was away for a moment."""
    (mail,) = store(letter())
    for _ in range(9):
        assert deciding.begin(mail, "me", NOW) is not None
    assert () == deciding.unreturned("me", NOW)
    assert 0 == inbound.load(mail).lost


def test_what_nobody_came_back_from_waits_behind_the_others_and_is_given_up(
    dead: str,
) -> None:
    """Killed once: others first. Killed twice: to be set aside, also when whoever said so was killed too."""
    bad, good = store(letter(1), letter(2))
    me = process_id()
    deciding.begin(bad, dead, NOW)
    assert () == deciding.unreturned(me, NOW)
    assert (good, bad) == deciding.due(NOW, me)
    deciding.begin(bad, dead, NOW)
    for _ in range(2):
        assert (bad,) == deciding.unreturned(me, NOW)
    assert "did not come back" in Inbound.get_by_id(bad).error


def test_an_attempt_of_a_living_process_is_left_alone_for_a_while() -> None:
    """On another machine nobody can ask: after ten minutes it is over."""
    (mail,) = store(letter())
    deciding.begin(mail, process_id(), NOW)
    assert () == deciding.unreturned("me", NOW + timedelta(minutes=9))
    assert () == deciding.due(NOW + timedelta(minutes=9), "me")
    assert () == deciding.unreturned("me", NOW + timedelta(minutes=10))
    assert (mail,) == deciding.due(NOW + timedelta(minutes=10), "me")
    assert 1 == inbound.load(mail).lost


def test_two_processes_that_find_it_count_it_once(dead: str) -> None:
    """The attempt is closed by the first."""
    (mail,) = store(letter())
    deciding.begin(mail, dead, NOW)
    for process in ("one", "two"):
        assert () == deciding.unreturned(process, NOW)
    assert 1 == inbound.load(mail).lost


def test_a_record_that_does_not_wait_for_the_disk_leaves_the_others_waiting() -> None:
    """Only that one commit is hasty: the next transaction is as safe as before."""

    def safety() -> object:
        sqlite = type(database.obj).__name__ == "SqliteDatabase"
        return database.execute_sql("PRAGMA synchronous" if sqlite else "SHOW synchronous_commit").fetchone()[
            0
        ]

    usual = safety()
    with transaction(durable=False):
        assert usual != safety()
    assert usual == safety()
    with transaction(), transaction(durable=False):
        assert usual == safety()
