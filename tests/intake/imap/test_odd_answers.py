"""Servers that leave out what they should say, say it elsewhere, or say more than was asked."""

from __future__ import annotations

import pytest

from cases.errors import PermanentError, TemporaryError
from intake.imap.mailbox import Mailbox
from intake.imap.values import LAST_UID
from tests.intake.imap.test_patience import MAIL
from tests.servers.odd_imap import DATE, REFUSE, OddServer

FULL = "IMAP4rev1 IDLE UIDPLUS MOVE NAMESPACE"
SIZES = "RFC822.SIZE"
SELECTED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n* OK [UIDNEXT 2] ok\r\n"


@pytest.mark.parametrize(
    ("selected", "status", "uidnext"),
    [
        (b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n", None, 2),
        (b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n", REFUSE, 2),
        (b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n", b"* STATUS INBOX (UIDNEXT 9)\r\n{tag} OK ok\r\n", 9),
        (b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n* OK [UIDNEXT 0] ok\r\n", REFUSE, 2),
        (b"* 1 EXISTS\r\n* OK [UIDNEXT 2] ok\r\n", None, 2),
        (b"* OK [UIDVALIDITY 5] ok\r\n* OK [UIDNEXT 2] ok\r\n", None, 2),
        (b"* FLAGS (\\Seen)\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 5]\r\n* OK [UIDNEXT 2]\r\n", None, 2),
    ],
)
def test_what_select_leaves_out_is_asked(selected: bytes, status: bytes | None, uidnext: int) -> None:
    """UIDNEXT decides which mail is older than the service: it is never taken as zero."""
    with OddServer() as server:
        server.put(MAIL)
        server.on("SELECT", selected + b"{tag} OK [READ-WRITE] ok\r\n")
        with Mailbox(server.account) as box:
            if status is not None:
                server.on("STATUS", status)
            server.on("SEARCH", b"* SEARCH 1\r\n{tag} OK done\r\n")
            state = box.open("INBOX")
        assert (5, uidnext) == (state.uidvalidity, state.uidnext)


@pytest.mark.parametrize("uidvalidity", [b"* OK [UIDVALIDITY 0] ok\r\n", b""])
def test_numbers_that_do_not_last_are_for_a_person(uidvalidity: bytes) -> None:
    """No UIDVALIDITY, or zero, in SELECT and in STATUS: the sentence says what that means."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.on("SELECT", b"* 0 EXISTS\r\n" + uidvalidity + b"{tag} OK ok\r\n")
        server.on("STATUS", b"* STATUS INBOX (UIDNEXT 1 UIDVALIDITY 0)\r\n{tag} OK done\r\n")
        with pytest.raises(PermanentError, match="no lasting numbers"):
            box.open("INBOX")
        assert box.connected


def test_the_highest_number_of_all_is_a_number() -> None:
    """UIDs go to 2^32 - 1; nothing lies above, and nothing above is asked for."""
    with OddServer() as server, Mailbox(server.account, window=3) as box:
        for uid in (1, 2, 3, 4, LAST_UID - 1, LAST_UID):
            server.put(MAIL, uid=uid)
        state = box.open("INBOX")
        assert LAST_UID + 1 == state.uidnext
        assert (LAST_UID - 1, LAST_UID) == box.uids_after(LAST_UID - 2, 9)
        assert () == box.uids_after(LAST_UID, 9)
        assert (LAST_UID,) == tuple(mail.uid for mail in box.fetch((LAST_UID,)))
        assert LAST_UID == box.last_uid()
        assert 0 == server.asked(str(LAST_UID + 1))


@pytest.mark.parametrize(
    ("code", "flags", "read_only", "removes"),
    [
        ("READ-WRITE", b"", False, True),
        ("READ-WRITE", b"* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] ok\r\n", False, True),
        ("READ-WRITE", b"* OK [PERMANENTFLAGS (\\Seen)] ok\r\n", False, False),
        ("READ-WRITE", b"* OK [PERMANENTFLAGS ()] ok\r\n", False, False),
        ("READ-ONLY", b"", True, True),
        ("READ-ONLY", b"* OK [PERMANENTFLAGS ()] No permanent flags permitted\r\n", True, False),
    ],
)
def test_a_folder_for_reading_only_is_read(code: str, flags: bytes, read_only: bool, removes: bool) -> None:
    """The state says what may be done in it; its mail is fetched all the same."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.put(MAIL)
        server.read_write, server.selected = code, flags
        state = box.open("INBOX")
        assert (read_only, removes) == (state.read_only, state.removes)
        assert [MAIL] == [mail.raw for mail in box.fetch(box.uids_after(0, 9))]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("IMAP4rev1 LOGINDISABLEDX", "IMAP4rev1 IDLE MOVE", {"IDLE", "MOVE"}),
        ("IMAP4rev1 IDLE MOVE", "IMAP4rev1", set()),
        ("IMAP4", "IMAP4 UIDPLUS", {"UIDPLUS"}),
        ("IMAP4rev1 IMAP4rev2", "IMAP4rev1 IMAP4rev2", {"IDLE", "MOVE", "NAMESPACE", "UIDPLUS"}),
        ("imap4rev1 idle", "imap4rev1 idle move", {"IDLE", "MOVE"}),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_abilities_are_those_after_login(before: str, after: str, found: set[str], at_once: bool) -> None:
    """Whatever the greeting or the login itself said of them."""
    with OddServer(before) as server:
        server.put(MAIL)
        answer = f"* CAPABILITY {after}\r\n{{tag}} OK done\r\n".encode()
        if at_once:
            server.greeting = f"* OK [CAPABILITY {before}] hello\r\n".encode()
        server.on("CAPABILITY", f"* CAPABILITY {before}\r\n{{tag}} OK done\r\n".encode(), answer)
        with Mailbox(server.account) as box:
            assert found == box.capabilities & {"IDLE", "MOVE", "NAMESPACE", "UIDPLUS"}
            assert 1 == box.open("INBOX").exists


def test_another_protocol_is_said() -> None:
    """A server of IMAP2, or of something else that happens to say OK."""
    with OddServer("IMAP2 IMAP2bis") as server, pytest.raises(PermanentError, match="no IMAP4rev1"):
        Mailbox(server.account).connect()


def answer_with(server: OddServer, *lines: str) -> list[tuple[int, bytes]]:
    """(UID, octets) that are read while FETCH answers with these lines, `{0}` for the mail of a UID."""
    sizes = "".join(
        f'* {n} FETCH (UID {n} RFC822.SIZE 41 FLAGS () INTERNALDATE "{DATE}")\r\n' for n in (1, 2, 3)
    )
    server.on(SIZES, sizes.encode() + b"{tag} OK done\r\n")
    server.on("BODY.PEEK[]", "\r\n".join(lines).encode() + b"\r\n{tag} OK done\r\n")
    with Mailbox(server.account) as box:
        box.open("INBOX")
        return [(mail.uid, mail.raw) for mail in box.fetch((1, 2, 3))]


def body(uid: int, before: str = "", after: str = "") -> str:
    """A line of FETCH with a mail of four octets."""
    return f"* {uid} FETCH (UID {uid} {before}BODY[] {{4}}\r\nA: {uid}{after})"


def uid_last(uid: int) -> str:
    return f"* {uid} FETCH (BODY[] {{4}}\r\nA: {uid} UID {uid})"


@pytest.mark.parametrize(
    "lines",
    [
        [body(3), body(1), body(2)],
        [uid_last(1), uid_last(2), uid_last(3)],
        [
            body(1),
            "* 2 FETCH (FLAGS (\\Seen))",
            "* 3 FETCH (UID 3 FLAGS (\\Seen))",
            "* 9 FETCH (UID 9 FLAGS (\\Answered))",
            body(2, after=" FLAGS (\\Seen)"),
            body(3, "MODSEQ (12) "),
        ],
        [
            "* OK Still here",
            body(1),
            "* 4 EXISTS",
            "* 1 RECENT",
            body(2),
            "* NO Nearly full",
            "* FLAGS (\\Seen)",
            body(3),
            '* LIST () "/" Sent',
            "* SEARCH",
        ],
        [each.replace("UID", "Uid").replace("BODY", "Body") for each in (body(1), body(2), body(3))],
        [body(1), body(1), body(2), body(3)],
        [f'* {uid} FETCH (UID {uid} BODY[] "A: {uid}")' for uid in (1, 2, 3)],
        [body(9), body(1), body(2), body(3)],
    ],
)
def test_each_mail_gets_its_own_octets(lines: list[str]) -> None:
    """In whatever order, spelling and company they come."""
    with OddServer() as server:
        for _ in range(3):
            server.put(b"A: 0")
        assert [(1, b"A: 1"), (2, b"A: 2"), (3, b"A: 3")] == answer_with(server, *lines)


@pytest.mark.parametrize(
    "date", ['"yesterday"', "NIL", '"32-Foo-2026 99:99:99 +0000"', '""', '"01-Jan-2026 10:00:00 +99999"']
)
def test_a_date_that_is_none_stops_nothing(date: str) -> None:
    """It counts as 1970, or as what can be read of it."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.put(MAIL)
        server.on(
            SIZES,
            f"* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS () INTERNALDATE {date})\r\n{{tag}} OK done\r\n".encode(),
        )
        box.open("INBOX")
        assert [MAIL] == [mail.raw for mail in box.fetch((1,))]


@pytest.mark.parametrize(
    "said",
    [
        b"* SEARCH 1 two 3\r\n{tag} OK done\r\n",
        b"* SEARCH 1 \xff\r\n{tag} OK done\r\n",
        b"* SEARCH (1\r\n{tag} OK done\r\n",
        b"* what is this\r\n{tag} OK done\r\n",
        b"hello\r\n{tag} OK done\r\n",
        b"\r\n{tag} OK done\r\n",
        b"X9 OK of another command\r\n{tag} OK done\r\n",
        b"* BYE\r\n",
        b"{tag} WHAT done\r\n",
    ],
)
def test_what_nobody_can_read_ends_the_line_and_not_the_service(said: bytes) -> None:
    """Again later, on a new connection; never an error of our own."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.put(MAIL)
        box.open("INBOX")
        server.on("SEARCH", said)
        try:
            found: tuple[int, ...] = box.uids_after(0, 9)
        except TemporaryError:
            box.connect()
            box.open("INBOX")
            found = box.uids_after(0, 9)
        assert set(found) <= {1, 3}


def test_words_for_people_are_heard_once() -> None:
    """[ALERT] at the greeting, beside another answer, and twice the same."""
    with OddServer() as server:
        server.greeting = b"* OK [ALERT] Down for maintenance on Sunday\r\n"
        server.selected = "* OK [ALERT] Mailbox is at 95 % of its  quota, Grüße\r\n".encode()
        with Mailbox(server.account) as box:
            assert ("Down for maintenance on Sunday",) == box.heard()
            box.open("INBOX")
            box.open("INBOX")
            assert ("Mailbox is at 95 % of its quota, Grüße",) == box.heard()
            assert () == box.heard()
        server.greeting = b"* OK hello\r\n"


def test_fewer_mails_than_were_announced_are_no_fault() -> None:
    """Somebody removes mail while it is searched and fetched: EXISTS shrinks, numbers move."""
    with OddServer() as server, Mailbox(server.account) as box:
        for _ in range(4):
            server.put(MAIL)
        box.open("INBOX")
        uids = box.uids_after(0, 9)
        del server.folders["INBOX"][1:3]
        server.on(SIZES, None, always=True)
        assert [1, 4] == [mail.uid for mail in box.fetch(uids)]
        del server.folders["INBOX"][:]
        assert [] == list(box.fetch(uids))
        assert () == box.uids_after(0, 9)
