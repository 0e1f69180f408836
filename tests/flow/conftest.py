"""A service on every mail loop and both databases: real servers where installed, the built-in ones always."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from concierge.logs import configure
from db.connect import disconnect, open_database
from db.migrate import migrate
from tests.installation import Forge, Installation
from tests.servers.post import Post
from tests.servers.postgres import Postgres
from tests.world import World

PAIRS = [("builtin_post", "sqlite"), ("post", "postgresql")]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is `costly` is `heavy` on real servers and PostgreSQL."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        if parameters and item.get_closest_marker("costly") and parameters.params.get("ground") == PAIRS[1]:
            item.add_marker("heavy")


def _migrated(url: str, folder: Path = Path()) -> None:
    migrate(open_database(url, folder))
    disconnect()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database of this version, to be copied: cheaper than migrating in each test."""
    folder = tmp_path_factory.mktemp("migrated")
    _migrated("sqlite:///concierge.db", folder)
    return folder / "concierge.db"


@pytest.fixture(params=PAIRS, ids=["built-in, SQLite", "real servers, PostgreSQL"])
def ground(
    request: pytest.FixtureRequest, migrated_file: Path
) -> Iterator[tuple[Post, Callable[[Path], str]]]:
    """A mail loop, and what gives the URL of a fresh database for a service in this folder."""
    loop, engine = request.param
    post: Post = request.getfixturevalue(loop)
    made: list[str] = []
    postgres: Postgres | None = request.getfixturevalue("postgres") if engine == "postgresql" else None

    def database(folder: Path) -> str:
        if postgres is None:
            shutil.copy(migrated_file, folder / "concierge.db")
            return "sqlite:///concierge.db"
        made.append(postgres.copy_of("flow", _migrated))
        return made[-1]

    yield post, database
    disconnect()
    for url in made:
        assert postgres is not None
        postgres.drop(url)


@pytest.fixture
def make_world(ground: tuple[Post, Callable[[Path], str]], tmp_path: Path) -> Iterator[Callable[..., World]]:
    """`make_world(extra=…)`: a service with its people; closed at the end."""
    post, database = ground
    made: list[World] = []

    def make(**how: Any) -> World:
        folder = tmp_path / f"world{len(made)}"
        folder.mkdir()
        made.append(World(post, database(folder), folder, **how))
        return made[-1]

    yield make
    for world in made:
        world.__exit__()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The usual service."""
    return make_world()


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    """A prepared process; services are forked from it."""
    made = Forge()
    yield made
    made.close()


@pytest.fixture
def make_installation(
    ground: tuple[Post, Callable[[Path], str]], tmp_path: Path, forge: Forge
) -> Iterator[Callable[..., Installation]]:
    """`make_installation(extra=…)`: a service in its folder, to be run as processes; ended at the end."""
    post, database = ground
    made: list[Installation] = []

    def make(**wishes: Any) -> Installation:
        folder = tmp_path / f"installation{len(made)}"
        folder.mkdir()
        made.append(Installation(post, database(folder), folder, forge, **wishes))
        return made[-1]

    yield make
    for installation in made:
        installation.end()


@pytest.fixture
def installation(make_installation: Callable[..., Installation]) -> Installation:
    """The usual service, as processes."""
    return make_installation()


@pytest.fixture
def log() -> io.StringIO:
    """Everything that is logged, details too."""
    stream = io.StringIO()
    configure("json", stream, logging.DEBUG)
    return stream
