"""Bringing the schema up to this version: numbered scripts, all in one transaction, one starter at a time.

Two traps of `playhouse.migrations` are closed here: it takes no lock (two programs that start together
would both create the tables), and it ignores what a newer program has applied. A third one stays for
whoever writes a script: an operation that is not passed to `migrator.migrate(...)` does nothing.
"""

from __future__ import annotations

from pathlib import Path

import peewee
from playhouse.migrations import Runner

from cases.errors import PermanentError
from db.connect import plain_errors

SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x4C43  # our number among PostgreSQL's advisory locks


def migrate(database: peewee.Database, scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """Apply what is missing, all or nothing; the names of the scripts applied.

    Raises PermanentError when the database was made by a newer version, TemporaryError when another
    program holds it.
    """
    sqlite = isinstance(database, peewee.SqliteDatabase)
    with plain_errors():
        if sqlite:
            # Rebuilding a table drops it; SQLite would delete the rows that refer to it.
            # The switch has no effect inside a transaction, so it stands outside.
            database.execute_sql("PRAGMA foreign_keys = 0")
        try:
            with database.atomic("EXCLUSIVE") if sqlite else database.atomic():
                if not sqlite:
                    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                _refuse_newer(database, scripts)
                applied = tuple(Runner(database, str(scripts)).up())
                if sqlite:
                    _check_references(database)
                return applied
        finally:
            if sqlite:
                database.execute_sql("PRAGMA foreign_keys = 1")


def schema_version(database: peewee.Database) -> int:
    """Number of the newest script applied; 0 for an empty database."""
    with plain_errors():
        return max((int(name[:4]) for name in Runner(database, str(SCRIPTS)).applied()), default=0)


def program_version() -> int:
    """Number of the newest script that this program brings."""
    return max(int(path.name[:4]) for path in SCRIPTS.glob("[0-9]*.py"))


def _refuse_newer(database: peewee.Database, scripts: Path) -> None:
    unknown = [row.name for row in Runner(database, str(scripts)).status() if row.path is None]
    if unknown:
        raise PermanentError(
            f"the database was made by a newer version of this program ({unknown[-1]}):"
            " install that version, or restore an older backup"
        )


def _check_references(database: peewee.Database) -> None:
    broken = database.execute_sql("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise PermanentError(f"a row of table {broken[0]} refers to one that is gone: restore a backup")
