"""Whether the threads of this process make progress: each marks what it gets done, and has a bound.

A thread marks under its own name, so whoever works in it need not know it: the taps of a commit do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Beats:
    """The threads that have begun. Any thread may call anything."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._bounds: dict[str, float] = {}
        self._until: dict[str, float] = {}

    def begin(self, bound: float) -> None:
        """The calling thread works from now on; without a mark for `bound` seconds it hangs."""
        name = threading.current_thread().name
        with self._lock:
            self._bounds[name] = bound
            self._until[name] = self._monotonic() + bound

    def mark(self, rest: float = 0.0) -> None:
        """The calling thread got something done, and may now wait for `rest` seconds."""
        name = threading.current_thread().name
        with self._lock:
            if name in self._bounds:
                self._until[name] = self._monotonic() + rest + self._bounds[name]

    def also(self, tap: Callable[[str], None]) -> Callable[[str], None]:
        """A tap that is also a mark of the thread it is called in."""

        def tapped(point: str) -> None:
            self.mark()
            tap(point)

        return tapped

    def end(self) -> None:
        """The calling thread is done."""
        with self._lock:
            self._bounds.pop(threading.current_thread().name, None)
            self._until.pop(threading.current_thread().name, None)

    @property
    def begun(self) -> frozenset[str]:
        """Names of the threads that work."""
        with self._lock:
            return frozenset(self._bounds)

    def late(self) -> tuple[str, ...]:
        """Names of those that hang, in order."""
        now = self._monotonic()
        with self._lock:
            return tuple(sorted(name for name, until in self._until.items() if until < now))
