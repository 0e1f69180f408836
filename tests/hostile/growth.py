"""Does work grow faster than its text? A whole process measures, so that what hangs can be ended.

    python -m tests.hostile.growth expressions [--all]
    python -m tests.hostile.growth readers [--all]

prints one line of JSON for each thing that grows faster than its text, or did not end at all. Processor time
is compared with itself: twice the text may take three times as long, what takes less than half a millionth of
a second for each character is not judged, and a suspicion is tried on four times the text, so that a busy
machine changes nothing.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SIZE = (
    4_000  # characters: a quadratic pattern takes some milliseconds for them, a thousand lines are not needed
)
FREE = 5e-7  # seconds of processor time for each character that are not judged
FACTOR = 3  # twice the text may take so many times as long
TRIES = 4
LIMIT = 5  # seconds of processor time for one text


@dataclass(frozen=True)
class Job:
    """Something that reads a text: `run` is given `before + round_ * n + end`."""

    name: str
    run: Callable[[str], object]
    before: str
    round_: str
    end: str
    size: int = SIZE

    def text(self, size: int) -> str:
        return self.before + self.round_ * max((size - len(self.before)) // len(self.round_), 1) + self.end

    def grows_too_fast(self) -> bool:
        whole = half = float("inf")
        for _ in range(TRIES):  # the least of each: what a busy machine adds is not the text's
            whole = min(whole, self._cost(self.size))
            if whole < FREE * self.size:
                return False
            half = min(half, self._cost(self.size // 2))
            if whole < FACTOR * half:
                return False
        return self._cost(4 * self.size) > FACTOR**2 * min(whole, self._cost(self.size))

    def _cost(self, size: int) -> float:
        text = self.text(size)
        begun = time.thread_time()  # the process's clock goes by ticks of 4 ms while a timer of it is set
        self.run(text)
        return time.thread_time() - begun


def failing(jobs: Iterable[Job], limit: float = LIMIT) -> list[dict[str, str]]:
    """The jobs that grow too fast or do not end, one for each name."""
    waiting, found = list(jobs), dict[str, dict[str, str]]()
    while waiting:
        done, job, why = _in_child(waiting, limit)
        if job is None:
            break
        found[job.name] = {"what": job.name, "why": why, "text": repr(job.text(120))}
        waiting = [one for one in waiting[done:] if one.name not in found]
    return list(found.values())


def _in_child(jobs: list[Job], limit: float) -> tuple[int, Job | None, str]:
    """How many jobs were begun, and the first that fails."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        gc.disable()  # its rounds fall where they like
        for number, job in enumerate(jobs):
            os.write(write, b"%d\n" % number)
            signal.setitimer(signal.ITIMER_PROF, limit)  # its signal ends the process, also inside C
            if job.grows_too_fast():
                os._exit(1)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as lines:
        begun = [int(line) for line in lines]
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0:
        return len(jobs), None, ""
    why = "grows faster than its text" if status == 1 else f"did not end (status {status})"
    return begun[-1] + 1, jobs[begun[-1]], why


def main(what: str, everything: bool) -> None:
    """Print what fails."""
    made = importlib.import_module(
        f"tests.hostile.{'expression' if what == 'expressions' else 'reader'}_jobs"
    )
    for failure in failing(made.jobs(everything)):
        print(json.dumps(failure, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1], "--all" in sys.argv)
