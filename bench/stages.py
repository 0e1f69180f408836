"""CPU and SQL statements of each stage of deciding a mail, by kind of mail, without mail servers.

    python bench/stages.py                         # 240 first mails, and the answers to what they caused
    python bench/stages.py --tree ../old           # another checkout and its .venv
    python bench/stages.py --stored 10000          # beside that many cases
    python bench/stages.py --profile FILE          # under cProfile, for pstats or snakeviz

CPU is that of the thread (user and system). What one stage calls of another is counted there alone. The bare
loop is that of bench/intake.py without the fetch: parse with the standard library, one durable commit a mail.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import email
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from bench.mixture import Sent

HERE = Path(__file__).resolve().parent
STAGES = {
    "store": ("db.folders.store",),
    "begin": ("db.deciding.begin",),
    "parse": ("intake.handle.parse",),
    "facts": ("intake.handle.gather",),
    "new text": ("intake.gather.words_of", "intake.gather.split"),
    "decide": ("intake.handle.decide",),
    "advice": ("replies.mails.colleagues.notification_advice",),
    "render": ("templates.render.Library.render",),
    "apply": ("intake.handle.apply",),
    "queue": ("db.apply_mail.send_mail",),
}
"""What is measured, by its place; names that a checkout does not have count with what calls them."""
FIRST = 100  # UID of the first mail that is measured
SPOKEN = ("SELECT", "INSERT", "UPDATE", "DELETE")
LIMITS = '[limits]\nautomatic_total = "1000000 per 1h"\nautomatic_per_sender = "1000000 per 1h"\n'


class Meter:
    """CPU by mail and stage; the stage at hand is on top of the stack."""

    def __init__(self) -> None:
        self.spent: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.statements: Counter[int] = Counter()
        self.mail = 0
        self._stack = ["the rest"]
        self._since = time.thread_time()

    def turn(self, mail: int) -> None:
        """From here on it is this mail."""
        self._note()
        self.mail = mail

    def spoken(self, statement: str) -> None:
        self.statements[self.mail] += statement.startswith(SPOKEN)

    def around(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **how: Any) -> Any:
            self._note()
            self._stack.append(stage)
            try:
                return call(*given, **how)
            finally:
                self._note()
                self._stack.pop()

        return measured

    def _note(self) -> None:
        now = time.thread_time()
        self.spent[self.mail][self._stack[-1]] += now - self._since
        self._since = now


def install(meter: Meter) -> None:
    """Put the meter around each stage that this checkout has."""
    for stage, places in STAGES.items():
        for place in places:
            owner, name = _owner(place)
            if owner is not None and hasattr(owner, name):
                setattr(owner, name, meter.around(stage, getattr(owner, name)))


def _owner(place: str) -> tuple[Any, str]:
    head, _, name = place.rpartition(".")
    module, _, inner = head.rpartition(".")
    try:
        if inner[:1].isupper():
            return getattr(import_module(module), inner, None), name
        return import_module(head), name
    except ImportError:
        return None, name


def main() -> None:
    """Run here, or in the checkout that is asked about."""
    given = _arguments()
    tree = given.tree.resolve()
    if os.environ.get("BENCH_TREE") != str(tree):
        python = str(tree / ".venv/bin/python")
        around = {**os.environ, "BENCH_TREE": str(tree), "PYTHONPATH": f"{tree}:{HERE.parent}"}
        command = [python, "-P", __file__, *sys.argv[1:]]
        raise SystemExit(subprocess.run(command, env=around, check=False).returncode)
    with tempfile.TemporaryDirectory(prefix="lc-bench-") as name:
        _run(given, Path(name))


def _run(given: argparse.Namespace, folder: Path) -> None:
    from concierge.demo.servers import DemoMail
    from tests.scene import Scene, Wishes
    from tests.servers.post import AUTHSERV_ID, builtin_post

    with DemoMail({}, authserv_id=AUTHSERV_ID, auth_required=True) as servers:
        wishes = Wishes(catalogue=True, extra=LIMITS, anyone=True)
        scene = Scene(builtin_post(servers), "sqlite:///bench.db", folder, wishes, datetime.now(UTC))
    with (folder / "log").open("w") as log:
        _measure(given, scene, log)


def _measure(given: argparse.Namespace, scene: Any, log: TextIO) -> None:
    import structlog

    from bench.growth import grown
    from bench.mixture import Mixture
    from concierge.config.load import load
    from concierge.opened import database_of
    from concierge.service import Service
    from db import folders
    from db.tables import Inbound, database

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    settings, now, box = load(scene.folder / "concierge.toml", {}), datetime.now(UTC), scene.service.address
    mixture, meter = Mixture(box, scene.post.domain, scene.post.authserv_id), Meter()
    people = {scene.anna.address.lower(): "Anna Peeters", scene.bram.address.lower(): "Bram Jansen"}
    warm, first = (mails := list(mixture.first(given.mails)))[:12], mails[12:]
    with database_of(settings, made=lambda place: None):
        service = Service(settings, lambda: now)
        folders.start(box, "INBOX", 1, 0, 0)
        _decide(service, warm, 0, now)  # what is made once is made
        if given.stored:
            grown(given.stored)
        install(meter)
        database.connection().set_trace_callback(meter.spoken)
        service.handler = service.new_handler(lambda inbound_id, step: meter.turn(inbound_id), service.stop)
        known = Inbound.select().count()
        profile = cProfile.Profile(time.thread_time) if given.profile else None
        with profile or contextlib.nullcontext():
            _decide(service, first, FIRST, now)
        meter.turn(0)
        answers = list(mixture.answers(_sent(service, known), people, now))
        with profile or contextlib.nullcontext():
            _decide(service, answers, FIRST + len(first), now)
        meter.turn(0)
        if profile:
            profile.dump_stats(given.profile)
        rows = Inbound.select(Inbound.id, Inbound.kind, Inbound.reason).where(
            Inbound.id.in_(set(meter.spent))
        )
        kinds = {row.id: (row.kind or "none", row.reason) for row in rows}
        mails = [*first, *answers]
        _table(meter, kinds, mails, bare(mails, scene.folder / "bare.db") * 1000 / len(mails))


def _decide(service: Any, mails: Sequence[bytes], uid: int, now: datetime) -> None:
    from db import folders

    (box,) = service.settings.mailboxes
    for start in range(0, len(mails), 100):
        rows = [(uid + start + n, raw, now) for n, raw in enumerate(mails[start : start + 100], 1)]
        folders.store(box.address, "INBOX", 1, rows, now, 0)
        service.handler.run_once(now)


def _sent(service: Any, after: int) -> list[Sent]:
    from bench.mixture import Sent
    from db.tables import Outbox

    rows = Outbox.select(Outbox.id, Outbox.kind, Outbox.recipient, Outbox.draft).where(
        Outbox.inbound > after, Outbox.kind.in_(("acknowledgement", "notification"))
    )
    return [Sent(row.kind, row.recipient, row.draft["language"], service.composed(row.id)) for row in rows]


def bare(mails: Sequence[bytes], file: Path) -> float:
    """CPU of the least that could be done with these."""
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("PRAGMA journal_mode = wal")
    store.execute("PRAGMA synchronous = full")
    store.execute("CREATE TABLE mail (uid INTEGER PRIMARY KEY, subject TEXT, files INTEGER, raw BLOB)")
    began = time.thread_time()
    for number, raw in enumerate(mails):
        message = email.message_from_bytes(raw)
        parts = [part for part in message.walk() if not part.is_multipart()]
        for part in parts:
            part.get_payload(decode=True)
        row = (number, str(message["Subject"]), len(parts), raw)
        store.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", row)
    return time.thread_time() - began


def _table(meter: Meter, kinds: dict[int, tuple[str, str]], mails: Sequence[bytes], least: float) -> None:
    from bench.letters import described

    groups: dict[str, list[int]] = defaultdict(list)
    for number, (kind, _) in kinds.items():
        groups[kind].append(number)
    stages = [s for s in (*STAGES, "the rest") if any(spent[s] for spent in meter.spent.values())]
    print(f"{described(mails)}; ms of CPU a mail, SQL statements and the most of one")
    print(f"{'kind':16}{'mails':>6}{''.join(f'{s:>9}' for s in stages)}{'all':>9}{'SQL':>7}{'most':>6}")
    stored = meter.spent[0]["store"] * 1000 / len(kinds)  # a hundred are stored together
    total = 0.0
    for kind, numbers in (*sorted(groups.items()), ("all", list(kinds))):
        shares = [sum(meter.spent[m][s] for m in numbers) * 1000 / len(numbers) for s in stages]
        shares = [stored if s == "store" else share for s, share in zip(stages, shares, strict=True)]
        spoken, total = [meter.statements[m] for m in numbers], sum(shares)
        figures = "".join(f"{share:9.2f}" for share in (*shares, total))
        print(f"{kind:16}{len(numbers):6}{figures}{sum(spoken) / len(spoken):7.1f}{max(spoken):6}")
    print(f"bare loop {least:.2f} ms a mail; ratio {total / least:.1f}")
    reasons = Counter(reason for _, reason in kinds.values()).most_common()
    print("decided: " + ", ".join(f"{count} {reason}" for reason, count in reasons))


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--mails", type=int, default=240)
    arguments.add_argument("--stored", type=int, default=0, help="cases that lie there already")
    arguments.add_argument("--tree", type=Path, default=HERE.parent)
    arguments.add_argument("--profile", type=Path, help="under cProfile, written there")
    return arguments.parse_args()


if __name__ == "__main__":
    main()
