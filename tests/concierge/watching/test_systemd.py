"""What systemd hears over its socket, as sd_notify(3) and sd_watchdog_enabled(3) say."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from concierge.watching import systemd


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket on which a supervisor listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield channel


def test_a_message_holds_a_line_for_each_assignment(supervisor: socket.socket) -> None:
    """A line end in a status would be another assignment."""
    assert systemd.notify("READY=1", "STATUS=one\nWATCHDOG=1")
    assert "READY=1\nSTATUS=one WATCHDOG=1" == supervisor.recv(1000).decode()


def test_an_abstract_socket_is_meant_by_an_at_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does systemd in a container."""
    name = f"concierge-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(f"\0{name}")
        channel.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        assert systemd.notify("READY=1")
        assert b"READY=1" == channel.recv(100)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a socket, or with one that is gone, nothing happens."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not systemd.notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    assert not systemd.notify("READY=1")


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, 10.0),
        ({"WATCHDOG_USEC": "6000000"}, 3.0),
        ({"WATCHDOG_USEC": "600000000"}, 10.0),
        ({"WATCHDOG_USEC": "6000000", "WATCHDOG_PID": str(os.getpid())}, 3.0),
        ({"WATCHDOG_USEC": "6000000", "WATCHDOG_PID": "1"}, 10.0),
        ({"WATCHDOG_USEC": "soon"}, 10.0),
        ({"WATCHDOG_USEC": "0"}, 10.0),
        ({"WATCHDOG_USEC": "-3"}, 10.0),
    ],
)
def test_signs_of_life_come_twice_in_the_time(environ: dict[str, str], seconds: float) -> None:
    """Half of what the watchdog of this process waits."""
    assert seconds == systemd.pace(environ)


def test_a_long_start_asks_for_time(supervisor: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Again and again while it lasts, and no more once it is over."""
    monkeypatch.setattr(systemd, "ROUND", 0.01)
    with systemd.starting("Upgrading"):
        time.sleep(0.1)
    assert "STATUS=Upgrading" == supervisor.recv(1000).decode()
    assert "EXTEND_TIMEOUT_USEC=120000000\nSTATUS=Upgrading" == supervisor.recv(1000).decode()
    supervisor.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            supervisor.recv(1000)
    time.sleep(0.05)
    with pytest.raises(BlockingIOError):
        supervisor.recv(1000)
