"""What `doctor` says of servers as they are: whose they are, what they lack and refuse, what follows."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from concierge.doctor.finding import Finding
from concierge.doctor.mailbox import certificate, check_imap, check_smtp
from concierge.doctor.provider import GOOGLE, MICROSOFT, Provider, login, pace, provider_of, reading
from concierge.doctor.round_trip import check_trip
from intake.imap.mailbox import Mailbox
from tests.mailer.scripted import scripted
from tests.servers.odd_imap import REFUSE, Answer, OddServer, answering
from tests.servers.post import Post
from tests.servers.renaming import renaming_relay

ADDRESS = "help@example.test"
NOWHERE = SmtpAccount("127.0.0.1", 1, "none")
MINUTE = timedelta(minutes=1)


def box_of(imap: ImapAccount | None = None, smtp: SmtpAccount = NOWHERE, **changes: Any) -> MailboxSettings:
    account = imap or ImapAccount("127.0.0.1", 1, "none", ADDRESS, "secret", timeout=1.0)
    return replace(MailboxSettings(ADDRESS, account, smtp), **changes)


def said(findings: Iterable[Finding]) -> list[str]:
    return [" | ".join(filter(None, (str(f.grade), f.state, f.advice, *map(str, f.lines)))) for f in findings]


@contextmanager
def smtp_server(script: Mapping[str, str | list[str]]) -> Iterator[SmtpAccount]:
    """The scripted server in a thread, for code that runs its own loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = scripted(script)
    seen = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield SmtpAccount("127.0.0.1", seen.port, "none", timeout=2.0)
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.mark.parametrize(
    ("host", "greeting", "abilities", "name"),
    [
        ("outlook.office365.com", "", (), "Microsoft 365"),
        ("smtp.office365.com.", "", (), "Microsoft 365"),
        ("smtp-mail.outlook.com", "", (), "Microsoft 365"),
        ("imap.gmail.com", "", (), "Google"),
        ("smtp-relay.gmail.com", "", (), "Google"),
        ("gateway.example.org", "* OK Gimap ready for requests from 192.0.2.1", (), "Google"),
        ("gateway.example.org", "* OK hello", ("IMAP4REV1", "X-GM-EXT-1"), "Google"),
        (
            "mx.example.org",
            "DB9PR06CA0001.outlook.office365.com Microsoft ESMTP MAIL Service",
            (),
            "Microsoft 365",
        ),
        (
            "mx.example.org",
            "* OK The Microsoft Exchange IMAP4 service is ready. [RABC]",
            (),
            "Microsoft Exchange",
        ),
        ("mx.example.org", "* OK [CAPABILITY IMAP4rev1] Dovecot ready.", (), "Dovecot"),
        ("mx.example.org", "* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready.", (), "Courier"),
        ("mx.example.org", "* OK mx Cyrus IMAP 3.6.1 server ready", (), "Cyrus"),
        ("mx.example.org", "mx.example.org ESMTP Postfix (Debian/GNU)", (), "Postfix"),
        ("mx.example.org", "mx.example.org ESMTP Exim 4.96", (), "Exim"),
        ("notoffice365.com.example.org", "* OK hello", (), ""),
        ("evilgmail.com", "", (), ""),
    ],
)
def test_whose_server_it_is(host: str, greeting: str, abilities: tuple[str, ...], name: str) -> None:
    """By the host's name, else by what it says; nothing is guessed."""
    found = provider_of(host, greeting, abilities)
    assert (found.name if found else "").startswith(name)
    assert bool(found) == bool(name)


@pytest.mark.parametrize(
    ("what", "provider", "changes", "expected"),
    [
        ("imap", MICROSOFT, {}, "wrong | Microsoft 365 takes no passwords for IMAP | Write oauth2 in imap"),
        ("smtp", MICROSOFT, {}, "advice | Microsoft 365 ends passwords for SMTP | Write oauth2 in smtp"),
        ("imap", GOOGLE, {}, "wrong | Google takes no ordinary password here | Make an app password of 16"),
        ("imap", GOOGLE, {"password": "abcd efgh ijkl mnop"}, ""),
        ("imap", MICROSOFT, {"token": lambda: "t"}, ""),
        ("imap", Provider("Dovecot"), {}, ""),
        ("imap", None, {}, ""),
    ],
)
def test_passwords(what: str, provider: Provider | None, changes: dict[str, Any], expected: str) -> None:
    """Where a provider takes none any more, it is said with what to write instead; never the password."""
    account = replace(ImapAccount("x", 993, "tls", ADDRESS, "my secret"), **changes)
    found = said(login("x", what, account, provider))
    assert bool(expected) == bool(found)
    assert not found or found[0].startswith(expected)
    assert "my secret" not in " ".join(found)


