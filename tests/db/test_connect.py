"""Opening databases, transactions, and the errors of both engines in plain words."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import peewee
import psycopg
import pytest

from cases.errors import PermanentError, TemporaryError
from db.connect import connection, disconnect, open_database, rehearsal, transaction
from db.tables import Counter


def test_every_commit_reaches_the_disk(database: peewee.Database) -> None:
    """SQLite runs in WAL with FULL synchronisation and foreign keys, PostgreSQL with synchronous commits."""

    def ask(statement: str) -> object:
        return database.execute_sql(statement).fetchone()[0]

    if isinstance(database, peewee.SqliteDatabase):
        answers = [ask(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")]
        assert ["wal", 2, 1] == answers
        assert 60_000 == ask("PRAGMA busy_timeout")
    else:
        assert "on" == ask("SHOW synchronous_commit")


def _write_and_fail(name: str) -> None:
    Counter.create(name=name, value=1)
    raise ZeroDivisionError


def test_a_failing_transaction_leaves_nothing(database: peewee.Database) -> None:
    """What was written before the error is gone, and the next transaction works."""
    with pytest.raises(ZeroDivisionError), transaction():
        _write_and_fail("x")
    with transaction():
        Counter.create(name="y", value=1)
    assert ["y"] == [row.name for row in Counter.select()]


def test_a_rehearsal_writes_nothing(database: peewee.Database) -> None:
    """What is written in a rehearsal can be read inside it and is gone afterwards."""
    with rehearsal():
        Counter.create(name="x", value=1)
        assert 1 == Counter.select().count()
    assert 0 == Counter.select().count()


def test_an_inner_transaction_is_a_savepoint(database: peewee.Database) -> None:
    """A failing inner transaction undoes its own writes only."""
    with transaction():
        Counter.create(name="outer", value=1)
        with pytest.raises(ZeroDivisionError), transaction():
            _write_and_fail("inner")
    assert ["outer"] == [row.name for row in Counter.select()]


def test_each_thread_has_its_own_connection(database: peewee.Database) -> None:
    """A worker thread writes over its own connection and closes it."""
    seen: list[object] = []

    def work() -> None:
        with connection():
            seen.append(database.connection())
            with transaction():
                Counter.create(name="x", value=1)
        seen.append(database.is_closed())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert seen[0] is not database.connection()
    assert seen[1] is True
    assert 1 == Counter.select().count()


def test_writers_wait_for_each_other(database: peewee.Database) -> None:
    """Four threads that each add one to a counter twenty-five times reach a hundred: no update is lost."""
    with transaction():
        Counter.create(name="x", value=0)

    def work() -> None:
        with connection():
            for _ in range(25):
                with transaction():
                    row = Counter.select().where(Counter.name == "x")
                    if not isinstance(database, peewee.SqliteDatabase):
                        row = row.for_update()
                    value = row.get().value
                    Counter.update(value=value + 1).execute()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert 100 == Counter.get().value


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_lost_connection_is_made_again(database: peewee.Database, database_url: str) -> None:
    """A PostgreSQL connection cut in mid-transaction is a TemporaryError; an idle one goes unnoticed."""

    def cut(written: str | None = None) -> None:
        pid = database.execute_sql("SELECT pg_backend_pid()").fetchone()[0]
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        if written:
            Counter.create(name=written, value=1)

    with pytest.raises(TemporaryError), transaction():
        cut("lost")
    with transaction():
        Counter.create(name="kept", value=1)
    cut()
    with transaction():
        Counter.create(name="also kept", value=1)
    assert ["also kept", "kept"] == sorted(row.name for row in Counter.select())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://example.org/x", "write sqlite:///PATH or postgresql://"),
        ("concierge.db", "write sqlite:///PATH"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///missing/folder/concierge.db", "create "),
    ],
)
def test_a_wrong_url_is_said_plainly(url: str, words: str, tmp_path: Path) -> None:
    """A URL of another kind, or a folder that is not there, is permanent and says what to write."""
    with pytest.raises(PermanentError) as raised:
        open_database(url, tmp_path)
    assert words in str(raised.value)


def test_a_relative_path_starts_at_the_configuration(tmp_path: Path) -> None:
    """The file is made in the given directory, readable by its owner only."""
    open_database("sqlite:///concierge.db", tmp_path)
    disconnect()
    assert 0o600 == (tmp_path / "concierge.db").stat().st_mode & 0o777


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Some other file under the name of the database is permanent."""
    (tmp_path / "concierge.db").write_bytes(b"Dear all,\n" * 1000)
    with pytest.raises(PermanentError, match="damaged or is none"):
        open_database("sqlite:///concierge.db", tmp_path)


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    """A directory where the file should be is permanent, with the reason."""
    (tmp_path / "concierge.db").mkdir()
    with pytest.raises(PermanentError, match="cannot be written"):
        open_database("sqlite:///concierge.db", tmp_path)


def test_a_missing_schema_is_said_plainly(empty_url: str) -> None:
    """A statement on a database without tables says that it must be migrated."""
    open_database(empty_url)
    try:
        with pytest.raises(PermanentError, match="must be migrated"), transaction():
            Counter.create(name="x", value=1)
    finally:
        disconnect()


def test_a_held_lock_is_temporary(tmp_path: Path) -> None:
    """A writer that another keeps out for longer than it waits gets a TemporaryError."""
    open_database("sqlite:///concierge.db", tmp_path, lock_wait=0.05)
    other = sqlite3.connect(tmp_path / "concierge.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(TemporaryError, match="held by another process"), transaction():
            pass
    finally:
        other.execute("ROLLBACK")
        other.close()
        disconnect()


def test_a_server_that_is_away_is_temporary() -> None:
    """Nothing listens there: TemporaryError."""
    with pytest.raises(TemporaryError, match="does not answer"):
        open_database("postgresql://postgres@127.0.0.1:1/concierge")


@pytest.mark.parametrize("wrong", ["nobody@", "postgres@"])
def test_a_wrong_account_is_permanent(wrong: str, postgres_url: str) -> None:
    """An unknown role or an unknown database is for a person to correct."""
    url = postgres_url.replace("postgres@", wrong)
    if wrong == "postgres@":
        url += "_missing"
    with pytest.raises(PermanentError, match="refused us"):
        open_database(url)
