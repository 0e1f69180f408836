"""A corrected password ends a wait within seconds; a file that is only written anew makes no loop."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cases.errors import PermanentError
from concierge import daemon, watched_secret
from concierge.config.load import load
from concierge.daemon import Daemon
from concierge.watched_secret import REWRITTEN, WatchedFiles
from db import outbox_admin, tables
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate
from db.pausing import try_now

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
CONFIGURATION = """
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost", password_file = "one", ca_file = "ca.pem" }
smtp = { host = "localhost", password_file = "two" }
[[mailbox]]
address = "learn@example.org"
imap = { host = "localhost", password_file = "one" }
smtp = { host = "localhost", username = "" }
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += watched_secret.LOOK
        return self.now


class Password:
    """A file that is looked at: each change has a time of its own."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock, self.time = path, Clock(), 1_000
        self.write("wrong")
        self.watched = WatchedFiles([path], self.clock)

    def write(self, words: str) -> None:
        self.path.write_text(words)
        self.time += 1
        os.utime(self.path, (self.time, self.time))

    def looks(self, count: int) -> list[bool]:
        return [self.watched.changed() for _ in range(count)]


@pytest.fixture
def password(tmp_path: Path) -> Password:
    return Password(tmp_path / "password")


def test_a_corrected_file_counts_once(password: Password) -> None:
    """At the second look at it, when nobody writes any more; then nothing is new until the next change."""
    assert [False] * 3 == password.looks(3)
    password.write("right")
    assert [False, True, False, False] == password.looks(4)
    password.write("another")
    assert [False, True, False] == password.looks(3)


def test_one_that_is_being_written_is_left_alone(password: Password) -> None:
    """Empty, half, whole: only the last."""
    found = []
    for words in ("", "ri", "right"):
        password.write(words)
        found += password.looks(1)
    assert [False, False, False, True] == found + password.looks(1)


def test_touched_it_counts_too_but_not_again_and_again(password: Password) -> None:
    """An operator's touch is a try; a program that writes the same words each time is none for minutes."""
    tries = 0
    for _ in range(int(3 * REWRITTEN / (2 * watched_secret.LOOK))):
        password.write("wrong")
        tries += sum(password.looks(2))
    assert 3 >= tries >= 1


def test_what_was_tried_already_is_no_change(password: Password) -> None:
    """The login that fails had the new words."""
    password.write("also wrong")
    password.watched.tried()
    assert [False] * 4 == password.looks(4)


def test_a_file_that_goes_and_comes(password: Password) -> None:
    """Put in its place by renaming, as careful programs do; gone meanwhile it is a change as well."""
    password.path.unlink()
    assert [False, True] == password.looks(2)
    password.write("right")
    assert [False, True, False] == password.looks(3)


def test_a_login_is_taken_up_and_an_own_token_is_not(tmp_path: Path) -> None:
    """`concierge login` ends the wait; a token that the service got while it tried does not."""
    held = {"token": ""}
    watched = WatchedFiles([tmp_path / "none"], Clock(), token=lambda: held["token"])
    watched.tried()
    held["token"] = "its own, which was refused too"
    watched.failed()
    assert [False] * 3 == [watched.changed() for _ in range(3)]
    held["token"] = ""  # the service writes down that it was refused
    assert [False] * 3 == [watched.changed() for _ in range(3)]
    held["token"] = "of a login"
    assert [False, True, False] == [watched.changed() for _ in range(3)]


def test_each_mailbox_has_its_own_files(tmp_path: Path) -> None:
    """A correction for one mailbox is no reason to try the other; a file of both is for both."""
    for name in ("one", "two", "ca.pem"):
        (tmp_path / name).write_text("x")
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    settings = load(tmp_path / "concierge.toml", {}, mail=True)
    assert [["ca.pem", "one", "two"], ["one"]] == [
        sorted(path.name for path in box.login_files) for box in settings.mailboxes
    ]
    assert {"one", "two", "secret"} <= {path.name for path, _ in settings.private_files}


def test_a_refused_mailbox_is_read_seconds_after_its_correction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after minutes; and while nothing changes, the refusing server is left alone."""
    monkeypatch.setattr(watched_secret, "LOOK", 0.05)
    path, tries, stop = tmp_path / "password", [0], threading.Event()
    path.write_text("wrong")

    def receive(box: Any) -> bool:
        tries[0] += 1
        if path.read_text() == "wrong":
            raise PermanentError("the password was refused")
        stop.set()
        return False

    reader = SimpleNamespace(connected=False, close=lambda: None)
    quiet = SimpleNamespace(mark=lambda rest=0: None, mailbox=lambda *_: None)
    service: Any = SimpleNamespace(
        stop=stop,
        settings=SimpleNamespace(intake=SimpleNamespace(poll=timedelta(seconds=60))),
        receivers={"help@example.org": SimpleNamespace(box=reader, close=lambda: None)},
        receive=receive,
        beats=quiet,
        sightings=quiet,
        note=lambda *_: None,
    )
    box: Any = SimpleNamespace(address="help@example.org", login_files=(path,), oauth2=None)
    thread = threading.Thread(target=Daemon(service, ("intake",))._receive, args=(box,))
    thread.start()
    time.sleep(0.5)
    assert 1 == tries[0]
    assert daemon.BACK_OFF[daemon.REFUSED] > 30
    path.write_text("right")
    thread.join(10)
    assert (False, 2) == (thread.is_alive(), tries[0])


def test_a_paused_mailbox_sends_again(tmp_path: Path) -> None:
    """One mail of what waits tries the way now, from this mailbox only; once is enough."""
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    try:
        later = NOW + timedelta(minutes=15)
        with transaction():
            for number, mailbox in enumerate(("help@example.org", "learn@example.org")):
                tables.Pause.create(mailbox=mailbox, until=later, reason="535 no", at=NOW)
                tables.Outbox.create(
                    state="deferred", kind="answer", mailbox=mailbox, to=["m@example.org"],
                    recipient="m@example.org", subject="x", draft={"text": "Zo."}, automatic=False,
                    message_id=f"<{number}@example.org>", queued_at=NOW, next_attempt_at=later,
                )  # fmt: skip
        for _ in range(2):
            try_now("Help@example.org", NOW)
        assert [NOW, later] == [each["until"] for each in outbox_admin.pauses()]
        assert [NOW, later] == [
            row.next_attempt_at for row in tables.Outbox.select().order_by(tables.Outbox.id)
        ]
    finally:
        disconnect()
