"""A backup is whole, says nothing secret, and puts the service back; or it is refused in a sentence."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cases.errors import PermanentError
from concierge.backup import archive, belongings, placing, postgresql, take
from concierge.backup.sealed import seal, unseal
from concierge.cli import main
from concierge.config.load import load
from concierge.passphrase import VARIABLE
from db import leases, restored, snapshot, tables
from db.connect import disconnect, open_database
from db.migrate import migrate
from tests.db.letters import letter

ROOT = Path(__file__).resolve().parents[3]
WORDS = "correct horse battery"
CONFIGURATION = """
[service]
secret_file = "secret"
[database]
url = "{url}"
[[mailbox]]
address = "help@example.org"
imap = {{ host = "localhost", password_file = "password" }}
smtp = {{ host = "localhost", password = "p-in-line" }}
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""
FILES = {
    "secret": "1:" + "cd" * 32 + "\n0:" + "ab" * 32 + "\n",
    "password": "p-in-file\n",
    "catalogue.csv": "slug,title,provider,kind\nvoice,Voice,Us,book\n",
    "catalogue.additions.csv": "slug,title\n",
    "topics.toml": '[presenting]\nen = "Presenting"\n',
    "phrases.learned.toml": "",
    "templates/own.en.md": "x",
    "mail.eml": letter().decode(),
}
SECRETS = ("p-in-file", "p-in-line", "cd" * 32, "ab" * 32)


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A service that has taken in one mail, on both engines."""
    url = "sqlite:///concierge.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return _service(tmp_path / "here", url)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Path:
    return _service(tmp_path / "here", "sqlite:///concierge.db")


def _service(folder: Path, url: str) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    path = folder / "concierge.toml"
    path.write_text(CONFIGURATION.format(url=url))
    assert 0 == main(["import", str(folder / "mail.eml"), "--config", str(path)])
    return path


def _run(*words: object) -> int:
    return main([str(word) for word in words])


def _without_secrets(octets: bytes) -> None:
    assert [] == [each for each in SECRETS if each.encode() in octets]


@pytest.mark.parametrize("typed", ["none/", "none//", "none/.", "none/more/"])
def test_slash_means_a_folder(on_sqlite: Path, tmp_path: Path, typed: str, capsys: Any) -> None:
    """A folder that is not there is not mistaken for a file; one that is there gets a dated file."""
    assert 2 == _run("backup", f"{tmp_path}/{typed}", "--config", on_sqlite)
    assert "make it first" in capsys.readouterr().err
    assert 2 == _run("catalogue", "export", "-o", f"{tmp_path}/{typed}", "--config", on_sqlite)
    assert ["here"] == [each.name for each in tmp_path.iterdir()]
    (tmp_path / typed).mkdir(parents=True)
    assert 0 == _run("backup", f"{tmp_path}/{typed}", "--config", on_sqlite)
    assert [".backup"] == [each.suffix for each in (tmp_path / typed).iterdir()]


def test_there_and_back(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """Without secrets: they are named, not taken; the database and the files are as they were."""
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", config)
    said = capsys.readouterr().out
    assert "1 cases, 1 received" in said
    for name in ("password", "secret", "the secrets that stand in concierge.toml itself"):
        assert f"  {name}" in said
    _without_secrets(file.read_bytes())
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert ["here", "x.backup"] == sorted(each.name for each in tmp_path.iterdir())
    new = tmp_path / "new" / "concierge.toml"
    if "postgresql" in config.read_text():
        open_database(request.getfixturevalue("postgres_url"))
        tables.database.execute_sql("DROP SCHEMA public CASCADE")
        tables.database.execute_sql("CREATE SCHEMA public")
        disconnect()
    assert 1 == _run("restore", file, "--config", new)  # the secret is not there yet
    done = capsys.readouterr()
    assert "there is no file" in done.err
    assert "WITHOUT THE SIGNING KEYS" in done.err
    assert "Put back what was not in the backup" in done.out
    for name in ("secret", "password"):
        shutil.copy(config.parent / name, new.parent / name)
    for name in FILES.keys() - {"secret", "password", "mail.eml"}:
        assert (new.parent / name).read_text() == FILES[name]
    assert 0 == _run("case", "1", "--config", new)
    assert "How do I present better?" in capsys.readouterr().out
    assert 0 == _run("audit", "export", "--config", new)
    acts = [json.loads(line)["act"] for line in capsys.readouterr().out.splitlines()]
    assert "backup.restored" in acts


@pytest.mark.parametrize("how", ["file", "variable"])
def test_secrets_are_sealed_and_come_back(
    on_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """With the passphrase everything is there again, the password in the configuration too."""
    more: list[object] = []
    if how == "file":
        (tmp_path / "words").write_text(WORDS + "\n")
        more = ["--passphrase-file", tmp_path / "words"]
    else:
        monkeypatch.setenv(VARIABLE, WORDS)
    file, new = tmp_path / "x.backup", tmp_path / "new" / "concierge.toml"
    assert 0 == _run("backup", file, "--with-secrets", *more, "--config", on_sqlite)
    _without_secrets(file.read_bytes())
    shutil.rmtree(on_sqlite.parent)
    assert 0 == _run("restore", file, *more, "--config", new)
    for name in ("secret", "password"):
        assert FILES[name] == (new.parent / name).read_text()
        assert 0o600 == stat.S_IMODE((new.parent / name).stat().st_mode) & 0o677
    assert "p-in-line" in new.read_text()


@pytest.mark.parametrize(("file", "folder"), [(0o600, 0o700), (0o644, 0o755)])
def test_a_folder_made_for_what_is_closed_is_closed(tmp_path: Path, file: int, folder: int) -> None:
    """tokens/ as `init` makes it; others may look into a folder of what they may read."""
    source, target = tmp_path / "source", tmp_path / "tokens" / "help.json"
    source.write_text("{}")
    source.chmod(file)
    before = os.umask(0o022)
    try:
        placing.Moves(tmp_path, tmp_path / "aside", "now").place(source, target)
    finally:
        os.umask(before)
    assert folder == stat.S_IMODE(target.parent.stat().st_mode)


@pytest.mark.parametrize("typed", [True, False])
def test_a_backup_that_fails_says_so_later(
    on_sqlite: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: bool,
) -> None:
    """By the service, where nobody sat before it."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: typed, raising=False)
    (on_sqlite.parent / "catalogue.csv").unlink()
    (on_sqlite.parent / "catalogue.csv").mkdir()
    assert 1 == _run("backup", tmp_path / "x.backup", "--config", on_sqlite)
    monkeypatch.undo()
    capsys.readouterr()
    _run("health", "--config", on_sqlite)
    assert typed == ("the backup of" not in capsys.readouterr().out)


