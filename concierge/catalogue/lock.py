"""One writer at a time of a file that concierges add to by mail, among all processes of the service."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases.errors import PermanentError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else writes meanwhile who locks the same `path`; PermanentError where it cannot be made."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written ({error.strerror}).") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
