"""A terminal for clients that draw on one: keys are typed when the words that they wait for are there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

Step = tuple[str, str]  # words that have to be on the screen, keys then
_CONTROL = re.compile(rb"\x1b(?:\[[0-9;?]{0,40}[A-Za-z]|[()][A-Z0-9]|[=>78])|[\x00-\x08\x0e-\x1f]")


def run(
    command: Sequence[str], env: Mapping[str, str], steps: Sequence[Step] = (), seconds: float = 40
) -> str:
    """What the program wrote until it ended, without control sequences; it has to end in time."""
    child, screen = pty.fork()
    if child == 0:
        os.execve(command[0], list(command), dict(env))
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    seen, all_seen = b"", b""
    waiting = list(steps)
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            ready, _, _ = select.select([screen], [], [], 0.2)
            if ready:
                try:
                    read = os.read(screen, 65536)
                except OSError:  # Linux: the other side was closed
                    read = b""
                if not read:
                    _, status = os.waitpid(child, 0)
                    child = 0
                    assert os.waitstatus_to_exitcode(status) == 0, _shown(all_seen)
                    return _shown(all_seen)
                seen, all_seen = seen + read, all_seen + read
            if waiting and waiting[0][0] in _shown(seen):
                os.write(screen, waiting.pop(0)[1].encode())
                seen = b""
        raise AssertionError(f"{command[0]} waits, {waiting[:1]}; its screen: {_shown(all_seen)[-3000:]}")
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(screen)


def _shown(octets: bytes) -> str:
    return _CONTROL.sub(b"", octets).decode("utf-8", "replace")
