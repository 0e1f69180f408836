"""A few pages over HTTP, bounded in every way: octets, seconds, threads.

A request is a line and a few fields, read with a deadline; of it only the method and the path are looked at.
"""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from cases.settings import MonitorSettings

ASKED_WITHIN = 5.0  # seconds for a whole request, and for its answer
LONGEST_REQUEST = 8192  # octets
AT_ONCE = 8  # requests
LOOK = 0.5  # seconds between looks at the stop
PLAIN = "text/plain; charset=utf-8"
log = structlog.get_logger("monitor")


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    body: bytes
    content_type: str = PLAIN


class Server(socketserver.ThreadingTCPServer):
    """Listens from its making on; `handle_request` takes one connection, or returns after LOOK seconds."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 16
    timeout = LOOK

    def __init__(self, where: MonitorSettings, answer: Callable[[str], Answer]) -> None:
        self.address_family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
        self.answer = answer
        self._free = threading.BoundedSemaphore(AT_ONCE)
        super().__init__((where.host, where.port), _Request)

    def process_request(self, request: object, client_address: object) -> None:
        """In a thread of its own, while there are some; else the connection is closed."""
        assert isinstance(request, socket.socket)
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: object, client_address: object) -> None:
        """The thread gives its place back."""
        assert isinstance(request, socket.socket)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone, or the answer is a defect of ours: in the log, and nothing else."""
        log.warning("monitor.not-answered", exc_info=True)


class _Request(socketserver.BaseRequestHandler):
    """One request, one answer, and the connection is closed."""

    def handle(self) -> None:
        channel: socket.socket = self.request
        until = time.monotonic() + ASKED_WITHIN
        try:
            head = _head(channel, until)
            answer, body = self._answered(head)
            channel.settimeout(ASKED_WITHIN)
            channel.sendall(_response(answer, with_body=body))
        except OSError:
            return  # they hung up, or asked too slowly

    def _answered(self, head: bytes | None) -> tuple[Answer, bool]:
        """(the answer, whether its body is wanted)."""
        words = (head or b"").split(b"\n", 1)[0].rstrip(b"\r").split(b" ")
        if head is None or len(words) != 3 or not words[2].startswith(b"HTTP/1."):
            return Answer("400 Bad Request", b"No request that I understand.\n"), True
        method, target, _ = words
        if method not in (b"GET", b"HEAD"):
            return Answer("405 Method Not Allowed", b"Only GET and HEAD.\n"), True
        server = self.server
        assert isinstance(server, Server)
        path = target.partition(b"?")[0].decode("ascii", "replace")
        return server.answer(path), method == b"GET"


def _head(channel: socket.socket, until: float) -> bytes | None:
    """The octets up to the empty line; None: too many, or no end of them."""
    head = b""
    while len(head) < LONGEST_REQUEST:
        channel.settimeout(max(until - time.monotonic(), 0.001))
        got = channel.recv(LONGEST_REQUEST - len(head))
        if not got:
            return None
        head += got
        if b"\r\n\r\n" in head or b"\n\n" in head:
            return head
    return None


def _response(answer: Answer, *, with_body: bool) -> bytes:
    fields = (
        f"HTTP/1.1 {answer.status}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        *(("Allow: GET, HEAD",) if answer.status.startswith("405") else ()),
    )
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + (answer.body if with_body else b"")
