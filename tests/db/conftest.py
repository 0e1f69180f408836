"""The same database tests on SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import peewee
import pytest

from db.connect import disconnect, open_database
from db.migrate import migrate


def prepare(url: str) -> None:
    """Make the schema and leave no connection behind."""
    migrate(open_database(url))
    disconnect()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the schema."""
    path = tmp_path_factory.mktemp("template") / "concierge.db"
    prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own, with the schema, on both engines."""
    if request.param == "sqlite":
        path = tmp_path / "concierge.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        postgres = request.getfixturevalue("postgres")
        url = postgres.copy_of("schema", prepare)
        yield url
        postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without schema, on both engines."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'concierge.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[peewee.Database]:
    """An open database with the schema, bound to the tables."""
    opened = open_database(database_url)
    yield opened
    disconnect()
