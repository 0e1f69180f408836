"""A server that says exactly what a test wrote down, for the faults that real servers show rarely.

A script is a list of steps, played for one connection:

    b"..."              send these octets
    "IDLE"              read a line and require this word in it; `{tag}` in later octets is its tag
    0.2                 pause so many seconds
    HANG                say nothing more until the client goes
    (end of the list)   close the connection
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from time import sleep

from tests.servers.processes import HOST

HANG = object()
Step = bytes | str | float | object


@contextlib.contextmanager
def scripted(*scripts: Sequence[Step]) -> Iterator[int]:
    """The port of a server which plays one script for each connection; fails when a script did not fit."""
    listener = socket.create_server((HOST, 0))
    faults: list[BaseException] = []

    def serve() -> None:
        for script in scripts:
            try:
                with listener.accept()[0] as line:
                    _play(line, script)
            except OSError:  # the client went, or the test is over
                pass
            except AssertionError as fault:
                faults.append(fault)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
    if faults:
        raise faults[0]


def _play(line: socket.socket, script: Sequence[Step]) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.settimeout(20)
    reader = line.makefile("rb")
    tag = b"*"
    with reader:
        for step in script:
            if isinstance(step, bytes):
                line.sendall(step.replace(b"{tag}", tag))
            elif isinstance(step, str):
                said = reader.readline()
                assert step.encode() in said, f"wanted {step}, the client said {said!r}"
                if b" " in said:
                    tag = said.split()[0]
            elif isinstance(step, float):
                sleep(step)
            else:
                reader.readline()
