"""A database of the first released schema, with a row in every table, is brought up to this version.

tests/db/frozen holds it as it was written then, for both engines, and every value as JSON. None of these
files ever changes; a script that adds something adds its row to `ADDED`.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import peewee
import psycopg
import pytest

from concierge.cli import COMMANDS, main
from db import tables
from db.connect import disconnect, open_database
from db.migrate import SCRIPTS, migrate, program_version, schema_version

FROZEN = Path(__file__).parent / "frozen"
ROOT = Path(__file__).resolve().parents[2]
ADDED: dict[str, dict[str, Any]] = {  # table -> column that came later -> its value in old rows
    "case": {"billed": None, "currency": None},
    "inbound": {"begun_at": None, "begun_by": None, "lost": 0, "proposed": []},
}
CONFIGURATION = """
[database]
url = "{url}"
[[mailbox]]
address = "help@example.org"
imap = {{ host = "localhost", port = 1, security = "none", password = "x" }}
smtp = {{ host = "localhost", port = 1, security = "none" }}
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
[response]
digest = ""
lead_digest = ""
"""
INTERRUPTED = """
import sys
from pathlib import Path
from db.connect import open_database
from db.migrate import migrate
migrate(open_database(sys.argv[1]), Path(sys.argv[2]))
"""
STOPS = """
import time

def up(migrator, db):
    print("inside", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def frozen_url(empty_url: str) -> str:
    """A database as the first version left it, on both engines."""
    if empty_url.startswith("sqlite"):
        with closing(sqlite3.connect(empty_url.removeprefix("sqlite:///"))) as connection:
            connection.executescript((FROZEN / "0001.sqlite.sql").read_text("utf-8"))
    else:
        with psycopg.connect(empty_url) as connection:
            connection.execute((FROZEN / "0001.postgresql.sql").read_bytes())
    return empty_url


@pytest.fixture
def config(frozen_url: str, tmp_path: Path) -> Path:
    """A service on it."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION.format(url=frozen_url))
    return path


def _expected() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads((FROZEN / "0001.rows.json").read_text("utf-8"))
    for row in found["case"]:
        row["first_promised_at"] = row["promised_at"]  # it never moved
    return {table: [row | ADDED.get(table, {}) for row in rows] for table, rows in found.items()}


def _stored(database: peewee.Database, table: type[peewee.Model]) -> list[dict[str, Any]]:
    """The rows as they lie there, with what JSON columns hold read."""
    name = table._meta.table_name
    order = next(iter(table._meta.columns))
    cursor = database.execute_sql(f'SELECT * FROM "{name}" ORDER BY "{order}"')
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _plain(wanted: Any, found: Any) -> Any:
    """`found` in the form in which `wanted` is written."""
    if isinstance(wanted, dict) and set(wanted) == {"hex"}:
        return {"hex": bytes(found).hex()}
    if isinstance(wanted, list | dict):
        return json.loads(found)
    if isinstance(wanted, bool):
        return bool(found)
    return found


def test_every_value_is_kept(frozen_url: str) -> None:
    """Field by field; what is new has the value that an old row is to have."""
    database = open_database(frozen_url)
    try:
        assert 1 == schema_version(database)
        migrate(database)
        assert program_version() == schema_version(database)
        expected = _expected()
        by_name = {table._meta.table_name: table for table in tables.TABLES}
        assert expected.keys() <= by_name.keys()  # tables that came later are empty
        assert all(rows for rows in expected.values())
        for name, rows in expected.items():
            stored = _stored(database, by_name[name])
            assert len(rows) == len(stored), name
            for wanted, found in zip(rows, stored, strict=True):
                assert wanted == {key: _plain(wanted[key], value) for key, value in found.items()}, name
    finally:
        disconnect()


def test_the_service_runs_on_it(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is shown, taken in, followed up and sent works as on a new database."""
    mail = config.parent / "mail.eml"
    mail.write_bytes(
        b"From: Maria <maria@example.org>\nTo: help@example.org\nSubject: Re: Talks\n"
        b"Message-ID: <9@example.org>\nReferences: <1@example.org>\n"
        b"Date: Tue, 5 May 2026 10:00:00 +0200\n\nAnd how do I end?\n"
    )
    for line in (
        f"import {mail}",
        "run followups --once",
        "run outbox --once",
        "cases",
        "case 2",
        "held show 2",
        "outbox show 1",
        "report",
        "people show maria@example.org",
        "audit export",
        "case 1",
    ):
        assert 0 == main([*line.split(), "--config", str(config)]), (line, capsys.readouterr().err)
    said = capsys.readouterr().out
    assert "My talks fall flat." in said
    assert "And how do I end?" in said.split("LC-1")[-1]
    erased = main(["people", "erase", "maria@example.org", "--yes", "--config", str(config)])
    assert 0 == erased, capsys.readouterr().err
    assert 0 == main(["backup", str(config.parent / "x.backup"), "--config", str(config)])


def test_a_number_is_not_given_again(frozen_url: str) -> None:
    """Numbers go on behind those of the old rows."""
    database = open_database(frozen_url)
    try:
        migrate(database)
        assert 3 == tables.Person.create(address="new@example.org", created_at="2026-05-04T08:00:00Z").id
        assert 2 == tables.KnownId.create(message_id="<n@example.org>", case_id=2).id
    finally:
        disconnect()


def test_an_upgrade_that_is_killed(frozen_url: str, tmp_path: Path) -> None:
    """Killed behind all scripts but the last: the database is the old one, and is brought up later."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for path in SCRIPTS.glob("0*.py"):
        (scripts / path.name).write_text(path.read_text())
    (scripts / "0099_stops.py").write_text(STOPS)
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, frozen_url, str(scripts)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "inside\n" == process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    database = open_database(frozen_url)
    try:
        assert 1 == schema_version(database)
        assert "billed" not in {column.name for column in database.get_columns("case")}
        migrate(database)
        assert program_version() == schema_version(database)
        assert 2 == tables.Case.select().count()
    finally:
        disconnect()


ARGUMENTS: dict[str, list[str]] = {
    "case": ["1"],
    "import": ["mail.eml"],
    "backup": ["x.backup"],
    "outbox": ["list"],
    "held": ["list"],
    "people": ["show", "maria@example.org"],
    "audit": ["export"],
    "secret": ["rotate"],
}
NO_DATABASE = {"demo", "init", "parse", "doctor", "catalogue", "templates", "restore", "login"}


@pytest.mark.parametrize("name", [each.name for each in COMMANDS if each.name not in NO_DATABASE])
def test_a_newer_database_is_refused_by_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """In one sentence, and nothing is changed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION.format(url="sqlite:///concierge.db"))
    (tmp_path / "mail.eml").write_bytes(b"From: a@example.org\n\nx\n")
    database = open_database("sqlite:///concierge.db", tmp_path)
    migrate(database)
    database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('0099_future', '2030-01-01')")
    disconnect()
    before = (tmp_path / "concierge.db").read_bytes()
    secret = (tmp_path / "secret").read_text()
    assert 1 == main([name, *ARGUMENTS.get(name, [])])
    said = capsys.readouterr().err
    assert "newer version of this program (0099_future)" in said
    assert "install that version, or restore an older backup" in said
    assert "Traceback" not in said
    assert (before, secret) == ((tmp_path / "concierge.db").read_bytes(), (tmp_path / "secret").read_text())
    assert not (tmp_path / "x.backup").exists()
