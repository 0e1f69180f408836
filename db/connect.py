"""Opening the database, one connection a thread, and the transaction in which everything is decided.

Temporary here means that the same call may succeed later: the server is away, a lock is held, the disk
is full. What a person has to correct first (password, path, rights) is permanent. Anything else, such
as a wrong statement, is a defect and stays what it was.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import peewee

from cases.errors import ConciergeError, PermanentError, TemporaryError
from db.tables import database

LOCK_WAIT = 60  # seconds that a writer waits for another before it gives up
CONNECT_WAIT = 10  # seconds for a PostgreSQL server to answer

_TRANSIENT_SQLSTATES = ("08", "40", "53", "55P03", "57", "58")
_LOCKED = re.compile(r"locked|busy", re.IGNORECASE)
_DISK = re.compile(r"disk is full|disk i/o|no space left", re.IGNORECASE)
_READ_ONLY = re.compile(r"read-?only|unable to open", re.IGNORECASE)
_NO_SCHEMA = re.compile(r"no such (table|column)", re.IGNORECASE)
_NOT_A_DATABASE = re.compile(r"not a database|malformed", re.IGNORECASE)
_REFUSED = re.compile(
    r"authentication failed|no password supplied|pg_hba\.conf|does not exist|permission denied for",
    re.IGNORECASE,
)
_ERRORS = (peewee.OperationalError, peewee.InterfaceError, peewee.InternalError, peewee.DatabaseError)


def open_database(
    url: str,
    directory: Path = Path(),
    lock_wait: float = LOCK_WAIT,
    *,
    make: bool = True,
    lasting: bool = True,
) -> peewee.Database:
    """Open and bind the database of `url`; a relative SQLite path starts at `directory`.

    "sqlite:///concierge.db", "sqlite:////var/lib/concierge.db" or "postgresql://user:secret@host/name".
    Raises PermanentError when the URL, path, rights or password are wrong, TemporaryError when the
    server does not answer. `lock_wait`: seconds until a waiting writer gives up. `make`: make the file of
    SQLite where it is missing; a thread that connects later never does. Not `lasting`: nothing waits for the
    disk, for what is thrown away afterwards. Does not create tables: see `db.migrate`.
    """
    if url.startswith("sqlite:///"):
        opened = _sqlite(directory / url.removeprefix("sqlite:///"), lock_wait, make=make, lasting=lasting)
    elif url.startswith("postgresql://"):
        opened = peewee.PostgresqlDatabase(
            url,
            # A cluster may have been told to acknowledge commits before they are on disk.
            options=f"-c synchronous_commit=on -c lock_timeout={lock_wait}s",
            prefer_psycopg3=True,
            connect_timeout=CONNECT_WAIT,
            keepalives_idle=30,
            application_name="concierge",
        )
    else:
        raise PermanentError(
            f"database.url begins with {url.partition(':')[0]!r}; write sqlite:///PATH or postgresql://…"
        )
    database.initialize(opened)
    with plain_errors():
        opened.connect(reuse_if_open=True)
    return opened


def _sqlite(path: Path, lock_wait: float, *, make: bool, lasting: bool) -> peewee.Database:
    if path.name == ":memory:":
        raise PermanentError("database.url names no file; write sqlite:///PATH")
    if not path.parent.is_dir():
        raise PermanentError(f"the database {path} has no directory: create {path.parent}")
    try:
        # Mail of people lies in it: readable by the service's own user only.
        os.close(os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600))
    except OSError as error:
        raise PermanentError(
            f"the database {path} cannot be written ({error.strerror}): correct its rights or database.url"
        ) from error
    synchronous = "full" if lasting else "off"
    return peewee.SqliteDatabase(
        # The driver makes a missing file, also for a thread that connects when somebody has moved it away.
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        # What is deleted is people's mail: overwritten at once, not left in free pages.
        pragmas=(
            ("journal_mode", "wal"),
            ("synchronous", synchronous),
            ("foreign_keys", 1),
            ("secure_delete", 1),
        ),
        lock_type="IMMEDIATE",
        timeout=lock_wait,
    )


@contextmanager
def connection() -> Iterator[None]:
    """This thread's own connection, closed at the end. Every worker thread runs inside one."""
    with plain_errors():
        database.connect(reuse_if_open=True)
        try:
            yield
        finally:
            disconnect()


