"""One verdict an attempt, against a server that shows every fault on a real socket."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cases.errors import PermanentError, TemporaryError
from cases.settings import SmtpAccount
from db.outgoing import Outcome, Result, Stage
from mailer.password_login import mechanisms
from mailer.smtp import Relay
from tests.mailer.letters import composed, draft
from tests.mailer.scripted import CLOSE, HANG, LATE, Scripted, scripted
from tests.servers.processes import Certificate, make_certificate

RAW = composed(draft())
MARIA, JAN = "maria@example.org", "jan@example.org"
SENDER = "learninghelp@example.org"
D, F, P, S, U = Outcome.DEFERRED, Outcome.FAILED, Outcome.PAUSE, Outcome.SUPPRESS, Outcome.UNKNOWN
SLOW = Outcome.SLOW


def account(port: int, **changes: Any) -> SmtpAccount:
    given: dict[str, Any] = {"security": "none", "timeout": 0.5, **changes}
    return SmtpAccount("localhost", port, **given)


def send(
    script: Mapping[str, str | list[str]], recipients: tuple[str, ...] = (MARIA,), **changes: Any
) -> tuple[Result, Scripted]:
    """One mail to a server with this script; what it gave and what the server saw."""

    async def attempt() -> tuple[Result, Scripted]:
        async with scripted(script) as server:
            relay = Relay(account(server.port, **changes), "example.org")
            result = await relay.send(RAW, SENDER, recipients)
            await relay.close()
            return result, server

    return asyncio.run(attempt())


SPANISH = "mar\u00eda@example.org"
OFFERS = {"EHLO": "250-scripted.example.org\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 SMTPUTF8"}


def test_an_address_that_ascii_cannot_write_needs_smtputf8() -> None:
    """Said where the relay offers it (RFC 6531); where it does not, nothing is sent, and it is told why."""
    result, server = send(OFFERS, (SPANISH,))
    assert (Outcome.SENT, (SPANISH,)) == (result.outcome, result.accepted)
    assert f"MAIL FROM:<{SENDER}> SIZE={len(RAW)} SMTPUTF8" in server.commands
    result, server = send({}, (SPANISH,))
    assert (Outcome.FAILED, []) == (result.outcome, server.mails)
    assert "SMTPUTF8" in result.reply
    result, server = send(OFFERS)
    assert not [command for command in server.commands if "SMTPUTF8" in command]


def test_an_accepted_mail_is_sent_as_it_was_composed() -> None:
    """The octets go over the wire unchanged, with SIZE announced and our own name said."""
    result, server = send({})
    assert Result(Outcome.SENT, "250 2.0.0 queued", Stage.DATA, 250, "2.0.0", (MARIA,)) == result
    assert [RAW + b".\r\n"] == server.mails
    assert [
        "EHLO example.org",
        f"MAIL FROM:<{SENDER}> SIZE={len(RAW)}",
        f"RCPT TO:<{MARIA}>",
        "DATA",
        "QUIT",
    ] == (server.commands)


@pytest.mark.parametrize(
    ("script", "outcome", "stage", "reply"),
    [
        ({"greeting": CLOSE}, D, Stage.CONNECT, "Unexpected EOF"),
        ({"greeting": HANG}, D, Stage.CONNECT, "Timed out"),
        ({"greeting": "554 5.3.2 no service today"}, D, Stage.CONNECT, "554 5.3.2 no service today"),
        ({"greeting": "421 4.3.2 busy"}, D, Stage.CONNECT, "421 4.3.2 busy"),
        ({"greeting": "hello?"}, D, Stage.CONNECT, "hello?"),
        ({"EHLO": "451 4.3.0 later"}, D, Stage.CONNECT, "451 4.3.0 later"),
        ({"MAIL": "421 4.3.2 shutting down"}, SLOW, Stage.MAIL, "421 4.3.2 shutting down"),
        ({"MAIL": "451 4.3.0 later"}, D, Stage.MAIL, "451 4.3.0 later"),
        ({"MAIL": "530 5.7.0 authenticate first"}, P, Stage.MAIL, "530 5.7.0 authenticate first"),
        ({"MAIL": "550 5.7.60 may not send as"}, P, Stage.MAIL, "550 5.7.60 may not send as"),
        ({"MAIL": "552 5.3.4 too large"}, F, Stage.MAIL, "552 5.3.4 too large"),
        ({"MAIL": CLOSE}, D, Stage.MAIL, "Unexpected EOF"),
        ({"MAIL": HANG}, D, Stage.MAIL, "Timed out"),
        ({"MAIL": "what?"}, D, Stage.MAIL, "what?"),
        ({"RCPT": "450 4.2.0 greylisted"}, D, Stage.RCPT, "450 4.2.0 greylisted"),
        ({"RCPT": "550 5.1.1 no such user"}, S, Stage.RCPT, "550 5.1.1 no such user"),
        ({"RCPT": "550 no such user"}, F, Stage.RCPT, "550 no such user"),
        (
            {"RCPT": "550-5.7.1 blocked\r\n550 5.7.1 see help"},
            F,
            Stage.RCPT,
            "550 5.7.1 blocked 5.7.1 see help",
        ),
        ({"RCPT": "421 4.7.0 too many"}, D, Stage.RCPT, "421 4.7.0 too many"),
        ({"RCPT": CLOSE}, D, Stage.RCPT, "Unexpected EOF"),
        ({"RCPT": HANG}, D, Stage.RCPT, "Timed out"),
        ({"DATA": "451 4.3.0 later"}, D, Stage.DATA, "451 4.3.0 later"),
        ({"DATA": "554 5.5.1 no valid recipients"}, F, Stage.DATA, "554 5.5.1 no valid recipients"),
        ({".": "451 4.3.0 disk full"}, D, Stage.DATA, "451 4.3.0 disk full"),
        ({".": "552 5.3.4 too large"}, F, Stage.DATA, "552 5.3.4 too large"),
        ({".": "554 5.7.1 spam"}, F, Stage.DATA, "554 5.7.1 spam"),
        ({".": "550 5.1.1 no such user"}, F, Stage.DATA, "550 5.1.1 no such user"),
        ({".": CLOSE}, U, Stage.DATA, "Unexpected EOF"),
        ({".": HANG}, U, Stage.DATA, "Timed out"),
        ({".": "???"}, U, Stage.DATA, "???"),
    ],
)
def test_every_fault_has_its_verdict(
    script: dict[str, str | list[str]],
    outcome: Outcome,
    stage: Stage,
    reply: str,
) -> None:
    """Each row: what the server does, and what the mail's attempt gives."""
    result, _ = send(script, timeout=0.2)
    assert (outcome, stage) == (result.outcome, result.stage)
    assert reply in result.reply
    assert () == result.accepted


