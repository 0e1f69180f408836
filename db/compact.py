"""Makes the database forget the pages in which erased words stood; deleting alone leaves them in the files.

SQLite: deleted content is overwritten (`db.connect`), the file is written anew (VACUUM), the write-ahead
log ends empty. PostgreSQL: VACUUM FULL writes each table anew and waits until nobody uses it; statistics of
the planner hold values of columns, so they are renewed. Its own write-ahead log, replicas and backups keep
what they have until they are recycled.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import peewee
import structlog

from cases.errors import ConciergeError, PermanentError
from db.connect import plain_errors
from db.tables import (
    TABLES,
    Audit,
    Comparison,
    Counter,
    Cursor,
    Erased,
    Erasure,
    Lease,
    Published,
    Table,
    database,
)

TRIES = 5
PAUSE = 0.2  # seconds until the log is tried again: a reader may still hold it
_NO_WORDS = {Audit, Comparison, Counter, Cursor, Erased, Erasure, Lease, Published}
WORDS = tuple(table for table in TABLES if table not in _NO_WORDS)
log = structlog.get_logger("db")


def compact(tables: Iterable[type[Table]] = WORDS) -> bool:
    """Whether the files hold nothing deleted any more; False: others held them, do it again later.

    `tables`: those from which something was deleted. Takes as long as writing the database (the tables) anew,
    and holds up other writers meanwhile. Raises PermanentError inside a transaction.
    """
    if database.in_transaction():
        raise PermanentError("a database is compacted outside of transactions")
    try:
        with plain_errors():
            database.connect(reuse_if_open=True)
            if isinstance(database.obj, peewee.SqliteDatabase):
                database.execute_sql("VACUUM")
                return empty_log()
            return _postgresql(tables)
    except ConciergeError as error:
        log.warning("database.not-compacted", why=str(error))
        return False


def empty_log() -> bool:
    """Everything of the write-ahead log is in the file, and nothing in the log (SQLite; else True)."""
    if not isinstance(database.obj, peewee.SqliteDatabase):
        return True
    for _ in range(TRIES):
        busy, _, _ = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        time.sleep(PAUSE)
    log.warning(
        "database.not-compacted", why="another program reads it: its write-ahead log cannot be emptied"
    )
    return False


def _postgresql(tables: Iterable[type[Table]]) -> bool:
    for table in tables:
        database.execute_sql(f'VACUUM (FULL, ANALYZE) "{table._meta.table_name}"')
    database.execute_sql("VACUUM pg_catalog.pg_statistic")
    return True
