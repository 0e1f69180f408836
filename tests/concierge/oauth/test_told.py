"""The sentence reaches people: from the words of a scripted mail server to the error that they read."""

from __future__ import annotations

import asyncio
import base64
import traceback
from collections.abc import Callable

import pytest

from cases import sasl
from cases.errors import ConciergeError, PermanentError
from cases.settings import ImapAccount, SmtpAccount
from concierge.oauth.refusals import sentence
from db.outgoing import Result
from intake.imap.mailbox import Mailbox
from mailer.smtp import Relay
from tests.servers.processes import HOST
from tests.servers.scripted import Step, scripted

HELP = "help@example.org"
TOKEN = "at.secret"


def explained(provider: str) -> Callable[[str], str]:
    return lambda answer: sentence(provider, answer, mailbox=HELP, client_id="a8fd")


def offered(port: int, provider: str) -> Result:
    """What comes of a mail."""
    account = SmtpAccount(HOST, port, "none", HELP, token=lambda: TOKEN, explain=explained(provider))

    async def send() -> Result:
        relay = Relay(account, "example.org")
        try:
            return await relay.send(b"Subject: x\r\n\r\nx\r\n", HELP, ["maria@example.net"])
        finally:
            await relay.close()

    return asyncio.run(send())


GREETED: tuple[Step, ...] = (b"220 hi\r\n", "EHLO", b"250-x\r\n250 AUTH LOGIN XOAUTH2\r\n", "AUTH")
LOGGED_IN: tuple[Step, ...] = (*GREETED, b"235 2.7.0 ok\r\n", "MAIL")
AUTH_DISABLED = (
    b"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
    b"https://aka.ms/smtp_auth_disabled for more information. [AM0PR02CA0134.eurprd02.prod.outlook.com]\r\n"
)
NOT_AS_THIS = b"550 5.7.60 SMTP; Client does not have permissions to send as this sender [AM0PR02]\r\n"
BAD_CREDENTIALS = (
    b"535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
    b"535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1-2.15 - gsmtp\r\n"
)


@pytest.mark.parametrize(
    ("provider", "script", "words"),
    [
        ("microsoft", (*GREETED, AUTH_DISABLED), f"`Set-CASMailbox {HELP} -SmtpClientAuthenticationDisabled"),
        ("microsoft", (*GREETED, b"535 5.7.3 Authentication unsuccessful\r\n"), "SMTP.SendAsApp"),
        ("microsoft", (*LOGGED_IN, NOT_AS_THIS), f"`Add-RecipientPermission {HELP} "),
        ("google", (*GREETED, BAD_CREDENTIALS), "first address"),
        ("google", (*GREETED, b"535 5.7.999 something new\r\n"), "something new"),
    ],
)
def test_a_refusing_relay(provider: str, script: tuple[Step, ...], words: str) -> None:
    """Once, beside the server's own words, without the token."""
    with scripted(script) as port:
        result = offered(port, provider)
    said = f"{result.reply} {result.means.sentence if result.means else ''}"
    assert 1 == said.count(words)
    assert "5.7." in result.reply
    assert "something new" in words or words not in result.reply  # which is cut, the sentence is not
    assert TOKEN not in said


def refused_login(port: int, provider: str) -> ConciergeError:
    """What comes of reading."""
    account = ImapAccount(HOST, port, "none", HELP, token=lambda: TOKEN, explain=explained(provider))
    with pytest.raises(ConciergeError) as raised, Mailbox(account) as box:
        box.open("INBOX")
    return raised.value


