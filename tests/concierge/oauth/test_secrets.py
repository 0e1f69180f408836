"""No secret word in a log, an error or a traceback, whatever is refused; details of libraries included."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.errors import ConciergeError
from cases.settings import ImapAccount, OAuth2, OAuthFlow, SmtpAccount
from concierge.logs import configure
from concierge.oauth import source
from concierge.oauth.source import TokenSource
from intake.imap.mailbox import Mailbox
from mailer.smtp import Relay
from tests.concierge.oauth.test_source import HELP, google, microsoft, signed_in
from tests.servers.dovecot import Dovecot
from tests.servers.processes import HOST
from tests.servers.token_server import TokenServer

FIELDS = ("client_secret", "client_assertion", "assertion", "refresh_token", "code_verifier", "device_code")
MICROSOFT = (OAuthFlow.CLIENT_SECRET, OAuthFlow.CERTIFICATE, OAuthFlow.DEVICE_CODE)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anybody logs, the libraries too."""
    stream = io.StringIO()
    configure("text", stream, logging.DEBUG)
    yield stream
    configure()


def words_of(server: TokenServer) -> set[str]:
    """What was handed out or sent there, and tokens as they go over the wire."""
    words = set(server.handed_out)
    words |= {asked.form[name] for asked in server.asked for name in FIELDS if name in asked.form}
    for token in [word for word in words if word.startswith("at.")]:
        for before in range(3):
            words.add(base64.b64encode(b"x" * before + token.encode()).decode()[4:-6])
    return words


def told(work: object) -> str:
    """What a failure says, with everything that Python would print of it."""
    try:
        work()  # type: ignore[operator]
    except ConciergeError as error:
        return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__context__)
    return ""


@pytest.mark.usefixtures("submission_loop")
@pytest.mark.parametrize("flow", list(OAuthFlow))
def test_secrets_stay_where_they_are(
    token_server: TokenServer,
    dovecot: Dovecot,
    tmp_path: Path,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    flow: OAuthFlow,
) -> None:
    """Got, used, refused by both mail servers, refused by the token server, away, cut off, garbled."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", token_server.ca_file)
    monkeypatch.setattr(source, "PAUSE", 0.0)
    made = microsoft if flow in MICROSOFT else google
    settings: OAuth2 = made(token_server, tmp_path, flow)
    tokens = signed_in(token_server, settings)
    imap = ImapAccount(
        HOST, dovecot.imaps, "tls", HELP, token=tokens.token, refused=tokens.refused, explain=tokens.explain,
        ca_file=token_server.ca_file,
    )  # fmt: skip
    smtp = SmtpAccount(
        HOST, dovecot.submission, "starttls", HELP, token=tokens.token, refused=tokens.refused,
        explain=tokens.explain, ca_file=token_server.ca_file,
    )  # fmt: skip
    said = []

    def try_both() -> None:
        said.append(told(lambda: Mailbox(imap).__enter__().close()))
        said.append(repr(asyncio.run(_greeted(smtp))))

    try_both()
    token_server.opens_nothing = True
    try_both()
    assert all("refused" in each for each in said[2:]), said
    for fault in ("503", "cut", "html"):
        token_server.fault = fault
        said.append(told(lambda: TokenSource(settings).refused("x")))
        tokens.forget_refusal()
    token_server.fault = None
    token_server.refuse_refresh_tokens("invalid_grant", "AADSTS70000: Provided grant is invalid.")
    for app in token_server.microsoft.apps.values():
        app.secret, app.certificates = "another", []
    for account in token_server.google.accounts.values():
        account.delegated.clear()
    settings.token_file.unlink(missing_ok=flow is not OAuthFlow.DESKTOP)
    said.append(told(TokenSource(settings).token))
    said += [repr(settings), repr(tokens), repr(imap), repr(smtp), str(tokens.__dict__)]
    everything = log.getvalue() + "".join(said)
    assert len(everything) > 500
    assert [] == [word[:12] for word in words_of(token_server) if word in everything]


async def _greeted(account: SmtpAccount) -> object:
    relay = Relay(account, "example.test")
    try:
        return await relay.greet()
    finally:
        await relay.close()
