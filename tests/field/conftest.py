"""One service for all the mails: each has a worker of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.connect import disconnect, open_database
from db.migrate import migrate
from tests.servers.post import Post
from tests.world import World


@pytest.fixture
def field_world(builtin_post: Post, tmp_path: Path) -> Iterator[World]:
    """A fresh service on the built-in servers."""
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    disconnect()
    with World(builtin_post, "sqlite:///concierge.db", tmp_path, catalogue=True) as world:
        yield world
