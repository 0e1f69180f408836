"""Run as a program: lives of the service, forked from one prepared process, each with its end.

As tests/flow/killed_service.py, which prepares it; but mail is decided in a process of its own, as
`concierge run` does it, the clock goes on from a moment that is given, and the end is any commit of any of
its processes, or any instruction.

    {"start": "/folder/concierge.toml", "from": "2026-11-30T10:00:00+00:00", "roles": […], "ending": {…}, …}
    {"wait": 4711}

`commits` in the order is a file: a line for each place that commits, and the place of the commit that was
the end.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peewee

from concierge.daemon import Daemon, stop_on_signals
from concierge.limited import limits_for
from concierge.logs import configure
from concierge.opened import database_of
from concierge.options import load_settings
from concierge.service import Service
from concierge.watched_secret import watched
from intake.handle import Begins, Handler, Stop
from tests.chaos.endings import counts
from tests.flow.killed_service import prepare, serve

ROOT = f"{Path(__file__).resolve().parent.parent.parent}/"
_DOORS = ("db/connect.py", "tests/")


class _Value(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("pointer", ctypes.c_void_p))


class _Event(ctypes.Structure):  # struct sigevent, sigevent(3)
    _fields_ = (
        ("value", _Value),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("rest", ctypes.c_char * 48),
    )


CLOCK, PROCESSOR = 1, 2  # CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID


def _killed_in(seconds: float, clock: int) -> None:
    """The kernel kills this process then, whatever it is at, C code and system calls too."""
    libc = ctypes.CDLL(None, use_errno=True)
    timer, event = ctypes.c_void_p(), _Event(signal=signal.SIGKILL, notify=0)
    if libc.timer_create(clock, ctypes.byref(event), ctypes.byref(timer)):
        raise OSError(ctypes.get_errno(), "timer_create")
    whole, nanoseconds = int(seconds), int(seconds % 1 * 1e9)
    libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, whole, max(nanoseconds, 1)), None)


class Doom:
    """What ends one life. Counts in memory that the processes of this life share."""

    def __init__(self, ending: dict[str, Any], commits: str) -> None:
        self._ending = ending
        self._main = os.getpid()
        self._cells = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("q")  # commits; whether it came
        self._file = os.open(commits, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._seen: set[str] = set()
        self._one = threading.Lock()

    def arm(self) -> None:
        """From here on; before anything is forked."""
        if self._ending["how"] == "processor" and self._ending["whom"] != "worker":
            _killed_in(self._ending["milliseconds"] / 1000, PROCESSOR)
        plain = peewee.Database.commit
        commit = lambda database: self._commit(lambda: plain(database))  # noqa: E731 - in a class it is a method
        setattr(peewee.Database, "commit", commit)  # noqa: B010 - assigning to a method is not typed

    def in_worker(self) -> None:
        """The process that decides has just begun."""
        mine = self._ending["how"] == "processor" and self._ending["whom"] == "worker"
        if mine and not self._cells[1]:
            self._cells[1] = 1
            _killed_in(self._ending["milliseconds"] / 1000, PROCESSOR)

    def _commit(self, commit: Callable[[], None]) -> None:
        place = _place()
        if place not in self._seen:
            self._seen.add(place)
            os.write(self._file, f"seen {place}\n".encode())
        if not self._is_it(place):
            commit()
            return
        side = self._ending["side"]
        os.write(self._file, f"{side} {place}\n".encode())
        if side == "before":
            self._kill()
        if side == "during":
            _killed_in(self._ending["microseconds"] / 1e6, CLOCK)
        commit()
        self._kill()

    def _is_it(self, place: str) -> bool:
        ending = self._ending
        if ending["how"] != "commit" or self._cells[1]:
            return False
        if ending["whom"] == "worker" and os.getpid() == self._main:
            return False
        if not counts(place, ending["counted"]):
            return False
        with self._one:
            self._cells[0] += 1
            self._cells[1] |= self._cells[0] == ending["nth"]
            return bool(self._cells[0] == ending["nth"])

    def _kill(self) -> None:
        match self._ending["whom"]:
            case "all":
                os.killpg(0, signal.SIGKILL)
            case "main":
                os.kill(self._main, signal.SIGKILL)
            case _:
                os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()  # until the kernel ends us after the main process


def _place() -> str:
    """Where the transaction that is committed stands: "db/folders.py:store"."""
    frame = sys._getframe(2)
    while frame.f_back is not None:
        frame = frame.f_back
        name = frame.f_code.co_filename
        if name.startswith(ROOT) and "/.venv/" not in name:
            inside = name.removeprefix(ROOT)
            if not inside.startswith(_DOORS):
                return f"{inside}:{frame.f_code.co_name}"
    return "?"


class _Mortal(Service):
    """Tells its doom when the process that decides has begun."""

    doom: Doom

    def new_handler(self, begins: Begins, stop: Stop) -> Handler:
        if stop is not self.stop:
            self.doom.in_worker()
        return super().new_handler(begins, stop)


def live(order: dict[str, Any]) -> int:
    """As `concierge run` does it."""
    began, start = datetime.now(UTC), datetime.fromisoformat(order["from"])
    ending = order["ending"]
    doom = Doom(ending, order["commits"])
    doom.arm()
    settings = load_settings(Path(order["start"]), look_up_countries=True, mail=True)
    settings = replace(settings, signer=watched(settings))
    configure(settings.log_format)
    stop, roles = threading.Event(), tuple(order["roles"])
    service = _Mortal(settings, lambda: start + (datetime.now(UTC) - began), stop)
    service.doom = doom
    with contextlib.ExitStack() as stack:
        if "intake" in roles:
            stack.enter_context(service.deciding_apart(limits_for(settings.intake.max_message)))
        stack.enter_context(database_of(settings, made=lambda place: None))
        stack.callback(service.close)
        if ending["once"]:
            return 0 if all(service.once(roles) for _ in range(ending["times"])) else 1
        stop_on_signals(stop)
        return 0 if Daemon(service, roles).run() else 1


if __name__ == "__main__":
    prepare()
    serve(live)
