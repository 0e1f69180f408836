"""A mailbox opened by tokens, end to end: both providers, Dovecot's IMAP and submission, real processes.

Who writes, who answers and what the servers do is real; only the token server is the tests' own. After each
story no secret word may be anywhere that is not its place.
"""

from __future__ import annotations

import json
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.connect import disconnect
from tests.installation import Forge, until
from tests.servers.dovecot import Dovecot
from tests.servers.post import AUTHSERV_ID, DOMAIN, Post
from tests.servers.post import submission_post as post_of
from tests.servers.relay import running_relay
from tests.servers.token_server import TokenServer
from tests.token_installation import BY_LOGIN, WAYS, ByToken, TokenPost

Make = Callable[..., ByToken]


def _seldom(ways: tuple[str, ...], *heavy: str) -> list[Any]:
    """Each way; what another one shows too is heavy."""
    return [pytest.param(way, marks=[pytest.mark.heavy] * (way in heavy)) for way in ways]


@pytest.fixture
def make(
    submission_loop: Post, token_server: TokenServer, migrated_file: Path, tmp_path: Path, forge: Forge
) -> Iterator[Make]:
    """`make(way)`: a service whose mailbox is opened in that way; its first round is done."""
    made: list[ByToken] = []

    def installation(way: str, post: Post = submission_loop, **wishes: Any) -> ByToken:
        shutil.copy(migrated_file, tmp_path / "concierge.db")
        made.append(ByToken(way, token_server, post, "sqlite:///concierge.db", tmp_path, forge, **wishes))
        if way in BY_LOGIN:
            done = made[0].log_in()
            assert 0 == done.status, done.said
        made[0].lives()  # from now on mail is no backlog
        return made[0]

    yield installation
    for one in made:
        one.end()
    disconnect()


def is_acknowledged(service: ByToken, subject: str) -> str:
    """Maria asks, one round is made, and she has the acknowledgement; the Message-ID of her mail."""
    maria = service.person("maria", "Maria Jansen")
    asked = service.ask(maria, subject)
    service.arrived(asked)
    service.lives()
    assert subject in service.newest(maria)["Subject"]
    return asked


@pytest.mark.parametrize("way", _seldom(WAYS, "certificate", "desktop client"))
def test_a_request_is_answered_by_tokens(make: Make, token_server: TokenServer, way: str) -> None:
    """In by IMAP, out by submission, each with a token; one token serves every connection until it ends."""
    service = make(way)
    grant = {"client secret": "client_credentials", "certificate": "client_credentials"}.get(
        way, "refresh_token"
    )
    grant = "jwt-bearer" if way == "service account" else grant
    before = token_server.count(f"token {grant}")
    is_acknowledged(service, "Excel")
    assert before == token_server.count(f"token {grant}")
    token_server.revoke_access_tokens()  # the mail server refuses the one that is kept: it is replaced, once
    is_acknowledged(service, "Presenting")
    assert before + 1 == token_server.count(f"token {grant}")
    assert 0o600 == stat.S_IMODE(service.token_file.stat().st_mode)
    said = [
        service.concierge(*command).said
        for command in (
            ["doctor", "--json"],
            ["health", "--json"],
            ["case", "1", "--json"],
            ["outbox", "list", "--json"],
            ["audit", "export", "--json"],
        )
    ]
    assert [] == service.leaked(*said)


def test_tokens_end_while_it_runs(make: Make, token_server: TokenServer) -> None:
    """Tokens of three seconds, two processes, four connections: each is asked for once, ahead of time."""
    token_server.lifetime = 3
    service = make("client secret", connections=4)
    intake, others = service.start("intake"), service.start("outbox")
    followups = service.start("followups")
    people = [service.person(f"p{number}", f"Person {number}") for number in range(4)]
    begun, first = time.monotonic(), token_server.count("token client_credentials")
    for person in people:
        service.ask(person, "Excel")
        time.sleep(1.5)
    until(
        lambda: all("acknowledgement" in service.sent_to(p) for p in people), lambda: intake.log + others.log
    )
    until(lambda: not service.unsent(), service.unsent)
    asked = token_server.count("token client_credentials") - first
    assert asked <= (time.monotonic() - begun) / 2.4 + 2, "one that is not shared"
    assert [] == service.leaked()
    for one in (intake, others, followups):
        assert 0 == one.stop()[0], one.log


