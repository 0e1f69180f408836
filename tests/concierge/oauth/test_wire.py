"""What goes over the wire to a token server, and what does not: redirects, proxies, other passwords, http."""

from __future__ import annotations

import http.server
import json
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.errors import PermanentError, TemporaryError
from cases.settings import OAuth2, OAuthFlow
from concierge.config.load import load
from concierge.oauth import source
from concierge.oauth.grant import LaterError, lifetime
from concierge.oauth.source import TokenSource
from concierge.oauth.wire import Wire
from tests.concierge.oauth.test_source import microsoft
from tests.servers.token_server import TokenServer


class Plain(http.server.HTTPServer):
    """A token server without TLS; `answer` to each token request as (status, headers, body)."""

    pause = 0.0  # seconds before each octet of the answer to a question
    answer: tuple[int, dict[str, str], Any] = (200, {}, {"access_token": "t", "expires_in": 60})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str | None]] = []  # path, Authorization

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Plain

    def do_GET(self) -> None:
        base = f"{self.server.url}/tenant"
        found = {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "issuer": f"{base}/v2.0",
        }
        self._say(200, {}, found)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say(*self.server.answer)

    def _say(self, status: int, headers: dict[str, str], body: Any) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if not self.server.pause:
            self.wfile.write(raw)
            return
        with suppress(OSError):
            for octet in raw:
                time.sleep(self.server.pause)
                self.wfile.write(bytes((octet,)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the library
        pass


@contextmanager
def _serving() -> Iterator[Plain]:
    with Plain() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def plain() -> Iterator[Plain]:
    with _serving() as server:
        yield server


def application(server: Plain, folder: Path) -> OAuth2:
    return OAuth2(
        "microsoft", OAuthFlow.CLIENT_SECRET, "a@b.example", "a@b.example", folder / "t.json", server.url,
        "tenant", "client", "secret",
    )  # fmt: skip


def test_http_is_spoken_on_this_machine(plain: Plain, tmp_path: Path) -> None:
    """Though msal takes only https for a token server; nobody else is asked about it."""
    assert "t" == TokenSource(application(plain, tmp_path)).token()
    paths = ["/tenant/v2.0/.well-known/openid-configuration", "/tenant/oauth2/v2.0/token"]
    assert paths == [path for path, _ in plain.asked]


def test_neither_proxies_nor_passwords_of_others(
    plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine is not asked for through a proxy, and no ~/.netrc is read."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login anna password hidden\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert "t" == TokenSource(application(plain, tmp_path)).token()
    assert {None} == {authorization for _, authorization in plain.asked}


def test_a_secret_follows_no_redirect(plain: Plain, tmp_path: Path) -> None:
    """It would be sent to whoever is named there."""
    with _serving() as other:
        for status in (301, 302, 303, 307, 308):
            plain.answer = (status, {"Location": f"{other.url}/token"}, {})
            with pytest.raises(TemporaryError, match="something else answered"):
                TokenSource(application(plain, tmp_path)).token()
        assert [] == other.asked


def test_who_wants_to_be_left_alone_is(plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry-After counts, up to five minutes."""
    monkeypatch.setattr(source, "PAUSE", 0.0)
    tokens = TokenSource(application(plain, tmp_path))
    for said, pause in (("120", 120), ("99999", 300), ("soon", 0), ("", 0), ("²", 0)):
        plain.answer = (429, {"Retry-After": said.encode().decode("latin-1")} if said else {}, {"error": "x"})
        tokens._outage = None
        with pytest.raises(LaterError) as caught:
            tokens.token()
        assert pause == caught.value.seconds
    plain.answer = (429, {"Retry-After": "120"}, {})
    with pytest.raises(LaterError):
        tokens.token()
    asked = len(plain.asked)
    with pytest.raises(TemporaryError, match="HTTP 429"):
        tokens.token()
    assert asked == len(plain.asked)


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        *((3599, 3599), ("3599", 3599), (10.5, 10.5), (None, 600), ("soon", 600), (-1, 600), (0, 600)),
        *(([], 600), (10**9, 86_400), ("nan", 600), ("inf", 86_400)),
    ],
)
def test_how_long_a_token_lives(raw: object, seconds: float) -> None:
    """Whatever stands there, a token is not asked for in a loop, nor for ever believed."""
    assert seconds == lifetime(raw)


@pytest.mark.parametrize(
    "body",
    [
        *({}, [], None, {"error": 5}, {"access_token": None}, {"access_token": "t", "id_token": "x"}),
        *({"access_token": "t", "id_token": "a.b.c"}, {"access_token": ["t"]}, {"access_token": 5}),
        *({"access_token": word} for word in ("", "t\r\nNOOP", "t\x01", "t\ud800", "t é", "t t", "t=t")),
        *({"access_token": "t", "refresh_token": odd} for odd in (["r"], 5, "r\r\n", "é", {"r": 1})),
        *({"access_token": "t", "scope": ["x"]}, {"access_token": "t", "id_token": ["x"]}),
    ],
)
def test_an_answer_that_nobody_understands_is_no_defect(plain: Plain, tmp_path: Path, body: Any) -> None:
    """It may pass, and nobody is sent to correct a secret that is right."""
    plain.answer = (200, {}, body)
    with pytest.raises(TemporaryError, match=r"odd|cannot be read|something else") as caught:
        TokenSource(application(plain, tmp_path)).token()
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "life",
    [
        *(10**15, 10**30, 10**400, "9" * 50, "9" * 5000, float("inf"), float("-inf"), float("nan"), -1, 0),
        *([], ["60"], {}, None, True, "Infinity", "NaN", "x", "1e999", 0.5),
    ],
)
def test_an_odd_life_of_a_token_is_no_defect(plain: Plain, tmp_path: Path, life: Any) -> None:
    """The token is used, and renewed in a day at most."""
    plain.answer = (200, {}, {"access_token": "t", "expires_in": life, "refresh_in": life})
    tokens = TokenSource(application(plain, tmp_path))
    assert "t" == tokens.token()
    assert tokens.valid_until is not None
    assert tokens.valid_until <= datetime.now(UTC) + timedelta(days=1)


@pytest.mark.parametrize(
    "raw", [b"[" * 100_000, b'{"a":' * 100_000, b'{"access_token":"t","a":' + b"9" * 5000]
)
def test_an_answer_that_is_too_deep(plain: Plain, tmp_path: Path, raw: bytes) -> None:
    """It is none."""
    plain.answer = (200, {}, raw)
    with pytest.raises(TemporaryError, match="no JSON"):
        TokenSource(application(plain, tmp_path)).token()


def test_an_answer_without_end(plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its octets nor its trickle hold up who waits for a token."""
    plain.answer = (200, {}, {"access_token": "t", "more": "x" * 1_100_000})
    with pytest.raises(TemporaryError, match="no end"):
        TokenSource(application(plain, tmp_path)).token()
    monkeypatch.setattr("concierge.oauth.wire.PATIENCE", 0.2)
    plain.answer, plain.pause = (200, {}, {"access_token": "t", "more": "x" * 100}), 0.02
    with pytest.raises(TemporaryError, match=r"did not answer in time|no end"):
        TokenSource(application(plain, tmp_path / "2")).token()


@pytest.mark.parametrize(
    "proxy",
    [
        *("http://user:Sekr3t[x@proxy.example:3128", "http://user:Sekr3t@:3128", "http://us er:Sekr3t@p:x"),
        *("http://user:Sek/r3t@127.0.0.1:9", "http://user:Sekr3t#a@127.0.0.1:9", "htp://user:Sekr3t@p:9"),
        *("http://user:12/Sekr3t@127.0.0.1:9", "user:34#Sekr3t@127.0.0.1:9", "http://u:5?Sekr3t@127.0.0.1:9"),
    ],
)
def test_a_proxy_that_is_no_address(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """Nothing of it is said: a part of a password may be anywhere in it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with Wire() as wire, pytest.raises(PermanentError, match="HTTPS_PROXY is no address") as caught:
        wire.post("https://login.invalid/x", data={})
    assert "Sek" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "proxy", ["http://user:Sekr3t@127.0.0.1:9", "user:Sekr3t@127.0.0.1:9/", "127.0.0.1:9"]
)
def test_a_proxy_that_is_away(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """It may come back; its password is not said either."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with Wire() as wire, pytest.raises(TemporaryError) as caught:
        wire.post("https://login.invalid/x", data={})
    assert "Sek" not in str(caught.value)


def test_an_unknown_certificate_is_for_a_person(token_server: TokenServer, tmp_path: Path) -> None:
    """The error says where to name the authority; nothing was sent."""
    with pytest.raises(PermanentError, match="REQUESTS_CA_BUNDLE"):
        TokenSource(microsoft(token_server, tmp_path)).token()
    assert [] == token_server.asked


def test_a_name_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is said in words, without the address that was asked."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Wire() as wire, pytest.raises(TemporaryError) as caught:
        wire.post("https://login.invalid/tenant?code=hidden", data={"client_secret": "hidden"})
    assert "No connection to the token server login.invalid (" in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_the_configuration_leads_there(plain: Plain, tmp_path: Path) -> None:
    """From concierge.toml to a token, as the service does."""
    (tmp_path / "secret").write_text("0:" + "5a" * 32 + "\n")
    (tmp_path / "concierge.toml").write_text(f"""
[[mailbox]]
address = "help@example.org"
[mailbox.oauth2]
provider = "microsoft"
authority = "{plain.url}"
tenant = "tenant"
client_id = "c"
client_secret = "s"
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
""")
    box = load(tmp_path / "concierge.toml", {}).mailboxes[0]
    assert box.imap.token is not None
    assert box.smtp.token is not None
    assert ("t", "t", 2) == (box.imap.token(), box.smtp.token(), len(plain.asked))
