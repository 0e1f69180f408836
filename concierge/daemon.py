"""`concierge run`: the roles in threads, each with its own database connection (DESIGN 4).

intake has one receiving thread a mailbox and one handling thread; followups and outbox one each, and one
watches. A lost wake-up costs seconds, because every thread also polls. SIGTERM and SIGINT end it after the
round at hand. systemd hears that it is alive for as long as every thread makes progress. Longer than 250
lines: what each thread does, and how it goes on after a failure.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from cases.errors import ConciergeError, PermanentError, TemporaryError
from cases.settings import MailboxSettings
from concierge.nursery import NurseryGoneError
from concierge.oauth.store import granted
from concierge.service import Service
from concierge.watched_secret import WatchedFiles
from concierge.watching.systemd import notify, pace
from db import running
from db.connect import connection

IDLE_ROUND = 5.0  # seconds between rounds of handling and sending when nobody wakes them
DRAFT_ROUND = 1.0  # and of drafting, for mail that another process decided
CLOCK_ROUND = 20.0  # seconds between rounds of the clock
BACK_OFF = (1.0, 5.0, 15.0, 60.0, 300.0)  # seconds after a lost mailbox, then the last one again
BOUNDS = {
    "receive": 1800.0,
    "handle": 900.0,
    "followups": 1800.0,
    "outbox": 900.0,
    "watch": 900.0,
    "draft": 900.0,
}
"""Seconds without progress after which a thread hangs; a slow server's last answer may take longer."""
SLOW_ANSWERS = 12  # times the timeout of a server: DATA alone may take ten (`mailer.smtp`)
STARTED_WITHIN = 60.0  # seconds for all threads to begin
SHOWN_FOR = timedelta(minutes=5)  # that this process does its roles; shown again when half of it is over
REFUSED = 3  # where in BACK_OFF a mailbox begins that only a person can mend
log = structlog.get_logger("daemon")


