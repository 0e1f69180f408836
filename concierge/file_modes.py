"""Which of our files other users of the machine can read or change.

Asked at every start of the service and by `concierge doctor`. Private are the configuration and every file
that a secret was read from, and the database, in which people's mail lies. What is sent comes from the
templates, the catalogue and the topics: nobody else may change those, or replace any of these files in its
folder. The group is trusted to read: that is how a configuration is shared with a service's own user.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases.settings import Settings

MOST = 1_000  # files of own templates that are looked at
_DATABASE = "sqlite:///"
_BESIDE = ("", "-wal", "-shm")  # SQLite's own files; pages of the database lie in them too


@dataclass(frozen=True, slots=True)
class Exposed:
    """`others`: what other users can do with it, "read" or "change"; `correct`: the command that ends it."""

    path: Path
    what: str
    others: str
    correct: str

    def __str__(self) -> str:
        return f"other users can {self.others} {self.what} {self.path}"


def exposed(settings: Settings) -> Iterator[Exposed]:
    """Every file that is open wider than it should be; one that is not there is open to nobody."""
    private = [*settings.private_files, *((path, "the database") for path in database_files(settings))]
    for path, what in private:
        yield from _judged(path, what, private=True)
    sent = [
        (getattr(named, what), what)
        for named in (settings, *settings.clients)
        for what in ("templates", "catalogue", "topics")
    ]
    public = [(path, f"the {what}") for own, what in sent if own is not None for path in _all(own)]
    for path, what in public:
        yield from _judged(path, what, private=False)
    seen = {path for path, _ in public}
    for folder in dict.fromkeys(path.parent for path, _ in (*private, *public)):
        if folder not in seen:
            yield from _judged(folder, "what lies in", private=False)


def database_files(settings: Settings) -> tuple[Path, ...]:
    """The files of a database on this machine that is one file; none for a server."""
    if not settings.database_url.startswith(_DATABASE):
        return ()
    path = settings.directory / settings.database_url.removeprefix(_DATABASE)
    return tuple(path.with_name(path.name + suffix) for suffix in _BESIDE)


def _all(path: Path) -> Iterator[Path]:
    """A file, or a folder with everything below it."""
    yield path
    if path.is_dir():
        yield from sorted(path.rglob("*"))[:MOST]


def _judged(path: Path, what: str, *, private: bool) -> Iterator[Exposed]:
    try:
        found = path.stat()
    except OSError:
        return
    mode = found.st_mode
    if stat.S_ISDIR(mode) and mode & stat.S_ISVTX:  # as in /tmp: only who made a file may replace it
        return
    change = stat.S_IWOTH | (stat.S_IWGRP if private else 0)
    if mode & change:
        others = "change"
    elif private and mode & stat.S_IROTH:
        others = "read"
    else:
        return
    if private:
        ours = found.st_uid == os.geteuid()  # else we may read it as one of its group
        correct = f"chmod {'600' if ours else '640'} {path}"
    else:
        correct = f"chmod o-w {path}"
    yield Exposed(path, what, others, correct)
