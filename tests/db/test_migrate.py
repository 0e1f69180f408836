"""The schema: migrated equals declared, one starter at a time, never backwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import peewee
import pytest

from cases.errors import PermanentError
from db import tables
from db.connect import disconnect, open_database
from db.migrate import SCRIPTS, migrate, program_version, schema_version

ROOT = Path(__file__).resolve().parents[2]

MIGRATE = """
import sys
from db.connect import disconnect, open_database
from db.migrate import migrate
database = open_database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(len(migrate(database)))
disconnect()
"""

ADD_COLUMN = """
from peewee import TextField

def up(migrator, db):
    migrator.migrate(
        migrator.add_column("person", "nickname", TextField(default="")),
        migrator.drop_column("person", "language"),
    )
"""


def shape(database: peewee.Database) -> dict[str, object]:
    """Columns, indexes, foreign keys and counters of every table of ours, without order."""
    own = set(database.get_tables()) - {"schema_migration", "sqlite_sequence"}
    counted: set[str] = set()
    if isinstance(database, peewee.SqliteDatabase):
        rows = database.execute_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        counted = {name for (name,) in rows.fetchall()}
    return {
        table: (
            {
                (c.name, (c.full_type or "").upper(), c.null, c.primary_key, c.default)
                for c in database.get_columns(table)
            },
            {(tuple(i.columns), i.unique) for i in database.get_indexes(table)},
            {(f.column, f.dest_table, f.dest_column) for f in database.get_foreign_keys(table)},
            table in counted,
        )
        for table in sorted(own)
    }


def test_the_migrated_schema_is_the_declared_one(empty_url: str) -> None:
    """A database brought up by the scripts has the columns, indexes and keys of `db.tables`.

    If this fails after a change of `db.tables`: write the next script in db/migrations.
    """
    database = open_database(empty_url)
    try:
        migrate(database)
        migrated = shape(database)
        database.drop_tables(tables.TABLES)
        database.create_tables(tables.TABLES)
        assert shape(database) == migrated
        assert program_version() == schema_version(database)
    finally:
        disconnect()


def test_ids_are_never_given_twice(empty_url: str) -> None:
    """The id of an erased row is not given to the next: it stands in signed addresses."""
    database = open_database(empty_url)
    try:
        migrate(database)
        first = tables.KnownId.create(message_id="<a@example.org>", case_id=1)
        first.delete_instance()
        assert first.id < tables.KnownId.create(message_id="<b@example.org>", case_id=1).id
    finally:
        disconnect()


def test_migrating_again_does_nothing(empty_url: str) -> None:
    """The second start applies no script."""
    database = open_database(empty_url)
    try:
        assert 0 == schema_version(database)
        assert tuple(path.stem for path in sorted(SCRIPTS.glob("0*.py"))) == migrate(database)
        assert () == migrate(database)
    finally:
        disconnect()


def test_an_old_database_keeps_its_rows(empty_url: str, tmp_path: Path) -> None:
    """A script that adds and drops columns (on SQLite by rebuilding the table) loses no row, no reference."""
    database = open_database(empty_url)
    try:
        migrate(database)
        now = "2026-11-23T09:00:00.000000Z"
        database.execute_sql(
            "INSERT INTO person (address, name, remembered, signatures, surveys_stopped, created_at)"
            f" VALUES ('maria@example.org', 'Maria', '[]', '[]', {_false(database)}, '{now}')"
        )
        person = tables.Person.select(tables.Person.id).get()
        tables.Case.create(
            id=1, state="new", subject="x", requester=person.id, mailbox="b", language="en", created_at=now
        )
        scripts = _scripts(tmp_path, {"0098_nickname.py": ADD_COLUMN})
        assert ("0098_nickname",) == migrate(database, scripts)
        columns = {column.name for column in database.get_columns("person")}
        assert "nickname" in columns
        assert "language" not in columns
        assert [(1, "Maria")] == list(
            database.execute_sql(
                'SELECT c.id, p.name FROM "case" c JOIN person p ON p.id = c.requester_id'
            ).fetchall()
        )
    finally:
        disconnect()


def _false(database: peewee.Database) -> str:
    return "0" if isinstance(database, peewee.SqliteDatabase) else "false"


def test_cases_of_before_have_no_amount(empty_url: str, tmp_path: Path) -> None:
    """A case of the first schema is kept; what it is billed for is not known until somebody says so."""
    database = open_database(empty_url)
    first = tmp_path / "first"
    first.mkdir()
    (first / "0001_schema.py").write_text((SCRIPTS / "0001_schema.py").read_text())
    try:
        migrate(database, first)
        now = "2026-11-23T09:00:00.000000Z"
        database.execute_sql(
            "INSERT INTO person (address, name, remembered, signatures, surveys_stopped, created_at)"
            f" VALUES ('maria@example.org', 'Maria', '[]', '[]', {_false(database)}, '{now}')"
        )
        database.execute_sql(
            'INSERT INTO "case" (id, state, subject, requester_id, mailbox, language, topics, origin, need,'
            " created_at, minutes) SELECT 1, 'new', 'x', id, 'b', 'en', '[]', 'mail', '{}', '" + now + "', 30"
            " FROM person"
        )
        assert "0002_billing" in migrate(database)
        case = tables.Case.get_by_id(1)
        assert (30, None, None) == (case.minutes, case.billed, case.currency)
        tables.Case.update(billed="95.50", currency="EUR").execute()
        assert "95.50" == tables.Case.get_by_id(1).billed
    finally:
        disconnect()


def test_a_failing_script_leaves_the_old_schema(empty_url: str, tmp_path: Path) -> None:
    """Scripts are applied all or none: what stood before the failing one is undone too."""
    database = open_database(empty_url)
    try:
        migrate(database)
        before = shape(database)
        broken = (
            "def up(migrator, db):\n    db.execute_sql('CREATE TABLE half (x INTEGER)')\n    raise KeyError\n"
        )
        scripts = _scripts(tmp_path, {"0098_nickname.py": ADD_COLUMN, "0099_broken.py": broken})
        with pytest.raises(KeyError):
            migrate(database, scripts)
        assert before == shape(database)
        assert program_version() == schema_version(database)
    finally:
        disconnect()


def test_a_newer_database_is_refused(empty_url: str, tmp_path: Path) -> None:
    """A program that does not know the newest script refuses the database and says why."""
    database = open_database(empty_url)
    try:
        migrate(database, _scripts(tmp_path, {"0099_future.py": "def up(migrator, db):\n    pass\n"}))
        with pytest.raises(PermanentError, match=r"newer version of this program \(0099_future\)"):
            migrate(database)
    finally:
        disconnect()


def test_two_programs_may_start_together(empty_url: str) -> None:
    """Of three processes that migrate at the same moment one does it and the others find it done."""
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for starter in starters:  # they are connected and wait for the word
        assert starter.stdout is not None
        assert "ready\n" == starter.stdout.readline()
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("go\n")
        starter.stdin.flush()
    results = [starter.communicate(timeout=60) for starter in starters]
    assert ["", "", ""] == [errors for _, errors in results]
    assert sorted(["0", "0", str(len(list(SCRIPTS.glob("0*.py"))))]) == sorted(
        out.strip() for out, _ in results
    )


def _scripts(folder: Path, more: dict[str, str]) -> Path:
    """A copy of the scripts with `more` of them."""
    copy = folder / "migrations"
    copy.mkdir()
    for path in SCRIPTS.glob("0*.py"):
        (copy / path.name).write_text(path.read_text())
    for name, text in more.items():
        (copy / name).write_text(text)
    return copy
