"""The mail clients of this machine. A missing one skips its tests, or fails them where it is required."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.connect import disconnect, open_database
from db.migrate import migrate
from tests.clients.base import MailClient, MissingClientError
from tests.clients.emacs import Gnus
from tests.clients.neomutt import NeoMutt
from tests.clients.roundcube import Roundcube, RoundcubeText
from tests.clients.snail import SNail
from tests.servers.post import Post
from tests.world import World

REQUIRE = "CONCIERGE_REQUIRE_CLIENTS"
CLIENTS: tuple[Callable[[], MailClient], ...] = (NeoMutt, SNail, Gnus, Roundcube, RoundcubeText)


@pytest.fixture(params=CLIENTS, ids=lambda made: str(made.name))
def client(request: pytest.FixtureRequest) -> Iterator[MailClient]:
    """Each client in turn."""
    made = request.param()
    try:
        made.find()
    except MissingClientError as missing:
        if os.environ.get(REQUIRE) == "1":
            pytest.fail(f"{missing} ({REQUIRE}=1)", pytrace=False)
        pytest.skip(str(missing))
    yield made
    made.close()


@pytest.fixture
def world(post: Post, tmp_path: Path) -> Iterator[World]:
    """A service on the most real servers of this machine. Its clock is that of the clients."""
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    disconnect()
    made = World(post, "sqlite:///concierge.db", tmp_path, now=datetime.now(UTC), catalogue=True)
    yield made
    made.__exit__()
