"""Secrets that follow their file: a running service takes a new one up by itself.

Every process that signs or verifies looks at the file of the keys every few seconds. One that cannot be read,
or holds no keys, changes nothing: that is an error in the log, once for each state of the file. What a login
needs is read for each login anyway; a change of it is a reason not to wait for the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Event

import structlog

from cases.settings import Settings
from cases.tokens import Signer
from concierge.config.secrets import parse_keys

LOOK = 2.0  # seconds between looks
REWRITTEN = 300.0  # seconds in which files with another time and the same words count once
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


class WatchedFiles:
    """Whether files that a login depends on were changed, so that it is worth trying again at once.

    One that is just being written is not: a change counts when two looks found the same. Nor is one that a
    program writes as it was again and again: that would be a loop of refused logins, which lock accounts.

    `token`: a digest of the token that is kept now, "" without a good one, which changes nothing. Another
    one is a change, where the service did not get it itself while it tried.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        clock: Callable[[], float] = time.monotonic,
        token: Callable[[], str] = str,
    ) -> None:
        self._paths, self._clock, self._token = tuple(paths), clock, token
        self._good = ""  # the last token that was one
        self._tried = self._found = self._states()
        self._words = self._contents()
        self._looked = self._rewritten = float("-inf")

    def tried(self) -> None:
        """A login is tried now, with what stands in them."""
        if (states := self._states()) != self._tried:
            self._tried = self._found = states
            self._words = self._contents()

    def failed(self) -> None:
        """It did not succeed: a token that the service got itself is no reason for another try."""
        *files, _ = self._tried
        *_, token = self._states()
        self._tried = (*files, token)

    def changed(self) -> bool:
        """Whether they were changed since the last try, or since this last said so."""
        now = self._clock()
        if now - self._looked < LOOK:
            return False
        self._looked = now
        before, self._found = self._found, self._states()
        if self._found == self._tried or self._found != before:
            return False
        words = self._contents()
        if words == self._words:
            if now - self._rewritten < REWRITTEN:
                return False
            self._rewritten = now
        self._tried, self._words = self._found, words
        log.info("login-file.changed", files=",".join(map(str, self._paths)))
        return True

    def wait(self, seconds: float, stop: Event) -> None:
        """Until the time is over, `stop` is set, or they were changed."""
        until = self._clock() + seconds
        while (left := until - self._clock()) > 0 and not stop.wait(min(LOOK, left)) and not self.changed():
            pass

    def _states(self) -> tuple[tuple[int, int, int] | str, ...]:
        self._good = self._token() or self._good
        return (*(_state(path) for path in self._paths), self._good)

    def _contents(self) -> bytes:
        found = sha256(self._good.encode())
        for path in self._paths:
            try:
                found.update(sha256(path.read_bytes()).digest())
            except OSError:
                found.update(b"none")
        return found.digest()


def _state(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size
