"""The IMAP door against servers that hang up, stammer, lie or fall silent."""

from __future__ import annotations

import threading
import time

import pytest

from cases.errors import PermanentError, TemporaryError
from cases.settings import ImapAccount
from intake.imap.mailbox import Mailbox
from intake.imap.values import MoveOutcome
from tests.servers.scripted import HANG, Step, scripted


def account(port: int, security: str = "none", host: str = "127.0.0.1") -> ImapAccount:
    """A user who waits one second for an answer."""
    return ImapAccount(host, port, security, "anna", "secret", timeout=1.0)


def greeting(capabilities: str = "IMAP4rev1 IDLE UIDPLUS MOVE") -> list[Step]:
    """Login, with these capabilities."""
    caps = capabilities.encode()
    return [
        b"* OK hello\r\n",
        "CAPABILITY",
        b"* CAPABILITY " + caps + b"\r\n{tag} OK done\r\n",
        "LOGIN",
        b"{tag} OK in\r\n",
        "CAPABILITY",
        b"* CAPABILITY " + caps + b"\r\n{tag} OK done\r\n",
    ]


SELECT: list[Step] = [
    "SELECT",
    b"* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n* OK [UIDNEXT 8] ok\r\n{tag} OK [READ-WRITE] ok\r\n",
]
SEARCH: list[Step] = ["SEARCH", b"* SEARCH 7\r\n{tag} OK done\r\n"]
IDLE: list[Step] = ["IDLE", b"+ idling\r\n"]
DONE: list[Step] = ["DONE", b"{tag} OK done\r\n"]
GOODBYE: list[Step] = ["LOGOUT", b"* BYE\r\n{tag} OK done\r\n"]


def waiting(*steps: Step, timeout: float = 3.0) -> tuple[bool, float]:
    """What `wait` says while the server plays these steps, and after how many seconds."""
    script = [*greeting(), *SELECT, *SEARCH, *steps, *GOODBYE]
    with scripted(script) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        assert (7,) == box.uids_after(0, 9)
        begin = time.monotonic()
        news = box.wait(timeout)
        return news, time.monotonic() - begin


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([*IDLE, 0.1, b"* 2 EXISTS\r\n", *DONE], id="plain"),
        pytest.param(["IDLE", b"+ idling\r\n* 2 EXISTS\r\n", *DONE], id="in one packet with +"),
        pytest.param(["IDLE", b"* 2 EXISTS\r\n+ idling\r\n", *DONE], id="before the +"),
        pytest.param([*IDLE, b"* 2 EX", 0.3, b"ISTS\r\n", *DONE], id="split line"),
        pytest.param([*IDLE, b"* 2 EXISTS\r", 0.3, b"\n", *DONE], id="split line end"),
        pytest.param([*IDLE, b"* OK Still here\r\n* 2 EXISTS\r\n", *DONE], id="second of two"),
        pytest.param([*IDLE, b"* 1 EXPUNGE\r\n* 1 EXISTS\r\n", *DONE], id="after an expunge"),
        pytest.param([*IDLE, b"* 2 exists\r\n", *DONE], id="lower case"),
    ],
)
def test_no_announcement_is_lost(steps: list[Step]) -> None:
    """However the line arrives, waiting ends at once with True."""
    news, seconds = waiting(*steps)
    assert news
    assert seconds < 1.5


def test_an_announcement_at_the_end_of_idle_counts() -> None:
    """The line comes after our DONE, before its answer."""
    news, _ = waiting(*IDLE, "DONE", b"* 2 EXISTS\r\n{tag} OK done\r\n", timeout=0.3)
    assert news


@pytest.mark.parametrize(
    "line", [b"* OK Still here\r\n", b"* 1 EXPUNGE\r\n", b"* 1 FETCH (FLAGS (\\Seen))\r\n"]
)
def test_other_lines_do_not_wake(line: bytes) -> None:
    """Keep-alives, removals and flags are not new mail."""
    news, seconds = waiting(*IDLE, line, *DONE, timeout=0.5)
    assert not news
    assert seconds >= 0.5


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([*IDLE, 0.1], id="closed"),
        pytest.param([*IDLE, b"* BYE going down\r\n"], id="BYE"),
        pytest.param([*IDLE, b"* 2 EX"], id="closed inside a line"),
        pytest.param([*IDLE, b"* 2 EX", HANG], id="silent inside a line"),
        pytest.param(["IDLE", HANG], id="no continuation"),
        pytest.param([*IDLE, "DONE", HANG], id="no answer to DONE"),
        pytest.param(["IDLE"], id="closed at IDLE"),
    ],
)
def test_a_lost_line_is_an_error_at_once(steps: list[Step]) -> None:
    """Not a spin, not silence for ever; the object is closed and can connect again."""
    script = [*greeting(), *SELECT, *SEARCH, *steps]
    again = [*greeting(), *GOODBYE]
    with scripted(script, again) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        box.uids_after(0, 9)
        begin, cpu = time.monotonic(), time.process_time()
        with pytest.raises(TemporaryError, match="tried again"):
            box.wait(1.2)
        assert time.monotonic() - begin < 4
        assert time.process_time() - cpu < 0.5
        assert not box.connected
        with pytest.raises(TemporaryError, match="connect again"):
            box.wait(1)
        box.connect()
        assert box.connected


