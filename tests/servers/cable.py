"""A line to a server that can be cut and mended: what a restart, a firewall or a lost network looks like.

with Cable(port) as cable:
    connect_to(cable.port)
    cable.cut()
    cable.mend()
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

from tests.servers.processes import HOST


class Cable:
    """Listens on `port` and carries octets to the server at `to`."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self.calls = 0  # connections that were asked for, also while it was cut
        self._whole = True
        self._ends: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(10)

    def cut(self) -> None:
        """Every connection ends, and new ones end at once."""
        self._whole = False
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole = True

    def _accept(self) -> None:
        while True:
            try:
                caller = self._listener.accept()[0]
            except OSError:
                return
            self.calls += 1
            if not self._whole:
                caller.close()
                continue
            server = socket.create_connection((HOST, self._to))
            self._ends += [caller, server]
            for one, other in ((caller, server), (server, caller)):
                self._threads.append(threading.Thread(target=_carry, args=(one, other), daemon=True))
                self._threads[-1].start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while octets := one.recv(65536):
            other.sendall(octets)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
    one.close()
