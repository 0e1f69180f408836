"""One piece of work on what strangers wrote, in a process of its own, under limits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from cases.errors import ConciergeError, TemporaryError
from concierge.limited import Guard, Limits, Watch
from concierge.nursery import DONE, LostError, Message, Nursery, failed

Work = Callable[[Callable[[int, int], None]], Iterable[str]]
"""Gives lines, and says which mail it begins: its number, and a step of the work on it."""


def lines_apart(work: Work, limits: Limits) -> Iterator[str]:
    """The lines of `work`, as they come. Forks: no database is open here yet, and there are no threads.

    TemporaryError when the process ended before it was done; else what `work` raises of ours.
    """

    def serve(jobs: Iterable[Message], guard: Guard, watch: Watch) -> Iterator[Message]:
        for _ in jobs:
            try:
                for line in work(guard.begin):
                    yield {"line": line}
                yield {DONE: 1}
            except ConciergeError as error:
                yield failed(error)

    nursery = Nursery(serve, limits)
    try:
        for answer in nursery.ask({}, threading.Event()):
            if "line" in answer:
                yield str(answer["line"])
    except LostError as lost:
        what = f"mail {lost.item}" if lost.item else "the process"
        raise TemporaryError(f"{what} {lost.why}, which ended this: nothing was written") from lost
    finally:
        nursery.close()