def test_secrets_of_variables_are_not_asked_for(
    on_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service has them, whoever types a command has not; a file that is named has to be there."""
    monkeypatch.setenv(VARIABLE, WORDS)
    file, password = tmp_path / "x.backup", on_sqlite.parent / "password"
    text = on_sqlite.read_text()
    on_sqlite.write_text(
        text.replace(', password_file = "password"', "").replace(', password = "p-in-line"', "")
    )
    assert 0 == _run("backup", file, "--with-secrets", "--config", on_sqlite), capsys.readouterr().err
    on_sqlite.write_text(text)
    for content in (None, " \n"):
        password.unlink(missing_ok=True)
        if content:
            password.write_text(content)
        assert 1 == _run("backup", tmp_path / "y.backup", "--with-secrets", "--config", on_sqlite)
        said = capsys.readouterr().err
        assert said.startswith(
            "password: named in the configuration, and missing, empty or not yours to read"
        )
        assert not (tmp_path / "y.backup").exists()
    monkeypatch.setenv("CONCIERGE_IMAP_PASSWORD", "p-in-variable")
    assert 0 == _run("backup", tmp_path / "y.backup", "--with-secrets", "--config", on_sqlite)


def test_a_wrong_passphrase_opens_nothing(
    on_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, nothing is written; --without-secrets does without."""
    monkeypatch.setenv(VARIABLE, WORDS)
    file, new = tmp_path / "x.backup", tmp_path / "new" / "concierge.toml"
    assert 0 == _run("backup", file, "--with-secrets", "--config", on_sqlite)
    monkeypatch.setenv(VARIABLE, WORDS + "!")
    assert 1 == _run("restore", file, "--config", new)
    assert "does not open" in capsys.readouterr().err
    assert [] == list(new.parent.iterdir())
    assert 1 == _run("restore", file, "--without-secrets", "--config", new)
    assert new.exists()
    assert not (new.parent / "secret").exists()


def test_what_is_in_it_is_said(
    on_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Secrets or what lacks, and both ways to put it back: into this place, and into an empty one."""
    monkeypatch.setenv("CONCIERGE_BACKUP_PASSPHRASE", WORDS)
    capsys.readouterr()
    for name, more, said in (
        ("one two.backup", ["--with-secrets"], "passwords are in it too, sealed"),
        ("x", [], "Not in it"),
    ):
        file = tmp_path / name
        assert 0 == _run("backup", file, *more, "--config", on_sqlite)
        told = capsys.readouterr().out
        assert said in told
        quoted = f"'{file}'" if " " in name else file
        assert f"  concierge restore {quoted} --replace --config {on_sqlite}  keeps aside" in told
        assert f"  concierge restore {quoted} --config FOLDER/concierge.toml" in told
        assert not [secret for secret in SECRETS if secret in told]


def test_sealed_octets() -> None:
    """What is changed in any part is noticed; a passphrase that is too short is refused."""
    sealed = seal(b"the keys", WORDS)
    assert b"the keys" == unseal(sealed, WORDS)
    assert b"the keys" not in sealed
    for place in (5, 25, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(PermanentError, match="does not open"):
            unseal(bytes(changed), WORDS)
    for damaged in (b"", b"LCS1", sealed[:20], b"LCS1\xff" + sealed[5:]):
        with pytest.raises(PermanentError, match="damaged"):
            unseal(damaged, WORDS)
    with pytest.raises(PermanentError, match="shorter than"):
        seal(b"x", "short")


def _break(what: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def act(file: Path) -> None:
        file.write_bytes(what(file.read_bytes()))

    return act


def _newer(file: Path) -> None:
    _rewrite(file, lambda found: found | {"schema": 99, "version": "9.0"})


def _newer_format(file: Path) -> None:
    _rewrite(file, lambda found: found | {"format": 2})


def _other_rows(file: Path) -> None:
    _rewrite(file, lambda found: found | {"rows": found["rows"] | {"inbound": 7}})


def _climbs(file: Path) -> None:
    _rewrite(file, lambda found: found, also="../../outside")


def _rewrite(file: Path, change: Callable[[dict[str, Any]], dict[str, Any]], also: str = "") -> None:
    manifest = archive.read_manifest(file)
    folder = file.parent / "unpacked"
    folder.mkdir()
    archive.extract(file, manifest, folder)
    contents: dict[str, bytes] = {part.name: (folder / part.name).read_bytes() for part in manifest.parts}
    parts = manifest.parts
    if also:
        parts = (*parts, archive.part_of(also, "x", b"x"))
        contents[also] = b"x"
    fields = {name: getattr(manifest, name) for name in manifest.__slots__} | {"parts": parts}
    with file.open("wb") as out:
        archive.write(out, archive.Manifest(**change(fields)), contents, lambda octets: None)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_break(lambda octets: octets[: len(octets) // 2]), "cannot be read|cut off"),
        (_break(lambda octets: octets.replace(b"present better", b"present BETTER")), "damaged"),
        (_break(lambda octets: b""), "cannot be read"),
        (_break(lambda octets: b"nothing of ours" * 100), "cannot be read"),
        (_newer, r"version 9\.0 \(schema 99\).*install version 9\.0"),
        (_newer_format, "newer version"),
        (_other_rows, "inbound: 1 instead of 7"),
        (_climbs, "does not list|outside"),
    ],
    ids=["cut", "changed", "empty", "other", "newer", "newer format", "rows", "climbs"],
)
def test_what_is_refused(
    on_sqlite: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], None],
    why: str,
) -> None:
    """Before anything is written, in a sentence."""
    file, new = tmp_path / "x.backup", tmp_path / "new" / "concierge.toml"
    assert 0 == _run("backup", file, "--config", on_sqlite)
    change(file)
    capsys.readouterr()
    assert 1 == _run("restore", file, "--config", new)
    assert re.search(why, capsys.readouterr().err)
    assert not new.exists()
    assert [] == list(tmp_path.rglob("*outside*"))


def test_a_place_that_is_taken(on_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Refused; with --replace the old is kept whole, the secret that lies there stays."""
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", on_sqlite)
    (on_sqlite.parent / "catalogue.csv").write_text("slug,title,provider,kind\nnew,New,Us,book\n")
    before = _all(on_sqlite.parent)
    assert 1 == _run("restore", file, "--config", on_sqlite)
    assert "Nothing was changed" in capsys.readouterr().err
    assert before == _all(on_sqlite.parent)
    assert 0 == _run("restore", file, "--replace", "--config", on_sqlite), capsys.readouterr().err
    (aside,) = on_sqlite.parent.glob("before-restore-*")
    assert "new,New" in (aside / "catalogue.csv").read_text()
    assert before["concierge.db"] == (aside / "concierge.db").read_bytes()
    assert FILES["catalogue.csv"] == (on_sqlite.parent / "catalogue.csv").read_text()
    assert FILES["secret"] == (on_sqlite.parent / "secret").read_text()


def _all(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_server_that_is_not_empty(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is in the database is kept in a schema of its own."""
    config = _service(tmp_path / "here", postgres_url)
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", config)
    assert 1 == _run("restore", file, "--config", tmp_path / "new" / "concierge.toml")
    assert "a database with tables" in capsys.readouterr().err
    assert 0 == _run("restore", file, "--replace", "--config", config), capsys.readouterr().err
    open_database(postgres_url)
    try:
        (schema,) = tables.database.execute_sql(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%%'"
        ).fetchone()
        assert 1 == tables.database.execute_sql(f"SELECT COUNT(*) FROM {schema}.inbound").fetchone()[0]
        assert 1 == tables.Inbound.select().count()
    finally:
        disconnect()
    assert 0 == _run("backup", tmp_path / "again.backup", "--config", config)  # without what is aside


@pytest.mark.parametrize("sign", ["lease", "heartbeat"])
def test_refused_while_a_service_works(
    on_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    """Even with --replace."""
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", on_sqlite)
    open_database("sqlite:///concierge.db", on_sqlite.parent)
    now = datetime.now(UTC)
    if sign == "lease":
        leases.take("mailbox:help@example.org", "elsewhere 1 2 3 4", now.replace(year=2030), now)
    else:
        tables.Heartbeat.create(role="outbox", alive_at=now)
    disconnect()
    assert 1 == _run("restore", file, "--replace", "--config", on_sqlite)
    assert "stop the service" in capsys.readouterr().err


def test_an_older_schema_is_brought_up(
    on_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an older version saved is restored by this one."""
    for path in on_sqlite.parent.glob("concierge.db*"):
        path.unlink()
    with closing(sqlite3.connect(on_sqlite.parent / "concierge.db")) as connection:
        connection.executescript((ROOT / "tests/db/frozen/0001.sqlite.sql").read_text("utf-8"))
    open_database("sqlite:///concierge.db", on_sqlite.parent)
    file = tmp_path / "x.backup"
    wanted = take.Wanted(file, on_sqlite, load(on_sqlite, {}, mail=False), {})
    assert 1 == take.take(wanted, datetime.now(UTC)).schema
    disconnect()
    shutil.copy(on_sqlite.parent / "secret", tmp_path / "secret")
    assert 0 == _run("restore", file, "--config", tmp_path / "concierge.toml")
    assert "Brought up to this version: 0002_billing" in capsys.readouterr().out


def test_a_copy_while_others_write(tmp_path: Path) -> None:
    """It is of one moment, and does not begin anew at each commit."""
    database = open_database("sqlite:///concierge.db", tmp_path)
    migrate(database)
    rows = [{"sha256": f"{n}", "content": b"x" * 4000} for n in range(3000)]
    with database.atomic():
        for start in range(0, 3000, 100):
            tables.Blob.insert_many(rows[start : start + 100]).execute()
    steps = []
    with closing(sqlite3.connect(tmp_path / "concierge.db", timeout=1)) as other:

        def told(done: int, total: int) -> None:
            steps.append(done)
            other.execute("INSERT INTO blob VALUES (?, ?)", (f"new {len(steps)}", b"x"))
            other.commit()

        (tmp_path / "copy").touch()
        snapshot.copy_sqlite(tmp_path / "copy", told)
    assert steps == sorted(set(steps))
    assert 1 < len(steps)
    assert 3000 == snapshot.check_sqlite(tmp_path / "copy")["blob"]
    disconnect()


def test_nothing_is_left_of_a_backup_that_fails(
    on_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that is full; a copy that reads back otherwise; a name that is taken; standard output."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    for target, instead, words in (
        ("concierge.backup.archive.write", full, "No space left"),
        ("concierge.backup.postgresql.rows", full, ""),
        ("db.snapshot.differences", lambda a, b: "case: 0 instead of 1", "not what was copied"),
    ):
        if words:
            with monkeypatch.context() as patched:
                patched.setattr(target, instead)
                assert 1 == _run("backup", tmp_path / "x.backup", "--config", on_sqlite)
            assert words in capsys.readouterr().err
    assert ["here"] == [each.name for each in tmp_path.iterdir()]
    (tmp_path / "x.backup").write_text("kept")
    for name, words in (
        ("x.backup", "is there already"),
        ("none/x", "There is no folder"),
        ("-", "read back"),
    ):
        where = "-" if name == "-" else tmp_path / name
        assert 1 == _run("backup", where, "--config", on_sqlite)
        assert words in capsys.readouterr().err
    assert "kept" == (tmp_path / "x.backup").read_text()


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('password = "a b"', 'password = ""'),
        ("client_secret='x.*'", 'client_secret=""'),
        ('secret_file = "p"\npassword = "p"', 'secret_file = "p"\npassword = ""'),
        ('url = "postgresql://me:pw@host/name"', 'url = "postgresql://me@host/name"'),
        ('url = "postgresql://me@host/name"', 'url = "postgresql://me@host/name"'),
        ('imap = { host = "h", password = "x" }', 'imap = { host = "h", password = "" }'),
        ('[[mailbox]]\nimap.password = "x"', '[[mailbox]]\nimap.password = ""'),
    ],
)
def test_what_is_left_of_a_configuration(written: str, left: str) -> None:
    """Only what is secret is emptied."""
    assert left == belongings.without_secrets(written)


def test_a_password_written_in_an_unusual_way() -> None:
    """Rather no backup than one that tells it."""
    with pytest.raises(PermanentError, match="password_file"):
        belongings.without_secrets('password = "\\u0061bc"')


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me:p%40w@db.example.org:5433/name?sslmode=require",
            {
                "PGHOST": "db.example.org",
                "PGPORT": "5433",
                "PGUSER": "me",
                "PGPASSWORD": "p@w",
                "PGDATABASE": "name",
                "PGSSLMODE": "require",
            },
        ),
        ("postgresql:///name?host=/run/pg", {"PGHOST": "/run/pg", "PGDATABASE": "name"}),
        ("postgresql://[::1]/name", {"PGHOST": "::1", "PGDATABASE": "name"}),
        (
            "postgresql://me@h/n?passfile=/p",
            {"PGHOST": "h", "PGUSER": "me", "PGDATABASE": "n", "PGPASSFILE": "/p"},
        ),
    ],
)
def test_where_a_url_leads(url: str, expected: dict[str, str]) -> None:
    """In variables, which other users of the machine cannot read."""
    assert expected == postgresql.environment(url)


