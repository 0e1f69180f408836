"""Workers that may be lost: what is said of it, that another takes the place, and none is left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from cases.errors import ConciergeError, PermanentError, TemporaryError
from concierge import nursery as module
from concierge.apart import lines_apart
from concierge.limited import Guard, Limits, Watch
from concierge.nursery import DONE, LostError, Message, Nursery, failed

LIMITS = Limits(processor=0.2, clock=60.0, memory=200_000_000)
ERRORS: dict[str, ConciergeError] = {"t": TemporaryError("later"), "p": PermanentError("correct it")}


def _loop() -> None:
    while True:
        pass


DEEDS: dict[str, Callable[[], object]] = {
    "loop": _loop,
    "swallow": lambda: b"x" * 1_000_000_000,
    "sleep": lambda: time.sleep(60),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "raise": lambda: 1 / 0,
}


def _serve(jobs: Iterable[Message], guard: Guard, watch: Watch) -> Iterator[Message]:
    """Says its number, then does what the job says as step 3 of item 17."""
    for job in jobs:
        yield {"worker": os.getpid()}
        guard.begin(17, 3)
        what = job["do"]
        if what in ERRORS:
            yield failed(ERRORS[what])
            continue
        if what in DEEDS:
            DEEDS[what]()
        yield {DONE: what}


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery(_serve, LIMITS)
    yield made
    made.close()


def _asked(nursery: Nursery, what: str, stop: threading.Event | None = None) -> tuple[int, object]:
    """The number of the worker and its last answer."""
    first, last = nursery.ask({"do": what}, stop or threading.Event())
    return int(first["worker"]), last[DONE]


def _is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_one_worker_for_many_jobs(nursery: Nursery) -> None:
    """Whatever the words in them, and with the time of each counted anew."""
    workers = set()
    for number in range(5):
        worker, said = _asked(nursery, f"wörds \ud800 {number}")
        assert f"wörds \ud800 {number}" == said
        workers.add(worker)
    assert 1 == len(workers)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("loop", "took more than 0.2 s of processor time"),
        ("swallow", "needed more than 200 MB of memory"),
        ("kill", "was ended by SIGKILL"),
        ("raise", "ended with status 70"),
    ],
)
def test_a_worker_that_is_lost(nursery: Nursery, what: str, why: str) -> None:
    """At which item and step, and why; another one does the next job."""
    before, _ = _asked(nursery, "work")
    with pytest.raises(LostError) as lost:
        _asked(nursery, what)
    assert (17, 3, why) == (lost.value.item, lost.value.step, lost.value.why)
    assert not _is_there(before)
    after, said = _asked(nursery, "work")
    assert ("work", False) == (said, after == before)


@pytest.mark.parametrize("what", ERRORS)
def test_an_error_of_the_worker_is_ours(nursery: Nursery, what: str) -> None:
    """Of the same kind, with the same words; the worker goes on."""
    before, _ = _asked(nursery, "work")
    with pytest.raises(type(ERRORS[what]), match=str(ERRORS[what])):
        _asked(nursery, what)
    assert before == _asked(nursery, "work")[0]


@pytest.mark.parametrize("what", ["sleep", "stop"])
def test_a_stop_gives_the_item_at_hand_a_moment(
    nursery: Nursery, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no more, whatever the clock of an item allows."""
    monkeypatch.setattr(module, "GRACE", 0.3)
    stop = threading.Event()
    stop.set()
    with pytest.raises(LostError, match=r"took more than 0\.3 s"):
        _asked(nursery, what, stop)


def test_closing_ends_also_what_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that somebody stopped while it waited for work."""
    monkeypatch.setattr(module, "GRACE", 0.3)
    made = Nursery(_serve, LIMITS)
    worker, _ = _asked(made, "work")
    os.kill(worker, signal.SIGSTOP)
    made.close()
    assert not _is_there(worker)


def test_lines_come_as_they_are_made() -> None:
    """Until the process is lost, which is said with the number of the mail."""

    def work(begins: Callable[[int, int], None]) -> Iterator[str]:
        for number in (1, 2, 3):
            begins(number, 0)
            if number == 3:
                _loop()
            yield f"line {number}"

    lines = lines_apart(work, LIMITS)
    assert ["line 1", "line 2"] == [next(lines), next(lines)]
    with pytest.raises(TemporaryError, match=r"mail 3 took more than 0\.2 s of processor time"):
        next(lines)
