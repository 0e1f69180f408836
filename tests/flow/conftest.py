"""A world on every mail loop and both databases: real servers where installed, the built-in ones always."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.post import Post
from tests.world import World

PAIRS = [("builtin_post", "sqlite"), ("post", "postgresql")]


@pytest.fixture(params=PAIRS, ids=["built-in, SQLite", "real servers, PostgreSQL"])
def make_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """`make_world(extra=…)`: a service with its people; closed at the end."""
    loop, engine = request.param
    post: Post = request.getfixturevalue(loop)
    url = "sqlite:///concierge.db" if engine == "sqlite" else request.getfixturevalue("postgres_url")
    made: list[World] = []

    def make(**how: Any) -> World:
        folder = tmp_path / f"world{len(made)}"
        folder.mkdir()
        made.append(World(post, url, folder, **how))
        return made[-1]

    yield make
    for world in made:
        world.__exit__()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The usual service."""
    return make_world()
