"""No function that reads what a stranger wrote takes longer than in proportion to it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.hostile.expressions import ROOT
from tests.hostile.reader_jobs import NOT_OF_STRANGERS, OTHERWISE, readers


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_no_reader_grows_faster_than_its_text() -> None:
    """Atoms, their pairs, and the marks that handling mail knows, as body, as header, and as what we send."""
    command = [sys.executable, "-m", "tests.hostile.growth", "readers"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [] == [json.loads(line) for line in done.stdout.splitlines()]


def test_every_reader_is_read() -> None:
    """A new public function of these packages is called with texts, or named with what calls it."""
    named = {name for names in OTHERWISE.values() for name in names.split()}
    found = {name: run for name, run, _ in readers()}
    assert sorted(named) == sorted(name for name, run in found.items() if run is None)
    assert set(NOT_OF_STRANGERS) <= set(found)