IMAP: tuple[Step, ...] = (
    *(b"* OK hi\r\n", "CAPABILITY", b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n"),
    *("AUTHENTICATE", b"+ \r\n", ""),
)


@pytest.mark.parametrize(
    ("provider", "answer", "words"),
    [
        ("microsoft", b"NO AUTHENTICATE failed.", "`New-ServicePrincipal -AppId a8fd -ObjectId OBJECT_ID`"),
        ("google", b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", "first address"),
        (
            "google",
            b"NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and "
            b"enable your account for IMAP access. (Failure)",
            "Switch IMAP on",
        ),
        (
            "google",
            b"NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/1",
            "in a browser",
        ),
        (
            "google",
            b"NO [WEBALERT https://accounts.google.com/signin/continue?x=1] Web login required.",
            "in a browser",
        ),
        ("google", b"NO [ALERT] IMAP access is disabled for your domain. (Failure)", "Switch IMAP on"),
        (
            "google",
            b"NO [ALERT] Application-specific password required: https://support.google.com/x (Failure)",
            "apppasswords",
        ),
    ],
)
def test_a_refused_imap_login(provider: str, answer: bytes, words: str) -> None:
    """A person has to act, and is told how."""
    with scripted((*IMAP, b"{tag} " + answer + b"\r\n", 0.1)) as port:
        error = refused_login(port, provider)
    assert isinstance(error, PermanentError), error
    assert words in str(error)
    assert TOKEN not in str(error)


@pytest.mark.parametrize(
    "answer", [b"NO [ALERT] Too many simultaneous connections. (Failure)", b"NO [UNAVAILABLE] try later"]
)
def test_what_passes_is_no_refusal(answer: bytes) -> None:
    """It is tried again, and nobody has to act."""
    with scripted((*IMAP, b"{tag} " + answer + b"\r\n", 0.1)) as port:
        assert not isinstance(refused_login(port, "google"), PermanentError)


def test_authenticated_but_not_connected() -> None:
    """Microsoft 365 takes the token and does not open the mailbox: the commands are for this mailbox."""
    opened: tuple[Step, ...] = (
        *(b"{tag} OK AUTHENTICATE completed.\r\n", "CAPABILITY"),
        *(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 IDLE\r\n{tag} OK done\r\n", ""),
        *(b"{tag} BAD User is authenticated but not connected.\r\n", 0.1),
    )
    with scripted((*IMAP, *opened)) as port:
        error = refused_login(port, "microsoft")
    assert "Add-MailboxPermission" in str(error)


PASSWORD, LONG = "hunter2-very-secret", "eyJ0eXAiOiJKV1QiLCJub25jZSI6IkxPTkdUT0tFTg.SECRETSECRETSECRET.x"
BY_TOKEN = base64.b64encode(sasl.initial("XOAUTH2", HELP, LONG, "", 0))
BY_PASSWORD = base64.b64encode(f"\0{HELP}\0{PASSWORD}".encode())


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        (LONG, b"500 5.3.3 Unrecognized command 'AUTH XOAUTH2 " + BY_TOKEN + b"'\r\n"),
        (LONG, b"501 5.5.4 Invalid: " + LONG[:60].encode() + b"\r\n"),
        (PASSWORD, b"500 5.3.3 Unrecognized command 'AUTH PLAIN " + BY_PASSWORD + b"'\r\n"),
        (PASSWORD, b"535 5.7.8 bad password " + PASSWORD.encode() + b"\r\n"),
    ],
)
def test_a_relay_that_says_our_line_back(secret: str, line: bytes) -> None:
    """The reply is kept in the database, mailed to the lead and logged."""
    by_token = secret == LONG
    script: tuple[Step, ...] = (b"220 hi\r\n", "EHLO", b"250-x\r\n250 AUTH PLAIN XOAUTH2\r\n", "AUTH", line)
    with scripted(script) as port:
        account = SmtpAccount(
            HOST, port, "none", HELP, None if by_token else secret, token=(lambda: LONG) if by_token else None
        )
        stopped = asyncio.run(Relay(account, "example.org").greet()).stopped
    assert stopped is not None
    assert "…" in stopped.reply
    assert not any(part in repr(stopped) for part in said_of(secret))


@pytest.mark.parametrize(
    ("secret", "offers", "line"),
    [
        (LONG, b"AUTH=XOAUTH2", b"BAD Error in command " + BY_TOKEN),
        (LONG, b"AUTH=XOAUTH2", b"NO [AUTHENTICATIONFAILED] " + LONG[:60].encode()),
        (PASSWORD, b"AUTH=PLAIN", b"BAD Error in command " + BY_PASSWORD),
        (PASSWORD, b"ID", b'NO [AUTHENTICATIONFAILED] LOGIN x "' + PASSWORD.encode() + b'"'),
    ],
)
def test_a_mailbox_that_says_our_line_back(secret: str, offers: bytes, line: bytes) -> None:
    """Neither the error nor what Python shows of those behind it."""
    by_token = secret == LONG
    greeted = (b"* OK hi\r\n", "CAPABILITY", b"* CAPABILITY IMAP4rev1 " + offers + b"\r\n{tag} OK done\r\n")
    asked = ("LOGIN",) if offers == b"ID" else ("AUTHENTICATE", b"+ \r\n", "")
    with scripted((*greeted, *asked, b"{tag} " + line + b"\r\n", 0.1)) as port:
        account = ImapAccount(
            HOST, port, "none", HELP, None if by_token else secret, token=(lambda: LONG) if by_token else None
        )
        with pytest.raises(ConciergeError) as caught, Mailbox(account):
            pass
    told = "".join(traceback.format_exception(caught.value))
    assert "…" in str(caught.value)
    assert not any(part in told for part in said_of(secret))


def said_of(secret: str) -> set[str]:
    """Parts of it, and of what base64 makes of it."""
    forms = [secret, *(base64.b64encode(b"x" * n + secret.encode()).decode()[4:-4] for n in range(3))]
    return {form[at : at + 16] for form in forms for at in range(len(form) - 15)}
