"""Opening a mailbox with a token: by either mechanism, replaced once where it is refused."""

from __future__ import annotations

import base64
import secrets
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from cases.errors import PermanentError, TemporaryError
from cases.settings import ImapAccount
from intake.imap.mailbox import Mailbox
from tests.servers.dovecot import Dovecot
from tests.servers.scripted import Step, scripted

HELP = "learninghelp@example.test"


def account(port: int, token: str = "first-token", security: str = "none", **how: Any) -> ImapAccount:
    return ImapAccount("127.0.0.1", port, security, HELP, token=lambda: token, timeout=5.0, **how)


def greeting(capabilities: bytes = b"AUTH=XOAUTH2") -> list[Step]:
    return [
        b"* OK hello\r\n",
        "CAPABILITY",
        b"* CAPABILITY IMAP4rev1 " + capabilities + b"\r\n{tag} OK done\r\n",
    ]


ERROR = base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')


def refused(words: bytes, told: bytes = b"") -> list[Step]:
    """A login with a token that fails: in JSON first where `told`, then in words."""
    answered: list[Step] = ["", b"+ " + told + b"\r\n", ""] if told else [""]
    return ["AUTHENTICATE", b"+ \r\n", *answered, b"{tag} " + words + b"\r\n"]


def failure(script: list[Step], **how: Any) -> Exception:
    with scripted(script) as port, pytest.raises((PermanentError, TemporaryError)) as caught:
        Mailbox(account(port, **how)).connect()
    assert "first-token" not in "".join(traceback.format_exception(caught.value))
    return caught.value


NO = b"NO AUTHENTICATE failed."


@pytest.mark.parametrize("told", [b"", ERROR])
def test_a_refusal_is_explained(told: bytes) -> None:
    """From the words and the JSON of the server, which are both handed on."""
    heard: list[str] = []

    def explain(words: str) -> str:
        heard.append(words)
        return "Click here."

    script = [*greeting(), *refused(NO, told)]
    error = failure(script, explain=explain)
    assert isinstance(error, PermanentError)
    assert "refused the token for learninghelp@example.test" in str(error)
    assert str(error).endswith("Click here.")
    assert "AUTHENTICATE failed" in heard[0]
    assert bool(told) == ("status=400 scope=https://mail.google.com/" in heard[0])


def test_a_server_that_says_the_token_back_gives_nothing_away() -> None:
    """Neither the error nor what was chained to it has it."""
    assert "…" in str(failure([*greeting(), *refused(b"NO Authentication failed: first-token is bad")]))


@pytest.mark.parametrize(
    ("words", "kind", "replaced"),
    [
        (NO, PermanentError, 1),
        (b"NO [AUTHENTICATIONFAILED] no", PermanentError, 1),
        (b"NO [UNAVAILABLE] try later", TemporaryError, 0),
        (b"NO Server busy, login failed, try again", TemporaryError, 0),
    ],
)
def test_only_a_refusal_costs_a_token(words: bytes, kind: type[Exception], replaced: int) -> None:
    """And one attempt shows two at most."""
    asked: list[str] = []

    def another(token: str) -> str:
        asked.append(token)
        return "second-token"

    again = refused(words) if replaced else []
    assert isinstance(failure([*greeting(), *refused(words), *again], refused=another), kind)
    assert ["first-token"] * replaced == asked


def test_a_server_that_takes_no_tokens_is_for_a_person() -> None:
    """No token is asked for."""
    with scripted(greeting(b"AUTH=PLAIN")) as port, pytest.raises(PermanentError, match="offers no login"):
        Mailbox(
            ImapAccount("127.0.0.1", port, "none", HELP, token=lambda: pytest.fail("asked"), timeout=5.0)
        ).connect()


@pytest.mark.parametrize("which", ["dovecot", "bearer_dovecot"])
def test_a_real_server_takes_and_refuses_tokens(which: str, request: pytest.FixtureRequest) -> None:
    """XOAUTH2, and OAUTHBEARER where only that is offered; a stale one is replaced in the same session."""
    dovecot: Dovecot = request.getfixturevalue(which)
    dovecot.tokens["fresh"] = HELP
    stale = secrets.token_urlsafe()  # the lines of this test stand in tracebacks, too

    def opens(token: str, refused: Callable[[str], str | None] | None) -> bool:
        there = account(dovecot.imaps, token, "tls", refused=refused, ca_file=str(dovecot.certificate.cert))
        with Mailbox(there) as box:
            return box.open("INBOX").exists >= 0

    assert opens("fresh", None)
    assert opens(stale, lambda _: "fresh")
    for refused in (None, lambda _: None, lambda _: f"{stale}-too"):
        with pytest.raises(PermanentError, match="concierge login") as caught:
            opens(stale, refused)
        assert stale not in "".join(traceback.format_exception(caught.value))
