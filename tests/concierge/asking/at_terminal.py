"""`concierge` at the terminal of its standard input, with name and web servers of the tests where given.

Run as a process of its own: `python -m tests.concierge.asking.at_terminal init …`.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import termios
from functools import partial

from concierge.asking import discover
from concierge.cli import main
from concierge.name_servers import Names


def run() -> int:
    """Status of the command."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # where a password is typed
    place = os.environ.get("TEST_NAME_SERVER")
    if place:
        host, _, port = place.partition(":")
        discover.discover = partial(
            discover.discover, names=Names([(host, int(port))], 1.0), reach=_reach, patience=3.0
        )
    return main(sys.argv[1:])


def _reach(host: str, port: int) -> tuple[str, int]:
    return "127.0.0.1", int(os.environ.get("TEST_WEB_SERVER", "9"))


if __name__ == "__main__":
    sys.exit(run())
