"""What a mail could do to whoever reads it, done on request: a field `X-Poison: NAME` in it says what.

`take_poison` puts it in front of the parser of this process, and makes the limits small. The program does
not know this field.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time
from collections.abc import Callable
from typing import NoReturn

from concierge import limited
from concierge.commands import run
from intake import handle
from intake.older import backfill
from intake.reading.mime.glance import Glance, glance
from intake.reading.parse import parse
from intake.reading.parsed import Parsed

FIELD = "X-Poison"
AGAIN = "X-Poison-Again"  # it kills whoever wants to tell of it, too
LIMITS = limited.Limits(processor=0.5, clock=5.0, memory=300_000_000)
_FIELD = re.compile(rb"^X-Poison: ([a-z-]+)\r?$", re.MULTILINE)


def _loop() -> NoReturn:
    while True:
        pass


def _match() -> object:
    """Minutes inside one call of a library, where no signal handler of Python runs."""
    return re.match("(a|a)*b", "a" * 60)


def _swallow() -> NoReturn:
    held: list[bytes] = []
    while True:
        held.append(b"x" * 10_000_000)


def _sleep() -> None:
    time.sleep(3600)


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _crash() -> None:
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    ctypes.string_at(0)


def _leave() -> None:
    os._exit(3)


POISONS: dict[str, tuple[Callable[[], object], str]] = {
    "loop": (_loop, "took more than 0.5 s of processor time"),
    "match": (_match, "took more than 0.5 s of processor time"),
    "swallow": (_swallow, "needed more than 300 MB of memory"),
    "sleep": (_sleep, "took more than 5 s"),
    "stop": (_stop, "took more than 5 s"),
    "kill": (_kill, "was ended by SIGKILL"),
    "crash": (_crash, "was ended by SIGSEGV"),
    "leave": (_leave, "ended with status 3"),
}
"""By name: what it does, and what is said of the process that met it."""


def poisoned(raw: bytes) -> Parsed:
    """As `parse`, where that is survived."""
    if found := _FIELD.search(raw):
        POISONS[found[1].decode()][0]()
    return parse(raw)


def poisoned_glance(raw: bytes) -> Glance:
    """As `glance`, which a mail with AGAIN does not let return."""
    if f"\n{AGAIN}:".encode() in raw:
        _kill()
    return glance(raw)


def take_poison(put: Callable[[object, str, object], None] = setattr) -> None:
    """`put` may be a test's `monkeypatch.setattr`."""
    for module in (handle, backfill):
        put(module, "parse", poisoned)
    put(handle, "glance", poisoned_glance)
    for module in (run, limited):
        put(module, "limits_for", lambda _: LIMITS)
