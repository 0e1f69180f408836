"""Taking in mail from files in a process of its own, under limits: a mail that ends it is named and left out.

What was committed stays, and the next process goes on behind that. A rehearsal, one transaction, begins anew.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from cases.errors import ConciergeError, TemporaryError
from cases.settings import Settings
from concierge.acting import audited
from concierge.limited import Guard, Limits
from concierge.nursery import DONE, LostError, Message, Nursery, failed
from concierge.opened import database_of, is_missing
from db.connect import rehearsal
from intake.older.backfill import Backfill, Begun, Summary
from intake.older.mail_files import Found

MakeBackfill = Callable[[Callable[[int], None]], Backfill]
Progress = Callable[[int], None]
log = structlog.get_logger("import")
COUNTS = ("read", "new", "known", "opened", "joined", "merged", "passed_over")


class ImportProcess:
    """`run` takes everything. Forks when it is made: the database is not open then, and there are no threads.

    `make` gives what takes the mail, `found` all mail from the first on; both are called in the process.
    """

    def __init__(
        self,
        settings: Settings,
        make: MakeBackfill,
        found: Callable[[], Iterable[Found]],
        limits: Limits,
        *,
        dry_run: bool = False,
    ) -> None:
        self._dry_run = dry_run
        self._nursery = Nursery(
            lambda jobs, guard, _: _serve(settings, make, found, guard, jobs, dry_run=dry_run), limits
        )
        self._summary = Summary()  # of what was committed
        self._committed = 0
        self._octets = 0
        self._left_out: dict[int, str] = {}
        self._without: dict[int, str] = {}

    def run(self, progress: Progress) -> Summary:
        """Everything; `progress` is told the octets of each commit, less than none for a new start."""
        while True:
            try:
                self._asked(progress)
                return self._summary
            except LostError as lost:
                if lost.item in (0, *self._left_out):
                    words = f"the process that takes the mail in {lost.why}: run it again"
                    raise TemporaryError(words) from lost
                self._left_out[lost.item] = f"it {lost.why}, and was left out"
                if self._dry_run:
                    progress(-self._octets)
                    self._summary, self._octets, self._committed = Summary(), 0, 0
                    self._without.clear()

    def close(self) -> None:
        """End the process; the commit at hand has a moment."""
        self._nursery.close()

    def _asked(self, progress: Progress) -> None:
        job = {
            "committed": self._committed,
            "left_out": {str(number): reason for number, reason in self._left_out.items()},
            "without": {str(number): reason for number, reason in self._without.items()},
        }
        for answer in self._nursery.ask(job, threading.Event()):
            if DONE in answer:
                return
            self._committed = int(answer["committed"])
            self._octets += int(answer["octets"])
            _add(self._summary, answer)
            self._without.update({int(number): reason for number, reason in answer["changed"].items()})
            progress(int(answer["octets"]))


def _add(summary: Summary, answer: Message) -> None:
    for name in COUNTS:
        setattr(summary, name, getattr(summary, name) + int(answer["counts"][name]))
    summary.without_case.update(Counter({str(k): int(v) for k, v in answer["without_case"].items()}))
    summary.unreadable += [(str(name), str(reason)) for name, reason in answer["unreadable"]]


def _serve(
    settings: Settings,
    make: MakeBackfill,
    found: Callable[[], Iterable[Found]],
    guard: Guard,
    jobs: Iterable[Message],
    *,
    dry_run: bool,
) -> Iterator[Message]:
    """In the worker."""
    for job in jobs:
        begun = Begun(int(job["committed"]), _numbered(job["left_out"]), _numbered(job["without"]))
        backfill = make(guard.begin)
        try:
            with _database(settings, dry_run=dry_run):
                with rehearsal() if dry_run else nullcontext():
                    for number, octets in backfill.commits(found(), begun):
                        yield {"committed": number, "octets": octets, **_news(backfill)}
                if not dry_run:
                    audited("mail.imported")
            yield {DONE: 1}
        except ConciergeError as error:
            yield failed(error)


@contextmanager
def _database(settings: Settings, *, dry_run: bool) -> Iterator[None]:
    """The service's; one that is not there yet is made, for a rehearsal elsewhere and for that time only."""
    with ExitStack() as stack:
        told = None if dry_run else _say_made
        if dry_run and is_missing(settings):
            folder = stack.enter_context(TemporaryDirectory(prefix="concierge-dry-run-"))
            settings = replace(settings, database_url="sqlite:///concierge.db", directory=Path(folder))
            told = _say_nothing
        stack.enter_context(database_of(settings, made=told))
        yield


def _say_made(place: str) -> None:
    log.warning("database.made", place=place)


def _say_nothing(place: str) -> None:
    """It is gone when the rehearsal is over."""


def _news(backfill: Backfill) -> Message:
    """What the last commit added."""
    summary, changed = backfill.summary, dict(backfill.changed)
    backfill.summary = Summary()
    backfill.changed.clear()
    return {
        "counts": {name: getattr(summary, name) for name in COUNTS},
        "without_case": dict(summary.without_case),
        "unreadable": summary.unreadable,
        "changed": changed,
    }


def _numbered(words: Any) -> dict[int, str]:
    return {int(number): str(reason) for number, reason in words.items() if reason}
