"""A name for this process, which tells another one whether the holder of a lease still lives.

A restarted service need not wait for the leases of the process that was killed: on the same machine and
in the same process namespace the kernel says whether that very process is gone. Elsewhere, and where there
is no /proc, leases run out by themselves.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")


def process_id() -> str:
    """Name of this process, unique over all time: "host namespace pid start random"."""
    pid = os.getpid()
    return f"{socket.gethostname()} {_namespace()} {pid} {_start(pid) or '-'} {secrets.token_hex(4)}"


def gone(holders: Iterable[str]) -> frozenset[str]:
    """Those of `holders` whose process has certainly ended."""
    return frozenset(holder for holder in holders if _is_gone(holder))


def _is_gone(holder: str) -> bool:
    parts = holder.split(" ")
    if len(parts) != 5 or parts[:2] != [socket.gethostname(), _namespace()] or "-" in parts[:4]:
        return False
    return parts[2].isdigit() and _start(int(parts[2])) != parts[3]


def _namespace() -> str:
    """Boot and process namespace: the same process id elsewhere is another process."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return "-"


def _start(pid: int) -> str | None:
    """Start of a process in clock ticks since boot (proc(5), field 22); None when there is none."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else fields[19]