@pytest.mark.parametrize(
    ("said", "why"), [("", "is not there"), ("pg_dump (PostgreSQL) 14.2", "of version 14")]
)
def test_tools_that_are_missing_or_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, why: str
) -> None:
    """Which package to install."""
    if said:
        (tmp_path / "pg_dump").write_text(f'#!/bin/sh\necho "{said}"\n')
        (tmp_path / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PermanentError, match=f"{why}.*install postgresql-client-17"):
        postgresql.require("pg_dump", 17)


def test_no_password_on_a_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody on the machine can read those."""
    for tool in ("pg_dump", "pg_restore"):
        (tmp_path / tool).write_text(
            f'#!/bin/sh\necho "$0 (PostgreSQL) 99"\n'
            f'echo "$@" >> {tmp_path}/seen\necho "$PGPASSWORD" >> {tmp_path}/given\n'
        )
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    url = "postgresql://me:hidden-word@host/name"
    postgresql.dump(url, tmp_path / "out", "1-2", 17)
    postgresql.put_back(url, tmp_path / "out", 17)
    assert "hidden" not in (tmp_path / "seen").read_text()
    assert 2 == (tmp_path / "given").read_text().count("hidden-word")


def test_a_backup_is_an_ordinary_tar(on_sqlite: Path, tmp_path: Path) -> None:
    """Whoever has nothing else can open it."""
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", on_sqlite)
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert "manifest.json" == names[0]
    assert {"files/concierge.toml", "files/catalogue.csv", "database.sqlite"} <= set(names)
    assert not [name for name in names if name.endswith(("secret", "password"))]


def test_another_secret_is_said_loudly(
    on_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new key beside the old ones is none; a key that is lost is."""
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", on_sqlite)
    for name, secret, status in (
        ("same", FILES["secret"], 0),
        ("less", "0:" + "ab" * 32, 1),
        ("new", "1:" + "ee" * 32, 1),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "secret").write_text(secret)
        assert status == _run("restore", file, "--config", folder / "concierge.toml")
        said = capsys.readouterr().err
        assert ("not in the secret file" in said) == bool(status)
        assert ("signing key 1 of" in said) == (name == "less")
        assert ("signing keys 0, 1 of" in said) == (name == "new")


