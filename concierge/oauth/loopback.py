"""Where the browser comes back to: a port of this machine, for one answer (RFC 8252 section 7.3)."""

from __future__ import annotations

import http.server
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cases.errors import PermanentError

HOST = "127.0.0.1"
PATIENCE = 600.0  # seconds for a person to sign in
ELSEWHERE = f"http://{HOST}:53682/"  # nobody listens there: the address is copied from the browser
_PAGE = (
    b"<!DOCTYPE html><meta charset=utf-8><title>Learning Concierge</title>"
    b"<p>Done. You can close this window and go back to the terminal."
    b"<p lang=nl>Klaar. U kunt dit venster sluiten en teruggaan naar de terminal."
)


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps the address that answers the login with this `state`; a browser also asks for an icon."""

    timeout = 0.2  # seconds between two looks at the clock and at what came
    request_queue_size = 64  # browsers and others open lines in advance and say nothing on them
    state = ""
    answer = ""

    @property
    def redirect(self) -> str:
        """The address to come back to."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def wait(self) -> str:
        """The address with which the browser came back. PermanentError when nobody does."""
        end = time.monotonic() + PATIENCE
        while not self.answer:
            if time.monotonic() > end:
                raise PermanentError(
                    "The browser did not come back. Where it runs on another machine, use --paste-url."
                )
            self.handle_request()
        return self.answer

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes its line is no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver
    timeout = 5.0  # seconds for a line that says nothing: browsers open some in advance

    def do_GET(self) -> None:
        is_answer = bool(self.server.state) and f"state={self.server.state}" in self.path
        self.send_response(200 if is_answer else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if is_answer:
            try:
                self.wfile.write(_PAGE)
            finally:
                self.server.answer = f"http://{HOST}{self.path}"  # last: now this process may end

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the library
        """Its lines would have the code in them."""


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver on a free port."""
    with Receiver((HOST, 0), _Handler) as receiver:
        yield receiver
