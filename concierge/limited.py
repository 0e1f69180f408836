"""Limits on a process that works on what strangers wrote: processor time an item, memory, and no orphans.

The timer of the kernel ends the process, also in the middle of a library's C code, where no Python runs. Not
RLIMIT_CPU: it counts from the start of the process, and moving it along was seen to end a healthy one.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

OUT_OF_MEMORY = 71  # exit status
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take: seconds of processor, seconds of the clock, octets of address space.

    `memory` is what comes on top of what the process has when its limits are set.
    """

    processor: float
    clock: float
    memory: int


def limits_for(max_message: int) -> Limits:
    """Those of the service, where a mail has at most `max_message` octets.

    A mail takes 15 ms, the worst of those that the tests make some seconds. It is held as octets, as text and
    in pieces of both.
    """
    return Limits(processor=30.0, clock=300.0, memory=1_000_000_000 + 24 * max_message)


class Watch:
    """What a process is at, in memory that its parent sees too, also when the process is gone."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("q")  # shared with whoever is forked

    def begin(self, item: int, step: int = 0) -> None:
        """Note what is begun, and which step of it; item 0: nothing."""
        self._cells[1], self._cells[2] = item, step
        self._cells[3] = time.monotonic_ns() if item else 0

    @property
    def item(self) -> int:
        return self._cells[1]

    @property
    def step(self) -> int:
        return self._cells[2]

    @property
    def seconds(self) -> float:
        """Since the item was begun; 0 where there is none."""
        begun = self._cells[3]
        return (time.monotonic_ns() - begun) / 1e9 if begun else 0.0

    def ask_to_stop(self) -> None:
        """Tell the process to begin nothing more."""
        self._cells[0] = 1

    def is_set(self) -> bool:
        """Whether it was asked to; named as an event's method, because it stands for one."""
        return bool(self._cells[0])


class Guard:
    """The limits of this process; `begin` starts the time of an item anew."""

    def __init__(self, limits: Limits, watch: Watch) -> None:
        self._limits, self._watch = limits, watch
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
        _limit(resource.RLIMIT_AS, _addresses() + limits.memory)
        _limit(resource.RLIMIT_CORE, 0)  # mail of people does not belong into a file of the kernel

    def begin(self, item: int, step: int = 0) -> None:
        """From now on this item counts; 0: none, and no time runs."""
        self._watch.begin(item, step)
        signal.setitimer(signal.ITIMER_PROF, self._limits.processor if item else 0.0)


def _addresses() -> int:
    """Octets of address space that this process has: its libraries, and what its parent had loaded."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 500_000_000  # no Linux: more than the program takes
    return pages * resource.getpagesize()


def _limit(what: int, wanted: int) -> None:
    _, hard = resource.getrlimit(what)
    least = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS has none on addresses; the others hold
        resource.setrlimit(what, (least, hard))


def end_with(parent: int) -> None:
    """Let the kernel end this process when its parent, `parent`, ends; the terminal's signals are not for it.

    Elsewhere than on Linux it ends when it next asks for work.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes  # slow to load, and only needed in here

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)  # it ended before we could say so


def ending(status: int, limits: Limits) -> str:
    """What ended a process, in words after "it"; `status` as `os.waitstatus_to_exitcode` gives it."""
    if status == -signal.SIGPROF:
        return f"took more than {limits.processor:g} s of processor time"
    if status == OUT_OF_MEMORY:
        return f"needed more than {limits.memory // 1_000_000} MB of memory"
    if status < 0:
        return f"was ended by {_name(-status)}"
    return f"ended with status {status}"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
