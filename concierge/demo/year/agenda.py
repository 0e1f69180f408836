"""What people are about to do, in the order of time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

Act = Callable[[datetime], None]
"""Does it; is told the time for which it was noted."""


@dataclass
class Agenda:
    """Acts at moments; those of one moment in the order in which they were noted."""

    _heap: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def note(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._heap, (at, next(self._numbers), act))

    def until(self, now: datetime) -> int:
        """Do all that is due; gives how many acts that were."""
        done = 0
        while self._heap and self._heap[0][0] <= now:
            at, _, act = heapq.heappop(self._heap)
            act(at)
            done += 1
        return done

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def next_at(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None
