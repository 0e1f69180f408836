"""The daemon tells its supervisor that it lives for as long as every thread makes progress, and no longer."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from concierge import daemon
from concierge.daemon import Daemon
from concierge.service import Service
from concierge.watching.beats import Beats


def _told(
    monkeypatch: pytest.MonkeyPatch, beats: Beats, threads: list[threading.Thread], looks: int
) -> list[str]:
    """First words of what the supervisor hears in this many rounds."""
    heard: list[str] = []
    stop = threading.Event()
    monkeypatch.setattr(daemon, "notify", lambda *lines: heard.append(lines[0]))
    rounds = iter(range(looks))

    def pace() -> float:
        if next(rounds, None) is None:
            stop.set()
        return 0.001

    monkeypatch.setattr(daemon, "pace", pace)
    service: Any = SimpleNamespace(stop=stop, beats=beats, watcher=SimpleNamespace(status="well"))
    Daemon(cast(Service, service), ())._stay_alive(threads)
    return heard


def test_threads_that_get_on_are_told_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign of life a round."""
    beats = Beats()
    beats.begin(60.0)
    assert ["WATCHDOG=1"] * 3 == _told(monkeypatch, beats, [threading.current_thread()], 3)


def test_a_thread_that_hangs_ends_the_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its supervisor will start the service anew."""
    beats = Beats()
    beats.begin(-1.0)
    assert [] == _told(monkeypatch, beats, [threading.current_thread()], 3)


def test_a_thread_that_died_ends_the_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same."""
    dead = threading.Thread(target=time.time)
    dead.start()
    dead.join()
    assert [] == _told(monkeypatch, Beats(), [dead], 3)
