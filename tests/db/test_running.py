"""A role whose last process ended by itself has stopped; who else does it, here or elsewhere, is well."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import health, restored, running
from db.process_id import process_id
from tests.db.letters import NOW

SOON = NOW + timedelta(minutes=5)
HERE, OTHER = "a b 1 2 here", "c d 3 4 other-machine"


def _killed() -> str:
    """A process of this machine that is gone."""
    parts = process_id().split(" ")
    ended = subprocess.Popen(["true"])
    ended.wait()
    return " ".join((*parts[:2], str(ended.pid), "1", parts[4]))


def _at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


RUNS, BEATS, ENDS = (running.runs, ["outbox"]), (health.beat, "outbox"), (running.ends, ["outbox"])
Steps = tuple[tuple[Any, ...], ...]
HERE_RUNS, HERE_ENDS, OTHER_RUNS = (*RUNS, HERE, SOON), (*ENDS, HERE, _at(1)), (*RUNS, OTHER, SOON)
WHOLE: Steps = (HERE_RUNS, (*BEATS, NOW, True), HERE_ENDS)
CASES: dict[str, tuple[Steps, datetime | None]] = {
    "nobody ever": ((), None),
    "at work": (WHOLE[:2], None),
    "stopped": (WHOLE, _at(1)),
    "stopped twice": ((*WHOLE, OTHER_RUNS, (*ENDS, OTHER, _at(2))), _at(2)),
    "another goes on": ((OTHER_RUNS, *WHOLE), None),
    "another had been killed here": (((*RUNS, _killed(), SOON), *WHOLE), _at(1)),
    "another was silent for long": (((*RUNS, OTHER, NOW), *WHOLE), _at(1)),
    "started again": ((*WHOLE, OTHER_RUNS), None),
    "one round by hand": ((*WHOLE, (*BEATS, _at(3), True)), None),
    "another role stopped": (((running.ends, ["intake"], HERE, NOW),), None),
}


pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("name", CASES)
def test_stopped(name: str) -> None:
    """What stands beside a role after it."""
    steps, expected = CASES[name]
    for step, *its in steps:
        step(*its)
    assert expected == health.figures(_at(4)).roles["outbox"].stopped_at


def test_a_stopped_service_may_be_replaced_at_once() -> None:
    """A restore need not wait for the silence of a role that has stopped."""
    health.beat("outbox", NOW, True)
    assert restored.signs_of_life(NOW)
    running.ends(["outbox"], HERE, NOW)
    assert "" == restored.signs_of_life(NOW)