def test_a_relay_that_is_not_there_is_a_matter_of_time() -> None:
    """Refused connections and unknown names defer, and the reply names the relay."""

    async def attempt(host: str) -> Result:
        return await Relay(SmtpAccount(host, 9, "none", timeout=2), "example.org").send(RAW, SENDER, (MARIA,))

    for host in ("127.0.0.1", "no-such-host.invalid"):
        result = asyncio.run(attempt(host))
        assert (D, Stage.CONNECT) == (result.outcome, result.stage)
        assert result.reply.startswith(f"{host}:9: ")


LOGIN: dict[str, Any] = {"username": "lh", "password": "geheim"}


@pytest.mark.parametrize(
    ("script", "changes", "outcome", "reply"),
    [
        ({}, LOGIN, Outcome.SENT, "250"),
        ({"AUTH": "535 5.7.8 bad login"}, LOGIN, P, "535 5.7.8 bad login"),
        ({"AUTH": "454 4.7.0 later"}, LOGIN, D, "454 4.7.0 later"),
        ({"AUTH": CLOSE}, LOGIN, D, "Unexpected EOF"),
        ({"EHLO": "250 plain.example.org"}, LOGIN, P, "AUTH extension is not supported"),
        ({"EHLO": "250-x\r\n250 AUTH GSSAPI"}, LOGIN, P, "only GSSAPI: use oauth2"),
        ({"AUTH": "421 4.3.2 concurrent connections exceeded"}, LOGIN, SLOW, "421 4.3.2 concurrent conn"),
        ({"AUTH": "421 4.7.0 try again"}, LOGIN, SLOW, "421 4.7.0 try again"),
        ({}, {"security": "starttls"}, P, "STARTTLS extension not supported"),
    ],
)
def test_a_session_that_cannot_be_used_pauses(
    script: dict[str, str | list[str]], changes: dict[str, Any], outcome: Outcome, reply: str
) -> None:
    """What only a person can mend pauses the mailbox; nothing goes out in the clear instead."""
    result, server = send(script, **changes)
    assert outcome == result.outcome
    assert reply in result.reply
    assert (outcome is Outcome.SENT) == bool(server.mails)
    assert "geheim" not in result.reply


