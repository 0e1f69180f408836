"""A service with its people on real mail servers, driven round by round with a clock that tests move.

world = World(post, url, tmp_path)
maria = world.person("maria", "Maria Jansen")
inbound = world.mail(maria, "My talks fall flat", "What can I do?")
assert inbound.reason == "request"
world.newest(maria).text
"""

from __future__ import annotations

import email
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from cases.settings import Settings
from concierge.config.load import load
from concierge.demo.border import PASS, Results
from concierge.service import Service, Tap
from db import inbound
from db.connect import disconnect, open_database
from db.migrate import program_version, schema_version
from db.tables import Inbound
from tests.scene import TIMEOUT, Letter, Scene, Wishes, letter
from tests.servers.post import Post, User

__all__ = ["DAY", "MONDAY", "Letter", "World", "letter"]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels
DAY = timedelta(days=1)


class World(Scene):
    """The service runs in the test's own process, on a database that is migrated already.

    `started` False: the test makes the first round itself (and mail of before is backlog).
    """

    def __init__(
        self,
        post: Post,
        url: str,
        folder: Path,
        *,
        now: datetime = MONDAY,
        tap: Tap = lambda point: None,
        started: bool = True,
        **wishes: Any,
    ) -> None:
        super().__init__(post, url, folder, Wishes(**wishes), now)
        self.settings = self._on_servers(load(folder / "concierge.toml", {}))
        self.database = open_database(self.settings.database_url, folder)
        assert schema_version(self.database) == program_version(), "copy a migrated database first"
        self.clock: Callable[[], datetime] = lambda: self.now
        self.runner = Service(self.settings, self.clock, tap=tap)
        if started:
            self.round()  # the folder is known from now on: no mail of the test is backlog

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.close()
        disconnect()

    # -- writing

    def mail(self, user: User, subject: str, text: str, **how: Any) -> inbound.Received:
        """A new mail to the service, decided."""
        return self.submit(user, self.compose(user, self.service.address, subject, text, **how))

    def reply(self, user: User, to: Letter, text: str, **how: Any) -> inbound.Received:
        """A plain reply without quotation, decided."""
        return self.submit(user, self.composed_reply(user, to, text, **how))

    def submit(self, user: User, mail: EmailMessage | bytes) -> inbound.Received:
        """Send through the submission server (which stamps a pass), and run until it is decided."""
        return self.decided(self.send(user, mail))

    def outside(self, raw: bytes, results: Results = PASS, to: str | None = None) -> inbound.Received:
        """A mail from outside with these authentication results, decided."""
        parsed = email.message_from_bytes(raw)
        self.post.deliver(raw, to or self.service.address, results=results)
        return self.decided(str(parsed["Message-ID"]) if parsed["Message-ID"] else None)

    # -- running

    def round(self) -> None:
        """Intake, followups, outbox, once."""
        assert self.runner.once(), "a role failed"

    def decided(self, message_id: str | None) -> inbound.Received:
        """Run rounds until the mail is decided; the round in which that happens sends what came of it."""
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            self.round()
            row = (
                Inbound.select()
                .where(Inbound.message_id == message_id)
                .order_by(Inbound.id.desc())
                .limit(1)
                .get_or_none()
            )
            if row is not None and row.state != "received":
                return inbound.load(row.id)
            time.sleep(0.05)
        raise AssertionError(f"{message_id} did not arrive")

    def pass_time(self, span: timedelta) -> None:
        """Let the clock go on, and do what falls due."""
        self.now += span
        self.round()
        self.round()

    def _on_servers(self, settings: Settings) -> Settings:
        """With the servers' own certificate."""
        box = settings.mailboxes[0]
        smtp = replace(self.post.smtp(self.service), rate=box.smtp.rate)  # a clock that stands lifts no rate
        box = replace(box, imap=self.post.imap(self.service), smtp=smtp)
        return replace(settings, mailboxes=(box,))
