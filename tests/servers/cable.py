"""A line to a server that can be cut and mended: what a restart, a firewall or a lost network looks like.

with Cable(port) as cable:
    connect_to(cable.port)
    cable.cut()
    cable.mend()
"""

from __future__ import annotations

import contextlib
import socket

from tests.servers.listening import Listening
from tests.servers.processes import HOST


class Cable(Listening):
    """Listens on `port` and carries octets to the server at `to`. `calls` counts while it is cut as well."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._whole = True
        super().__init__()

    def cut(self) -> None:
        """Every connection ends, and new ones end at once."""
        self._whole = False
        self._hang_up()

    def mend(self) -> None:
        self._whole = True

    def _serve(self, sock: socket.socket) -> None:
        if not self._whole:
            sock.close()
            return
        server = socket.create_connection((HOST, self._to))
        self._open.append(server)
        self._begin(_carry, server, sock)
        _carry(sock, server)


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while octets := one.recv(65536):
            other.sendall(octets)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
    one.close()
