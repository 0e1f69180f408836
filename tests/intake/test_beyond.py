"""Servers whose numbers and brackets no library expects: a mailbox may suffer, the service never does."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from cases.errors import TemporaryError
from concierge.daemon import Daemon
from concierge.doctor.mailbox import check_imap
from concierge.service import Service
from db.tables import Heartbeat
from intake.imap import bounded
from intake.imap.bounded import SLOW_ANSWERS
from intake.imap.idle import IDLE_RENEW
from intake.imap.mailbox import Mailbox as Door
from intake.imap.values import appended_as, copied_to
from tests import desk as d
from tests.intake.test_receive import Mailbox, box, letter, server, sizes, store
from tests.servers.odd_imap import OddServer
from tests.servers.scripted import scripted

__all__ = ["box", "server", "store"]  # fixtures
DEEP = b"(" * 5000 + b")" * 5000
BODY = "BODY.PEEK[]"


def says(word: str, answer: bytes) -> Callable[[OddServer], None]:
    def act(server: OddServer) -> None:
        server.on(word, answer, always=True)

    return act


def sized(size: int) -> Callable[[OddServer], None]:
    def act(server: OddServer) -> None:
        server.folders["INBOX"][0].size = size

    return act


def numbered(uidvalidity: int) -> Callable[[OddServer], None]:
    def act(server: OddServer) -> None:
        server.uidvalidity = uidvalidity

    return act


# What it says; how many of two mails come all the same.
SHAPES: dict[str, tuple[Callable[[OddServer], None], int]] = {
    "a literal of 23 digits": (says(BODY, b"* 1 FETCH (UID 1 BODY[] {99999999999999999999999}\r\nabc"), 0),
    "a literal of 9 TB": (says(BODY, b"* 1 FETCH (UID 1 BODY[] {9999999999999}\r\nabc"), 0),
    "a literal of 300 MB": (says(BODY, b"* 1 FETCH (UID 1 BODY[] {300000000}\r\nabc"), 0),
    "a literal in a LIST": (says("LIST", b'* LIST () "/" {99999999999999999999}\r\n'), 2),
    "5,000 digits": (says(BODY, b"* 1 FETCH (UID 1 BODY[] {" + b"9" * 5000 + b"}\r\nabc"), 0),
    "a size of 70 bits": (sized(2**70), 2),
    "a size of 64 bits": (sized(2**63), 2),
    "a size below nothing": (sized(-5), 2),
    "a UIDVALIDITY of 64 bits": (numbered(2**63), 0),
    "a UIDVALIDITY of 65 bits": (numbered(2**64), 0),
    "a UIDVALIDITY of 33 bits": (numbered(2**32), 0),
    "brackets in a FETCH": (says(BODY, b"* 1 FETCH " + DEEP + b"\r\n{tag} OK done\r\n"), 0),
    "brackets in a LIST": (says("LIST", b"* LIST " + DEEP + b' "/" x\r\n{tag} OK done\r\n'), 2),
    "a UID of 70 bits": (says("SEARCH", b"* SEARCH 1 2 %d\r\n{tag} OK done\r\n" % 2**70), 2),
    "a UID of 33 bits": (says("SEARCH", b"* SEARCH 1 2 %d 0\r\n{tag} OK done\r\n" % 2**32), 2),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_cannot_be_read_is_an_error_of_this_mailbox(name: str, server: OddServer, box: Mailbox) -> None:
    """Nothing but a ConciergeError leaves the rounds (all else is raised), and mail comes if it can."""
    server.put(letter(1))
    server.put(letter(2))
    act, come = SHAPES[name]
    act(server)
    box.receiver.close()
    box.rounds(3)
    box.decide()
    box.rounds(2)
    assert sizes(*range(1, come + 1)) == [one for one in box.stored if one[1]]
    assert come or box.errors


def test_one_server_ends_no_other_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is said with its traceback once, tried again, and stands in `health`."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr("concierge.daemon.BACK_OFF", (0.05,))
    with OddServer() as bad, OddServer() as good, capture_logs() as logs:
        good.put(letter(2))
        boxes = tuple(
            replace(d.mailbox(), address=address, imap=one.account, sent_copy="never")
            for address, one in ((d.HELP, good), ("other@example.org", bad))
        )
        service = Service(d.settings(mailboxes=boxes), lambda: datetime.now(UTC))
        plain, seen = service.receive, dict.fromkeys(("bad", "good"), 0)

        def receive(mailbox: Any) -> int:
            if mailbox.address != d.HELP:
                seen["bad"] += 1
                raise KeyError("of nobody's table")
            seen["good"] += 1
            return plain(mailbox)

        def send() -> int:
            raise RuntimeError("a relay's")

        monkeypatch.setattr(service, "receive", receive)
        monkeypatch.setattr(service, "send", send)
        daemon = Daemon(service, ("intake", "outbox"))
        threading.Thread(target=lambda: _until(lambda: seen["bad"] > 2 and seen["good"] > 0, service)).start()
        assert daemon.run()
    assert 1 == len([log for log in logs if log["event"] == "mailbox.failed" and log["exc_info"]])
    assert 1 == len([log for log in logs if log["event"] == "role.failed" and log["exc_info"]])
    assert not [log for log in logs if log["event"] == "thread.died"]
    trouble = {row.role: row.detail for row in Heartbeat.select()}
    assert "nobody foresaw (RuntimeError: a relay's)" in trouble["outbox"]


def _until(done: Callable[[], bool], service: Service) -> None:
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    service.stop.set()


@pytest.mark.parametrize("word", ["LIST", "EXAMINE"])
def test_doctor_makes_it_a_finding(word: str) -> None:
    """The other checks are made all the same."""
    with OddServer() as server:
        server.on(word, b"* LIST " + DEEP + b" x {99999999999999999999}\r\n", always=True)
        found = [*check_imap(replace(d.mailbox(), imap=server.account, processed_folder=""))]
    assert "wrong" in [str(one.grade) for one in found]


@pytest.mark.parametrize(
    "dripped", [[b"* OK still here\r\n"], [b"x"], [b"* LIST (", b") {3}\r\n", b"a", b"b"], [b"* OK x"]]
)
def test_an_answer_that_drips_has_an_end(dripped: list[bytes]) -> None:
    """The time-out of a socket begins anew with every octet; the answer's does not."""
    steps = [step for _ in range(40) for piece in dripped for step in (piece, 0.04)]
    with scripted([b"* OK hi\r\n", "CAPABILITY", *steps]) as port:
        account = replace(d.mailbox().imap, host="127.0.0.1", port=port, security="none", timeout=0.05)
        begun = time.monotonic()
        with pytest.raises(TemporaryError, match="in time"):
            Door(account).connect()
        assert time.monotonic() - begun < 2 * SLOW_ANSWERS * account.timeout


