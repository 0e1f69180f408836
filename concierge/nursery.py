"""A process for work on what strangers wrote, which may be lost: another one takes its place.

    this process ── forks, before it has threads or a database ──► nursery ── forks ──► worker
                                                                      │  (dies)
                                                                      └── forks ──► another worker

The nursery does nothing but fork: it has one thread, no connection and no lock that may be held just then, as
this process has later on. It sends us the line to each worker, and how each ended. Jobs and answers are JSON:
what comes from a worker is read as words and numbers, whatever a mail made of it.

Errors: `LostError` when a worker ended before its answer, `NurseryGoneError` when the nursery did, and what a
worker says that it `failed` with.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any, Protocol

from cases.errors import ConciergeError, PermanentError, TemporaryError
from concierge.limited import OUT_OF_MEMORY, Guard, Limits, Watch, end_with, ending

LOOK = 0.25  # seconds between two looks at a worker that is busy
GRACE = 10.0  # seconds for the item at hand when we are to stop
DEFECT = 70  # exit status of a worker: the log has the traceback
DONE = "done"  # key of the last answer to a job
ERRORS = {"temporary": TemporaryError, "permanent": PermanentError}
_NUMBER = struct.Struct("i")

Message = Mapping[str, Any]
Serve = Callable[[Iterable[Message], Guard, Watch], Iterator[Message]]
"""What a worker does: takes jobs and gives answers, the last one to each job with the key DONE."""


class Stop(Protocol):
    """An event that tells to end."""

    def is_set(self) -> bool: ...


def failed(error: ConciergeError) -> Message:
    """The last answer to a job that did not go well: whoever asked gets this error."""
    kind = "permanent" if isinstance(error, PermanentError) else "temporary"
    return {DONE: 0, "error": kind, "why": str(error)}


class LostError(Exception):
    """A worker ended before its answer: at which item (0: none) and step, and why, in words after "it"."""

    def __init__(self, item: int, step: int, why: str) -> None:
        super().__init__(f"item {item}: it {why}")
        self.item, self.step, self.why = item, step, why


class NurseryGoneError(Exception):
    """Nobody is left to fork a worker: this process has to be started anew."""


class Nursery:
    """Workers, one at a time. Forks when it is made; ask from one thread only."""

    def __init__(self, serve: Serve, limits: Limits, progress: Callable[[], None] = lambda: None) -> None:
        """`progress` is called while an answer is waited for, whenever the worker is at something else."""
        self._serve, self._limits, self._progress = serve, limits, progress
        self._watch = Watch()
        self._line: Connection[Any, Any] | None = None
        self._worker = 0
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            ours.close()
            _in_child(lambda: self._nurse(theirs, parent))
        theirs.close()
        self._control = ours

    def ask(self, job: Message, stop: Stop) -> Iterator[Message]:
        """The answers to a job, the one with DONE last. A worker is begun where there is none."""
        line = self._line or self._begin()
        killed, at = "", (0, 0)
        try:
            line.send_bytes(json.dumps(job).encode())
        except OSError:
            raise self._lost(killed) from None
        while True:
            try:
                if line.poll(LOOK):
                    answer = json.loads(line.recv_bytes())
                    if "error" in answer:
                        raise ERRORS[answer["error"]](str(answer["why"]))
                    yield answer
                    if DONE in answer:
                        return
                    continue
            except (EOFError, OSError):
                raise self._lost(killed) from None
            killed = killed or self._overdue(stop)
            if at != (at := (self._watch.item, self._watch.step)):
                self._progress()

    def close(self) -> None:
        """End worker and nursery, and wait for both. The item at hand has GRACE seconds."""
        self._watch.ask_to_stop()
        if self._line is not None:
            self._line.close()
            self._control.settimeout(GRACE)
            try:
                self._control.recv(_NUMBER.size)
            except TimeoutError:
                os.kill(self._worker, signal.SIGKILL)
            except OSError:
                pass  # the nursery is gone, and its worker with it
        self._control.close()
        os.waitpid(self._pid, 0)

    def _begin(self) -> Connection[Any, Any]:
        try:
            self._control.sendall(b"+")
            number, lines, _, _ = socket.recv_fds(self._control, _NUMBER.size, 1)
        except OSError:
            number = b""
        if not number:
            raise NurseryGoneError("the process that begins others was ended: start the service anew")
        (self._worker,) = _NUMBER.unpack(number)
        self._watch.begin(0)
        self._line = Connection(lines[0])
        return self._line

    def _overdue(self, stop: Stop) -> str:
        """Why the worker was killed just now, or ""."""
        allowed = self._limits.clock
        if stop.is_set():
            self._watch.ask_to_stop()
            allowed = min(allowed, GRACE)
        if self._watch.seconds <= allowed:
            return ""
        os.kill(self._worker, signal.SIGKILL)
        return f"took more than {allowed:g} s"

    def _lost(self, killed: str) -> LostError:
        assert self._line is not None
        self._line.close()
        self._line = None
        number = self._control.recv(_NUMBER.size)
        if not number:
            raise NurseryGoneError("the process that begins others was ended: start the service anew")
        (status,) = _NUMBER.unpack(number)
        return LostError(self._watch.item, self._watch.step, killed or ending(status, self._limits))

    # -- in the nursery

    def _nurse(self, control: socket.socket, parent: int) -> None:
        end_with(parent)
        gc.freeze()  # pages that no collector touches stay shared
        while control.recv(1):
            theirs, ours = socket.socketpair()
            nursery = os.getpid()
            worker = os.fork()
            if worker == 0:
                theirs.close()
                control.close()
                _in_child(lambda: self._work(Connection(ours.detach()), nursery))  # noqa: B023 - at once
            ours.close()
            socket.send_fds(control, [_NUMBER.pack(worker)], [theirs.fileno()])
            theirs.close()
            _, status = os.waitpid(worker, 0)
            control.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(status)))

    # -- in a worker

    def _work(self, line: Connection[Any, Any], nursery: int) -> None:
        end_with(nursery)
        guard = Guard(self._limits, self._watch)
        for answer in self._serve(_jobs(line), guard, self._watch):
            if DONE in answer:
                guard.begin(0)
            try:
                line.send_bytes(json.dumps(answer).encode())
            except OSError:
                return  # nobody waits for it any more


def _jobs(line: Connection[Any, Any]) -> Iterator[Message]:
    while True:
        try:
            yield json.loads(line.recv_bytes())
        except (EOFError, OSError):
            return


def _in_child(work: Callable[[], None]) -> None:
    """Do it and end, without what the parent wanted to do at its own end."""
    status = 0
    try:
        work()
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException:
        traceback.print_exc()
        status = DEFECT
    finally:
        os._exit(status)
