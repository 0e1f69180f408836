"""`concierge run`: the roles in threads, each with its own database connection (DESIGN 4).

intake has one receiving thread a mailbox and one handling thread; followups and outbox one each. A lost
wake-up costs seconds, because every thread also polls. SIGTERM and SIGINT end it after the round at hand.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from cases.errors import ConciergeError, PermanentError
from cases.settings import MailboxSettings
from concierge.service import Service
from db.connect import connection

IDLE_ROUND = 5.0  # seconds between rounds of handling and sending when nobody wakes them
CLOCK_ROUND = 20.0  # seconds between rounds of the clock
BACK_OFF = (1.0, 5.0, 15.0, 60.0, 300.0)  # seconds after a lost mailbox, then the last one again
REFUSED = 3  # where in BACK_OFF a mailbox begins that only a person can mend
log = structlog.get_logger("daemon")


class Daemon:
    """Runs `service` until its stop event is set."""

    def __init__(self, service: Service, roles: tuple[str, ...]) -> None:
        self._service = service
        self._stop = service.stop
        self._roles = roles
        self._lost: dict[str, ConciergeError] = {}  # mailbox -> why
        self._died = False
        self._mail_came = threading.Event()
        self._mail_waits = threading.Event()

    def run(self) -> bool:
        """Returns when the stop event is set and every thread has ended; False: one had died."""
        threads = [
            threading.Thread(target=self._guarded, args=(work,), name=name) for name, work in self._work()
        ]
        for thread in threads:
            thread.start()
        log.info(
            "service.started", roles=",".join(self._roles), mailboxes=len(self._service.settings.mailboxes)
        )
        notify("READY=1")
        while not self._stop.wait(10.0):
            if all(thread.is_alive() for thread in threads):
                notify("WATCHDOG=1")
        notify("STOPPING=1")
        self._service.outbox.stop()
        self._mail_came.set()
        self._mail_waits.set()
        for thread in threads:
            thread.join()
        log.info("service.stopped")
        return not self._died

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
        return work

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            with connection():
                work()
        except Exception:
            log.exception("thread.died")
            self._died = True
            self._stop.set()  # a supervisor starts us anew; half a service is worse than none

    def _receive(self, box: MailboxSettings) -> None:
        failures = 0
        poll = self._service.settings.intake.poll.total_seconds()
        receiver = self._service.receivers[box.address]
        while not self._stop.is_set():
            try:
                if self._service.receive(box):
                    self._mail_came.set()
                if self._lost.pop(box.address, None):
                    log.info("mailbox.back", mailbox=box.address)
                failures = 0
                if receiver.box.connected:
                    receiver.wait(poll)
                else:
                    self._stop.wait(poll)
            except ConciergeError as error:
                self._say_lost(box, error)
                receiver.close()
                # A refused login is not tried again at once: servers lock accounts.
                failures = max(failures, REFUSED) if isinstance(error, PermanentError) else failures
                self._stop.wait(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1
        receiver.close()

    def _say_lost(self, box: MailboxSettings, error: ConciergeError) -> None:
        """Once in the log until it is back, once more if a person has to act; `health` has it always."""
        before = self._lost.get(box.address)
        if isinstance(error, PermanentError) and not isinstance(before, PermanentError):
            log.error("mailbox.lost", mailbox=box.address, why=str(error))
        elif before is None:
            log.warning("mailbox.lost", mailbox=box.address, why=str(error))
        self._lost[box.address] = error
        self._service.note("intake", str(error))

    def _handle(self) -> None:
        while not self._stop.is_set():
            self._mail_came.clear()
            self._service.beat("intake", self._service.handle, self._what_is_lost)
            self._mail_waits.set()
            self._mail_came.wait(IDLE_ROUND)

    def _what_is_lost(self) -> str:
        """Why mailboxes cannot be read now, or ""."""
        return "; ".join(map(str, tuple(self._lost.values())))

    def _follow_up(self) -> None:
        while not self._stop.is_set():
            self._service.beat("followups", self._service.follow_up)
            self._mail_waits.set()
            self._mail_came.set()  # a mail that was on hold may be decided now
            self._stop.wait(CLOCK_ROUND)

    def _send(self) -> None:
        while not self._stop.is_set():
            self._mail_waits.clear()
            self._service.beat("outbox", self._service.send)
            self._mail_waits.wait(self._until_next())
        self._service.outbox.close()

    def _until_next(self) -> float:
        """Seconds to the next due mail, at most a round."""
        try:
            now = self._service.clock()
            due = self._service.outbox.next_due(now)
        except ConciergeError:
            return IDLE_ROUND
        left = (due - now) if due else timedelta(seconds=IDLE_ROUND)
        return min(max(left.total_seconds(), 0.05), IDLE_ROUND)


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT set `stop`."""

    def asked(number: int, _: object) -> None:
        log.info("service.asked-to-stop", signal=signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)


def notify(message: str) -> bool:
    """Tell systemd (sd_notify(3)); False when nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.connect(address)
        channel.sendall(message.encode())
    return True
