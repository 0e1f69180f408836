"""From mailboxes as they are into the store: nothing lost, nothing doubled, nothing blocked."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from cases.catalogue import Catalogue
from cases.errors import ConciergeError, PermanentError, TemporaryError
from db import folders, inbound
from db.connect import disconnect, open_database
from db.tables import Inbound, Outbox
from intake.handle import Handler
from intake.receive import Receiver
from templates.drafts import Writer
from tests import desk as d
from tests.intake.imap.test_patience import Clock
from tests.servers.odd_imap import CLOSE, HANG, Mail, OddServer, answering, fetched

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, sqlite_template: Path) -> Iterator[None]:
    """A database of this test's own."""
    path = tmp_path / "concierge.db"
    shutil.copy(sqlite_template, path)
    open_database(f"sqlite:///{path}")
    yield
    disconnect()


def letter(number: int, words: str = "My talks fall flat. What can I do?") -> bytes:
    """A worker's mail."""
    return (
        f"From: Maria <maria@example.org>\r\nTo: {d.HELP}\r\nSubject: Presenting {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\n"
        f"\r\n{words} {number}\r\n"
    ).encode()


class Mailbox:
    """A mailbox on an odd server and the service's receiver, round by round, as the daemon does it."""

    def __init__(self, server: OddServer, timeout: float = 1.0) -> None:
        self.server, self.now = server, d.NOW
        account = replace(server.account, timeout=timeout)
        box = replace(d.mailbox(), imap=account, sent_copy="never", processed_folder="Processed")
        self.settings = d.settings(mailboxes=(box,))
        self.receiver = Receiver(self.settings, box)
        self.errors: list[str] = []

    def round(self, minutes: float = 1) -> None:
        """Fetch and file; a lost line is dialled again in the next."""
        self.now += timedelta(minutes=minutes)
        try:
            self.receiver.fetch(self.now)
            self.receiver.file()
        except ConciergeError as error:
            self.errors.append(str(error))
            self.receiver.close()

    def rounds(self, count: int) -> None:
        for _ in range(count):
            self.round()

    def decide(self) -> None:
        """Decide what is stored."""
        Handler(self.settings, Writer(self.settings, d.library()), Catalogue).run_once(self.now)

    def restart(self) -> None:
        """A new process."""
        self.receiver.close()
        self.receiver = Receiver(self.settings, self.settings.mailboxes[0])

    @property
    def stored(self) -> list[tuple[int, int]]:
        """(UID, octets) of everything in the store, in order of arrival."""
        return [(row.uid, len(row.content)) for row in Inbound.select().order_by(Inbound.id)]


@pytest.fixture
def server() -> Iterator[OddServer]:
    """A server with everything, which is empty when the service first comes."""
    with OddServer() as made:
        yield made


@pytest.fixture
def box(server: OddServer) -> Iterator[Mailbox]:
    """The service has read the empty mailbox once."""
    made = Mailbox(server)
    made.round()
    yield made
    made.receiver.close()
    assert not [error for error in made.errors if "Traceback" in error]


def sizes(*numbers: int) -> list[tuple[int, int]]:
    return [(number, len(letter(number))) for number in numbers]


def nothing(number: int, mail: Mail) -> bytes:
    return b""


def only_flags(number: int, mail: Mail) -> bytes:
    return b"* %d FETCH (UID %d FLAGS (\\Seen))\r\n" % (number, mail.uid)


def nil(number: int, mail: Mail) -> bytes:
    return b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (number, mail.uid)


def empty(number: int, mail: Mail) -> bytes:
    return b'* %d FETCH (UID %d BODY[] "")\r\n' % (number, mail.uid)


def no(number: int, mail: Mail) -> bytes:
    return b"{tag} NO The requested message could not be converted to an RFC-822 compatible format.\r\n"


def bad(number: int, mail: Mail) -> bytes:
    return b"{tag} BAD Error in IMAP command\r\n"


def serverbug(number: int, mail: Mail) -> bytes:
    return b"{tag} NO [SERVERBUG] Internal error occurred. Refer to server log for more information.\r\n"


def unavailable(number: int, mail: Mail) -> bytes:
    return b"{tag} NO [UNAVAILABLE] the store of this mail is away\r\n"


