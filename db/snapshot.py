"""The whole database as it is at one moment, while the service goes on: copied, counted, checked.

SQLite is copied by its own backup into a file that needs no other beside it. PostgreSQL is copied by its own
tools (`concierge.backup.postgresql`); what this gives them is the moment: a snapshot that outlives one
statement.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import peewee

from cases.errors import PermanentError
from db.connect import plain_errors
from db.migrate import schema_version
from db.tables import database

PAGES = 2_000  # copied at a time; writers go on between


def is_sqlite() -> bool:
    """Whether the open database is a file of SQLite."""
    return isinstance(database.obj, peewee.SqliteDatabase)


def copy_sqlite(target: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """The open database as the file `target`; `progress` is told pages done, and all of them.

    One reading transaction around it: without, each commit of somebody else would begin the copy anew.
    """
    with plain_errors(), _copying(target), closing(sqlite3.connect(target)) as copy:
        source = database.connection()
        source.execute("BEGIN")
        try:
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # the moment that is copied
            source.backup(copy, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))
        finally:
            source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = delete")  # one file, without another for what was just written


@contextmanager
def _copying(target: Path) -> Iterator[None]:
    """A disk that is full shows itself to SQLite, which has an error of its own for it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise PermanentError(
            f"The database could not be copied into {target.parent.parent} ({error}): make room there, or "
            "try again. Nothing is there now."
        ) from None


def copy_file(source: Path, target: Path) -> None:
    """The database in the file `source` as the new file `target`, without writing to the first."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(target)) as copy,
        ):
            original.backup(copy)
    except sqlite3.DatabaseError as error:
        raise PermanentError(f"the database {source} cannot be read ({error}): restore a backup") from None


def check_sqlite(path: Path) -> dict[str, int]:
    """Read a copy as a whole: rows by table. PermanentError says what is damaged."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                raise PermanentError(f"the copy of the database is damaged: {found}")
            if broken := copy.execute("PRAGMA foreign_key_check").fetchone():
                raise PermanentError(f"in the copy a row of table {broken[0]} refers to one that is gone")
            names = copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
            return {
                name: int(copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - ours
                for (name,) in names.fetchall()
            }
    except sqlite3.DatabaseError as error:
        raise PermanentError(f"the copy of the database cannot be read: {error}") from None


@contextmanager
def frozen() -> Iterator[str]:
    """The name of a snapshot of PostgreSQL, kept as long as this lasts; who reads in it sees the same."""
    with plain_errors(), database.atomic():
        database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield str(database.execute_sql("SELECT pg_export_snapshot()").fetchone()[0])


def counts() -> dict[str, int]:
    """Rows by table of the open database."""
    names = [name for name in database.get_tables() if not name.startswith("sqlite")]
    return {name: int(_scalar(f'SELECT COUNT(*) FROM "{name}"')) for name in names}  # noqa: S608 - ours


def schema() -> int:
    """The number of the newest script that was applied to the open database."""
    return schema_version(database.obj)


def server_version() -> int:
    """The major version of the PostgreSQL server."""
    return int(_scalar("SHOW server_version_num")) // 10_000


def is_empty() -> bool:
    """Whether the open database has no table."""
    return not database.get_tables()


def set_aside(name: str) -> None:
    """Keep all that is in the open database of PostgreSQL as the schema `name`; it is empty then."""
    schema = str(_scalar("SELECT current_schema()"))
    with plain_errors(), database.atomic():
        database.execute_sql(f'ALTER SCHEMA "{schema}" RENAME TO "{name}"')
        database.execute_sql(f'CREATE SCHEMA "{schema}"')


def take_back(name: str) -> None:
    """What `set_aside` did, undone; what is in the open database is gone then."""
    schema = str(_scalar("SELECT current_schema()"))
    with plain_errors(), database.atomic():
        database.execute_sql(f'DROP SCHEMA "{schema}" CASCADE')
        database.execute_sql(f'ALTER SCHEMA "{name}" RENAME TO "{schema}"')


def has_schema(name: str) -> bool:
    """Whether the open database of PostgreSQL keeps something aside under that name."""
    return bool(_scalar(f"SELECT COUNT(*) FROM pg_namespace WHERE nspname = '{name}'"))  # noqa: S608 - ours


def clear() -> None:
    """Take everything out of the open database of PostgreSQL, which was empty before a restore began."""
    schema = str(_scalar("SELECT current_schema()"))
    with plain_errors(), database.atomic():
        database.execute_sql(f'DROP SCHEMA "{schema}" CASCADE')
        database.execute_sql(f'CREATE SCHEMA "{schema}"')


def differences(wanted: Mapping[str, int], found: Mapping[str, int]) -> str:
    """In words what a count of rows has that another has not; "" where they are the same."""
    return ", ".join(
        f"{name}: {found.get(name, 0)} instead of {wanted.get(name, 0)}"
        for name in sorted({*wanted, *found})
        if wanted.get(name, 0) != found.get(name, 0)
    )


def _scalar(statement: str) -> Any:
    with plain_errors():
        return database.execute_sql(statement).fetchone()[0]
