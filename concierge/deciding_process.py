"""Deciding mail in a process of its own, under limits: what a mail does to it, the service does not suffer.

The process opens the database itself and runs `intake.handle`, round by round. Lost at a mail (which took too
long, needed too much memory, killed it) it leaves the recorded attempt behind, and the next process, begun at
once, counts that and goes on with the other mails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import structlog

from cases.errors import ConciergeError, TemporaryError
from cases.settings import Settings
from concierge.limited import Limits
from concierge.nursery import DONE, LostError, Message, Nursery, Stop, failed
from db.connect import disconnect, open_database
from intake.handle import Begins, Handler, Lost, Step

OFTEN = 4  # losses at one mail in a round; two set it aside, a third is one at setting it aside
IDLE = 1  # and at none: somebody ended it between two rounds
log = structlog.get_logger("intake")
MakeHandler = Callable[[Begins, Stop], Handler]


class DecidingProcess:
    """`run_once(now)` as that of a handler. Forks when it is made; for one thread only.

    `make` gives the handler, in the process; the database is not open there before its first round.
    """

    def __init__(
        self,
        settings: Settings,
        make: MakeHandler,
        stop: Stop,
        limits: Limits,
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        """`progress` is called whenever the process begins another mail, or is done with one."""
        self._stop = stop
        self._nursery = Nursery(
            lambda jobs, guard, watch: _serve(settings, make(guard.begin, watch), jobs), limits, progress
        )
        self._process = ""  # name of the worker in the recorded attempts
        self._why: dict[str, str] = {}
        self._unseen: set[int] = set()

    def run_once(self, now: datetime) -> int:
        """Decide everything due, whatever of it ends a worker; gives the number of mails decided.

        Those that a lost worker had decided before are not in the number.
        """
        losses: Counter[int] = Counter()
        while True:
            try:
                return self._asked(now)
            except LostError as lost:
                self._note(lost)
                losses[lost.item] += 1
                if self._stop.is_set():
                    return 0  # the next start counts it
                if losses[lost.item] > (OFTEN if lost.item else IDLE):
                    raise TemporaryError(f"the process that decides mail {lost.why}: see the log") from lost

    def close(self) -> None:
        """End the process; the mail at hand has a moment."""
        self._nursery.close()

    def _asked(self, now: datetime) -> int:
        job = {"now": now.isoformat(), "why": self._why, "unseen": sorted(self._unseen)}
        for answer in self._nursery.ask(job, self._stop):
            if "process" in answer:
                self._process = str(answer["process"])
            else:
                self._why.clear()
                self._unseen.clear()
                return int(answer[DONE])
        raise AssertionError("the last answer says that it is the last")

    def _note(self, lost: LostError) -> None:
        if self._process:
            self._why[self._process] = f"it {lost.why}"
        if lost.step == Step.SET_ASIDE:
            self._unseen.add(lost.item)
        log.error("mail.not-returned", inbound=lost.item, why=lost.why)
        self._process = ""


def _serve(settings: Settings, handler: Handler, jobs: Iterable[Message]) -> Iterator[Message]:
    """Rounds of deciding, in the worker."""
    opened = False
    for job in jobs:
        yield {"process": handler.process}
        try:
            if not opened:
                open_database(settings.database_url, settings.directory, make=False)
                opened = True
            lost = Lost(job["why"], frozenset(job["unseen"]))
            yield {DONE: handler.run_once(datetime.fromisoformat(job["now"]), lost)}
        except ConciergeError as error:
            yield failed(error)
    disconnect()
