"""Fixtures for real servers, started once a run and shared; users and databases are new in each test.

any_post        every loop that this machine can run, one after the other (real ones and built-in)
post            the most real loop: Postfix + Dovecot, else Dovecot with a relay (no root), see post.py
builtin_post    the built-in loop, always there
dovecot, postfix, postgres, postgres_url, demo_mail    the servers themselves
bearer_dovecot  a Dovecot that knows tokens by OAUTHBEARER only (RFC 7628), and no passwords
token_server    Microsoft's and Google's token endpoints, new in each test; Dovecot asks it whose a token is

A missing server skips the test and names the package; with CONCIERGE_REQUIRE_SERVERS=1 it fails.
The last lines of a run tell which servers were used.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from concierge.demo.servers import DemoMail
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.post import AUTHSERV_ID, DOMAIN, Post, postfix_post, submission_post
from tests.servers.post import builtin_post as make_builtin_post
from tests.servers.postfix import Postfix, running_postfix
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.processes import Certificate, MissingServerError, make_certificate, server_folder
from tests.servers.relay import running_relay
from tests.servers.token_server import TokenServer, running_token_server

REQUIRE = "CONCIERGE_REQUIRE_SERVERS"
_notes: set[str] = set()


def pytest_configure() -> None:
    """Servers started by root run as users of their own, who have to read what is written for them here."""
    os.umask(0o022)


def _missing(error: MissingServerError) -> NoReturn:
    _notes.add(f"missing: {error}")
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{error} ({REQUIRE}=1)", pytrace=False)
    pytest.skip(str(error))


class _Servers:
    """Starts each server at its first use; a server that is missing stays missing for the run."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._made: dict[str, Any] = {}
        self.whose: list[Callable[[str], str | None]] = []  # every Dovecot asks these for a token's owner

    def get(self, name: str) -> Any:
        if name not in self._made:
            try:
                self._made[name] = getattr(self, f"_{name}")()
            except MissingServerError as missing:
                self._made[name] = missing
        if isinstance(self._made[name], MissingServerError):
            raise self._made[name]
        return self._made[name]

    def _certificate(self) -> Certificate:
        folder: Path = self._stack.enter_context(server_folder("certificate"))
        return make_certificate(folder)

    def _dovecot(self) -> Dovecot:
        server = self._stack.enter_context(running_dovecot(self.get("certificate")))
        server.whose = self.whose
        _notes.add(f"Dovecot {server.version}")
        return server

    def _bearer_dovecot(self) -> Dovecot:
        server: Dovecot = self._stack.enter_context(running_dovecot(self.get("certificate"), "oauthbearer"))
        server.whose = self.whose
        return server

    def _postfix(self) -> Postfix:
        server = self._stack.enter_context(running_postfix(self.get("dovecot")))
        _notes.add(f"Postfix {server.version}")
        return server

    def _postgres(self) -> Postgres:
        server = self._stack.enter_context(running_postgres())
        _notes.add(f"PostgreSQL {server.version}")
        return server

    def _postfix_post(self) -> Post:
        return postfix_post(self.get("dovecot"), self.get("postfix"))

    def _submission_post(self) -> Post:
        dovecot = self.get("dovecot")
        self._stack.enter_context(running_relay(dovecot, AUTHSERV_ID, DOMAIN))
        return submission_post(dovecot)

    def _post(self) -> Post:
        try:
            chosen: Post = self.get("postfix_post")
        except MissingServerError as missing:
            _notes.add(f"missing: {missing}")
            chosen = self.get("submission_post")
        return chosen


@pytest.fixture(scope="session")
def servers() -> Iterator[_Servers]:
    """The started servers by name."""
    with contextlib.ExitStack() as stack:
        yield _Servers(stack)


def _started(servers: _Servers, name: str) -> Any:
    try:
        return servers.get(name)
    except MissingServerError as missing:
        _missing(missing)


@pytest.fixture
def dovecot(servers: _Servers) -> Dovecot:
    """A real IMAP server."""
    server: Dovecot = _started(servers, "dovecot")
    return server


@pytest.fixture
def bearer_dovecot(servers: _Servers) -> Dovecot:
    """The same without passwords and without XOAUTH2."""
    server: Dovecot = _started(servers, "bearer_dovecot")
    return server


@pytest.fixture
def token_server(servers: _Servers) -> Iterator[TokenServer]:
    """The token endpoints of both providers; needs openssl alone."""
    with running_token_server(_started(servers, "certificate")) as server:
        servers.whose.append(server.whose)
        yield server
        servers.whose.remove(server.whose)


@pytest.fixture
def postfix(servers: _Servers) -> Postfix:
    """A real SMTP server in front of `dovecot` (root only)."""
    server: Postfix = _started(servers, "postfix")
    return server


@pytest.fixture
def post(servers: _Servers) -> Post:
    """The most real mail loop of this machine."""
    loop: Post = _started(servers, "post")
    return loop


@pytest.fixture
def submission_loop(servers: _Servers) -> Post:
    """Dovecot's submission service and IMAP: the loop in which both take tokens."""
    loop: Post = _started(servers, "submission_post")
    return loop


@pytest.fixture
def builtin_post() -> Iterator[Post]:
    """The built-in mail loop; new in each test, because it starts in 15 ms and a killed client harms it."""
    _notes.add("built-in mail servers")
    with DemoMail({}, authserv_id=AUTHSERV_ID, auth_required=True) as mail:
        yield make_builtin_post(mail)


@pytest.fixture(params=["postfix_post", "submission_post", "builtin_post"])
def any_post(request: pytest.FixtureRequest, servers: _Servers) -> Post:
    """Every mail loop in turn."""
    if request.param == "builtin_post":
        own: Post = request.getfixturevalue("builtin_post")
        return own
    loop: Post = _started(servers, request.param)
    return loop


@pytest.fixture
def demo_mail() -> Iterator[DemoMail]:
    """Fresh built-in servers for this test alone, with nobody in them: for faults and observers."""
    with DemoMail({}, authserv_id=AUTHSERV_ID) as mail:
        yield mail


@pytest.fixture
def postgres(servers: _Servers) -> Postgres:
    """A PostgreSQL cluster."""
    server: Postgres = _started(servers, "postgres")
    return server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)  # a worker of pytest-xdist
    if output is not None:
        output["servers"] = sorted(_notes)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _notes.update(getattr(node, "workeroutput", {}).get("servers", ()))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _notes:
        return
    terminalreporter.section("servers")
    used = sorted(note for note in _notes if not note.startswith("missing: "))
    terminalreporter.line("used: " + (", ".join(used) or "none"))
    for note in sorted(_notes.difference(used)):
        terminalreporter.line(note)
