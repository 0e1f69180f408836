"""What one mail costs, from the mailbox to queued notifications, beside a bare loop in the same run.

    python bench/intake.py                       # 300 generated mails, 3 rounds, Dovecot or built-in, SQLite
    python bench/intake.py --tree ../old         # the same mails through another checkout and its .venv
    python bench/intake.py --profile FILE        # one round under cProfile, for pstats or snakeviz

A round: a new mailbox is filled, then `concierge run intake --once` runs on a new database, as an operator
would start it: fetch and store, understand, decide, queue, move to the processed folder. CPU is user and
system time of that process alone; a start on the emptied mailbox is measured apart and taken off. The bare
loop fetches the same mails, parses them with the standard library and makes one durable commit a mail.
Figures are medians of the rounds; what counts is the ratio, because both ran on the same machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench.letters import described, generated  # noqa: E402 - the packages of the house come first
from concierge.demo.servers import DemoMail  # noqa: E402
from tests.scene import Scene, Wishes  # noqa: E402
from tests.servers.dovecot import running_dovecot  # noqa: E402
from tests.servers.post import AUTHSERV_ID, Post, builtin_post, submission_post  # noqa: E402
from tests.servers.processes import MissingServerError, make_certificate  # noqa: E402

LIMITS = '[limits]\nautomatic_total = "1000000 per 1h"'  # else most mails of a round wait for a person
START = ("run", "intake", "--once")


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took: seconds of CPU and of the clock, and its largest size in MB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True, slots=True)
class Round:
    """One round over the same mails; `start` is the service with nothing to do."""

    start: Used
    intake: Used
    bare: Used
    done: Mapping[str, int]  # what became of the mails, to see that the work was done


class Bench:
    """A mail loop and a checkout of the service whose speed is asked."""

    def __init__(self, post: Post, tree: Path, count: int) -> None:
        self._post, self._tree, self._count = post, tree, count

    def round(self, folder: Path) -> Round:
        scene = self._filled(folder)
        bare = self._bare(scene)
        intake = self._run(scene, "-m", "concierge", *START)
        start = self._run(scene, "-m", "concierge", *START)
        return Round(start, intake, bare, _done(folder / "bench.db"))

    def statements(self, folder: Path) -> Counter[str]:
        """SQL statements of a round by their first word, without those of a start."""
        scene = self._filled(folder)
        counts = []
        for name in ("round", "start"):
            self._run(scene, str(HERE / "counted.py"), str(folder / name), *START)
            lines = (folder / name).read_text().splitlines()
            counts.append(sum((Counter(json.loads(line)) for line in lines), Counter[str]()))
        return counts[0] - counts[1]

    def profile(self, folder: Path, to: Path) -> None:
        self._run(self._filled(folder), "-m", "cProfile", "-o", str(to.resolve()), "-m", "concierge", *START)

    def _filled(self, folder: Path) -> Scene:
        """A service that was started once, and the mail that came since."""
        folder.mkdir()
        wishes = Wishes(catalogue=True, extra=LIMITS)
        scene = Scene(self._post, "sqlite:///bench.db", folder, wishes, datetime.now(UTC))
        self._run(scene, "-m", "concierge", *START)
        for author, raw in generated(self._count, scene.service.address, self._post.domain):
            self._post.deliver(raw, scene.service.address, mail_from=author)
        return scene

    def _run(self, scene: Scene, *command: str) -> Used:
        """The command in the checkout's own interpreter, to its end."""
        python, log = str(self._tree / ".venv/bin/python"), scene.folder / "log"
        environment = {**os.environ, "PYTHONPATH": str(self._tree)}
        if certificate := self._post.imap(scene.service).ca_file:
            environment["SSL_CERT_FILE"] = certificate
        with log.open("ab") as out:
            began = time.perf_counter()
            process = subprocess.Popen(
                [python, "-P", *command, "--config", str(scene.folder / "concierge.toml")],
                cwd=scene.folder,
                env=environment,
                stdout=out,
                stderr=out,
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(log.read_text()[-3000:])
        cpu = usage.ru_utime + usage.ru_stime
        return Used(cpu, time.perf_counter() - began, usage.ru_maxrss / 1024)

    def _bare(self, scene: Scene) -> Used:
        account = self._post.imap(scene.service)
        words = [account.host, str(account.port), account.security, account.username]
        words += [account.password or "", account.ca_file or "", str(scene.folder / "bare.db")]
        command = [sys.executable, str(HERE / "bare_loop.py"), *words]
        return Used(**json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def _done(file: Path) -> Mapping[str, int]:
    with contextlib.closing(sqlite3.connect(file)) as store:
        found = dict(store.execute("SELECT state, count(*) FROM inbound GROUP BY state"))
        return found | dict(store.execute("SELECT 'mails queued', count(*) FROM outbox"))


@contextlib.contextmanager
def loop(builtin: bool, folder: Path) -> Iterator[Post]:
    """Dovecot where it is installed, else the built-in servers."""
    with contextlib.ExitStack() as stack:
        try:
            if builtin:
                raise MissingServerError
            post = submission_post(stack.enter_context(running_dovecot(make_certificate(folder))))
        except MissingServerError:
            post = builtin_post(
                stack.enter_context(DemoMail({}, authserv_id=AUTHSERV_ID, auth_required=True))
            )
        yield post


def main() -> None:
    """Print the table."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="lc-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with loop(given.built_in, folder) as post:
            bench = Bench(post, given.tree.resolve(), given.mails)
            if given.profile:
                bench.profile(folder / "profile", given.profile)
                return
            rounds = [bench.round(folder / str(number)) for number in range(given.rounds)]
            counted = bench.statements(folder / "counted")
            server = "built-in server" if post.kind == "built-in" else "Dovecot"
        mails = [raw for _, raw in generated(given.mails, "help@example.test", post.domain)]
    print(f"{described(mails)}; {server}, SQLite, {len(rounds)} rounds")
    _table(rounds, given.mails)
    words = sum(count for word, count in counted.items() if word in ("SELECT", "INSERT", "UPDATE", "DELETE"))
    kinds = ", ".join(f"{word} {count / given.mails:.1f}" for word, count in counted.most_common())
    print(f"SQL statements a mail: {words / given.mails:.1f} ({kinds})")
    print("done: " + ", ".join(f"{count} {what}" for what, count in rounds[-1].done.items()))


def _table(rounds: Sequence[Round], count: int) -> None:
    """Intake without its start, beside the bare loop."""
    cpu = median(one.intake.cpu - one.start.cpu for one in rounds) * 1000 / count
    wall = median(one.intake.wall - one.start.wall for one in rounds) / count
    bare = median(one.bare.cpu for one in rounds) * 1000 / count
    bare_wall = median(one.bare.wall for one in rounds) / count
    memory = median(one.intake.memory for one in rounds), median(one.bare.memory for one in rounds)
    print(f"{'':12}{'CPU a mail':>12}{'mails/s':>10}{'peak memory':>13}")
    print(f"{'intake':12}{cpu:9.1f} ms{1 / wall:10.0f}{memory[0]:10.0f} MB")
    print(f"{'bare loop':12}{bare:9.1f} ms{1 / bare_wall:10.0f}{memory[1]:10.0f} MB")
    print(f"{'ratio':12}{cpu / bare:12.1f}{bare_wall / wall:10.2f}{memory[0] / memory[1]:13.1f}")
    start = median(one.start.cpu for one in rounds), median(one.start.wall for one in rounds)
    print(f"start: {start[0]:.2f} s of CPU, {start[1]:.2f} s")


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--mails", type=int, default=300)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--tree", type=Path, default=HERE.parent)
    arguments.add_argument("--built-in", action="store_true", help="the built-in servers, Dovecot or not")
    arguments.add_argument("--profile", type=Path, help="one round under cProfile, written there")
    return arguments.parse_args()


if __name__ == "__main__":
    main()
