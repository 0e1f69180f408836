"""A server that wants to be left alone is left alone: nothing is dialled before the time that it names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cases.errors import ConciergeError, TemporaryError
from intake.imap.mailbox import Mailbox
from tests.servers.odd_imap import OddServer

THROTTLED = "Request is throttled. Suggested Backoff Time: 299923 milliseconds"
MAIL = b"Message-ID: <1@example.org>\r\n\r\nHello\r\n"
ACTS: dict[str, Callable[[Mailbox], object]] = {
    "LIST": lambda box: box.folders(),
    "NAMESPACE": lambda box: box.ensure_folder("Done"),
    "CREATE": lambda box: box.ensure_folder("Done"),
    "SELECT": lambda box: box.open("INBOX"),
    "EXAMINE": lambda box: box.open("INBOX", read_only=True),
    "SEARCH": lambda box: box.uids_after(0, 9),
    "FETCH": lambda box: list(box.fetch((1,))),
    "BODY.PEEK[]": lambda box: list(box.fetch((1,))),
    "BODY.PEEK[HEADER]": lambda box: box.header(1),
    "MOVE": lambda box: box.move(1, "Done"),
    "APPEND": lambda box: box.append("INBOX", MAIL),
    "IDLE": lambda box: (box.uids_after(0, 9), box.wait(0.1)),
}


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused_until(server: OddServer, box: Mailbox, clock: Clock, seconds: float) -> None:
    """Asks again and again: nothing is dialled until this time is over, and then it works."""
    calls = server.calls
    for part in (0.1, 0.5, 0.89):
        clock.now += seconds * part - seconds * {0.1: 0, 0.5: 0.1, 0.89: 0.5}[part]
        with pytest.raises(TemporaryError, match="left alone"):
            box.connect()
    assert calls == server.calls
    clock.now += seconds * 0.12
    box.connect()
    assert box.open("INBOX").exists == 1
    box.close()


def reach(box: Mailbox) -> None:
    """As far as the open INBOX."""
    box.connect()
    box.open("INBOX")


@pytest.mark.parametrize("command", list(ACTS))
@pytest.mark.parametrize("word", ["NO", "BAD", "BYE"])
def test_throttling_is_obeyed_whatever_was_asked(command: str, word: str) -> None:
    """Microsoft 365 says it to any command; the connection is given up, because each question counts."""
    clock = Clock()
    with OddServer() as server:
        server.put(MAIL)
        box = Mailbox(server.account, clock=clock)
        box.connect()
        if command not in ("LIST", "NAMESPACE", "CREATE", "SELECT", "EXAMINE"):
            box.open("INBOX")
        begin = b"* BYE " if word == "BYE" else b"{tag} " + word.encode() + b" "
        server.on(command, begin + THROTTLED.encode() + b"\r\n")
        with pytest.raises(TemporaryError, match="no mail is lost"):
            ACTS[command](box)
        assert not box.connected
        refused_until(server, box, clock, 299.9)


@pytest.mark.parametrize(
    ("when", "answer", "seconds"),
    [
        ("LOGIN", f"{{tag}} NO {THROTTLED}", 299.9),
        ("LOGIN", f"* BYE {THROTTLED}", 299.9),
        ("GREETING", f"* BYE {THROTTLED}", 299.9),
        ("CAPABILITY", f"{{tag}} BAD {THROTTLED}", 299.9),
        ("LOGIN", "{tag} NO [ALERT] Too many simultaneous connections. (Failure)", 60),
        ("LOGIN", "{tag} NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded", 60),
        ("LOGIN", "{tag} NO [LIMIT] LOGIN Rate limit hit", 300),
        ("LOGIN", "* BYE [OVERQUOTA] Account exceeded command or bandwidth limits. u1mb2 (Failure)", 3600),
        ("SELECT", "{tag} BAD User is authenticated but not connected.\r\n* BYE Connection closed. 14", 60),
        ("SELECT", "{tag} NO [OVERQUOTA] Account exceeded command or bandwidth limits", 3600),
    ],
)
def test_a_limit_at_the_door_is_obeyed_too(when: str, answer: str, seconds: float) -> None:
    """At the greeting, at login and right after it; never taken for a wrong password."""
    clock = Clock()
    with OddServer() as server:
        server.put(MAIL)
        server.on(when, answer.encode() + b"\r\n")
        box = Mailbox(server.account, clock=clock)
        with pytest.raises(TemporaryError):
            reach(box)
        refused_until(server, box, clock, seconds)


@pytest.mark.parametrize("answer", ["* BYE Server Unavailable. 15", "{tag} NO Server Unavailable. 15"])
def test_a_server_that_is_away_is_dialled_again(answer: str) -> None:
    """No time was named: the pauses after a failure are enough; nothing is tried on the old connection."""
    with OddServer() as server:
        server.put(MAIL)
        server.on("SELECT", answer.encode() + b"\r\n")
        box = Mailbox(server.account)
        box.connect()
        with pytest.raises(TemporaryError, match="comes back by itself"):
            box.open("INBOX")
        assert not box.connected
        box.connect()
        assert 1 == box.open("INBOX").exists
        box.close()


def test_a_full_mailbox_is_no_reason_to_stop_reading() -> None:
    """[OVERQUOTA] at APPEND is about room, not about being asked too much."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.on("APPEND", b"{tag} NO [OVERQUOTA] Quota exceeded\r\n")
        box.open("INBOX")
        with pytest.raises(ConciergeError, match="the mailbox is full"):
            box.append("INBOX", MAIL)
        assert box.connected