@pytest.mark.parametrize(
    ("provider", "rate", "connections", "expected"),
    [
        (MICROSOFT, (25, MINUTE), 2, []),
        (MICROSOFT, (30, MINUTE), 3, []),
        (MICROSOFT, (60, MINUTE), 2, ['smtp.rate = "25 per 1m"']),
        (MICROSOFT, (1, timedelta(seconds=1)), 2, ['smtp.rate = "25 per 1m"']),
        (
            MICROSOFT,
            (500, timedelta(hours=1)),
            2,
            ['smtp.rate = "25 per 1m"'],
        ),  # all of it in the first minute
        (MICROSOFT, (25, MINUTE), 5, ["smtp.connections = 2"]),
        (Provider("Postfix"), (600, MINUTE), 9, []),
        (None, (600, MINUTE), 9, []),
    ],
)
def test_pace(
    provider: Provider | None, rate: tuple[int, timedelta], connections: int, expected: list[str]
) -> None:
    """More than Microsoft takes of one mailbox is advised against, with the line to write."""
    box = box_of(smtp=replace(NOWHERE, rate=rate, connections=connections))
    assert expected == [str(line) for finding in pace(box, provider) for line in finding.lines]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(60, "ok | the certificate holds until"), (20, "advice | "), (1, "advice | "), (0.5, "advice | ")],
)
def test_the_end_of_a_certificate(days: float, expected: str) -> None:
    """Advice three weeks before, with the date and the days that are left."""
    now = datetime(2026, 11, 27, tzinfo=UTC)
    (found,) = said(certificate("x", now + timedelta(days=days), now))
    assert found.startswith(expected)
    assert f" {int(days)} day" in found
    assert [] == list(certificate("x", None, now))


def test_a_google_mailbox() -> None:
    """Recognised by its abilities: what Processed is there, and that sent_copy = "always" doubles."""
    with OddServer("IMAP4rev1 IDLE UIDPLUS MOVE X-GM-EXT-1", folders=("INBOX", "Sent")) as server:
        server.greeting = b"* OK Gimap ready for requests\r\n"
        box = box_of(replace(server.account, password="abcdefghijklmnop"), sent_copy="always")
        found = said(check_imap(box))
    assert "ok | the mailbox is kept by Google" in found
    assert 'ok | "Processed" is a label there: handled mail leaves Inbox and stays in All Mail' in found
    assert [each for each in found if each.startswith("advice") and 'sent_copy = "auto"' in each]
    assert "ok | handled mail goes to Processed, which was made now" in found


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ("IMAP4rev1 UIDPLUS MOVE", ["advice | the server has no IDLE"]),
        ("IMAP4rev1 IDLE MOVE", ["advice | the server has no UIDPLUS"]),
        ("IMAP4rev1 IDLE UIDPLUS", ["advice | the server has no MOVE"]),
        (
            "IMAP4rev1 IDLE",
            [
                "advice | the server has no UIDPLUS",
                "advice | the server has no MOVE",
                'advice | handled mail stays in INBOX | Make that plain in the file. | processed_folder = ""',
            ],
        ),
    ],
)
def test_what_an_imap_server_lacks(capabilities: str, expected: list[str]) -> None:
    """Each as one line that says what it means; none is wrong."""
    with OddServer(capabilities, folders=("INBOX", "Sent", "Processed")) as server:
        found = [each for each in said(check_imap(box_of(server.account))) if not each.startswith("ok")]
    assert len(expected) == len(found)
    assert all(each.startswith(wanted) for each, wanted in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, "ok | the newest 3 of them can be read"),
        (
            b"{tag} OK nothing\r\n",
            "wrong | INBOX lists mail that the server does not deliver: 3 of the newest 3",
        ),
        (b"{tag} NO [SERVERBUG] Internal error\r\n", "wrong | INBOX lists mail"),
        (b"* 1 FETCH (UID 2 BODY[] {9999999999999}\r\n", "wrong | "),
        (answering(3, with_=lambda number, mail: b""), "advice | INBOX lists mail that the server does not"),
    ],
)
def test_mail_that_is_listed_and_never_comes(answer: Answer | None, expected: str) -> None:
    """The newest three are fetched as the service does it; nothing is marked."""
    with OddServer() as server:
        for number in range(4):
            server.put(b"Subject: %d\r\n\r\nHello\r\n" % number)
        if answer is not None:
            server.on("BODY.PEEK[]", answer, always=True)
        found = said(check_imap(box_of(server.account)))
    assert [each for each in found if each.startswith(expected)], found
    assert [each for each in found if "renewed at each poll (at most 28 minutes)" in each]


def test_a_namespace_with_a_prefix() -> None:
    """Where folders lie below INBOX, the name there is said."""
    with OddServer(delimiter=".", prefix="INBOX.", folders=("INBOX", "INBOX.Sent")) as server:
        found = said(check_imap(box_of(server.account)))
    assert "ok | handled mail goes to INBOX.Processed, which was made now" in found
    assert "ok | copies of sent mail go to INBOX.Sent" in found


