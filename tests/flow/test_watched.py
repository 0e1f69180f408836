"""A service that is watched: by systemd, by its own second route, by whoever asks it."""

from __future__ import annotations

import os
import socket
import stat
import time
from pathlib import Path

import pytest

from tests.installation import Installation, until
from tests.servers.cable import Cable

PAGER = """#!/bin/sh
echo "$CONCIERGE_ALERT $CONCIERGE_ALERT_KIND" >>{told}
cat >>{told}
"""


def _with_pager(installation: Installation) -> Path:
    """An [alert] that writes into a file after two seconds."""
    told, pager = installation.folder / "told", installation.folder / "pager"
    pager.write_text(PAGER.format(told=told))
    pager.chmod(0o700)
    with installation.config.open("a") as config:
        config.write(f'\n[alert]\nafter = "2s"\ncommand = "{pager}"\n')
    return told


@pytest.mark.costly
def test_a_lost_mailbox_is_told_once_and_systemd_hears_that_the_service_lives(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready when it is, alive while it is, stopping at its end; the alert names what is lost, and its end."""
    told = _with_pager(installation)
    port = installation.post.imap(installation.service).port
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor, Cable(port) as cable:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(20)
        text = installation.config.read_text()
        installation.config.write_text(text.replace(f"port = {port}, ", f"port = {cable.port}, ", 1))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "400000")
        running = installation.start_from_shell()
        messages = [supervisor.recv(1000).decode() for _ in range(4)]
        assert messages[0].startswith("STATUS=Opening the database")
        assert messages[1].startswith("READY=1\nSTATUS=")
        assert all(message.startswith("WATCHDOG=1\nSTATUS=") for message in messages[2:])
        running.wait_for("folder.started")
        cable.cut()
        until(told.exists, lambda: running.log)
        until(lambda: "What to do" in told.read_text(), lambda: running.log)
        assert "cannot be read since" in installation.concierge("health").said
        cable.mend()
        until(lambda: "healed" in told.read_text(), lambda: running.log)
        assert "ok (" in installation.concierge("health").said
        words = told.read_text()
        assert (1, 1) == (words.count("broken reading"), words.count("healed reading"))
        assert f"reading the mailbox ({installation.service.address})" in words
        assert 0 == running.stop()[0]
        supervisor.setblocking(False)
        last = ""
        while not last.startswith("STOPPING=1"):
            last = supervisor.recv(1000).decode()
    assert 0 == running.logged("Traceback|alert.not-sent|thread.hung")
    assert [] == sorted(installation.folder.glob("watched.json"))


@pytest.mark.costly
def test_a_start_without_a_database_is_told(installation: Installation) -> None:
    """However often a supervisor tries: once; the memory is its owner's alone."""
    told = _with_pager(installation)
    text = installation.config.read_text()
    begin = text.index("[database]")
    end = text.index("\n[", begin)
    away = '[database]\nurl = "postgresql://nobody@127.0.0.1:1/none"\n'
    installation.config.write_text(text[:begin] + away + text[end:])
    for _ in range(2):
        done = installation.concierge("run")
        assert 1 == done.status
        assert "the database server does not answer" in done.said
        time.sleep(2.1)
    assert 1 == installation.concierge("run").status
    assert 1 == told.read_text().count("broken database")
    memory = Path(os.path.join(installation.folder, "watched.json"))
    assert 0o600 == stat.S_IMODE(memory.stat().st_mode)
