"""Sending with a token: by either mechanism, replaced once where it is refused, and said in a sentence."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import replace

import pytest

from cases.settings import SmtpAccount
from db.outgoing import Outcome, Result
from mailer.smtp import Relay
from tests.mailer.scripted import Scripted, scripted
from tests.servers.dovecot import Dovecot

HELP = "learninghelp@example.test"


def _account(port: int, **how: object) -> SmtpAccount:
    account = SmtpAccount("127.0.0.1", port, "none", HELP, token=lambda: "first-token", timeout=5.0)
    return replace(account, **how)  # type: ignore[arg-type]


def _greet(script: dict[str, str | list[str]], **how: object) -> tuple[Result | None, Scripted]:
    async def attempt() -> tuple[Result | None, Scripted]:
        async with scripted(script) as server:
            relay = Relay(_account(server.port, **how), "example.test")
            stopped = (await relay.greet()).stopped
            await relay.close()
            return stopped, server

    return asyncio.run(attempt())


ERROR = base64.b64encode(b'{"status":"400","schemes":"Bearer"}').decode()
NO = "535 5.7.3 Authentication unsuccessful"


def test_a_refused_token_is_replaced_on_the_same_connection() -> None:
    """The error in JSON is answered, so that the refusal is read as what it is."""
    asked: list[str] = []

    def refused(token: str) -> str:
        asked.append(token)
        return "second-token"

    script: dict[str, str | list[str]] = {"AUTH": [f"334 {ERROR}", "235 2.7.0 ok"], "": NO}
    stopped, server = _greet(script, refused=refused)
    assert (None, ["first-token"], 1) == (stopped, asked, server.connections)


@pytest.mark.parametrize(
    ("replies", "refused", "outcome", "words"),
    [
        ([NO], None, Outcome.PAUSE, "Click here."),
        ([NO, NO], lambda _: "second-token", Outcome.PAUSE, "Click here."),
        ([NO], lambda _: None, Outcome.PAUSE, "Click here."),
        (["454 4.7.0 Temporary authentication failure"], lambda _: "never", Outcome.DEFERRED, "Temporary"),
        (["535 5.7.3 first-token is bad"], None, Outcome.PAUSE, "… is bad"),
    ],
)
def test_a_refusal_is_said_in_a_sentence(
    replies: list[str], refused: Callable[[str], str | None] | None, outcome: Outcome, words: str
) -> None:
    """At most two tokens are shown to a server, a failure that may pass costs none, and none is said."""
    stopped, server = _greet({"AUTH": replies}, refused=refused, explain=lambda _: "Click here.")
    assert stopped is not None
    assert (outcome, len(replies)) == (stopped.outcome, server.verbs.count("AUTH"))
    said = f"{stopped.reply} {stopped.means.sentence if stopped.means else ''}"
    assert 1 == said.count(words)
    assert "first-token" not in said


@pytest.mark.parametrize(
    ("ehlo", "words"), [("250 8BITMIME", "submission (587)"), ("250 AUTH PLAIN LOGIN", "only PLAIN, LOGIN")]
)
def test_a_server_without_tokens_is_for_a_person(ehlo: str, words: str) -> None:
    """Nobody is asked for a token that could not be used."""
    stopped, server = _greet({"EHLO": f"250-x\r\n{ehlo}"}, token=lambda: pytest.fail("asked"))
    assert stopped is not None
    assert Outcome.PAUSE is stopped.outcome
    assert words in stopped.reply
    assert "AUTH" not in server.verbs


@pytest.mark.parametrize("which", ["dovecot", "bearer_dovecot"])
def test_a_real_server_takes_and_refuses_tokens(which: str, request: pytest.FixtureRequest) -> None:
    """XOAUTH2, and OAUTHBEARER where only that is offered; a stale one is replaced in the same session."""
    dovecot: Dovecot = request.getfixturevalue(which)
    dovecot.tokens["fresh"] = HELP

    def stopped(token: str, refused: Callable[[str], str | None] | None) -> Result | None:
        async def attempt() -> Result | None:
            account = _account(
                dovecot.submission, token=lambda: token, refused=refused, security="starttls",
                ca_file=str(dovecot.certificate.cert),
            )  # fmt: skip
            relay = Relay(account, "example.test")
            result = (await relay.greet()).stopped
            await relay.close()
            return result

        return asyncio.run(attempt())

    assert None is stopped("fresh", None)
    assert None is stopped("stale-token", lambda _: "fresh")
    refused = stopped("stale-token", None)
    assert refused is not None
    assert Outcome.PAUSE is refused.outcome
    assert "stale-token" not in refused.reply