def test_a_folder_that_cannot_be_made() -> None:
    """It is wrong, in the server's words, with the line that does without."""
    with OddServer(folders=("INBOX", "Sent")) as server:
        server.on("CREATE", b"{tag} NO [CANNOT] permission denied\r\n", always=True)
        found = said(check_imap(box_of(server.account)))
    (wrong,) = [each for each in found if each.startswith("wrong")]
    assert "permission denied" in wrong
    assert 'processed_folder = ""' in wrong


@pytest.mark.parametrize(
    ("read_write", "selected", "changes", "told"),
    [
        ("READ-WRITE", b"", {}, False),
        ("READ-ONLY", b"", {}, True),
        ("READ-WRITE", b"* OK [PERMANENTFLAGS (\\Seen)] limited\r\n", {}, True),
        ("READ-ONLY", b"", {"processed_folder": ""}, False),
    ],
)
def test_an_inbox_that_can_only_be_read(
    read_write: str, selected: bytes, changes: dict[str, Any], told: bool
) -> None:
    """It matters where handled mail is to leave it; the line that does without is offered."""
    with OddServer(folders=("INBOX", "Sent", "Processed")) as server:
        server.read_write, server.selected = read_write, selected
        found = said(check_imap(box_of(server.account, **changes)))
    assert told == bool([each for each in found if each.startswith("wrong | INBOX is read-only")])


def test_what_a_server_wants_people_to_know() -> None:
    """An [ALERT] reaches the operator (RFC 3501 section 7.1)."""
    with OddServer(folders=("INBOX", "Sent", "Processed")) as server:
        server.selected = b"* OK [ALERT] Quota is nearly used up\r\n"
        found = said(check_imap(box_of(server.account)))
    assert [each for each in found if "the server wants people to know: Quota is nearly used up" in each]


def test_a_login_that_microsoft_refuses() -> None:
    """The refusal, and beside it that no password will do."""
    with OddServer() as server:
        server.on("LOGIN", REFUSE, always=True)
        box = box_of(replace(server.account, host="localhost"))
        assert 1 == len([each for each in said(check_imap(box)) if each.startswith("wrong")])
    found = said(check_imap(box_of(replace(server.account, host="127.0.0.1", port=1))))
    assert 1 == len(found)
    assert [] == said(reading(box_of(), None))


EHLO = "250-mx.example.test\r\n250-SIZE {size}\r\n250 {more}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, "advice | takes mails up to 1.0 MB only"),
        ({"EHLO": EHLO.format(size=36700160, more="SMTPUTF8")}, "ok | takes mails up to 36 MB"),
        (
            {"EHLO": EHLO.format(size=36700160, more="8BITMIME")},
            "ok | has no SMTPUTF8: nobody can be written to",
        ),
        ({"EHLO": "250 mx.example.test"}, "ok | tells no largest size"),
        ({"greeting": "220 mx.example.test ESMTP Postfix"}, "ok | mail is sent by Postfix"),
        ({"greeting": "421 4.3.2 Service not active"}, "wrong | 127.0.0.1:"),
        ({"greeting": "554 5.7.1 blocked"}, "wrong | 127.0.0.1:"),
        (
            {"greeting": "421 4.7.0 Try again later, closing connection. (EHLO) - gsmtp"},
            "wrong | 127.0.0.1:",
        ),
        ({"EHLO": "502 what?", "HELO": "250 mx.example.test"}, "ok | tells no largest size"),
    ],
)
def test_what_an_smtp_server_says(script: dict[str, str | list[str]], expected: str) -> None:
    """Size, addresses, who it is; and what stopped a session."""
    with smtp_server(script) as smtp:
        found = said(check_smtp(box_of(smtp=smtp)))
    assert [each for each in found if each.startswith(expected)], found


@pytest.mark.parametrize(
    ("script", "changes", "what_to_do"),
    [
        ({"AUTH": "535 5.7.8 bad login"}, {}, "correct username and password_file"),
        ({"AUTH": "538 5.7.11 Encryption required"}, {}, 'write security = "starttls"'),
        (
            {"AUTH": "454 4.7.0 Too many login attempts, please try again later"},
            {},
            "another program logs in too",
        ),
        ({"EHLO": "250 mx.example.test"}, {}, "does not offer what smtp in [[mailbox]] asks for"),
        ({}, {"security": "starttls"}, "does not offer what smtp in [[mailbox]] asks for"),
        (
            {
                "greeting": "220 DB9PR06CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready",
                "AUTH": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
                "for the Mailbox. Visit https://aka.ms/smtp_auth_disabled",
            },
            {},
            f"Set-CASMailbox {ADDRESS} -SmtpClientAuthenticationDisabled $false",
        ),
    ],
)
def test_a_session_that_was_refused(
    script: dict[str, str | list[str]], changes: dict[str, Any], what_to_do: str
) -> None:
    """One line with the server's words, and one sentence that says what to click or type."""
    with smtp_server(script) as smtp:
        account = replace(smtp, username=ADDRESS, password="geheim", **changes)
        found = said(check_smtp(box_of(smtp=account)))
    assert found[0].startswith("wrong | 127.0.0.1:")
    assert what_to_do in found[0]
    assert "geheim" not in " ".join(found)


