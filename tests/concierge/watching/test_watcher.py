"""What lasts is told once by one process, across restarts, other processes, and a database that is away."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.errors import ConciergeError, PermanentError, TemporaryError
from cases.model import InboundState
from cases.settings import AlertSettings, Settings
from cases.troubles import TroubleKind, seen, well
from concierge.watching import watcher as watching
from concierge.watching.memory import Memory, place
from concierge.watching.sightings import Sightings
from concierge.watching.told import Alert
from concierge.watching.watcher import Watcher
from db import audit, folders, health, leases, troubles
from db.connect import disconnect, open_database
from db.migrate import migrate
from db.tables import Inbound, Pause, Trouble
from templates.drafts import Writer
from templates.load import load_library
from tests.concierge.config.test_watching import loaded

BEGIN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
BOX = "learninghelp@example.org"


class Night:
    """A clock, the settings, what was told, and how the second route does."""

    def __init__(self, folder: Path) -> None:
        self.now = BEGIN
        self.settings: Settings = replace(loaded(folder, ""), alert=AlertSettings(command=("page",)))
        self.writer = Writer(self.settings, load_library(None, ("en", "nl")))
        self.told: list[tuple[str, bool]] = []
        self.route_fails = False
        self.dead: frozenset[str] = frozenset()
        self.trying: TemporaryError | None = None

    def watcher(self, name: str = "one") -> Watcher:
        return Watcher(self.settings, self.writer, lambda: self.now, name)

    def sightings(self) -> Sightings:
        return Sightings(self.settings, lambda: self.now)

    def tell(self, alert: Alert, recipients: tuple[str, ...], settings: Settings, now: datetime) -> None:
        if self.route_fails:
            raise TemporaryError("no network")
        self.told.append((alert.name, alert.healed))

    def pass_time(self, minutes: int, *watchers: Watcher) -> None:
        """A look a minute by each; the roles live, the mailbox is read or still cannot be."""
        for _ in range(minutes):
            self.now += timedelta(minutes=1)
            for role in set(health.ROLES) - self.dead:
                health.beat(role, self.now, True)
            if self.trying:
                self.sightings().mailbox(BOX, self.trying)
            for each in watchers:
                each.look()


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    found = Night(tmp_path)
    migrate(open_database(found.settings.database_url))
    monkeypatch.setattr(watching, "tell", found.tell)
    yield found
    disconnect()


def test_a_mailbox_that_cannot_be_read_is_told_once_and_its_return_once(night: Night) -> None:
    """Not before it lasted, not again after a restart, and not before it stayed well."""
    watcher = night.watcher()
    night.trying = TemporaryError("no line")
    night.pass_time(29, watcher)
    assert [] == night.told
    night.pass_time(3, watcher)
    assert [(f"mailbox:{BOX}", False)] == night.told
    watcher.close()
    watcher = night.watcher("two")
    night.pass_time(60, watcher)
    assert 1 == len(night.told)
    night.trying = None
    night.sightings().mailbox(BOX, None)
    night.pass_time(8, watcher)
    assert 1 == len(night.told)
    night.pass_time(3, watcher)
    assert [(f"mailbox:{BOX}", False), (f"mailbox:{BOX}", True)] == night.told
    night.pass_time(30, watcher)
    assert (2, 0) == (len(night.told), Trouble.select().count())


def test_two_processes_tell_once(night: Night) -> None:
    """The one that holds the lease; the other takes over when it is gone."""
    one, two = night.watcher("one"), night.watcher("two")
    night.trying = TemporaryError("no line")
    night.pass_time(40, one, two)
    assert 1 == len(night.told)
    night.trying = None
    night.sightings().mailbox(BOX, None)
    night.pass_time(20, two)
    assert [False, True] == [healed for _, healed in night.told]


def test_a_route_that_fails_is_tried_again_later(night: Night) -> None:
    """Every few minutes, until it is told."""
    watcher = night.watcher()
    night.trying, night.route_fails = TemporaryError("no line"), True
    night.pass_time(45, watcher)
    assert [] == night.told
    night.route_fails = False
    night.pass_time(6, watcher)
    assert 1 == len(night.told)


def test_a_silent_role_and_mail_set_aside_are_told(night: Night) -> None:
    """What the store says by itself."""
    watcher = night.watcher()
    night.dead = frozenset({"outbox"})
    folders.store(BOX, "INBOX", 1, [(1, b"Subject: x\r\n\r\n", None)], night.now, 0)
    Inbound.update(state=InboundState.SHUNTED).execute()
    night.pass_time(50, watcher)
    assert {("silent:outbox", False), ("set-aside", False)} == set(night.told)
    assert 2 == len(night.told)


def test_a_backup_that_fails_at_night_is_told(night: Night) -> None:
    """Once, and when the next one was made; where none was ever made, nobody is told that it is late."""
    watcher = night.watcher()
    night.pass_time(40, watcher)
    audit.enter(night.now, "operator:concierge", health.BACKUP_FAILED)
    night.pass_time(30, watcher)
    assert [] == night.told
    night.pass_time(10, watcher)
    assert [("backup", False)] == night.told
    audit.enter(night.now, "operator:concierge", health.BACKED_UP)
    night.pass_time(20, watcher)
    assert [("backup", False), ("backup", True)] == night.told
    audit.enter(night.now - timedelta(days=4), "operator:concierge", health.BACKED_UP)
    night.pass_time(40, watcher)
    assert [("backup", False)] == night.told[2:]


def test_a_mailbox_that_is_gone_from_the_configuration_is_forgotten(night: Night) -> None:
    """Nobody would ever see it work."""
    night.sightings().mailbox("old@example.org", TemporaryError("no line"))
    night.pass_time(1, night.watcher())
    assert () == troubles.known()


def test_a_database_that_is_away_is_told_from_a_file(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, across restarts; the file is private and goes when it is over."""

    def away(*_: object) -> None:
        raise TemporaryError("the database server does not answer (no route); try again")

    beat = health.beat
    monkeypatch.setattr(leases, "lead", away)
    monkeypatch.setattr(health, "beat", lambda *_: None)
    path = place(night.settings)
    night.pass_time(20, night.watcher())
    assert [] == night.told
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    watcher = night.watcher()
    night.pass_time(20, watcher)
    assert [("database", False)] == night.told
    assert "no route" in watcher.status
    night.pass_time(60, night.watcher(), night.watcher("two"))
    assert 1 == len(night.told)
    monkeypatch.undo()
    monkeypatch.setattr(watching, "tell", night.tell)
    assert health.beat is beat
    night.pass_time(30, night.watcher())
    assert [("database", False), ("database", True)] == night.told
    assert not path.exists()
    assert "waiting" in watcher.status or "no route" in watcher.status


