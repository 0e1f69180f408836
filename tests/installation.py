"""A service as an operator has it: a folder with its concierge.toml, and `concierge run` as processes.

The clock is the real one, the certificate of the servers comes through SSL_CERT_FILE. The database is also
open in the test's process, to look into.
"""

from __future__ import annotations

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
from typing import Any, NamedTuple, TypeVar

from concierge.config.load import load
from db.connect import open_database
from db.tables import Inbound, Outbox
from tests.scene import TIMEOUT, Scene, Wishes
from tests.servers.post import Post, User

ROOT = Path(__file__).resolve().parent.parent
Found = TypeVar("Found")


def until(look: Callable[[], Found], what: str | Callable[[], object], timeout: float = TIMEOUT) -> Found:
    """What `look` gives as soon as it is true; fails with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {timeout} s: {what() if callable(what) else what}")
        time.sleep(0.05)
    return found


class Running:
    """A started process and its log (stdout and stderr)."""

    def __init__(self, pid: int, path: Path, ended: Callable[[int], int]) -> None:
        self.pid, self._path, self._ended = pid, path, ended
        self.status: int | None = None

    @property
    def log(self) -> str:
        return self._path.read_text()

    def logged(self, pattern: str) -> int:
        """How many places of the log are like this."""
        return len(re.findall(pattern, self.log))

    def wait_for(self, pattern: str, timeout: float = TIMEOUT) -> None:
        """Until the log has this."""
        until(lambda: self.logged(pattern) or not self.alive, lambda: f"{pattern!r} in\n{self.log}", timeout)
        assert self.logged(pattern), self.log

    def family(self) -> list[int]:
        """Processes that it has begun, and those of these, while they live."""
        found, new = list[int](), [self.pid]
        while new:
            new = [pid for parent in new for pid in _children(parent)]
            found += new
        return found

    @property
    def alive(self) -> bool:
        """Whether it goes on."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"

    def cpu_seconds(self) -> float:
        """User and system time until now (proc(5), fields 14 and 15)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def wait(self) -> int:
        """Its exit status, -9 when it was killed."""
        if self.status is None:
            self.status = self._ended(self.pid)
        return self.status

    def stop(self) -> tuple[int, float]:
        """Ask it to end (SIGTERM): its exit status, and the seconds it took."""
        begun = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        return self.wait(), time.monotonic() - begun

    def kill(self) -> None:
        """SIGKILL, as the kernel's out-of-memory killer would."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()


def _children(pid: int) -> list[int]:
    try:
        tasks = [task.joinpath("children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except FileNotFoundError:
        return []  # it has just ended
    return [int(child) for words in tasks for child in words.split()]


class Done(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    said: str


class Forge:
    """The prepared process of `script`, from which services are forked."""

    def __init__(self, script: str = "flow/killed_service.py") -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "always::ResourceWarning"},
        )

    def ask(self, **order: object) -> int:
        """A process id, or an exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=60)


class Installation(Scene):
    """Its mailbox is known to the service after the first run."""

    def __init__(self, post: Post, url: str, folder: Path, forge: Forge, **wishes: Any) -> None:
        super().__init__(post, url, folder, Wishes(**wishes), datetime.now(UTC))
        self.config = folder / "concierge.toml"
        self.started: list[Running] = []
        self._forge = forge
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

    def concierge(self, *arguments: str) -> Done:
        """`concierge …` to its end."""
        running = self._fork(cli=[*arguments, "--config", str(self.config)])
        return Done(running.wait(), running.log)

    def poisonous(self, *arguments: str) -> Done:
        """`concierge …` to its end, with mail that may do what tests/flow/poison.py says."""
        running = self._fork(cli=[*arguments, "--config", str(self.config)], poisonous=True)
        return Done(running.wait(), running.log)

    def start(self, *roles: str, poisonous: bool = False) -> Running:
        """`concierge run [ROLE]` as a daemon, when it has started."""
        running = self._fork(cli=["run", *roles, "--config", str(self.config)], poisonous=poisonous)
        running.wait_for("service.started")
        return running

    def start_from_shell(self) -> Running:
        """As `start`, with an interpreter of its own, as a supervisor starts it."""
        command = [sys.executable, "-P", "-m", "concierge", "run", "--config", str(self.config)]
        path = self.folder / f"log{len(self.started)}"
        with path.open("wb") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, **self._environment}, stderr=log
            )
        self.started.append(Running(process.pid, path, lambda _: process.wait(60)))
        self.started[-1].wait_for("service.started")
        return self.started[-1]

    def mortal(self, point: str = "", nth: int = 1, *, once: bool, as_of: str | None = None) -> Running:
        """Start a service which kills itself when it comes to `point` for the `nth` time."""
        return self._fork(start=str(self.config), point=point, nth=nth, once=once, as_of=as_of)

    def dies_at(self, point: str, nth: int = 1, as_of: str | None = None) -> None:
        """`run --once` to its violent end."""
        mortal = self.mortal(point, nth, once=True, as_of=as_of)
        assert -signal.SIGKILL == mortal.wait(), mortal.log

    def lives(self, as_of: str | None = None) -> None:
        """`run --once`, which has to end well."""
        immortal = self.mortal(once=True, as_of=as_of)
        assert 0 == immortal.wait(), immortal.log

    def end(self) -> None:
        """Nothing that was started here goes on."""
        for running in self.started:
            running.kill()

    def _fork(self, **order: object) -> Running:
        path = self.folder / f"log{len(self.started)}"
        path.touch()
        order |= {"log": str(path), "environment": self._environment, "folder": str(self.folder)}
        self.started.append(Running(self._forge.ask(**order), path, lambda pid: self._forge.ask(wait=pid)))
        return self.started[-1]

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