def bye(number: int, mail: Mail) -> bytes:
    return b"* BYE Disconnected: FETCH failed {tag}\r\n"


def hang_up(number: int, mail: Mail) -> object:
    return CLOSE


KINDS = [nothing, only_flags, nil, empty, no, bad, serverbug, unavailable, bye, hang_up]


@pytest.mark.parametrize("kind", KINDS)
def test_one_mail_that_never_comes_stops_no_other(
    kind: Callable[[int, Mail], Any], server: OddServer, box: Mailbox
) -> None:
    """It is tried five times, set aside where people see it, and comes in once the server is mended."""
    for number in (1, 2, 3):
        server.put(letter(number))
    server.on("BODY.PEEK[]", answering(2, with_=kind), always=True)
    box.rounds(3)
    assert sizes(1, 3) == sorted(box.stored)
    server.put(letter(4))
    with capture_logs() as logs:
        box.rounds(30)
    assert [*sizes(1), (2, 0), *sizes(3, 4)] == sorted(box.stored)
    assert 1 == sum(line.get("why") == "set aside" for line in logs)
    assert server.asked("BODY.PEEK[]") < 25
    box.decide()
    held = inbound.held()
    assert ["not-delivered"] == [one["reason"] for one in held]
    told = Outbox.select().where(Outbox.kind == "escalation")
    assert ["lead@example.org"] == [row.recipient for row in told]
    with pytest.raises(PermanentError, match="has not delivered"):
        inbound.retry(held[0]["id"], box.now)
    asked = server.asked("BODY.PEEK[]")
    box.rounds(30)
    assert server.asked("BODY.PEEK[]") <= asked + 2
    server._faults.clear()
    box.round(60)
    box.decide()
    assert sizes(1, 2, 3, 4) == sorted(box.stored)
    assert ((), 4) == (inbound.held(), Inbound.select().where(Inbound.state == "accepted").count())


@pytest.mark.parametrize("kind", [nothing, no, hang_up])
def test_a_mail_that_comes_late_is_a_mail(
    kind: Callable[[int, Mail], Any], server: OddServer, box: Mailbox
) -> None:
    """A server that lists before it can deliver: after a minute it is there, and nobody is troubled."""
    server.put(letter(1))
    server.put(letter(2))
    late = answering(1, with_=kind)
    server.on("BODY.PEEK[]", late, late, late)
    box.rounds(10)
    assert sizes(1, 2) == sorted(box.stored)
    assert 2 == folders.cursor(d.HELP, "INBOX").last_uid  # type: ignore[union-attr]


def test_who_is_killed_meanwhile_finds_it_again(server: OddServer, box: Mailbox) -> None:
    """The position stays before the mail that is owed; what came after it is not stored twice."""
    for number in (1, 2, 3):
        server.put(letter(number))
    server.on("BODY.PEEK[]", answering(2, with_=nil), always=True)
    box.rounds(2)
    assert 1 == folders.cursor(d.HELP, "INBOX").last_uid  # type: ignore[union-attr]
    box.restart()
    box.round()
    assert sizes(1, 3) == sorted(box.stored)
    server._faults.clear()
    box.restart()
    box.round()
    assert sizes(1, 2, 3) == sorted(box.stored)
    assert 3 == folders.cursor(d.HELP, "INBOX").last_uid  # type: ignore[union-attr]


def test_a_mail_that_is_only_listed_is_not_passed_over(server: OddServer, box: Mailbox) -> None:
    """SEARCH names it, FETCH tells not even its size."""
    for number in (1, 2, 3):
        server.put(letter(number))
    hidden = server.folders["INBOX"][1]

    def without(fake: OddServer, command: str) -> bytes:
        wanted = {int(n) for n in command.split()[2].split(",")}
        mails = [
            (n, m) for n, m in enumerate(fake.folders["INBOX"], 1) if m.uid in wanted and m is not hidden
        ]
        return b"".join(fetched(n, m, command) for n, m in mails) + b"{tag} OK done\r\n"

    server.on("FETCH", without, always=True)
    box.rounds(2)
    assert sizes(1, 3) == sorted(box.stored)
    server.put(letter(4))
    box.rounds(30)
    assert (2, 0) in box.stored