def test_a_server_that_breaks_off(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its tools nothing is changed; when they fail, it is said where the old is."""
    config = _service(tmp_path / "here", postgres_url)
    file = tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", config)
    before = _all(config.parent)
    with monkeypatch.context() as patched:
        patched.setattr("concierge.backup.postgresql.require", _missing)
        assert 1 == _run("restore", file, "--replace", "--config", config)
    assert before == _all(config.parent)
    capsys.readouterr()
    with monkeypatch.context() as patched:
        patched.setattr("concierge.backup.postgresql.put_back", _missing)
        assert 1 == _run("restore", file, "--replace", "--config", config)
    said = capsys.readouterr().err
    assert "pg_restore is not there. Nothing was changed" in said
    assert before == _all(config.parent)
    assert 0 == _run("case", "1", "--config", config)
    assert 0 == _run("restore", file, "--replace", "--config", config), capsys.readouterr().err
    assert 0 == _run("case", "1", "--config", config)


@pytest.mark.parametrize("empty", [True, False], ids=["into an empty database", "over another one"])
@pytest.mark.parametrize(
    "where", ["concierge.backup.filling._compare", "concierge.backup.filling._mark", "concierge.toml"]
)
def test_a_server_is_as_it_was(
    tmp_path: Path,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    where: str,
    empty: bool,
) -> None:
    """Filled already, and then something fails: that nothing was changed is true of the database too."""
    config, file = _service(tmp_path / "here", postgres_url), tmp_path / "x.backup"
    assert 0 == _run("backup", file, "--config", config)
    if empty:
        _emptied(postgres_url)
    else:
        assert 0 == _run("audit", "export", "--config", config)
    before, had = _all(config.parent), _in_database(postgres_url)
    fails = placing.belongs_to_its_folder

    def full(path: Path) -> None:
        if path.name == where:
            raise OSError(28, "No space left on device", str(path))
        fails(path)

    with monkeypatch.context() as patched:
        if where.endswith(".toml"):
            patched.setattr(placing, "belongs_to_its_folder", full)
        else:
            patched.setattr(where, _missing)
        capsys.readouterr()
        assert 1 == _run("restore", file, "--replace", "--config", config)
    assert "Nothing was changed" in capsys.readouterr().err
    assert (before, had) == (_all(config.parent), _in_database(postgres_url))
    with monkeypatch.context() as patched:
        patched.setattr(placing, "belongs_to_its_folder", full)
        patched.setattr("db.snapshot.take_back", _missing)
        patched.setattr("db.snapshot.clear", _missing)
        if where.endswith(".toml"):
            assert 1 == _run("restore", file, "--replace", "--config", config)
            said = capsys.readouterr().err
            assert "Nothing was changed" not in said
            assert ("it was empty before" if empty else "is kept in schema before_restore_") in said
    assert 0 == _run("restore", file, "--replace", "--config", config), capsys.readouterr().err
    assert 0 == _run("case", "1", "--config", config)


def _emptied(url: str) -> None:
    open_database(url)
    snapshot.clear()
    disconnect()


def _in_database(url: str) -> dict[str, int]:
    open_database(url)
    try:
        return snapshot.counts()
    finally:
        disconnect()


def _missing(*_: object) -> None:
    raise PermanentError("pg_restore is not there.")


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("undone", [False, True], ids=["killed", "interrupted"])
@pytest.mark.parametrize(
    "where",
    [
        "concierge.backup.placing.Moves.set_aside",
        "concierge.backup.placing.belongs_to_its_folder",
        "concierge.backup.postgresql.put_back",
        "concierge.backup.filling._compare",
        "concierge.backup.filling._mark",
        "concierge.backup.placing.os.fsync",
    ],
)
def test_broken_off(
    config: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    undone: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wherever a restore ends, no service goes on with a database that is not marked; or all is as it was."""
    file, url = tmp_path / "x.backup", re.findall(r'url = "(.*)"', config.read_text())[0]
    assert 0 == _run("backup", file, "--config", config)
    before = _all(config.parent)
    with monkeypatch.context() as patched:
        patched.setattr(where, _killed)
        if not undone:
            patched.setattr("concierge.backup.placing.Moves.undo", lambda moves: False)
            patched.setattr("db.snapshot.take_back", lambda schema: None)
        with contextlib.suppress(KeyboardInterrupt):
            _run("restore", file, "--replace", "--config", config)
    disconnect()
    if undone:
        after = {n: octets for n, octets in _all(config.parent).items() if "before-restore" not in n}
        assert before == after or where.endswith("put_back")
        assert 0 == _run("case", "1", "--config", config)
        return
    if not config.exists() and "postgresql" in url:
        (aside,) = config.parent.glob("before-restore-*")
        shutil.copytree(aside, config.parent, dirs_exist_ok=True)  # as an operator may
    capsys.readouterr()
    if not config.exists() or before == _all(config.parent):
        return
    assert _run("health", "--config", config) in {0, 1}
    said = "".join(capsys.readouterr())
    before_it_began = "set_aside" in where or "placing" in where
    assert "broken off" in said or "nothing is decided or sent until" in said or before_it_began


@pytest.mark.parametrize("first", ["2026-11-20T10:00:00+00:00", "2026-11-27T10:00:00+00:00", ""])
def test_a_backup_of_a_restored_database(tmp_path: Path, first: str) -> None:
    """Nobody has looked through the mailboxes since the first, so it counts."""
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    made_at, now = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC)
    if first:
        restored.mark(datetime.fromisoformat(first), now)
        restored.looked_through("a@example.org", ["a@example.org", "b@example.org"], now)
    restored.mark(made_at, now)
    assert min(made_at, datetime.fromisoformat(first or "9999-01-01T00:00:00+00:00")) == restored.waiting()
    assert not restored.is_looked_through("a@example.org")
    disconnect()


