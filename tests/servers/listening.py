"""A port on loopback whose callers are each served in a thread, all of which end with it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any, Self

from tests.servers.processes import HOST


class Listening:
    """Listens from its making on: whoever inherits says `super().__init__()` last, and what `_serve` does."""

    def __init__(self) -> None:
        self.calls = 0  # connections that were asked for
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._begin(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()
        for thread in self._threads:
            thread.join(10)

    def _serve(self, sock: socket.socket) -> None:
        """One connection, to its end."""
        raise NotImplementedError

    def _begin(self, work: Callable[..., None], *what: Any) -> None:
        """In a thread of its own."""
        self._threads.append(threading.Thread(target=work, args=what, daemon=True))
        self._threads[-1].start()

    def _hang_up(self) -> None:
        """Every connection ends."""
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                sock = self._listener.accept()[0]
            except OSError:
                return
            self.calls += 1
            self._open.append(sock)
            self._begin(self._serve, sock)