def test_a_mail_that_somebody_removed_is_owed_by_nobody(server: OddServer, box: Mailbox) -> None:
    """It was there when it was searched; no fault is told, and the folder counts as read."""
    for number in (1, 2, 3):
        server.put(letter(number))
    gone = server.folders["INBOX"].pop(1)

    def as_before(fake: OddServer, command: str) -> bytes:
        return b"* SEARCH 1 %d 3\r\n{tag} OK done\r\n" % gone.uid

    server.on("SEARCH", as_before)
    with capture_logs() as logs:
        box.rounds(2)
    assert sizes(1, 3) == sorted(box.stored)
    assert not [line for line in logs if "not-delivered" in line["event"]]
    assert 3 == folders.cursor(d.HELP, "INBOX").last_uid  # type: ignore[union-attr]


HEAD = (
    b'From: maria@example.org\r\nMessage-ID: <9@x.org>\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
)
WHOLE = HEAD + b"--b\r\n\r\nHello\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("raw", "claimed", "first", "expected"),
    [
        (WHOLE, len(WHOLE), WHOLE[:-12], WHOLE),
        (WHOLE, len(WHOLE), HEAD[:40], WHOLE),
        (WHOLE[:-8], len(WHOLE) + 900, WHOLE[:-8], WHOLE[:-8]),
        (letter(1), 9000, letter(1), letter(1)),
        (letter(1), 1, letter(1), letter(1)),
        (letter(1), 0, letter(1), letter(1)),
    ],
)
def test_half_a_mail_is_asked_for_again(
    raw: bytes, claimed: int, first: bytes, expected: bytes, server: OddServer, box: Mailbox
) -> None:
    """Once; what comes twice alike is all there is, and a claimed size alone proves nothing."""
    server.put(raw, size=claimed)
    server.on(
        "BODY.PEEK[]",
        answering(1, with_=lambda n, m: fetched(n, m, "BODY.PEEK[]", first)),
    )
    box.rounds(3)
    assert [expected] == [bytes(row.content) for row in Inbound.select()]


def test_older_mail_that_never_comes_is_told_to_nobody(server: OddServer) -> None:
    """Nobody waits for an answer to what lay there before the service."""
    for number in (1, 2):
        server.put(letter(number))
    server.on("BODY.PEEK[]", answering(1, with_=no), always=True)
    box = Mailbox(server)
    box.now += timedelta(days=90)
    box.rounds(70)
    box.decide()
    assert ((), 0) == (inbound.held(), Outbox.select().count())
    assert (
        1 == Inbound.select().where(Inbound.reason == "not-delivered", Inbound.state == "discarded").count()
    )
    box.receiver.close()


def test_a_server_that_answers_nothing_loses_nothing(server: OddServer, box: Mailbox) -> None:
    """Throttling at FETCH is no fault of the mail: it is fetched when the pause is over, and not before."""
    server.put(letter(1))
    server.on(
        "BODY.PEEK[]", b"{tag} NO Request is throttled. Suggested Backoff Time: 120000 milliseconds\r\n"
    )
    clock = Clock()
    box.receiver.box._clock = clock
    box.rounds(3)
    assert 1 == server.asked("BODY.PEEK[]")
    assert () == box.receiver._deliveries.due(box.now + HOUR)
    clock.now += 121
    box.round()
    assert sizes(1) == box.stored


# -- moving


def handled(box: Mailbox, *numbers: int) -> None:
    """These came and were decided."""
    for number in numbers:
        box.server.put(letter(number))
    box.receiver.fetch(box.now)
    box.decide()


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 UIDPLUS MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1 MOVE"])
def test_handled_mail_is_moved_once(capabilities: str, server: OddServer) -> None:
    """With whatever the server has for it."""
    server.capabilities = capabilities
    box = Mailbox(server)
    box.round()
    handled(box, 1, 2)
    box.rounds(3)
    assert ([], [letter(1), letter(2)]) == (server.texts(), server.texts("Processed"))
    box.receiver.close()


def test_without_move_and_uidplus_mail_stays_and_it_is_said_once(server: OddServer) -> None:
    """No folder is made that would stay empty."""
    server.capabilities = "IMAP4rev1"
    box = Mailbox(server)
    box.round()
    with capture_logs() as logs:
        handled(box, 1, 2, 3)
        box.rounds(3)
    assert ([letter(1), letter(2), letter(3)], ["INBOX"]) == (server.texts(), list(server.folders))
    assert 1 == sum(line["event"] == "mail.not-filed" for line in logs)
    box.receiver.close()


