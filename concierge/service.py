"""The three programs of the service, put together from the settings: intake, followups, outbox.

They share only the database. Each method here does what is due for one role and returns; `daemon` calls
them in threads, `run --once` calls them in order, the demo calls them with its own clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from cases.errors import ConciergeError
from cases.settings import MailboxSettings, Settings
from concierge.catalogue_files import CatalogueFiles
from concierge.failures import tell_failure
from db import health, leases, outbox
from db.outbox_desk import composed_parts
from followups.runner import Followups
from intake.receive import Receiver
from intake.runner import Handler
from intake.sent import copy_sent
from mailer.compose import compose
from mailer.holder import holder_name
from mailer.outbox import Outbox
from templates.drafts import Writer
from templates.render import Library

LEASE_ROUNDS = 5  # a mailbox's lease lasts this many polls
log = structlog.get_logger("service")
Tap = Callable[[str], None]
Clock = Callable[[], datetime]


class Service:
    """Everything that runs. The database is open before this is made."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        stop: threading.Event | None = None,
        tap: Tap = lambda point: None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.stop = stop or threading.Event()
        self.holder = holder_name()
        self.library = Library.load(settings.templates, settings.languages)
        self.catalogue = CatalogueFiles(settings.catalogue, settings.topics)
        self.writer = Writer(settings, self.library)
        self.handler = Handler(settings, self.writer, self.catalogue.current, tap)
        self.followups = Followups(settings, self.writer, self.catalogue.current)
        self.outbox = Outbox(
            settings,
            clock,
            on_failure=lambda failure: tell_failure(failure, settings, self.writer, clock()),
            tap=tap,
        )
        self.receivers = {box.address: Receiver(settings, box, self.stop) for box in settings.mailboxes}

    def receive(self, box: MailboxSettings) -> int:
        """Fetch what is new in one mailbox and file what was handled and sent; gives the new mails."""
        now = self.clock()
        receiver = self.receivers[box.address]
        until = now + LEASE_ROUNDS * self.settings.intake.poll
        if not leases.take(f"mailbox:{box.address}", self.holder, until, now):
            return 0
        new = receiver.fetch(now)
        receiver.file()
        copy_sent(receiver.box, box, self.composed, now)
        return new

    def handle(self) -> int:
        """Decide stored mail."""
        return self.handler.run_once(self.clock())

    def follow_up(self) -> int:
        """Take the steps of the clock."""
        return self.followups.run_once(self.clock())

    def send(self) -> int:
        """Send what is due."""
        return self.outbox.run_once(self.clock())

    def once(self, roles: tuple[str, ...] = ("intake", "followups", "outbox")) -> bool:
        """Intake, followups, outbox, in this order: all that is due now. False: a role failed."""
        well = True
        for role in roles:
            well &= self.beat(role, self._round(role))
        return well

    def beat(self, role: str, work: Callable[[], object]) -> bool:
        """Do one round of `role`, note its sign of life; errors that pass are logged, not raised."""
        try:
            work()
        except ConciergeError as error:
            log.error("role.failed", role=role, why=str(error))
            health.beat(role, self.clock(), False, str(error))
            return False
        health.beat(role, self.clock(), True)
        return True

    def composed(self, outbox_id: int) -> bytes:
        """The octets of a mail as it was sent."""
        draft, message_id = composed_parts(outbox_id)
        box = self.settings.mailbox(draft.mailbox)
        return compose(
            draft, message_id, box, self.settings.name, outbox.content, timezone=self.settings.timezone
        )

    def close(self) -> None:
        """Log out everywhere."""
        for receiver in self.receivers.values():
            receiver.close()
        self.outbox.close()
        for box in self.settings.mailboxes:
            leases.release(f"mailbox:{box.address}", self.holder)

    def _round(self, role: str) -> Callable[[], object]:
        return {"intake": self._intake, "followups": self.follow_up, "outbox": self.send}[role]

    def _intake(self) -> int:
        for box in self.settings.mailboxes:
            self.receive(box)
        done = self.handle()
        for box in self.settings.mailboxes:
            self.receivers[box.address].file()
        return done