def test_a_start_that_fails_again_and_again_is_told_once(night: Night) -> None:
    """A supervisor starts the service every minute, and every time it ends without its database."""
    for _ in range(40):
        night.now += timedelta(minutes=1)
        night.watcher().database_lost(TemporaryError("no route"), night.now)
    assert [("database", False)] == night.told


def test_a_damaged_memory_is_written_anew(tmp_path: Path) -> None:
    """Half a file, or somebody else's, is none."""
    memory = Memory(tmp_path / "watched.json")
    for text in ("", "{", "[]", '{"name": 1}', "\0"):
        (tmp_path / "watched.json").write_text(text)
        with memory.held():
            assert memory.read() is None


def test_a_memory_that_cannot_be_written_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    """Nothing fails for it."""
    memory = Memory(tmp_path / "nowhere" / "watched.json")
    trouble = seen(None, "database", TroubleKind.DATABASE, "x", BEGIN)
    with memory.held():
        memory.write(trouble)
        assert trouble == memory.read()
        memory.write(None)
        assert memory.read() is None


def test_what_is_remembered_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Every field."""
    path = tmp_path / "watched.json"
    trouble = well(
        seen(None, "database", TroubleKind.DATABASE, "x", BEGIN),
        BEGIN + timedelta(seconds=7),
    )
    trouble = replace(trouble, told_at=BEGIN)
    Memory(path).write(trouble)
    assert trouble == Memory(path).read()
    assert set(json.loads(path.read_text())) == {
        *("name", "kind", "why", "since", "seen_at", "changed_at", "broken", "spent", "told_at")
    }


@pytest.mark.parametrize(
    ("error", "minutes"), [(PermanentError("no token"), 0), (TemporaryError("away"), 15)]
)
def test_a_login_that_works_again_ends_the_pause_of_sending(
    night: Night, error: ConciergeError, minutes: int
) -> None:
    """One mail tries the way at once; a line that was away says nothing about a login."""
    Pause.create(mailbox=BOX, until=night.now + timedelta(minutes=15), reason="535 no token")
    sightings = night.sightings()
    sightings.mailbox(BOX, error)
    sightings.mailbox(BOX, None)
    assert night.now + timedelta(minutes=minutes) == Pause.get().until
