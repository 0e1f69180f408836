"""Copies of sent mail on servers that file them themselves, refuse some, or hang up: one copy each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.errors import ConciergeError
from db import sentbox
from db.connect import disconnect, open_database
from db.tables import Outbox
from intake.imap.mailbox import Mailbox
from intake.sent.copies import Copies
from tests import desk as d
from tests.servers.odd_imap import CLOSE, OddServer

MINUTE = timedelta(minutes=1)
BYE = b"* BYE shutting down\r\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, sqlite_template: Path) -> Iterator[None]:
    """A database of this test's own."""
    path = tmp_path / "concierge.db"
    shutil.copy(sqlite_template, path)
    open_database(f"sqlite:///{path}")
    yield
    disconnect()


def octets(number: int) -> bytes:
    return b"Message-ID: <%d@example.org>\r\nSubject: Presenting\r\n\r\nBegin small.\r\n" % number


def sent(*numbers: int) -> None:
    """Mails that went out at NOW."""
    for number in numbers:
        Outbox.insert(
            id=number,
            state="sent",
            kind="answer",
            mailbox=d.HELP,
            to=["maria@example.org"],
            recipient="maria@example.org",
            subject="",
            draft={},
            message_id=f"<{number}@example.org>",
            automatic=False,
            queued_at=d.NOW,
            next_attempt_at=d.NOW,
            sent_at=d.NOW,
        ).execute()


class Filing:
    """Round by round, as the daemon does it."""

    def __init__(self, server: OddServer, **changed: Any) -> None:
        self.server = server
        self.copies = Copies(replace(d.mailbox(), imap=server.account, **changed))
        self.box = Mailbox(server.account)
        self.now, self.errors = d.NOW, 0

    def rounds(self, count: int, step: timedelta = MINUTE) -> None:
        for _ in range(count):
            self.now += step
            try:
                if not self.box.connected:
                    self.box.connect()
                self.copies.file(self.box, octets, self.now)
            except ConciergeError:
                self.errors += 1


@pytest.fixture
def server() -> Iterator[OddServer]:
    with OddServer(folders=("INBOX", "Sent")) as made:
        made.attributes["Sent"] = "\\Sent"
        yield made


def test_a_copy_that_the_server_files_itself_is_the_only_one(server: OddServer) -> None:
    """Microsoft 365 and Google do so within seconds; what they do not file is appended after two minutes."""
    sent(1, 2)
    filing = Filing(server)
    filing.rounds(1)
    server.put(octets(1), "Sent")
    filing.rounds(4)
    filing.box.close()
    assert [octets(1), octets(2)] == server.texts("Sent")
    assert {1: "server", 2: "appended"} == {row.id: row.filed for row in Outbox.select()}


@pytest.mark.parametrize("word", ["LIST", "EXAMINE", "SEARCH", "APPEND"])
@pytest.mark.parametrize("answer", [BYE, CLOSE], ids=["bye", "closed"])
def test_the_line_may_end_at_any_command(word: str, answer: Any, server: OddServer) -> None:
    """Each mail has one copy in the end."""
    sent(1, 2)
    server.on(word, answer)
    filing = Filing(server)
    filing.rounds(5)
    filing.box.close()
    assert (1, [octets(1), octets(2)]) == (filing.errors, server.texts("Sent"))


def test_a_copy_whose_answer_was_lost_is_not_made_twice(server: OddServer) -> None:
    """The server took it and the line ended."""

    def taken(fake: OddServer, command: str) -> object:
        fake.put(octets(1), "Sent")
        return CLOSE

    sent(1)
    server.on("APPEND", taken)
    filing = Filing(server)
    filing.rounds(6)
    filing.box.close()
    assert (1, [octets(1)]) == (filing.errors, server.texts("Sent"))


@pytest.mark.parametrize(
    "said", [b"NO [TOOBIG] Message too large", b"NO The message could not be saved", b"BAD Invalid message"]
)
def test_a_copy_that_is_refused_keeps_no_other(said: bytes, server: OddServer) -> None:
    """It is tried again after 5 and 30 minutes and every 4 hours, and given up after a day."""
    sent(1, 2, 3)

    def first(fake: OddServer, command: str) -> bytes | None:
        is_first = command.endswith(f"{{{len(octets(1)) + 1}}}")
        return b"{tag} " + said + b"\r\n" if is_first else None

    server.on("APPEND", first, always=True)
    filing = Filing(server)
    longer = filing.copies.file
    filing.copies.file = lambda box, compose, now: longer(  # type: ignore[method-assign]
        box, lambda number: octets(number) + (b"x" if number == 1 else b""), now
    )
    filing.rounds(10)
    assert [octets(2), octets(3)] == server.texts("Sent")
    assert server.asked("APPEND") <= 4
    filing.rounds(30, timedelta(hours=1))
    filing.box.close()
    assert server.asked("APPEND") <= 12
    assert () == sentbox.uncopied(d.HELP)


def test_a_folder_that_takes_nothing_is_left_alone_for_a_while(server: OddServer) -> None:
    """A full mailbox: three tries each quarter of an hour; once there is room all copies come."""
    sent(*range(1, 9))
    server.on("APPEND", b"{tag} NO [OVERQUOTA] Quota exceeded\r\n", always=True)
    filing = Filing(server)
    filing.rounds(33)
    assert server.asked("APPEND") <= 12
    server._faults.clear()
    filing.rounds(60)
    filing.box.close()
    assert 8 == len(set(server.texts("Sent"))) == len(server.texts("Sent"))


def test_looking_for_copies_opens_the_folder_once(server: OddServer) -> None:
    """Not for each mail: every command counts where a server limits them."""
    sent(*range(1, 6))
    filing = Filing(server)
    filing.rounds(1)
    filing.box.close()
    assert (1, 0, 5) == (server.asked("EXAMINE"), server.asked("SELECT"), server.asked("SEARCH"))
