"""The database of a restore: filled and marked first, usable then.

Whoever breaks off leaves none behind without its mark: a service that found such a one would go on without
looking through its mailbox, and write to everybody again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from cases.errors import ConciergeError, PermanentError
from concierge.acting import audited
from concierge.backup import postgresql
from concierge.backup.archive import Manifest
from db import restored, snapshot
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate

SQLITE = "sqlite:///"
_BESIDE = ("", "-wal", "-shm")


def refuse_homeless(url: str) -> None:
    """PermanentError where a file of SQLite would have no folder."""
    for each in database_files(url)[:1]:
        if not each.parent.is_dir():
            raise PermanentError(
                f"There is no folder {each.parent} for the database: make it, and try again. "
                "Nothing was changed."
            )


def refuse_alive(url: str, now: datetime) -> None:
    """PermanentError while a service works on the database of this URL."""
    if url.startswith(SQLITE) and not database_files(url)[0].exists():
        return
    signs = ""
    with suppress(PermanentError):  # damaged: that is why it is replaced
        open_database(url)
        try:
            signs = restored.signs_of_life(now)
        finally:
            disconnect()
    if signs:
        raise PermanentError(
            f"Nothing was changed, because {signs}: stop the service on every machine "
            "(`systemctl stop concierge`), wait a minute, and try again."
        )


def is_empty(url: str) -> bool:
    """Whether nothing is in the database of a server; asked before anything changes, as its tools are."""
    open_database(url)
    try:
        postgresql.require("pg_restore", snapshot.server_version())
        return snapshot.is_empty()
    finally:
        disconnect()


def database_files(url: str) -> tuple[Path, ...]:
    """Of SQLite, whether they are there or not."""
    path = Path(url.removeprefix(SQLITE))
    return tuple(path.with_name(path.name + end) for end in _BESIDE) if url.startswith(SQLITE) else ()


@contextmanager
def made_ready(
    url: str, copy: Path, manifest: Manifest, now: datetime
) -> Iterator[tuple[Path | None, tuple[str, ...]]]:
    """A database of SQLite beside its place, which lacks its name only; None and nothing on PostgreSQL."""
    if not url.startswith(SQLITE):
        yield None, ()
        return
    near = Path(f"{database_files(url)[0]}.restoring")
    left = [near.with_name(near.name + end) for end in _BESIDE]
    try:
        for each in left:
            each.unlink(missing_ok=True)
        shutil.move(copy, near)
        near.chmod(0o600)
        _compare(manifest, snapshot.check_sqlite(near))
        database = open_database(f"{SQLITE}{near}")
        try:
            migrated = migrate(database)
            _mark(manifest, now)
        finally:
            disconnect()
        yield near, migrated
    finally:
        for each in left:
            each.unlink(missing_ok=True)


def fill(url: str, copy: Path, schema: str, manifest: Manifest, now: datetime) -> tuple[str, ...]:
    """The database of PostgreSQL, which no service opens until it is marked. See `emptied` for what fails."""
    database = open_database(url)
    try:
        with transaction():
            if schema:
                snapshot.set_aside(schema)
            restored.begin()
        postgresql.put_back(url, copy, snapshot.server_version())
        _compare(manifest, {name: n for name, n in snapshot.counts().items() if name != restored.GUARD})
        migrated = migrate(database)
        _mark(manifest, now)
        return migrated
    finally:
        disconnect()


def emptied(url: str, schema: str) -> bool:
    """A database of PostgreSQL as it was before `fill`, however far that came; False where it cannot be."""
    try:
        open_database(url)
        try:
            if schema:
                if snapshot.has_schema(schema):
                    snapshot.take_back(schema)
            elif snapshot.counts().keys() == {restored.GUARD}:  # as mostly: pg_restore takes its own back
                restored.end()
            else:
                snapshot.clear()
        finally:
            disconnect()
    except ConciergeError:
        return False
    return True


def _compare(manifest: Manifest, rows: Mapping[str, int]) -> None:
    if wrong := snapshot.differences(manifest.rows, rows):
        raise PermanentError(f"The database is not what was saved ({wrong}).")


def _mark(manifest: Manifest, now: datetime) -> None:
    with transaction():
        restored.mark(datetime.fromisoformat(manifest.made_at), now)
        audited("backup.restored")
