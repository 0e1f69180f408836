"""/healthz and /metrics over HTTP, for a supervisor on this machine and for Prometheus.

Read from a store that may be slow or away: one thread reads, at most every few seconds however often is
asked, and whoever asks waits a moment and is told that it does not answer. Where the port is taken the
service goes on without it and tries again: another process of the same configuration may have it, with the
same figures.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from cases.errors import ConciergeError
from cases.settings import MonitorSettings, Settings
from concierge.judged import all_problems, shown
from concierge.nameless import Nameless
from concierge.oauth.endings import endings, refused_logins, tokens
from concierge.watching.metrics import CONTENT_TYPE, Report, exposition
from concierge.watching.served import LOOK, Answer, Server
from db.connect import connection
from db.measured import Acknowledged, measured
from db.migrate import program_version

AGAIN = 30.0  # seconds until a taken port is tried again
FRESH = 5.0  # seconds for which figures are given again
PATIENCE = 3.0  # seconds that a request waits for the store
JSON = "application/json"
log = structlog.get_logger("monitor")


class Latest:
    """What the store said last. `get` may be asked by any thread; one of its own reads."""

    def __init__(self, read: Callable[[], Report], stop: threading.Event) -> None:
        self._read, self._stop = read, stop
        self._changed = threading.Condition()
        self._asked = False
        self._report: Report | None = None
        self._why = "the database was not asked yet"
        self._at = float("-inf")  # monotonic

    def get(self) -> tuple[Report | None, str]:
        """The figures, or why there are none."""
        with self._changed:
            if time.monotonic() - self._at < FRESH:
                return self._report, self._why
            self._asked = True
            self._changed.notify_all()
            before = self._at
            if not self._changed.wait_for(lambda: self._at > before, PATIENCE):
                return None, "the database does not answer"
            return self._report, self._why

    def run(self) -> None:
        """Read whenever somebody asks, until the stop."""
        while not self._stop.is_set():
            with self._changed:
                if not self._changed.wait_for(lambda: self._asked, LOOK):
                    continue
                self._asked = False
            report, why = self._attempt()
            with self._changed:
                self._report, self._why, self._at = report, why, time.monotonic()
                self._changed.notify_all()

    def _attempt(self) -> tuple[Report | None, str]:
        try:
            with connection():
                return self._read(), ""
        except ConciergeError as error:
            return None, str(error)


class Monitor:
    """`run()` listens until `stop`."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], stop: threading.Event) -> None:
        self._settings, self._clock, self._stop = settings, clock, stop
        boxes = enumerate(settings.mailboxes, 1)
        self._nameless = Nameless(called={box.address: f"mailbox {number}" for number, box in boxes})
        self._acknowledged = Acknowledged()
        self._engine = settings.database_url.partition(":")[0]
        self._schema = program_version()
        self._latest = Latest(self._report, stop)

    def run(self) -> None:
        """Serve, or try to."""
        threading.Thread(target=self._latest.run, name="figures", daemon=True).start()
        said = False
        while not self._stop.is_set():
            try:
                server = Server(self._settings.monitor, self.answer)
            except OSError as error:
                if not said:
                    log.error("monitor.not-listening", why=not_listening(self._settings.monitor, error))
                said = True
                self._stop.wait(AGAIN)
                continue
            with server:
                log.info("monitor.listening", at=shown_address(self._settings.monitor))
                while not self._stop.is_set():
                    server.handle_request()

    def answer(self, path: str) -> Answer:
        """What stands at a path."""
        if path not in ("/healthz", "/metrics"):
            return Answer("404 Not Found", b"There are /healthz and /metrics.\n")
        report, why = self._latest.get()
        if path == "/healthz":
            return self._health(report, why)
        if report is None:
            return Answer("503 Service Unavailable", f"{self._masked(why)}\n".encode())
        return Answer("200 OK", exposition(report, self._settings, self._clock()), CONTENT_TYPE)

    def _health(self, report: Report | None, why: str) -> Answer:
        """As `health --json`, without any address; 503 where it would end with 1."""
        if report is None:
            told: dict[str, object] = {"ok": False, "problems": [self._masked(why)]}
        else:
            problems = tuple(map(self._masked, report.problems))
            told = shown(report.figures.health, problems, self._clock())
        status = "200 OK" if told["ok"] else "503 Service Unavailable"
        return Answer(status, json.dumps(told).encode() + b"\n", JSON)

    def _masked(self, text: str) -> str:
        """A mailbox by its number in the configuration, as in /metrics; nobody else at all."""
        return self._nameless.masked(text).replace("the mailbox mailbox ", "mailbox ")

    def _report(self) -> Report:
        now = self._clock()
        figures, logins = measured(now), endings(self._settings)
        self._acknowledged.read_on()
        problems = all_problems(figures.health, logins, refused_logins(self._settings), self._settings, now)
        held = tokens(self._settings)
        return Report(figures, self._acknowledged, problems, logins, self._engine, self._schema, held)


def shown_address(where: MonitorSettings) -> str:
    """As in a URL."""
    return f"[{where.host}]:{where.port}" if ":" in where.host else f"{where.host}:{where.port}"


def not_listening(where: MonitorSettings, error: OSError) -> str:
    """Why nobody can ask, and what to do."""
    return (
        f'[monitor] listen = "{shown_address(where)}" cannot be used ({error.strerror}): the service goes on '
        "without it and tries again; end what has that port, or write another one"
    )
