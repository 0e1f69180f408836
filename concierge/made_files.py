"""Files beside others, made by the service or by an administrator who runs its commands as root.

The folder may belong to the service's user, who must not gain by what root does in it: no link is followed,
and only what was made here is given to the folder's owner, who could not read it else. The folder is opened
once, so that it cannot be another one a moment later.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe in its place would hold us up


def open_lock(path: Path) -> int:
    """The descriptor of a file to lock, made if missing. OSError, also where it is no plain file."""
    with _opened(path.parent) as folder:
        try:
            return _made(path.name, os.O_RDWR, folder)
        except FileExistsError:
            found = os.open(path.name, os.O_RDWR | _FLAGS, dir_fd=folder)
    status = os.fstat(found)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        os.close(found)
        raise OSError(errno.ELOOP, "it is no file of its own", str(path))
    return found


def make_anew(path: Path) -> int:
    """The descriptor of an empty file to write (0600), in the place of one of that name. OSError."""
    with _opened(path.parent) as folder:
        with suppress(FileNotFoundError):
            os.unlink(path.name, dir_fd=folder)
        return _made(path.name, os.O_WRONLY, folder)


def make_folder(path: Path) -> None:
    """A folder for its owner only (0700) where there is none. OSError."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened(path.parent) as parent:
        try:
            os.mkdir(path.name, 0o700, dir_fd=parent)
        except FileExistsError:
            return
        made = os.open(path.name, os.O_RDONLY | os.O_DIRECTORY | _FLAGS, dir_fd=parent)
        try:
            _give(made, parent)
        finally:
            os.close(made)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield opened
    finally:
        os.close(opened)


def _made(name: str, access: int, folder: int) -> int:
    made = os.open(name, access | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600, dir_fd=folder)
    try:
        _give(made, folder)
    except BaseException:
        os.close(made)
        raise
    return made


def _give(made: int, folder: int) -> None:
    if os.geteuid() == 0:
        owner = os.fstat(folder)
        os.fchown(made, owner.st_uid, owner.st_gid)
