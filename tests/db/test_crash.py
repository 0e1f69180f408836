"""Killed after any statement, nothing is lost, doubled or halved (CONTRACT 7)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.db.crashing import MAILS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def rounds(database_url: str) -> list[dict[str, Any]]:
    """What each round of `tests.db.crashing` left behind."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.crashing", database_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "" == done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_killed_after_every_statement(rounds: list[dict[str, Any]]) -> None:
    """Between any two statements the store is whole, and in the end each mail has led to one case."""
    for found in rounds:
        cases = found["cases"]
        assert found["stored"] == list(range(1, found["cursor"] + 1))  # octets and cursor together
        assert cases == sorted(found["decided"])  # a case a decided mail
        assert cases == list(range(1, found["counter"] + 1))  # no number lost or given twice
        assert 2 * len(cases) == found["messages"]  # question and acknowledgement
        assert len(cases) == len(set(found["outbox"]))
        assert None not in found["outbox"]
        assert 3 * len(cases) == found["events"] == found["known"]
    last = rounds[-1]
    assert (MAILS, [1, 2, 3]) == (last["cursor"], last["cases"])


def test_the_matrix_is_not_empty(rounds: list[dict[str, Any]]) -> None:
    """It was killed in every stage: before anything, after each store, after each decision."""
    stages = {(found["cursor"], len(found["cases"])) for found in rounds}
    assert {(0, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3)} == stages
    assert len(rounds) > 20