@pytest.mark.parametrize(
    "change",
    [
        {"made_at": "yesterday"},
        {"made_at": "2026-11-27T10:00:00"},  # of which zone?
        {"made_at": 5},
        {"schema": "7"},
        {"schema": True},
        {"schema": 1 << 70},
        {"version": None},
        {"rows": None},
        {"rows": {"case": "1"}},
        {"rows": [1]},
        {"missing": [5]},
        {"missing": None},
        {"keys": None},
        {"keys": {"0": 1}},
        {"parts": None},
        {"parts": ["x"]},
        {"parts": [{"name": "database.sqlite", "what": "", "size": 1, "sha256": "", "mode": "x"}]},
        {"parts": [{"name": "database.sqlite", "what": "", "size": -1, "sha256": ""}]},
        {"parts": [{"name": n, "what": "", "size": 1, "sha256": ""} for n in ("files/a", "files/a")]},
        {"parts": [{"name": n, "what": "", "size": 1, "sha256": ""} for n in ("files/a", "files/a/b")]},
        {"parts": []},
        {"configuration": "other.toml"},
        {"configuration": 1},
        {"database": ["sqlite"]},
        {"unknown": 1},
    ],
    ids=str,
)
def test_manifests_of_others(tmp_path: Path, change: dict[str, Any]) -> None:
    """Whatever somebody wrote into it: a sentence, before anything is unpacked."""
    file = tmp_path / "x.backup"
    part = {"what": "", "size": 1, "sha256": ""}
    good = {
        "version": "1",
        "schema": 1,
        "made_at": "2026-11-27T10:00:00+00:00",
        "database": "sqlite",
        "configuration": "c.toml",
        "rows": {},
        "format": 1,
        "keys": {},
        "missing": [],
        "parts": [{"name": name, **part} for name in ("files/c.toml", "database.sqlite")],
    }

    def written(found: dict[str, Any]) -> Path:
        file.write_bytes(archive.packed([("manifest.json", json.dumps(found).encode(), 0o600)]))
        return file

    assert 1 == archive.read_manifest(written(good)).schema
    with pytest.raises(PermanentError, match=r"no backup of this service|lacks"):
        archive.read_manifest(written(good | change))