class Daemon:
    """Runs `service` until its stop event is set."""

    def __init__(self, service: Service, roles: tuple[str, ...]) -> None:
        self._service = service
        self._stop = service.stop
        self._roles = roles
        self._lost: dict[str, ConciergeError] = {}  # mailbox -> why
        self._lost_twice: set[str] = set()  # of which a second cause was said
        self._failed: dict[str, str] = {}  # role -> what nobody foresaw in its last round
        self._died = False
        self._mail_came = threading.Event()
        self._mail_waits = threading.Event()
        self._drafts_wait = threading.Event()

    def run(self) -> bool:
        """Returns when the stop event is set and every thread has ended; False: one had died."""
        threads = [
            threading.Thread(target=self._guarded, args=(work,), name=name) for name, work in self._work()
        ]
        for thread in threads:
            thread.start()
        self._listen()
        log.info(
            "service.started", roles=",".join(self._roles), mailboxes=len(self._service.settings.mailboxes)
        )
        if self._all_begun({thread.name for thread in threads}):
            notify("READY=1", f"STATUS={self._service.watcher.status}")
        self._stay_alive(threads)
        notify("STOPPING=1", "STATUS=Finishing what is at hand")
        self._service.outbox.stop()
        self._mail_came.set()
        self._mail_waits.set()
        self._drafts_wait.set()
        for thread in threads:
            thread.join()
        with contextlib.suppress(ConciergeError):  # the database is away: `health` will see the silence
            running.ends(self._roles, self._service.process_id, self._service.clock())
        log.info("service.stopped")
        return not self._died

    def _listen(self) -> None:
        """Give figures to whoever asks; its thread ends with the service, and holds up nothing."""
        settings = self._service.settings
        if settings.monitor:
            from concierge.watching.monitor import Monitor  # and its library, where somebody wants it

            monitor = Monitor(settings, self._service.clock, self._stop)
            threading.Thread(target=monitor.run, name="monitor", daemon=True).start()

    def _all_begun(self, names: set[str]) -> bool:
        """Wait until every thread works; False: it was told to stop, or one does not get on."""
        until = time.monotonic() + STARTED_WITHIN
        while not self._stop.wait(0.02) and time.monotonic() < until:
            if names <= self._service.beats.begun:
                return True
        return False

    def _stay_alive(self, threads: list[threading.Thread]) -> None:
        """Until the stop: tell the supervisor that the threads make progress, while they do."""
        hung: tuple[str, ...] = ()
        while not self._stop.wait(pace()):
            late = self._service.beats.late()
            if late and late != hung:
                log.error("thread.hung", threads=", ".join(late))
            hung = late
            if not late and all(thread.is_alive() for thread in threads):
                notify("WATCHDOG=1", f"STATUS={self._service.watcher.status}")

    def _work(self) -> list[tuple[str, Callable[[], None]]]:
        work: list[tuple[str, Callable[[], None]]] = []
        if "intake" in self._roles:
            boxes = self._service.settings.mailboxes
            work += [(f"receive {box.address}", partial(self._receive, box)) for box in boxes]
            work.append(("handle", self._handle))
        if "followups" in self._roles:
            work.append(("followups", self._follow_up))
        if "outbox" in self._roles:
            work.append(("outbox", self._send))
            if self._service.drafting is not None:
                work.append(("draft", self._draft))
        work.append(("watch", self._watch))
        return work

    def _bound(self, name: str) -> float:
        """Seconds without progress after which the thread of this name hangs."""
        boxes = self._service.settings.mailboxes
        slowest = max(account.timeout for box in boxes for account in (box.imap, box.smtp))
        return max(BOUNDS[name.partition(" ")[0]], SLOW_ANSWERS * slowest)

    def _guarded(self, work: Callable[[], None]) -> None:
        beats = self._service.beats
        try:
            with connection():
                beats.begin(self._bound(threading.current_thread().name))
                work()
        except Exception:
            log.exception("thread.died")
            self._died = True
            self._stop.set()  # a supervisor starts us anew; half a service is worse than none
        finally:
            beats.end()

    def _receive(self, box: MailboxSettings) -> None:
        failures = 0
        poll = self._service.settings.intake.poll.total_seconds()
        receiver, files = self._service.receivers[box.address], _watched(box)
        while not self._stop.is_set():
            try:
                files.tried()
                if self._service.receive(box):
                    self._mail_came.set()
                if self._lost.pop(box.address, None):
                    self._lost_twice.discard(box.address)
                    log.info("mailbox.back", mailbox=box.address)
                if receiver.box.connected:  # else another process reads it
                    self._service.sightings.mailbox(box.address, None)
                failures = 0
                self._service.beats.mark(rest=poll)
                if receiver.box.connected:
                    receiver.wait(poll)
                else:
                    self._stop.wait(poll)
            except Exception as failure:  # the mailbox boundary: one server ends no other's service
                error = failure if isinstance(failure, ConciergeError) else self._unforeseen(box, failure)
                self._say_lost(box, error)
                receiver.close()
                files.failed()
                # A refused login is not tried again at once: servers lock accounts.
                failures = max(failures, REFUSED) if isinstance(error, PermanentError) else failures
                rest = BACK_OFF[min(failures, len(BACK_OFF) - 1)]
                self._service.beats.mark(rest)
                files.wait(rest, self._stop)
                failures += 1
        receiver.close()

    def _unforeseen(self, box: MailboxSettings, failure: Exception) -> TemporaryError:
        """Said with its traceback once until it passes, or another comes."""
        error = TemporaryError(
            f"Reading the mailbox {box.address} failed in a way that nobody foresaw ({_shown(failure)}): "
            "it is tried again."
        )
        if str(self._lost.get(box.address)) != str(error):
            log.error("mailbox.failed", mailbox=box.address, exc_info=failure)
        return error

    def _say_lost(self, box: MailboxSettings, error: ConciergeError) -> None:
        """Once in the log until it is back, once more if a person has to act or the cause that shows first is
        followed by another; `health` has it always."""
        before = self._lost.get(box.address)
        if isinstance(error, PermanentError) and not isinstance(before, PermanentError):
            log.error("mailbox.lost", mailbox=box.address, why=str(error))
        elif before is None:
            log.warning("mailbox.lost", mailbox=box.address, why=str(error))
        elif str(before) != str(error) and box.address not in self._lost_twice:
            self._lost_twice.add(box.address)  # a line that drops, and then a token server that is away
            log.warning("mailbox.still-lost", mailbox=box.address, why=str(error))
        self._lost[box.address] = error
        self._service.sightings.mailbox(box.address, error)
        self._service.note("intake", str(error))

    def _handle(self) -> None:
        while not self._stop.is_set():
            self._mail_came.clear()
            self._round("intake", self._service.handle, self._what_is_lost)
            self._drafts_wait.set()
            self._mail_waits.set()
            self._service.beats.mark()
            self._mail_came.wait(IDLE_ROUND)

    def _round(self, role: str, work: Callable[[], object], trouble: Callable[[], str] = lambda: "") -> None:
        """One round of `role`; what nobody foresaw is said once with its traceback, and tried again."""
        try:
            self._service.beat(role, work, trouble)
        except NurseryGoneError:
            raise  # nothing can be decided any more in this process
        except Exception as failure:
            shown = _shown(failure)
            if self._failed.get(role) != shown:
                log.error("role.failed", role=role, exc_info=failure)
            self._failed[role] = shown
            self._service.note(role, f"It failed in a way that nobody foresaw ({shown}): it is tried again.")
        else:
            self._failed.pop(role, None)

    def _what_is_lost(self) -> str:
        """Why mailboxes cannot be read now, or ""."""
        return "; ".join(map(str, tuple(self._lost.values())))

    def _follow_up(self) -> None:
        while not self._stop.is_set():
            self._round("followups", self._service.follow_up)
            self._mail_waits.set()
            self._mail_came.set()  # a mail that was on hold may be decided now
            self._service.beats.mark()
            self._stop.wait(CLOCK_ROUND)

    def _send(self) -> None:
        watched = [(box, WatchedFiles(box.login_files)) for box in self._service.settings.mailboxes]
        while not self._stop.is_set():
            self._mail_waits.clear()
            for box in [box for box, files in watched if files.changed()]:
                self._round("outbox", partial(self._service.try_now, box))
            self._round("outbox", self._service.send)
            self._service.beats.mark()
            self._mail_waits.wait(self._until_next())
        self._service.outbox.close()

    def _draft(self) -> None:
        while not self._stop.is_set():
            self._drafts_wait.clear()
            if self._service.draft():
                self._mail_waits.set()
            self._service.beats.mark()
            self._drafts_wait.wait(DRAFT_ROUND)

    def _watch(self) -> None:
        shown = None
        while not self._stop.is_set():
            shown = self._show_running(shown)
            self._service.watcher.look()
            self._service.beats.mark()
            self._stop.wait(self._service.watcher.pace)

    def _show_running(self, shown: datetime | None) -> datetime | None:
        """Write down that this process does its roles; `shown`: when it last did."""
        now = self._service.clock()
        if shown is not None and now - shown < SHOWN_FOR / 2:
            return shown
        try:
            running.runs(self._roles, self._service.process_id, now + SHOWN_FOR)
        except ConciergeError:  # the database is away, which the watcher says
            return shown
        return now

    def _until_next(self) -> float:
        """Seconds to the next due mail, at most a round."""
        try:
            now = self._service.clock()
            due = self._service.outbox.next_due(now)
        except ConciergeError:
            return IDLE_ROUND
        left = (due - now) if due else timedelta(seconds=IDLE_ROUND)
        return min(max(left.total_seconds(), 0.05), IDLE_ROUND)


def _watched(box: MailboxSettings) -> WatchedFiles:
    """With the token, so that `concierge login` is taken up within seconds."""
    return WatchedFiles(box.login_files, token=partial(granted, box.oauth2) if box.oauth2 else str)


def _shown(failure: Exception) -> str:
    return f"{type(failure).__name__}: {' '.join(str(failure).split())[:200]}"


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT set `stop`."""

    def asked(number: int, _: object) -> None:
        log.info("service.asked-to-stop", signal=signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
