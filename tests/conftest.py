"""Every test may ask for mail servers and databases by name: see tests/servers/plugin.py.

What tests and their servers write lies in memory where there is room, because databases and mail queues sync
at every step, which takes 5 ms on a disk and makes a third of the run. Nothing here depends on a disk: a
process that is killed leaves its files as it wrote them. TMPDIR names another place.
"""

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # octets: the largest tests write some hundred megabytes
MANY = 10  # topics of a catalogue whose index takes a second

# The packages of the house go before the folders of the same names here, in every import mode.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

pytest_plugins = ("tests.servers.plugin",)

# How fast this machine draws an example says nothing of the program.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What was given more time than the rest begins first, or one worker would end long after the others."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.fixture(scope="session", autouse=True)
def _indices_are_shared() -> Iterator[None]:
    """Equal catalogues share what is made from them: an index takes a second, and worlds begin often."""
    from cases.catalogue import Catalogue

    seen: list[Catalogue] = []
    alone = Catalogue.derived

    def shared(self: Catalogue, make: Callable[[Catalogue], Any]) -> Any:
        if make in self._derived or len(self.topics) < MANY:
            return alone(self, make)
        first = next((one for one in seen if one == self), None)
        if first is None:
            seen.append(self)
            first = self
        self._derived[make] = alone(first, make)
        return self._derived[make]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "derived", shared)
        yield


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command that sets up logging in the process of the tests does so for one test."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    if structlog.is_configured():
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
