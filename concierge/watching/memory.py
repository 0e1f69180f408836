"""What has to be remembered while the database is away: that it is, since when, and whether it was told.

A small file of this machine, beside the database or the configuration; one process at a time reads and writes
it. Where it cannot be written the memory ends with the process.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from cases.settings import Settings
from cases.troubles import Trouble, TroubleKind
from concierge import made_files

NAME = "watched.json"
log = structlog.get_logger("watch")


def place(settings: Settings) -> Path:
    """Where the file lies: beside the database, in the state folder of systemd, beside the configuration."""
    scheme, _, path = settings.database_url.partition(":///")
    if scheme == "sqlite" and path:
        return (settings.directory / path).parent / NAME
    state = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return (Path(state) if state else settings.directory) / NAME


class Memory:
    """The trouble with the database, as this machine knows it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: Trouble | None = None
        self._writes = True

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else on this machine reads or writes meanwhile; another who tells is waited for."""
        try:
            lock = made_files.open_lock(self._path.with_suffix(".lock"))
        except OSError as error:
            self._say(error)
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def read(self) -> Trouble | None:
        """What was written last; None where nothing is wrong."""
        if not self._writes:
            return self._kept
        try:
            return _trouble(json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return self._kept  # damaged, or not ours to read: it is written anew

    def write(self, trouble: Trouble | None) -> None:
        """Keep it, or that nothing is wrong; whole or not at all."""
        self._kept = trouble
        try:
            if trouble is None:
                self._path.unlink(missing_ok=True)
                return
            new = self._path.with_suffix(f".{os.getpid()}")
            with os.fdopen(made_files.make_anew(new), "w", encoding="utf-8") as stream:
                json.dump(_written(trouble), stream)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(self._path)
        except OSError as error:
            self._say(error)

    def _say(self, error: OSError) -> None:
        if self._writes:
            log.warning("watch.not-kept", file=self._path, why=error.strerror)
        self._writes = False


def _written(trouble: Trouble) -> dict[str, object]:
    return {
        "name": trouble.name,
        "kind": str(trouble.kind),
        "why": trouble.why,
        "since": trouble.since.isoformat(),
        "seen_at": trouble.seen_at.isoformat(),
        "changed_at": trouble.changed_at.isoformat(),
        "broken": trouble.broken,
        "spent": trouble.spent.total_seconds(),
        "told_at": trouble.told_at.isoformat() if trouble.told_at else None,
    }


def _trouble(fields: dict[str, Any]) -> Trouble:
    return Trouble(
        name=str(fields["name"]),
        kind=TroubleKind(fields["kind"]),
        why=str(fields["why"]),
        since=datetime.fromisoformat(fields["since"]),
        seen_at=datetime.fromisoformat(fields["seen_at"]),
        changed_at=datetime.fromisoformat(fields["changed_at"]),
        broken=bool(fields["broken"]),
        spent=timedelta(seconds=float(fields["spent"])),
        told_at=datetime.fromisoformat(fields["told_at"]) if fields["told_at"] else None,
    )