@pytest.mark.parametrize("answer", [b"{tag} NO not now\r\n", b"{tag} BAD what\r\n"])
def test_a_refused_idle_becomes_sleeping(answer: bytes) -> None:
    """Some proxies announce IDLE for a server behind them that has none."""
    script = [*greeting(), *SELECT, *SEARCH, "IDLE", answer, *GOODBYE]
    with scripted(script) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        box.uids_after(0, 9)
        assert box.wait(0.1)
        assert box.wait(0.1)  # IDLE is not tried again on this connection


def test_a_stop_is_answered_politely() -> None:
    """DONE is said before leaving."""
    stop = threading.Event()
    script = [*greeting(), *SELECT, *SEARCH, *IDLE, *DONE, *GOODBYE]
    with scripted(script) as port, Mailbox(account(port), stop) as box:
        box.open("INBOX")
        box.uids_after(0, 9)
        timer = threading.Timer(0.1, stop.set)
        timer.start()
        assert not box.wait(30)
        timer.join()


LOGIN = greeting()[:3]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO [AUTHENTICATIONFAILED] no\r\n"], PermanentError),
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO LOGIN failed.\r\n"], PermanentError),
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO Login or password incorrect\r\n"], PermanentError),
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO [UNAVAILABLE] later\r\n"], TemporaryError),
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO [LIMIT] too many\r\n"], TemporaryError),
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO Server busy, login failed\r\n"], TemporaryError),
        pytest.param([*LOGIN, "LOGIN", b"{tag} NO System error\r\n"], TemporaryError),
        pytest.param([*LOGIN, "LOGIN"], TemporaryError),
        pytest.param([*LOGIN, "LOGIN", b"* BYE login failed\r\n"], TemporaryError),
        pytest.param([*LOGIN, "LOGIN", HANG], TemporaryError),
        pytest.param([b"* BYE too many connections\r\n"], TemporaryError),
        pytest.param([HANG], TemporaryError),
        pytest.param([], TemporaryError),
        pytest.param([b"SSH-2.0-OpenSSH\r\n"], TemporaryError),
    ],
)
def test_only_the_servers_own_refusal_is_a_wrong_password(script: list[Step], kind: type[Exception]) -> None:
    """A line that drops, a timeout or a busy server is tried again."""
    with scripted(script) as port:
        with pytest.raises((PermanentError, TemporaryError)) as caught:
            Mailbox(account(port)).connect()
        assert kind is type(caught.value)
        assert "secret" not in str(caught.value)


def test_starttls_never_falls_back_to_plain_text() -> None:
    """Not offered, or refused: no password is sent."""
    offered: list[Step] = [
        b"* OK hello\r\n",
        "CAPABILITY",
        b"* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n",
    ]
    stripped = greeting("IMAP4rev1")[:3]
    with scripted(stripped) as port, pytest.raises(PermanentError, match="does not offer STARTTLS"):
        Mailbox(account(port, "starttls")).connect()
    refused = [*offered, "STARTTLS", b"{tag} NO not today\r\n"]
    with scripted(refused) as port, pytest.raises(TemporaryError):
        Mailbox(account(port, "starttls")).connect()
    greeted: list[Step] = [b"* PREAUTH hello\r\n", *offered[1:]]
    with scripted(greeted) as port, pytest.raises((PermanentError, TemporaryError)):
        Mailbox(account(port, "starttls")).connect()


def test_a_login_that_the_server_forbids_says_why() -> None:
    """LOGINDISABLED and no PLAIN: the way has to be encrypted."""
    script = greeting("IMAP4rev1 LOGINDISABLED")[:3]
    with scripted(script) as port, pytest.raises(PermanentError, match="no login with a password"):
        Mailbox(account(port)).connect()


def test_no_encryption_is_for_this_machine_only() -> None:
    """Nothing is dialled."""
    with pytest.raises(PermanentError, match="for this machine only"):
        Mailbox(account(143, "none", "imap.example.org")).connect()
    with pytest.raises(PermanentError, match="unknown"):
        Mailbox(account(143, "ssl")).connect()


def test_an_unknown_host_and_a_closed_port_are_tried_again() -> None:
    """A network that is away is no mistake in the configuration."""
    with scripted() as port:
        pass
    for host, number in (("127.0.0.1", port), ("imap.example.invalid", 993)):
        with pytest.raises(TemporaryError):
            Mailbox(account(number, "tls", host)).connect()


def opened(*steps: Step, capabilities: str = "IMAP4rev1 UIDPLUS MOVE") -> list[Step]:
    """A script up to the open folder, then these steps."""
    return [*greeting(capabilities), *SELECT, *steps, *GOODBYE]


