"""`concierge run`, which kills itself with SIGKILL when it comes to a commit boundary for the n-th time.

Everything is imported once; then each line of JSON on stdin forks a service of its own ("start") or waits for
its end ("wait"), and one line goes back: the process id, or the exit status (-9: killed). So a run costs a
tenth of a second instead of two, and is still a process like any other.

    {"start": "/folder/concierge.toml", "point": "stored", "nth": 1, "once": true, "as_of": null, …}
    {"cli": ["run", "--once"], "log": "/folder/log1", "folder": "/folder", "environment": {}}
    {"cli": ["run", "--once"], "poisonous": true, …}   (see tests/flow/poison.py)
    {"wait": 4711}

Points: stored, begun, decided, applied, claimed, data-sent, recorded; "" lets it live.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from concierge import cli
from concierge.commands.run import ALL
from concierge.config.hours import parse_holidays
from concierge.daemon import Daemon, stop_on_signals
from concierge.logs import configure
from concierge.opened import database_of
from concierge.options import load_settings
from concierge.service import Service
from templates.load import load_library
from templates.phrases import day
from tests.flow.poison import take_poison
from tests.mailer.letters import composed, draft


class Deadly:
    """A tap that ends the process."""

    def __init__(self, point: str, nth: int) -> None:
        self._point, self._left, self._one = point, nth, threading.Lock()

    def __call__(self, point: str) -> None:
        with self._one:
            self._left -= point == self._point
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def serve(live: Callable[[dict[str, Any]], int]) -> None:
    """Until stdin ends. `live`: what each process does with its order. Each leads a process group."""
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                os._exit(_guarded(order, live))
            with contextlib.suppress(OSError):  # it did so itself
                os.setpgid(answer, answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _guarded(order: dict[str, Any], live: Callable[[dict[str, Any]], int]) -> int:
    os.setpgid(0, 0)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.stdin = open(os.devnull)  # noqa: SIM115 - for as long as the process lives
    try:
        return live(order)
    except BaseException:
        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def command_or_run(order: dict[str, Any]) -> int:
    """A command as it is typed, or `run`; with the poison where that is asked for."""
    if order.get("poisonous"):
        take_poison()
    return cli.main(order["cli"]) if "cli" in order else run(order)


def run(order: dict[str, Any]) -> int:
    """As `concierge run` does it, with the tap."""
    moment = datetime.fromisoformat(order["as_of"]) if order["as_of"] else None
    settings = load_settings(Path(order["start"]), look_up_countries=True, mail=True)
    with database_of(settings, made=lambda place: None):
        configure(settings.log_format)
        stop = threading.Event()
        tap = Deadly(order["point"], order["nth"])
        service = Service(settings, lambda: moment or datetime.now(UTC), stop, tap)
        try:
            if order["once"]:
                return 0 if service.once() else 1
            stop_on_signals(stop)
            return 0 if Daemon(service, ALL).run() else 1
        finally:
            service.close()


def prepare() -> None:
    """Load and compile here, once for all that are forked."""
    parse_holidays("BE", datetime.now(UTC).date())
    for language in ("en", "nl"):
        day(date(2026, 1, 1), language, date(2025, 1, 1))
    composed(draft(text="A [link](https://example.org), and\n\n| a | table |\n|---|---|\n"))
    for command in cli.COMMANDS:
        command.load()
    built_in = load_library()
    for name, language in built_in.by_key:
        built_in.environment.get_template(f"{name}.{language}.md")


if __name__ == "__main__":
    prepare()
    serve(command_or_run)