def test_nothing_is_lost_while_the_token_server_is_away(make: Make, token_server: TokenServer) -> None:
    """Refused connections, 503, a captive portal, silence: mail waits, and it heals without a restart."""
    token_server.lifetime = 1
    service = make("service account")
    maria = service.person("maria", "Maria Jansen")
    token_server.stop()
    time.sleep(1.1)
    asked = service.ask(maria, "Excel")
    running = service.start()
    running.wait_for("mailbox.lost")
    token_server.fault = "503"
    token_server.start()
    time.sleep(1.5)
    token_server.fault = "html"
    time.sleep(1.5)
    token_server.lifetime, token_server.fault = 3600, None
    until(lambda: "acknowledgement" in service.sent_to(maria), lambda: running.log, 60)
    until(lambda: not service.unsent(), lambda: f"{service.unsent()} {running.log}", 90)
    assert service.decided(asked)
    assert "Excel" in service.newest(maria)["Subject"]
    assert 1 == running.logged("mailbox.lost")
    assert 1 == running.logged("mailbox.back")
    assert [] == service.leaked()


@pytest.mark.parametrize("way", _seldom(BY_LOGIN, "desktop client"))
def test_killed_right_after_rotation(make: Make, token_server: TokenServer, way: str) -> None:
    """The new refresh token was on the disk before anything used what came with it: the old one is spent."""
    token_server.lifetime, token_server.detects_reuse = 1, True
    service = make(way)
    time.sleep(1.1)
    service.dies_with_a_new_token()
    token_server.lifetime = 3600
    time.sleep(1.1)
    is_acknowledged(service, "Excel")
    assert sum(not token.spent for token in token_server.refresh_tokens.values()) == 1
    assert [] == service.leaked()


@pytest.mark.parametrize(
    ("way", "error", "words"),
    [
        (
            "device code",
            "AADSTS50173: The provided grant has expired due to it being revoked.",
            "password was changed",
        ),
        pytest.param(
            "desktop client",
            "Token has been expired or revoked.",
            "every seven days",
            marks=pytest.mark.heavy,
        ),
    ],
)
def test_revoked_and_logged_in_again(
    make: Make, token_server: TokenServer, way: str, error: str, words: str
) -> None:
    """It says what to type, does not ask in a loop, keeps the mail, and goes on after `concierge login`."""
    service = make(way)
    token_server.refuse_refresh_tokens("invalid_grant", error)
    token_server.revoke_access_tokens()
    maria = service.person("maria", "Maria Jansen")
    asked = service.ask(maria, "Excel")
    service.arrived(asked)
    told = [service.concierge("run", "--once") for _ in range(3)]
    assert [1, 1, 1] == [each.status for each in told]
    refused = [each.status for each in token_server.asked if each.what == "token refresh_token"]
    assert [400] == refused, "it was asked for in a loop"
    assert words in told[2].said
    assert f"`concierge login {service.service.address}`" in told[2].said
    doctor, health = service.concierge("doctor", "--json"), service.concierge("health", "--json")
    assert (1, 1) == (doctor.status, health.status)
    assert words in doctor.said
    assert words in " ".join(json.loads(health.said.splitlines()[-1])["problems"])
    done = service.log_in()
    assert 0 == done.status, done.said
    service.lives()
    assert "Excel" in service.newest(maria)["Subject"]
    assert [] == service.leaked(doctor.said, health.said, *(each.said for each in told))


def test_a_wrong_clock_is_told(make: Make, token_server: TokenServer) -> None:
    """Google's words about iat and exp become a sentence about the clock; setting it right is enough."""
    service = make("service account")
    service.token_file.unlink()
    token_server.skew = 7200
    told = service.concierge("run", "--once")
    assert (1, True) == (told.status, "clock (`timedatectl" in told.said)
    token_server.skew = 0
    done = service.log_in()
    assert 0 == done.status, done.said
    is_acknowledged(service, "Excel")
    assert [] == service.leaked(told.said)


def test_an_application_without_its_mailbox(make: Make, token_server: TokenServer) -> None:
    """The token is good and the mailbox does not open: the sentence has the commands to paste."""
    service = make("client secret")
    next(iter(token_server.microsoft.apps.values())).mailbox = "somebody.else@example.test"
    token_server.revoke_access_tokens()
    told = service.concierge("run", "--once")
    address = service.service.address
    assert 1 == told.status
    assert f"`Add-MailboxPermission {address} " in told.said
    assert [] == service.leaked(told.said)


def test_a_server_that_knows_oauthbearer_only(
    make: Make, bearer_dovecot: Dovecot, token_server: TokenServer
) -> None:
    """No XOAUTH2 and no passwords there, for IMAP and for submission."""
    post = post_of(bearer_dovecot)
    post.__class__ = TokenPost
    assert isinstance(post, TokenPost)
    post.by_tokens_of(token_server)
    with running_relay(bearer_dovecot, AUTHSERV_ID, DOMAIN):
        service = make("certificate", post)
        is_acknowledged(service, "Excel")
        assert [] == service.leaked()