def test_a_mailbox_for_reading_only_is_read(server: OddServer, box: Mailbox) -> None:
    """Mail is answered; it stays in INBOX, which is said once; when rights come it is moved."""
    server.read_write = "READ-ONLY"
    with capture_logs() as logs:
        handled(box, 1)
        box.rounds(3)
        handled(box, 2)
        box.rounds(3)
    assert 2 == Inbound.select().where(Inbound.state == "accepted").count()
    assert [letter(1), letter(2)] == server.texts()
    assert 1 == sum(line["event"] == "mail.not-filed" for line in logs)
    assert [] == box.errors
    server.read_write = "READ-WRITE"
    box.round()
    assert ([], 2) == (server.texts(), len(server.texts("Processed")))


@pytest.mark.parametrize(
    ("capabilities", "word", "selected"),
    [
        ("IMAP4rev1 UIDPLUS MOVE", "MOVE", b""),
        ("IMAP4rev1 UIDPLUS", "COPY", b""),
        ("IMAP4rev1 UIDPLUS", "STORE", b""),
        ("IMAP4rev1 UIDPLUS", "+FLAGS", b""),
        ("IMAP4rev1 UIDPLUS", "EXPUNGE", b""),
        ("IMAP4rev1 UIDPLUS", "nothing", b"* OK [PERMANENTFLAGS (\\Seen)] ok\r\n"),
    ],
)
def test_rights_that_are_missing_double_nothing(
    capabilities: str, word: str, selected: bytes, server: OddServer
) -> None:
    """NO to MOVE, COPY, STORE or EXPUNGE: intake goes on, and no copy is made round after round."""
    server.capabilities, server.selected = capabilities, selected
    box = Mailbox(server)
    box.round()
    server.on(word, b"{tag} NO [NOPERM] Permission denied\r\n", always=True)
    handled(box, 1, 2)
    box.rounds(5)
    handled(box, 3)
    box.rounds(5)
    assert [letter(1), letter(2), letter(3)] == server.texts()
    copies = {"+FLAGS": 1, "EXPUNGE": 1}.get(word, 0)
    assert copies == len(server.texts("Processed"))
    assert server.asked(f"UID {word}") <= 4
    assert 3 == Inbound.select().where(Inbound.state == "accepted").count()
    box.receiver.close()


def test_one_mail_that_cannot_be_moved_keeps_no_other(server: OddServer, box: Mailbox) -> None:
    """It is tried again after an hour."""

    def first(fake: OddServer, command: str) -> bytes | None:
        return b"{tag} NO The message cannot be moved\r\n" if command.split()[2] == "1" else None

    server.on("MOVE", first, always=True)
    handled(box, 1, 2, 3)
    box.rounds(5)
    assert ([letter(1)], [letter(2), letter(3)]) == (server.texts(), server.texts("Processed"))
    assert 1 == server.asked("UID MOVE 1 ")
    server._faults.clear()
    box.round(61)
    assert [] == server.texts()


# -- lines that end


STEPS = {
    "LOGIN": "LOGIN",
    "CAPABILITY": "CAPABILITY",
    "SELECT": "SELECT",
    "SEARCH": "SEARCH",
    "sizes": "RFC822.SIZE",
    "bodies": "BODY.PEEK[]",
    "LIST": "LIST",
    "CREATE": "CREATE",
    "MOVE": "MOVE",
}


