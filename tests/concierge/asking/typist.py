"""Somebody who types at a real terminal: answers each prompt, and keeps what the screen showed.

A Ctrl-C between the letters of a prompt and the read that follows interrupts nothing: Python notes it,
and the C library then waits for a line. A person presses the key again, and so does this one.
"""

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
PATIENCE = 60.0  # seconds without a letter on the screen
AGAIN = 1.0  # second after which a key is pressed again at a process that sleeps
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
            is_key = answer in (CTRL_C, CTRL_D)
            os.write(ours, answer.encode() if is_key else f"{answer}\n".encode())
        pressed = (answers[-1][1], process.pid) if answers and is_key else None
        while more := _read(ours, pressed):
            screen += more
        return Session(screen.replace("\r\n", "\n"), process.wait(PATIENCE))
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
            process.wait()


def _read(terminal: int, pressed: tuple[str, int] | None = None) -> str:
    """What comes next; "" at the end, or when nothing comes. `pressed`: the last key and its reader."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([terminal], [], [], AGAIN)[0]:
            try:
                return os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:  # EIO: nobody has the other end any more
                return ""
        if pressed and _sleeps(pressed[1]):
            os.write(terminal, pressed[0].encode())
    return ""


def _sleeps(process: int) -> bool:
    """Whether it waits for something, on the word of proc(5): it is not merely slow."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return fields[0] == "S"
