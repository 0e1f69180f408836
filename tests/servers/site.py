"""A web site on this machine: notes what it is asked, and how much of that at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Site(BaseHTTPRequestHandler):
    """Notes what is asked, and how many requests are being answered at once."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        site: Any = self.server
        with site.lock:
            site.now += 1
            site.most = max(site.most, site.now)
            site.asked.append((time.monotonic(), self.command, self.path, dict(self.headers)))
        time.sleep(0.02)
        with site.lock:
            site.now -= 1
        if self.path == "/hang":
            site.release.wait(5)
            return
        status = {"/gone": 404, "/robots.txt": 404, "/moved": 301}.get(self.path, 200)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/new")
        self.send_header("Set-Cookie", "track=1")
        self.send_header("Content-Length", "0" if self.command == "HEAD" else "40")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"x" * 40)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def site() -> Iterator[Any]:
    """`base`, the beginning of its addresses; `asked`: (when, method, path, header); `most` at once.

    /gone and /robots.txt are not there, /moved leads to /new for good, /hang never answers.
    """
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    server.lock, server.now, server.most, server.asked = threading.Lock(), 0, 0, []
    server.release = threading.Event()
    server.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
