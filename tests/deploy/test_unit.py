"""The systemd units: as confined as we say, and with what the program in them relies on.

How they start is tried by `.ci/installed`, which boots a systemd for it.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from concierge.cli import main
from concierge.limited import limits_for
from tests.servers.plugin import REQUIRE
from tests.servers.processes import MissingServerError, program

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
MOST_EXPOSED = 2.0  # of 10, as systemd-analyze judges; it calls that "OK"


def settings_of(unit: Path) -> list[tuple[str, str]]:
    """Each `Key=value` line."""
    return re.findall(r"^(\w+)=(.*)$", unit.read_text("utf-8"), re.M)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_exposure(unit: Path) -> None:
    """Judged by systemd itself, without a running one."""
    try:
        analyze = program("systemd-analyze", "systemd")
    except MissingServerError as missing:
        if os.environ.get(REQUIRE) == "1":
            pytest.fail(f"{missing} ({REQUIRE}=1)", pytrace=False)
        pytest.skip(str(missing))
    command = [analyze, "security", "--offline=true", "--no-pager", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    [exposure] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert float(exposure) < MOST_EXPOSED


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_command_is_there(unit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it starts is a command of this version."""
    [start] = [value for key, value in settings_of(unit) if key == "ExecStart"]
    program_path, command, *_ = start.split()
    assert program_path == "/usr/local/bin/concierge"
    assert main([command, "--help"]) == 0
    capsys.readouterr()


def test_deciding_process_can_limit_itself() -> None:
    """Its limits are of @resources: all of it refused, it would go on without any."""
    filters = [value for key, value in settings_of(DEPLOY / "concierge.service") if key == "SystemCallFilter"]
    last = filters[-1].split()
    assert {"setrlimit", "prlimit64"} <= set(last), "a later line allows again what one before it refused"


def test_own_limit_comes_before_the_units() -> None:
    """A mail that takes all memory is to end its own process; the unit ends whichever is the largest."""
    values = dict(settings_of(DEPLOY / "concierge.service"))
    assert values["OOMPolicy"] == "continue"
    gigabytes = int(values["MemoryMax"].removesuffix("G"))
    assert limits_for(25_000_000).memory * 1.5 < gigabytes * 2**30
