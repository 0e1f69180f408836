"""Where there is no database: what only reads says so and makes none; what begins a service says it did."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from concierge.cli import main
from concierge.config.load import load
from concierge.doctor.finding import Grade
from concierge.doctor.local import check_local
from concierge.opened import NoDatabaseError, database_of, is_missing, place_of
from db import tables
from db.connect import connection, disconnect, open_database
from tests.concierge.test_cli import CONFIGURATION

READING = (
    *("cases", "case 12", "case 12 --raw 1", "health", "report", "audit export", "retention --dry-run"),
    *("held list", "held show 1", "held accept 1", "held discard 1", "held retry 1"),
    *("outbox list", "outbox show 1", "outbox retry 1", "outbox cancel 1", "outbox clear a@example.org"),
    *("people show a@example.org", "people export a@example.org --to a", "people erase a@example.org --yes"),
    *("backup {folder}/one.backup", "templates preview presenting --case 12", "retention"),
)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration beside which there is no database."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    monkeypatch.setenv("CONCIERGE_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.mark.parametrize("state", ["missing", "empty"])
@pytest.mark.parametrize("line", READING)
def test_a_command_that_works_on_cases_makes_no_database(
    config: Path, capsys: pytest.CaptureFixture[str], line: str, state: str
) -> None:
    """One sentence: there is none, where it would be, and how it comes there, first or again."""
    file = config.parent / "concierge.db"
    if state == "empty":
        file.touch()
    assert 1 == main(line.format(folder=config.parent).split())
    said = capsys.readouterr()
    assert (
        f"There is no database of the service at {file}: a new service makes it when it starts "
        "(`concierge run`), one that is lost is put back by `concierge restore FILE --replace`.\n"
    ) == said.err
    assert (state == "empty") == file.exists()
    assert not list(config.parent.glob("*.backup"))
    if state == "empty":
        with closing(sqlite3.connect(file)) as found:
            assert [] == found.execute("SELECT name FROM sqlite_master").fetchall()


@pytest.mark.parametrize("line", ["catalogue check", "secret rotate", "catalogue import options.csv"])
def test_what_needs_no_case_does_without(config: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    """A catalogue is looked through, and filled, before the service first starts; a key may be changed."""
    (config.parent / "options.csv").write_text("slug,title,kind,training\none,One,book,no\n")
    config.write_text(CONFIGURATION.replace("[service]", '[service]\ncatalogue = "options.csv"'))
    assert 0 == main(line.split()), capsys.readouterr()
    assert not (config.parent / "concierge.db").exists()


def test_doctor_makes_none_either(config: Path) -> None:
    """It says where the service will make it, which must be possible, and how a lost one comes back."""
    (found,) = (each for each in check_local(load(config)) if each.what == "database")
    assert (Grade.OK, False) == (found.grade, (config.parent / "concierge.db").exists())
    assert f"none at {config.parent / 'concierge.db'} yet; `concierge run` makes it" in found.state
    (config.parent / "away").mkdir()
    elsewhere = replace(load(config), database_url=f"sqlite:///{config.parent}/gone/concierge.db")
    (found,) = (each for each in check_local(elsewhere) if each.what == "database")
    assert (Grade.WRONG, f"Make {config.parent / 'gone'}, or correct [database] url.") == (
        found.grade,
        found.advice,
    )


def test_a_start_that_makes_one_says_so_once(config: Path) -> None:
    """With its place; the next start finds it and says nothing."""
    told: list[str] = []
    for _ in range(2):
        with database_of(load(config), made=told.append):
            assert [] == list(tables.Case.select())
    assert [str(config.parent / "concierge.db")] == told
    with database_of(load(config)):
        pass


def test_an_import_says_so_and_its_rehearsal_makes_none(
    config: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """`--dry-run` writes nothing, also where nothing is there yet."""
    (config.parent / "one.eml").write_text("From: a@example.org\nSubject: Excel\n\nHow do I pivot?\n")
    assert 0 == main(["import", "one.eml", "--dry-run", "--json"])
    assert 1 == json.loads(capfd.readouterr().out)["new"]
    assert not (config.parent / "concierge.db").exists()
    assert 0 == main(["import", "one.eml"])
    assert f"database.made place={config.parent / 'concierge.db'}" in capfd.readouterr().err


def test_one_moved_away_is_not_made_anew_by_a_thread_that_connects(config: Path) -> None:
    """An empty one in its place would be taken for the service's, and the mail of a minute lost in it."""
    with database_of(load(config), made=lambda place: None):
        disconnect()
        (config.parent / "concierge.db").rename(config.parent / "moved.db")
        with pytest.raises(Exception, match="unable to open"), connection():
            pass
    assert not (config.parent / "concierge.db").exists()
    with pytest.raises(NoDatabaseError), database_of(load(config)):
        pass


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:///x.db", "/srv/x.db"),
        ("sqlite:////var/lib/x.db", "/var/lib/x.db"),
        (
            "postgresql://anna:secret@db.example.org:5433/concierge?sslmode=require",
            "concierge on db.example.org",
        ),
        ("postgresql:///concierge", "concierge on this machine"),
    ],
)
def test_the_place_is_named_without_a_password(config: Path, url: str, place: str) -> None:
    """In the sentence, and in the log."""
    assert place == place_of(replace(load(config), database_url=url, directory=Path("/srv")))


def test_a_name_with_marks_of_a_url_is_a_name(tmp_path: Path) -> None:
    """The file is opened by a URI: "?", "#", "%" and blanks stay part of its name."""
    folder = tmp_path / "a b#c?d%20"
    folder.mkdir()
    open_database("sqlite:///x%2f?.db", folder)
    disconnect()
    assert ["x%2f?.db"] == sorted(path.name for path in folder.iterdir() if path.suffix == ".db")


def test_a_link_that_leads_nowhere_is_none(config: Path) -> None:
    """And what it would lead to is not made."""
    (config.parent / "concierge.db").symlink_to(config.parent / "elsewhere.db")
    assert is_missing(load(config))
    assert 1 == main(["cases"])
    assert not (config.parent / "elsewhere.db").exists()
