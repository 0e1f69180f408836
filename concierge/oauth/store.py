"""The file of a mailbox's tokens: read, locked and replaced as a whole, for its owner only (0600).

    {"holder": "…", "access_token": "…", "obtained_at": "…", "expires_at": "…", "refresh_token": "…", …}

A new file is written beside it, brought to the disk and renamed over it, so that whoever reads finds the old
or the new tokens, and a rotated refresh token survives a power cut. `holder` is a digest of the configuration
that got them: other tokens are not used. One process at a time renews: the lock is a file beside it, because
the file itself is replaced.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cases.errors import PermanentError, TemporaryError
from cases.settings import OAuth2
from concierge import made_files
from concierge.oauth.grant import is_token
from concierge.oauth.kept import Kept, holder_of

LOCK_WAIT = 90.0  # seconds for another process that renews: its time-outs, and once more
_TIMES = ("obtained_at", "expires_at", "refused_at", "replaced_at")
_YEARS = range(1970, 9000)  # with room around them to reckon in


class BusyError(TemporaryError):
    """Another process renews."""


class TokenFile:
    """The file at `path`, whether it is there or not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, holder: str) -> Kept | None:
        """What is kept for `holder`; None where there is nothing, or nothing that can be read."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return _kept(found) if isinstance(found, dict) and found.get("holder") == holder else None

    @contextmanager
    def locked(self, *, waits: bool = True) -> Iterator[None]:
        """Hold the lock of all processes. BusyError when another one holds it, with `waits` for too long.

        Where no file can be made, for a flow that needs none, there is nothing to share and nothing to lock.
        """
        lock = None
        with suppress(OSError):
            made_files.make_folder(self.path.parent)
            lock = made_files.open_lock(self.path.with_name(f"{self.path.name}.lock"))
        try:
            if lock is not None:
                _wait_for(lock, self.path, LOCK_WAIT if waits else 0.0)
            yield
        finally:
            if lock is not None:
                os.close(lock)

    @contextmanager
    def replacing(self) -> Iterator[Callable[[Kept], None]]:
        """A function that puts tokens in the place of the old ones; to be called with the lock.

        The new file is made first: where that cannot be done, PermanentError is raised before a refresh
        token is used up.
        """
        beside = self.path.with_name(f"{self.path.name}.new")
        try:
            made_files.make_folder(self.path.parent)
            file = made_files.make_anew(beside)
        except OSError as error:
            raise PermanentError(
                f"Tokens cannot be kept in {self.path} ({error.strerror}): let the service's user write in "
                "that folder, or name another file as token_file."
            ) from None
        try:
            yield lambda kept: _put(file, beside, self.path, kept)
        finally:
            os.close(file)
            beside.unlink(missing_ok=True)

    def is_foreign(self) -> bool:
        """Whether it is there, but may not be read by us."""
        return self.path.exists() and not os.access(self.path, os.R_OK)


def granted(settings: OAuth2) -> str:
    """A digest of the access token that is kept; "" where there is none, or the last one was refused."""
    kept = TokenFile(settings.token_file).read(holder_of(settings))
    good = kept.access_token if kept and not kept.refusal else ""
    return sha256(good.encode()).hexdigest() if good else ""


def _put(file: int, beside: Path, path: Path, kept: Kept) -> None:
    octets = json.dumps({key: _written(each) for key, each in asdict(kept).items()}, indent=1).encode()
    os.ftruncate(file, 0)
    os.pwrite(file, octets, 0)
    os.fsync(file)
    beside.replace(path)
    with suppress(OSError):  # some file systems cannot bring a folder to the disk
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _wait_for(lock: int, path: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                raise BusyError(
                    f"Another process has been renewing the token in {path} for too long: it is tried again."
                ) from None
            time.sleep(0.05)


def _kept(found: dict[str, Any]) -> Kept | None:
    try:
        return Kept(**{each.name: _read(each.name, found.get(each.name)) for each in fields(Kept)})
    except ValueError:
        return None


def _read(name: str, raw: object) -> Any:
    if name in _TIMES:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        if moment is not None and (moment.tzinfo is None or moment.year not in _YEARS):
            raise ValueError(name)
        return moment
    if name == "access_token" and not (isinstance(raw, str) and is_token(raw)):
        return ""
    return raw if isinstance(raw, str) else ""


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