def test_a_long_wait_is_no_long_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line that comes in an IDLE has its own time: servers say that they are there for half an hour."""
    seconds = itertools.count()
    monkeypatch.setattr(bounded, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    lines = [b"* OK Still here\r\n"] * 4 * SLOW_ANSWERS
    script = [b"* OK hi\r\n", "CAPABILITY", b"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n"]
    script += ["LOGIN", b"{tag} OK in\r\n", "CAPABILITY", b"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n"]
    script += ["SELECT", b"* OK [UIDVALIDITY 5] x\r\n* OK [UIDNEXT 1] x\r\n{tag} OK done\r\n"]
    script += ["IDLE", b"+ idling\r\n", *lines, b"* 1 EXISTS\r\n", "DONE", b"{tag} OK done\r\n"]
    with scripted(script) as port:
        account = replace(d.mailbox().imap, host="127.0.0.1", port=port, security="none", timeout=2)
        door = Door(replace(account, username="a", password="b"), idle_renew=IDLE_RENEW)
        door.connect()
        door.open("INBOX")
        begun = next(seconds)
        assert door.wait(60)
        assert next(seconds) - begun > 2 * SLOW_ANSWERS * account.timeout
        door.close()


@pytest.mark.parametrize("number", [b"4294967296", b"0", b"9" * 5000, "²".encode()])
def test_a_copy_has_no_number_that_no_mail_has(number: bytes) -> None:
    """COPYUID and APPENDUID are bounded as everything else."""
    assert copied_to([b"5 1 " + number]) is None
    assert appended_as([b"5 " + number]) is None


def test_numbers_up_to_the_last_are_numbers() -> None:
    """32 bits, all of them."""
    assert 2**32 - 1 == copied_to([b"5 1 4294967295"])
    assert 2**32 - 1 == appended_as([b"5 4294967295"])