USER, PASSWORD = "BGG=", "Z2VOZWLT"  # in base64, as the server tells commands apart: in upper case
ASKS = {"AUTH": "334 VXNlcm5hbWU6", USER: "334 UGFzc3dvcmQ6"}
DIGEST = "BGGGNZK4ZGIYZJJKMDEWY2RKY2RKZTEXNWI0MDK0NJZJOWI="  # of an empty challenge
NO = "535 5.7.8 bad login"


@pytest.mark.parametrize(
    ("offered", "script", "presented"),
    [
        ("PLAIN LOGIN CRAM-MD5", {"AUTH": NO}, ["AUTH PLAIN AGxoAGdlaGVpbQ=="]),
        ("CRAM-MD5 LOGIN", {"AUTH": NO}, ["AUTH CRAM-MD5"]),
        ("CRAM-MD5", {"AUTH": "334 !", DIGEST: NO}, ["AUTH CRAM-MD5"]),
        ("LOGIN", {**ASKS, PASSWORD: NO}, ["AUTH LOGIN"]),
        ("LOGIN", {"AUTH": NO}, ["AUTH LOGIN"]),
        ("LOGIN XOAUTH2", {**ASKS, PASSWORD: "334 and?", "*": "501 5.7.0 cancelled"}, ["AUTH LOGIN"]),
        ("PLAIN LOGIN", {"AUTH": ["504 5.5.4 what?", NO]}, ["AUTH PLAIN AGxoAGdlaGVpbQ==", "AUTH LOGIN"]),
    ],
)
def test_a_wrong_password_is_shown_once(
    offered: str, script: dict[str, str | list[str]], presented: list[str]
) -> None:
    """Three mechanisms after each other would be three wrong passwords, which lock the account."""
    result, server = send({"EHLO": f"250-x\r\n250 AUTH {offered}", **script}, **LOGIN)
    shown = [command for command in server.commands if command.startswith("AUTH")]
    if offered.startswith("PLAIN LOGIN CRAM"):
        assert ["AUTH CRAM-MD5"] == shown  # on a line that anybody may listen to
    else:
        assert presented == shown
    assert P is result.outcome


def test_one_mechanism_is_chosen() -> None:
    """PLAIN where nobody listens; where somebody may, the one that shows no password."""
    offered = ("CRAM-MD5", "LOGIN", "PLAIN", "XOAUTH2")
    assert ("plain", "login", "cram-md5") == mechanisms(offered, encrypted=True)
    assert ("cram-md5", "plain", "login") == mechanisms(offered, encrypted=False)
    assert () == mechanisms(("xoauth2", "gssapi"), encrypted=True)


def test_a_password_is_taken_by_each_mechanism() -> None:
    """PLAIN in one step, LOGIN in two, CRAM-MD5 by its challenge (the example of RFC 2195)."""
    challenge = base64.b64encode(b"<1896.697170952@postoffice.reston.mci.net>").decode()
    digest = base64.b64encode(b"tim b913a602c7eda7a495b4e6e7334d3890").decode().upper()
    tim: dict[str, Any] = {"username": "tim", "password": "tanstaaftanstaaf"}
    for offered, script, login in (
        ("PLAIN", {}, LOGIN),
        ("LOGIN", {**ASKS, PASSWORD: "235 ok"}, LOGIN),
        ("CRAM-MD5", {"AUTH": f"334 {challenge}", digest: "235 ok"}, tim),
    ):
        result, _ = send({"EHLO": f"250-x\r\n250 AUTH {offered}", **script}, **login)
        assert Outcome.SENT is result.outcome, offered


