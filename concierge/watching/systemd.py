"""What systemd is told (sd_notify(3)): ready, how it goes, alive, stopping. Silent where nobody listens."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta

ROUND = 10.0  # seconds between two signs of life where nobody says how often
PATIENCE = timedelta(minutes=2)  # how much longer a start may take, asked for again every ROUND
SENT_WITHIN = 1.0  # seconds: a supervisor whose queue is full must not stop us


def notify(*lines: str) -> bool:
    """Send these assignments ("READY=1"); False when nobody listens. Never fails."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.settimeout(SENT_WITHIN)
            channel.connect(address)
            channel.sendall("\n".join(_one_line(line) for line in lines).encode())
    except OSError:
        return False
    return True


def pace(environ: Mapping[str, str] = os.environ) -> float:
    """Seconds between two signs of life: half of what the watchdog waits (sd_watchdog_enabled(3))."""
    wanted = environ.get("WATCHDOG_USEC", "")
    ours = environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
    if not ours or not (wanted.isascii() and wanted.isdigit()) or not int(wanted):
        return ROUND
    return min(int(wanted) / 2_000_000, ROUND)


@contextlib.contextmanager
def starting(status: str) -> Iterator[None]:
    """Ask for more time for as long as the body runs: bringing a large database up may take minutes."""
    if not notify(f"STATUS={status}"):
        yield
        return
    done = threading.Event()

    def ask() -> None:
        while not done.wait(ROUND):
            notify(f"EXTEND_TIMEOUT_USEC={PATIENCE // timedelta(microseconds=1)}", f"STATUS={status}")

    asking = threading.Thread(target=ask, name="starting", daemon=True)
    asking.start()
    try:
        yield
    finally:
        done.set()
        asking.join()


def _one_line(text: str) -> str:
    return " ".join(text.split())