def test_a_line_that_is_down_asks_for_no_permission() -> None:
    """A name that no server knows is the network's matter."""
    explain: dict[str, Any] = {"token": lambda: "t", "explain": lambda _: "Allow the application."}
    smtp = SmtpAccount("mail.invalid", 587, "starttls", ADDRESS, **explain)
    (found,) = said(check_smtp(box_of(smtp=smtp)))
    assert "Allow" not in found
    assert "DNS" in found


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            {".": "554 5.2.252 SendAsDenied; a not allowed to send as b"},
            "give it the right to (Microsoft: Send As",
        ),
        ({"MAIL": "550 5.7.60 SMTP; Client does not have permissions to send as this sender"}, "Send As"),
        ({"RCPT": "553 5.7.1 <x>: Sender address rejected: not owned by user x"}, "smtpd_sender_login_maps"),
        ({"RCPT": "554 5.7.1 <x>: Relay access denied"}, "for other domains"),
        ({"MAIL": "530 5.7.0 Authentication required"}, "write username and password_file (or oauth2)"),
        ({".": "550 5.4.5 Daily user sending limit exceeded"}, "goes on when the day is over"),
        ({".": "432 4.3.2 Concurrent connections limit exceeded"}, "lower `connections`"),
    ],
)
def test_a_round_trip_that_is_refused(script: dict[str, str | list[str]], expected: str) -> None:
    """What the refusal means, once: a second mail to another address would fare no better."""
    with OddServer() as server, smtp_server(script) as smtp:
        found = said(check_trip(box_of(server.account, smtp), patience=0.1))
    assert 1 == len(found)
    assert found[0].startswith("wrong | a mail with a plus address was not taken: ")
    assert expected in found[0]


def test_a_sender_that_postfix_keeps_for_somebody_else(post: Post) -> None:
    """The same with the real server: smtpd_sender_login_maps, said at RCPT."""
    if post.kind != "postfix":
        pytest.skip("Postfix can be started by root only")
    user = post.new_user("help")
    box = MailboxSettings("owned@example.test", post.imap(user), post.smtp(user))
    found = said(check_trip(box, patience=1))
    assert 1 == len(found)
    assert "not owned by user" in found[0]
    assert "give it the right to" in found[0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "ok | the server gives our mails other Message-IDs; they are learnt from the Sent folder"),
        ({"sent_copy": "never"}, "ok | the server gives our mails other Message-IDs; answers are known by"),
        (
            {"plus_addressing": False},
            "advice | the server gives our mails other Message-IDs, and plus_addressing",
        ),
    ],
)
def test_a_server_that_renames_our_mail(builtin_post: Post, changes: dict[str, Any], expected: str) -> None:
    """It is found all the same, and told what follows."""
    user = builtin_post.new_user("help")
    with renaming_relay(builtin_post.deliver, lambda raw: None) as smtp:
        box = MailboxSettings(user.address, builtin_post.imap(user), smtp)
        found = said(check_trip(replace(box, **changes), patience=45))
    assert [each for each in found if each.startswith(expected)], found


def test_a_service_that_runs_meanwhile(builtin_post: Post) -> None:
    """It moves the mail out of INBOX at once, because it is its own: found there too."""
    user = builtin_post.new_user("help")
    imap = builtin_post.imap(user)
    with Mailbox(imap) as mailbox:
        mailbox.ensure_folder("Processed")

    def straight_to_processed(raw: bytes, _to: str) -> None:
        with Mailbox(imap) as mailbox:
            mailbox.append("Processed", raw)

    with renaming_relay(straight_to_processed, lambda raw: None) as smtp:
        found = said(check_trip(MailboxSettings(user.address, imap, smtp), patience=45))
    assert "ok | a mail with a plus address arrived" in found


def test_plus_addresses_that_are_off(builtin_post: Post) -> None:
    """Without them answers are known by Message-IDs alone: advice, with the line to try."""
    user = builtin_post.new_user("help")
    box = MailboxSettings(
        user.address, builtin_post.imap(user), builtin_post.smtp(user), plus_addressing=False
    )
    found = said(check_trip(box, patience=10))
    assert [each for each in found if each.startswith("advice") and "plus_addressing = true" in each]
    assert "ok | the server keeps our Message-IDs" in found