def test_what_a_relay_makes_the_library_raise_ends_one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is: the mail is tried again, and the service goes on."""

    async def odd(*_: object, **__: object) -> None:
        raise RecursionError("of nobody's table")

    for method, stage in (("mail", Stage.MAIL), ("ehlo", Stage.CONNECT)):
        monkeypatch.setattr(f"mailer.smtp.aiosmtplib.SMTP.{method}", odd)
        result, _ = send({})
        assert (D, stage) == (result.outcome, result.stage)
        assert "nobody's table" in result.reply


def token_fault(error: Exception) -> Callable[[], str]:
    def token() -> str:
        raise error

    return token


@pytest.mark.parametrize(
    ("token", "outcome"),
    [
        (lambda: "t0ken", Outcome.SENT),
        (token_fault(TemporaryError("the token server is away")), D),
        (token_fault(PermanentError("log in again")), P),
    ],
)
def test_oauth_tokens_are_asked_for_at_each_login(token: Callable[[], str], outcome: Outcome) -> None:
    """XOAUTH2 with a fresh token; a token server that is away defers, a lost consent pauses."""
    result, server = send({}, username="lh", token=token)
    assert outcome == result.outcome
    assert ("AUTH" in server.verbs) == (outcome is Outcome.SENT)


def test_each_recipient_has_an_answer_of_its_own() -> None:
    """Who is refused is told apart from who got the mail."""
    gone = "gone@example.org"
    script: dict[str, str | list[str]] = {f"RCPT {JAN}": "450 4.2.0 grey", f"RCPT {gone}": "550 5.1.1 no"}
    result, server = send(script, (MARIA, JAN, gone))
    assert (Outcome.SENT, (MARIA,)) == (result.outcome, result.accepted)
    assert [(JAN, D, "450 4.2.0 grey"), (gone, S, "550 5.1.1 no")] == [
        (refusal.recipient, refusal.outcome, refusal.reply) for refusal in result.refused
    ]
    assert 1 == len(server.mails)


def test_while_one_recipient_may_still_be_reached_the_mail_waits() -> None:
    """All refused, one of them only for now: deferred, with each one's own reason."""
    script: dict[str, str | list[str]] = {f"RCPT {MARIA}": "450 4.2.0 grey", f"RCPT {JAN}": "550 5.1.1 no"}
    result, server = send(script, (MARIA, JAN))
    assert (D, [D, S]) == (result.outcome, [refusal.outcome for refusal in result.refused])
    assert [] == server.mails


def test_a_connection_is_kept_and_used_again() -> None:
    """Mails follow each other on one connection, also after a refusal."""

    async def attempts() -> Scripted:
        async with scripted({".": ["250 ok", "554 5.7.1 spam", "250 ok"]}) as server:
            relay = Relay(account(server.port), "example.org")
            results = [await relay.send(RAW, SENDER, (MARIA,)) for _ in range(3)]
            assert [Outcome.SENT, F, Outcome.SENT] == [result.outcome for result in results]
            await relay.close()
            return server

    server = asyncio.run(attempts())
    assert 1 == server.connections
    assert 1 == server.verbs.count("RSET")
    assert "QUIT" == server.verbs[-1]


def test_a_connection_that_the_server_dropped_meanwhile_costs_no_attempt() -> None:
    """A kept connection that turns out dead is replaced within the same attempt."""

    async def attempts() -> tuple[list[Result], Scripted]:
        async with scripted({"MAIL": ["250 ok", "421 4.4.2 idle for too long", "250 ok"]}) as server:
            relay = Relay(account(server.port), "example.org")
            results = [await relay.send(RAW, SENDER, (MARIA,)) for _ in range(2)]
            await relay.close()
            return results, server

    results, server = asyncio.run(attempts())
    assert [Outcome.SENT, Outcome.SENT] == [result.outcome for result in results]
    assert (2, 2) == (server.connections, len(server.mails))


def test_idle_connections_are_closed_politely() -> None:
    """What nobody used for a minute gets a QUIT."""

    async def attempt() -> Scripted:
        async with scripted() as server:
            relay = Relay(account(server.port), "example.org", idle=-1.0)
            await relay.send(RAW, SENDER, (MARIA,))
            await relay.rest()
            return server

    assert "QUIT" == asyncio.run(attempt()).verbs[-1]