@contextmanager
def transaction(*, durable: bool = True) -> Iterator[None]:
    """One commit, or nothing at all when the body raises. Inside another one it is a savepoint.

    On SQLite it takes the write lock at once, so that what was read stays true until the commit.
    Connects when this thread has no (living) connection. Not `durable`: the commit survives this process, but
    does not wait for the disk, so that a failing machine may lose it.
    """
    with plain_errors(), ExitStack() as stack:
        hasty = not durable and database.transaction_depth() == 0
        if hasty and isinstance(database.obj, peewee.SqliteDatabase):
            stack.enter_context(_hasty_sqlite(database.obj))
        stack.push(_begin())
        if hasty and isinstance(database.obj, peewee.PostgresqlDatabase):
            database.execute_sql("SET LOCAL synchronous_commit TO off")
        yield


@contextmanager
def _hasty_sqlite(opened: peewee.SqliteDatabase) -> Iterator[None]:
    """Commits that do not wait for the disk; the next one that waits writes these too."""
    opened.connect(reuse_if_open=True)
    usual = int(opened.pragma("synchronous"))  # 2 is full, 1 normal, 0 off
    opened.execute_sql(f"PRAGMA synchronous = {min(usual, 1)}")
    try:
        yield
    finally:
        opened.execute_sql(f"PRAGMA synchronous = {usual}")


@contextmanager
def rehearsal() -> Iterator[None]:
    """A transaction whose writes are undone at the end, for `--dry-run`."""
    try:
        with transaction():
            yield
            raise _UndoError
    except _UndoError:
        pass


class _UndoError(Exception):
    """Ends a rehearsal."""


def _begin() -> Any:
    if database.transaction_depth() == 0 and not database.is_connection_usable():
        disconnect()
        database.connect()
    entered = database.atomic()
    try:
        entered.__enter__()
    except _ERRORS:
        # The server closed an idle connection: nothing has happened in it, so ask once more.
        if database.transaction_depth() > 0 or database.is_connection_usable():
            raise
        disconnect()
        entered = database.atomic()
        entered.__enter__()
    return entered


def disconnect() -> None:
    """Forget this thread's connection, alive or dead."""
    if database.is_closed():
        return
    connection = database.connection()
    database.dispose()
    connection.close()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what the drivers raise into TemporaryError or PermanentError, and let go of a dead connection."""
    try:
        yield
    except _ERRORS as error:
        plain = _plain(error)
        if database.transaction_depth() == 0 and not database.is_connection_usable():
            disconnect()
        if plain is None:
            raise
        raise plain from error


def _plain(error: peewee.PeeweeException) -> ConciergeError | None:
    cause = getattr(error, "orig", error)
    words = " ".join(str(cause).split())
    if "psycopg" in type(cause).__module__:
        return _plain_postgresql(error, getattr(cause, "sqlstate", None), words)
    if _LOCKED.search(words):
        return TemporaryError(f"the database is held by another process ({words}); try again")
    if _DISK.search(words):
        return TemporaryError(f"the disk of the database cannot take more ({words}): make room")
    if _READ_ONLY.search(words):
        return PermanentError(f"the database cannot be written ({words}): correct its rights or database.url")
    if _NO_SCHEMA.search(words):
        return PermanentError(f"the database has another schema ({words}): it must be migrated first")
    if _NOT_A_DATABASE.search(words):
        return PermanentError(f"the database file is damaged or is none ({words}): restore a backup")
    return None


def _plain_postgresql(
    error: peewee.PeeweeException, sqlstate: str | None, words: str
) -> ConciergeError | None:
    if sqlstate is None and isinstance(error, peewee.OperationalError | peewee.InterfaceError):
        # No answer of the server to a statement: either it refused us, or the line is down.
        if _REFUSED.search(words):
            return PermanentError(f"the database refused us ({words}): correct database.url")
        return TemporaryError(f"the database server does not answer ({words}); try again")
    if sqlstate is None:
        return None
    if sqlstate.startswith(_TRANSIENT_SQLSTATES):
        return TemporaryError(f"the database cannot do it now ({words}); try again")
    if sqlstate == "42P01":
        return PermanentError(f"the database has another schema ({words}): it must be migrated first")
    if sqlstate.startswith(("28", "3D", "42501")):
        return PermanentError(f"the database refused us ({words}): correct database.url")
    return None
