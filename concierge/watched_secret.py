"""Signing keys that follow their file: a running service takes a new one up by itself.

Every process that signs or verifies looks at the file's time every few seconds. A file that cannot be read,
or holds no keys, changes nothing: that is an error in the log, once for each state of the file.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import structlog

from cases.settings import Settings
from cases.tokens import Signer
from concierge.config.secrets import parse_keys

LOOK = 2.0  # seconds between looks
log = structlog.get_logger("daemon")


class WatchedSigner(Signer):
    """A signer whose keys are those in the file `path` now."""

    def __init__(self, path: Path, signer: Signer) -> None:
        for name, value in (("_path", path), ("_signer", signer), ("_looked", 0.0), ("_seen", _state(path))):
            object.__setattr__(self, name, value)

    @property
    def keys(self) -> Mapping[int, bytes]:
        return self._now().keys

    @property
    def current(self) -> int:
        return self._now().current

    def _now(self) -> Signer:
        if time.monotonic() - self._looked >= LOOK:
            object.__setattr__(self, "_looked", time.monotonic())
            state = _state(self._path)
            if state != self._seen:
                object.__setattr__(self, "_seen", state)
                self._read()
        signer: Signer = self._signer
        return signer

    def _read(self) -> None:
        try:
            signer = parse_keys(self._path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            log.error("secret.unreadable", file=str(self._path), why=str(error), kept="the keys of before")
            return
        if signer.current != self._signer.current:
            log.info("secret.rotated", key=signer.current, keys=len(signer.keys))
        object.__setattr__(self, "_signer", signer)

    _path: Path
    _signer: Signer
    _looked: float
    _seen: tuple[int, int, int]


def watched(settings: Settings) -> Signer:
    """The signer of these settings, following the file if its keys are from one."""
    path = next((path for path, what in settings.private_files if what == "the secret"), None)
    return WatchedSigner(path, settings.signer) if path is not None else settings.signer


def _state(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size