def test_lines_of_dots_arrive_as_they_were() -> None:
    """A line that begins with a dot is doubled on the wire (RFC 5321 section 4.5.2)."""

    async def attempt() -> bytes:
        async with scripted() as server:
            relay = Relay(account(server.port), "example.org")
            await relay.send(b"Subject: x\r\n\r\n.\r\n..a\r\n", "", (MARIA,))
            assert "MAIL FROM:<> SIZE=22" == server.commands[1]
            await relay.close()
            return server.mails[0]

    assert b"Subject: x\r\n\r\n..\r\n...a\r\n.\r\n" == asyncio.run(attempt())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A self-signed certificate for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("trusted", [True, False])
def test_certificates_are_verified(certificate: Certificate, trusted: bool) -> None:
    """TLS works with the configured authority; a certificate that nobody vouches for pauses."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.cert, certificate.key)

    async def attempt(ca_file: str | None) -> tuple[Result, Scripted]:
        async with scripted(tls=context) as server:
            relay = Relay(account(server.port, security="tls", ca_file=ca_file, timeout=5), "example.org")
            result = await relay.send(RAW, SENDER, (MARIA,))
            await relay.close()
            return result, server

    result, server = asyncio.run(attempt(str(Path(certificate.cert)) if trusted else None))
    assert (Outcome.SENT if trusted else P) == result.outcome
    assert trusted == bool(server.mails)
    assert trusted or "certificate" in result.reply.lower()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("Type Add-RecipientPermission.", "Type Add-RecipientPermission."),
        ("", "The login may not send under"),
    ],
)
def test_the_account_knows_best_what_a_refusal_means(known: str, expected: str) -> None:
    """Where it has a sentence of its own (it names app and mailbox), that one is told."""
    result, _ = send({"MAIL": "550 5.7.60 may not send as this sender"}, explain=lambda words: known)
    assert result.means is not None
    assert result.means.sentence.startswith(expected)


def test_a_refused_password_is_told_with_its_source() -> None:
    """Which file or variable it was; never what stands in it."""
    login = {**LOGIN, "password_from": "password_file /srv/smtp-password"}
    result, _ = send({"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": NO}, **login)
    assert result.means is not None
    assert result.means.sentence.endswith("in smtp. It was tried with password_file /srv/smtp-password.")
    assert "geheim" not in f"{result}"


def test_a_server_without_ehlo_gets_helo() -> None:
    """Only where no encryption and no login is wanted of it (RFC 5321 section 3.2)."""
    script: dict[str, str | list[str]] = {"EHLO": "502 5.5.1 what?"}
    result, server = send(script)
    assert (Outcome.SENT, ["EHLO", "HELO"]) == (result.outcome, server.verbs[:2])
    assert f"MAIL FROM:<{SENDER}>" in server.commands
    for changes in ({"security": "starttls"}, dict[str, Any](LOGIN)):
        result, server = send(script, **changes)
        assert (True, False) == (result.outcome is not Outcome.SENT, "HELO" in server.verbs)


@pytest.mark.parametrize(
    ("script", "outcome", "stage"),
    [
        ({"greeting": f"{LATE}220 at last"}, D, Stage.CONNECT),
        ({"MAIL": f"{LATE}250 at last"}, D, Stage.MAIL),
        ({"RCPT": f"{LATE}550 5.1.1 at last"}, D, Stage.RCPT),
        ({".": f"{LATE}250 2.0.0 scanned and queued"}, Outcome.SENT, Stage.DATA),
        ({".": f"{LATE}554 5.7.1 spam"}, F, Stage.DATA),
    ],
)
def test_a_server_that_answers_late(
    script: dict[str, str | list[str]], outcome: Outcome, stage: Stage
) -> None:
    """Before DATA it is tried again later; the mail itself may be looked at for ten times as long."""
    result, server = send(script, timeout=0.2)
    assert (outcome, stage) == (result.outcome, result.stage)
    assert ("RSET" in server.verbs) == (outcome is F)
