"""A service as an operator has it: a folder with its concierge.toml, and `concierge run` as processes.

The clock is the real one, the certificate of the servers comes through SSL_CERT_FILE. The database is also
open in the test's process, to look into.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from concierge.config import load
from db.connect import open_database
from db.tables import Inbound, Outbox
from tests.scene import TIMEOUT, Scene, Wishes
from tests.servers.post import Post, User

ROOT = Path(__file__).resolve().parent.parent
Found = TypeVar("Found")


def until(look: Callable[[], Found], what: str, timeout: float = TIMEOUT) -> Found:
    """What `look` gives as soon as it is true; fails with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {timeout} s: {what}")
        time.sleep(0.05)
    return found


class Running:
    """A started process and its log."""

    def __init__(self, process: subprocess.Popen[bytes], path: Path) -> None:
        self.process, self._path = process, path

    @property
    def log(self) -> str:
        return self._path.read_text()

    def logged(self, pattern: str) -> int:
        """How many lines of the log hold this."""
        return len(re.findall(pattern, self.log))

    def wait_for(self, pattern: str, count: int = 1, timeout: float = TIMEOUT) -> None:
        """Until that many lines of the log hold this."""
        deadline = time.monotonic() + timeout
        while self.logged(pattern) < count:
            assert time.monotonic() < deadline, f"no {pattern!r} in {timeout} s:\n{self.log}"
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.log}"
            time.sleep(0.02)

    def cpu_seconds(self) -> float:
        """User and system time until now (proc(5), fields 14 and 15)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def stop(self, timeout: float = 10.0) -> tuple[int, float]:
        """Ask it to end (SIGTERM): its exit status, and the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout), time.monotonic() - begun

    def kill(self) -> None:
        """SIGKILL, as the kernel's out-of-memory killer would."""
        self.process.kill()
        self.process.wait(10)


class Forge:
    """The prepared process of tests/flow/killed_service.py, from which services are forked."""

    def __init__(self) -> None:
        script = Path(__file__).parent / "flow" / "killed_service.py"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def ask(self, **order: object) -> int:
        """A process id, or an exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=20)


class Installation(Scene):
    """Its mailbox is known to the service after the first run."""

    def __init__(self, post: Post, url: str, folder: Path, forge: Forge, **wishes: object) -> None:
        super().__init__(post, url, folder, Wishes(**wishes), datetime.now(UTC))  # type: ignore[arg-type]
        self.config = folder / "concierge.toml"
        self.started: list[Running] = []
        self._forge, self._numbers = forge, itertools.count(1)
        certificate = post.imap(self.service).ca_file
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "default::ResourceWarning",
        }
        if certificate:
            self._environment["SSL_CERT_FILE"] = certificate
        self.settings = load(self.config, {})
        open_database(self.settings.database_url, folder)

    # -- processes

    def concierge(self, *arguments: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """`concierge …` to its end."""
        return subprocess.run(
            self._command(*arguments),
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *roles: str) -> Running:
        """`concierge run [ROLE]` as a daemon, when it has started."""
        running = self._begin(self._command("run", *roles))
        running.wait_for("service.started")
        return running

    def mortal(self, point: str = "", nth: int = 1, *, once: bool, as_of: str | None = None) -> int:
        """Start a service which kills itself when it comes to `point` for the `nth` time; its process id."""
        log = self.folder / f"mortal{next(self._numbers)}"
        return self._forge.ask(
            start=str(self.config),
            point=point,
            nth=nth,
            once=once,
            as_of=as_of,
            log=str(log),
            environment=self._environment,
        )

    def end_of(self, pid: int) -> int:
        """Wait for a `mortal`: its exit status, -9 when it was killed."""
        return self._forge.ask(wait=pid)

    def dies_at(self, point: str, nth: int = 1, as_of: str | None = None) -> None:
        """`run --once` to its violent end."""
        status = self.end_of(self.mortal(point, nth, once=True, as_of=as_of))
        assert -signal.SIGKILL == status, self._logs()

    def lives(self, as_of: str | None = None) -> None:
        """`run --once`, in a process that was prepared: quicker than `concierge`."""
        assert 0 == self.end_of(self.mortal(once=True, as_of=as_of)), self._logs()

    def _logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("mortal*")))

    def end(self) -> None:
        """Nothing that was started here goes on."""
        for running in self.started:
            with contextlib.suppress(ProcessLookupError):
                running.process.kill()
            running.process.wait(10)

    # -- mail

    def ask(self, user: User, subject: str, text: str = "What can I do about it?") -> str:
        """A new mail to the service; its Message-ID."""
        return self.send(user, self.compose(user, self.service.address, subject, text))

    def arrived(self, message_id: str, folder: str = "INBOX") -> None:
        """Wait until a mail lies in the service's mailbox."""
        self.post.wait_for(self.service, lambda mail: mail["Message-ID"] == message_id, TIMEOUT, folder)

    def copies(self, user: User, folder: str = "INBOX") -> Counter[str]:
        """How often each Message-ID lies in their mailbox."""
        return Counter(mail["Message-ID"] for mail in self.letters(user, folder))

    @staticmethod
    def decided(message_id: str) -> Inbound | None:
        """The stored mail, once it is decided."""
        found: Inbound | None = Inbound.get_or_none(
            Inbound.message_id == message_id, Inbound.state != "received"
        )
        return found

    @staticmethod
    def unsent() -> list[tuple[str, str, str]]:
        """Mails that have not gone out: kind, state, last reply."""
        rows = Outbox.select().where(Outbox.state != "sent").order_by(Outbox.id)
        return [(row.kind, row.state, row.last_reply) for row in rows]

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "concierge", *arguments, "--config", str(self.config)]

    def _begin(self, command: list[str]) -> Running:
        path = self.folder / f"log{len(self.started)}"
        with path.open("wb") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=self._environment, stderr=log)
        self.started.append(Running(process, path))
        return self.started[-1]
