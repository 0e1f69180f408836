"""A thread that gets nothing done for longer than its bound hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from concierge.watching.beats import Beats


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _in_thread(name: str, work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work, name=name)
    thread.start()
    thread.join()


def test_who_marks_is_alive_and_who_does_not_hangs() -> None:
    """Each by its own bound; a wait that was said beforehand counts on top; who ended is not missed."""
    clock = _Clock()
    beats = Beats(clock)
    beats.mark()  # by a thread that is not watched
    for name in ("receive", "handle", "outbox"):
        _in_thread(name, lambda: beats.begin(10.0))
    assert frozenset({"receive", "handle", "outbox"}) == beats.begun
    clock.now = 9.0
    _in_thread("receive", lambda: beats.mark(rest=60.0))
    _in_thread("handle", beats.mark)
    clock.now = 15.0
    assert ("outbox",) == beats.late()
    _in_thread("outbox", beats.end)
    assert () == beats.late()
    clock.now = 20.0
    assert ("handle",) == beats.late()
    _in_thread("handle", beats.mark)
    clock.now = 80.0
    assert ("handle", "receive") == beats.late()