def test_an_unconfirmed_copy_expunges_nothing() -> None:
    """No COPYUID: the mail stays where it is."""
    script = opened(
        *SEARCH,
        "-FLAGS",
        b"{tag} OK done\r\n",
        "COPY",
        b"{tag} OK done\r\n",
        capabilities="IMAP4rev1 UIDPLUS",
    )
    with scripted(script) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        result = box.move(7, "Done")
    assert (MoveOutcome.STAYED, "the server did not confirm the copy") == (
        result.outcome,
        result.reason,
    )


def test_a_move_without_uidplus_is_looked_after() -> None:
    """No COPYUID can come; whether the mail is still there tells what happened."""
    nothing: list[Step] = ["SEARCH", b"* SEARCH\r\n{tag} OK done\r\n"]
    moved: list[Step] = ["MOVE", b"* 1 EXPUNGE\r\n{tag} OK done\r\n"]
    for after, outcome in ((nothing, MoveOutcome.MOVED), (SEARCH, MoveOutcome.STAYED)):
        script = opened(*SEARCH, *moved, *after, capabilities="IMAP4rev1 MOVE")
        with scripted(script) as port, Mailbox(account(port)) as box:
            box.open("INBOX")
            assert outcome == box.move(7, "Done").outcome


def test_one_mail_that_cannot_be_read_does_not_stop_the_others() -> None:
    """Exchange lists mail that it cannot convert; the next is fetched all the same."""
    sizes = b"".join(
        b'* %d FETCH (UID %d RFC822.SIZE 5 FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0100")\r\n' % (n, n)
        for n in (7, 8)
    )
    script = opened(
        "FETCH 7,8 (RFC822.SIZE",
        sizes + b"{tag} OK done\r\n",
        "FETCH 7,8 (BODY.PEEK[])",
        b"{tag} NO The requested message could not be converted\r\n",
        "FETCH 7 (BODY.PEEK[])",
        b"{tag} NO The requested message could not be converted\r\n",
        "FETCH 8 (BODY.PEEK[])",
        b"* 8 FETCH (UID 8 BODY[] {5}\r\nA:b\r\n)\r\n{tag} OK done\r\n",
        *SEARCH,
    )
    with scripted(script) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        mails = list(box.fetch((7, 8)))
    assert [(7, b"", False), (8, b"A:b\r\n", True)] == [(m.uid, m.raw, m.whole) for m in mails]


def test_a_server_that_is_busy_is_not_a_broken_mail() -> None:
    """[UNAVAILABLE] at FETCH: again later, nothing is written off."""
    size = b"* 7 FETCH (UID 7 RFC822.SIZE 5 FLAGS ())\r\n{tag} OK done\r\n"
    script = opened("FETCH", size, "FETCH", b"{tag} NO [UNAVAILABLE] the store is away, later\r\n")
    with scripted(script) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        with pytest.raises(TemporaryError, match="UNAVAILABLE"):
            list(box.fetch((7,)))


def test_a_date_nobody_can_read_does_not_stop_the_others() -> None:
    """It counts as 1970."""
    bad = b'* 7 FETCH (UID 7 RFC822.SIZE 5 FLAGS (\\Seen) INTERNALDATE "yesterday")\r\n{tag} OK done\r\n'
    script = opened("INTERNALDATE", bad)
    with scripted(script) as port, Mailbox(account(port)) as box:
        box.open("INBOX")
        (one,) = box.sizes((7,))
    assert (5, 1970, frozenset({"\\Seen"})) == (one.size, one.internal_date.year, one.flags)


def test_a_folder_without_uidvalidity_cannot_be_followed() -> None:
    """Its numbers would mean nothing tomorrow; UIDNEXT may be missing, it is asked for."""
    select = ["SELECT", b"* 0 EXISTS\r\n{tag} OK done\r\n"]
    status = ["STATUS", b"* STATUS INBOX (UIDNEXT 8)\r\n{tag} OK done\r\n"]
    script = [*greeting(), *select, *status, *GOODBYE]
    with (
        scripted(script) as port,
        Mailbox(account(port)) as box,
        pytest.raises(PermanentError, match="UIDVALIDITY"),
    ):
        box.open("INBOX")


def test_a_folder_that_must_be_below_inbox_is_made_there() -> None:
    """Courier keeps personal folders there: its namespace tells the prefix."""
    script = [
        *greeting("IMAP4rev1 NAMESPACE"),
        "LIST",
        b'* LIST (\\HasChildren) "." INBOX\r\n{tag} OK done\r\n',
        "NAMESPACE",
        b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n{tag} OK done\r\n',
        'CREATE "INBOX.Processed"',
        b"{tag} OK done\r\n",
        "SUBSCRIBE",
        b"{tag} NO no subscriptions here\r\n",
        *GOODBYE,
    ]
    with scripted(script) as port, Mailbox(account(port)) as box:
        assert "INBOX.Processed" == box.ensure_folder("Processed")


def test_every_command_has_a_time_limit() -> None:
    """A server that falls silent costs a second here, not a day."""
    script = [*greeting(), "SELECT", HANG]
    with scripted(script) as port, Mailbox(account(port)) as box:
        begin = time.monotonic()
        with pytest.raises(TemporaryError, match="did not answer in time"):
            box.open("INBOX")
        assert time.monotonic() - begin < 3
        assert not box.connected