@pytest.mark.parametrize("replace", [True, False])
def test_a_key_since_the_backup_stays(
    on_sqlite: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    replace: bool,
) -> None:
    """Mail that it signed is still answered: it signs on, and that is said; also where all else is gone."""
    monkeypatch.setenv(VARIABLE, WORDS)
    file, secret = tmp_path / "x.backup", on_sqlite.parent / "secret"
    assert 0 == _run("backup", file, "--with-secrets", "--config", on_sqlite)
    assert 0 == _run("secret", "rotate", "--config", on_sqlite)
    rotated = secret.read_text()
    if not replace:
        for path in on_sqlite.parent.rglob("*"):
            if path.is_file() and path != secret:
                path.unlink()
    capsys.readouterr()
    more = ["--replace"] if replace else []
    assert 0 == _run("restore", file, *more, "--config", on_sqlite), capsys.readouterr().err
    assert "secret was KEPT" in capsys.readouterr().out
    assert rotated == secret.read_text()
    secret.write_text("7:" + "77" * 32 + "\n")
    assert 0 == _run("restore", file, "--replace", "--config", on_sqlite), capsys.readouterr().err
    assert "secret was MERGED" in capsys.readouterr().out
    assert "7:" + "77" * 32 + "\n" + FILES["secret"] == secret.read_text()
