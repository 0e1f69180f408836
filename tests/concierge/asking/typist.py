"""Somebody who types at a real terminal: answers each prompt, and keeps what the screen showed."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 20.0  # seconds without a letter on the screen
CTRL_C, CTRL_D = "\x03", "\x04"


@dataclass(frozen=True, slots=True)
class Session:
    screen: str
    status: int


def type_at(
    words: Sequence[str], answers: Sequence[tuple[str, str]], environ: Mapping[str, str] | None = None
) -> Session:
    """Run `concierge` with `words`; each answer is typed when its prompt stands on the screen.

    What is typed after the last answer is nothing: a command that asks on is an error of the test.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.concierge.asking.at_terminal", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        start_new_session=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb", "COLUMNS": "100", **(environ or {})},
    )
    os.close(theirs)
    screen, seen = "", 0
    try:
        for prompt, answer in answers:
            while prompt not in screen[seen:]:
                more = _read(ours)
                assert more, f"no prompt {prompt!r} after:\n{screen[seen:]}"
                screen += more
            seen = screen.index(prompt, seen) + len(prompt)
            os.write(ours, answer.encode() if answer in (CTRL_C, CTRL_D) else f"{answer}\n".encode())
        while more := _read(ours):
            screen += more
        return Session(screen.replace("\r\n", "\n"), process.wait(PATIENCE))
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
            process.wait()


def _read(terminal: int) -> str:
    """What comes next; "" at the end, or when nothing comes."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                return os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:  # EIO: nobody has the other end any more
                return ""
    return ""