@pytest.mark.parametrize("word", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize(
    "answer",
    [
        b"* BYE Server shutting down\r\n",
        b"* BYE\r\n",
        CLOSE,
        b"* 1 EXISTS\r\n* BYE idle for too long\r\n",
    ],
    ids=["bye", "bare bye", "closed", "late bye"],
)
def test_the_line_may_end_at_any_command(word: str, answer: Any, server: OddServer, box: Mailbox) -> None:
    """LOGOUT by the server at any time: dialled again, nothing lost, nothing doubled."""
    handled(box, 1)
    server.put(letter(2))
    box.receiver.close()
    server.on(word, answer)
    box.rounds(3)
    box.decide()
    box.rounds(2)
    assert 1 <= len(box.errors) <= 2
    assert sizes(1, 2) == sorted(box.stored)
    assert ([], sorted([letter(1), letter(2)])) == (server.texts(), sorted(server.texts("Processed")))


@pytest.mark.parametrize("part", [0, 1, 40, len(letter(1)) - 1, len(letter(1))])
def test_the_line_may_end_inside_a_mail(part: int, server: OddServer, box: Mailbox) -> None:
    """Half of its octets came: none of them is stored, and it comes whole the next time."""
    server.put(letter(1))

    begun = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % len(letter(1))
    server.on("BODY.PEEK[]", (begun + letter(1)[:part], CLOSE))
    box.rounds(3)
    assert sizes(1) == box.stored
    assert 1 == len(box.errors)


def test_a_move_whose_answer_was_lost_moves_nothing_twice(server: OddServer, box: Mailbox) -> None:
    """The server moved it and the line ended: it is not there any more, and that is all."""

    def moved(fake: OddServer, command: str) -> object:
        fake.folders["Processed"].append(fake.folders["INBOX"].pop(0))
        return CLOSE

    handled(box, 1)
    server.folders["Processed"] = []
    server.on("MOVE", moved)
    box.rounds(3)
    assert ([], [letter(1)]) == (server.texts(), server.texts("Processed"))


# -- numbers


def test_numbers_that_change_all_the_time_stop_the_mailbox_and_say_so(
    server: OddServer, box: Mailbox
) -> None:
    """A rebuilt folder is read anew; one that is rebuilt every minute is a fault of the server."""
    for number in (1, 2):
        server.put(letter(number))
    box.round()
    for _ in range(6):
        server.uidvalidity += 1
        box.round()
    assert 3 == len([error for error in box.errors if "again and again" in error])
    server.uidvalidity += 1
    box.round(61)
    assert 3 == len(box.errors)


def test_older_mail_is_older_even_where_uidnext_lies(server: OddServer) -> None:
    """UIDNEXT of 2 in a folder with three mails: none of them is taken for new."""
    for number in (1, 2, 3):
        server.put(letter(number))
    server._uids["INBOX"] = 1
    box = Mailbox(server)
    box.now += timedelta(days=90)
    box.rounds(2)
    assert [True] * 3 == [row.backlog for row in Inbound.select()]
    box.receiver.close()


def test_what_the_server_tells_people_is_in_the_log(server: OddServer, box: Mailbox) -> None:
    """[ALERT], once."""
    server.selected = b"* OK [ALERT] This mailbox moves on Friday\r\n"
    with capture_logs() as logs:
        box.rounds(3)
    assert ["This mailbox moves on Friday"] == [
        line["text"] for line in logs if "server-says" in line["event"]
    ]


# -- waiting


@pytest.mark.parametrize("answer", [(b"+ idling\r\n", HANG), HANG], ids=["in IDLE", "at IDLE"])
def test_idle_that_dies_silently_is_noticed(answer: Any, server: OddServer) -> None:
    """The line stays open and nobody answers: the end of the wait is not answered in time, and it is dialled
    again; mail that came meanwhile is found.
    """
    box = Mailbox(server, timeout=0.3)
    box.round()
    server.on("IDLE", answer)
    server.put(letter(1))
    box.round()
    begin = time.monotonic()
    with pytest.raises(TemporaryError, match="did not answer in time"):
        box.receiver.wait(0.2)
    assert time.monotonic() - begin < 3
    server.put(letter(2))
    box.round()
    assert (sizes(1, 2), 2) == (box.stored, server.calls)
    box.receiver.close()


def test_idle_that_never_says_anything_is_no_loss(server: OddServer, box: Mailbox) -> None:
    """A server that takes IDLE and announces nothing: the poll beside it finds the mail."""
    server.put(letter(1))
    box.round()
    threading.Timer(0.05, lambda: server.put(letter(2))).start()
    assert not box.receiver.wait(0.2)
    box.round()
    assert sizes(1, 2) == box.stored


def test_the_service_keeps_one_connection(server: OddServer, box: Mailbox) -> None:
    """Whatever it does: providers allow few a mailbox."""
    handled(box, 1)
    box.rounds(5)
    assert 1 == server.calls
