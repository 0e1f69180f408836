"""A token server on this machine that behaves as Microsoft's and Google's do, with every fault a test wants.

    with running_token_server(certificate) as server:
        app = server.microsoft.register(mailbox="learninghelp@example.test")    # client credentials
        ...                            # with authority = server.url, app.tenant, app.client_id, app.secret
        server.lifetime = 3            # access tokens live three seconds
        server.fault = "503"           # an outage; None ends it

It speaks TLS only (msal wants https); `server.ca_file` is the authority to trust (REQUESTS_CA_BUNDLE).
`whose(token)` is what a mail server asks by token introspection (RFC 7662, tests/servers/dovecot.py).
What each provider says is in microsoft_tokens.py and google_tokens.py.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import secrets
import ssl
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.google_tokens import Google
from tests.servers.microsoft_tokens import Microsoft
from tests.servers.processes import HOST, Certificate


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer; a mapping goes out as JSON."""

    status: int
    body: Mapping[str, Any] | str
    location: str | None = None  # of a redirect


@dataclass(slots=True)
class _Token:
    mailbox: str | None
    ends_at: float  # seconds since the epoch, by this server's clock


@dataclass(slots=True)
class RefreshToken:
    """A long-lived right. `spent`: a newer one was handed out for it."""

    mailbox: str
    client_id: str
    spent: bool = False
    refused: tuple[str, str] | None = None  # what it is answered with once it does not hold any more


@dataclass(slots=True)
class Asked:
    """A request that came in, for counting: "token client_credentials", "devicecode", "authorize", ..."""

    what: str
    status: int
    form: Mapping[str, str] = field(repr=False)


class TokenServer:
    """The state of one server: what was handed out, what it shall do wrong."""

    def __init__(self, certificate: Certificate) -> None:
        self.ca_file = str(certificate.cert)
        self.lifetime: int = 3600  # seconds of an access token
        self.rotates = True  # each refresh gives a new refresh token
        self.detects_reuse = False  # a spent refresh token ends the whole family of them
        self.fault: str | None = (
            None  # "503" | "hang" | "cut" (closes without a word) | "html" (a proxy's page)
        )
        self.opens_nothing = False  # the mail servers refuse every token, though this server gives them
        self.delay = 0.0  # seconds before each answer
        self.skew = 0.0  # seconds that this server's clock is ahead
        self.refuses: tuple[int, Mapping[str, Any]] | None = None  # any token request: status and body
        self.asked: list[Asked] = []
        self.refresh_tokens: dict[str, RefreshToken] = {}
        self.handed_out: list[str] = []  # every secret word that ever left: what no log may hold
        self._tokens: dict[str, _Token] = {}
        self._lock = threading.RLock()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.cert, certificate.key)
        self._http: http.server.ThreadingHTTPServer | None = None
        self._freed = threading.Event()
        self.port = 0
        self.microsoft, self.google = Microsoft(self), Google(self)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    def now(self) -> float:
        """This server's clock, seconds since the epoch."""
        return time.time() + self.skew

    def start(self) -> None:
        """Listen, on the same port as before."""
        self._http = _Listener((HOST, self.port), _handler(self))
        self.port = self._http.server_address[1]
        self._http.socket = self._context.wrap_socket(
            self._http.socket, server_side=True, do_handshake_on_connect=False
        )
        self._freed.clear()
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections; what was handed out stays."""
        if self._http is not None:
            self._freed.set()
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def access_token(self, mailbox: str | None) -> str:
        """A new one, for `lifetime` seconds; None is a token that opens no mailbox."""
        token = "at." + secrets.token_urlsafe(40)
        with self._lock:
            self._tokens[token] = _Token(mailbox, time.time() + self.lifetime)
            self.handed_out.append(token)
        return token

    def refresh_token(self, mailbox: str, client_id: str) -> str:
        token = "rt." + secrets.token_urlsafe(48)
        with self._lock:
            self.refresh_tokens[token] = RefreshToken(mailbox, client_id)
            self.handed_out.append(token)
        return token

    def whose(self, token: str) -> str | None:
        """Whose mailbox an access token opens now; None when it is unknown, over or revoked."""
        with self._lock:
            found = self._tokens.get(token)
            holds = found is not None and found.ends_at > time.time() and not self.opens_nothing
            return found.mailbox if found is not None and holds else None

    def revoke_access_tokens(self) -> None:
        """As after a changed password: no token that is out opens anything."""
        with self._lock:
            self._tokens.clear()

    def refuse_refresh_tokens(self, error: str, description: str) -> None:
        """Revoked, expired: each one that is out is answered by this from now on."""
        with self._lock:
            for token in self.refresh_tokens.values():
                token.refused = (error, description)

    def count(self, what: str) -> int:
        """How many requests of this kind were answered well: "token refresh_token"."""
        return sum(asked.what == what and asked.status < 400 for asked in list(self.asked))

    def browse(self, url: str) -> str:
        """What a person does who opens this address and agrees: follow it. The last page's text."""
        context = ssl.create_default_context(cafile=self.ca_file)
        with urllib.request.urlopen(url, timeout=20, context=context) as page:
            text: str = page.read().decode()
        return text

    def answer(self, method: str, path: str, form: Mapping[str, str]) -> Reply:
        """One request; raises nothing."""
        what = path.rstrip("/").rpartition("/")[2]
        if "grant_type" in form:
            what += " " + form["grant_type"].rpartition(":")[2]
        with self._lock:
            if self.refuses is not None and what.startswith(("token", "devicecode")):
                reply = Reply(*self.refuses)
            elif path in ("/token", "/o/oauth2/v2/auth", "/o/oauth2/auth"):
                reply = self.google.answer(path, form)
            else:
                reply = self.microsoft.answer(path, form)
            self.asked.append(Asked(what, reply.status, dict(form)))
        return reply

    def wait_out_fault(self) -> None:
        """As long as "hang" lasts."""
        while self.fault == "hang" and not self._freed.wait(0.05):
            pass


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def handle_error(self, *_: Any) -> None:
        """A client that went away or does not trust the certificate is no news."""


def _handler(server: TokenServer) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            split = urllib.parse.urlsplit(self.path)
            self._serve(split.path, dict(urllib.parse.parse_qsl(split.query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._serve(urllib.parse.urlsplit(self.path).path, dict(urllib.parse.parse_qsl(body)))

        def _serve(self, path: str, form: dict[str, str]) -> None:
            time.sleep(server.delay)
            server.wait_out_fault()
            if server.fault == "cut":
                self.close_connection = True
                return
            if server.fault == "503":
                page = "<html><body><h1>Our services aren't available right now</h1></body></html>"
                reply = Reply(503, page)
            elif server.fault == "html":
                reply = Reply(200, "<html><title>Sign in to the guest network</title></html>")
            else:
                reply = server.answer(self.command, path, form)
            self._write(reply)

        def _write(self, reply: Reply) -> None:
            is_json = not isinstance(reply.body, str)
            raw = (json.dumps(reply.body) if is_json else str(reply.body)).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json; charset=utf-8" if is_json else "text/html")
            self.send_header("Content-Length", str(len(raw)))
            self.send_header("Cache-Control", "no-store")
            if reply.location:
                self.send_header("Location", reply.location)
            self.end_headers()
            self.wfile.write(raw)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(server.now() if timestamp is None else timestamp)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextlib.contextmanager
def running_token_server(certificate: Certificate) -> Iterator[TokenServer]:
    """Started in a few milliseconds."""
    server = TokenServer(certificate)
    server.start()
    try:
        yield server
    finally:
        server.stop()
