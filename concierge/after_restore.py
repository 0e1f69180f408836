"""A service whose database was put back waits until its mailboxes were looked through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from cases.settings import MailboxSettings, Settings
from db import restored
from intake.handle import Handler
from intake.receive import Receiver
from intake.restored.replay import Replay

log = structlog.get_logger("service")


class AfterRestore:
    """`follow_up` takes the steps of the clock as of a moment."""

    def __init__(self, settings: Settings, handler: Handler, follow_up: Callable[[datetime], object]) -> None:
        self._settings = settings
        self._handler = handler
        self._follow_up = follow_up
        self._as_usual = False  # until it is known

    def waits(self) -> bool:
        """Whether a mailbox is still to be looked through, so that nothing may be decided or sent."""
        if not self._as_usual:
            self._as_usual = restored.waiting() is None
        return not self._as_usual

    def look_through(self, box: MailboxSettings, receiver: Receiver, now: datetime) -> None:
        """Do it for this mailbox, unless it is done."""
        made_at = restored.waiting()
        if made_at is None or restored.is_looked_through(box.address):
            return
        log.warning("database.restored", mailbox=box.address, made_at=made_at.isoformat())
        if not receiver.box.connected:
            receiver.box.connect()
        Replay(self._settings, box, self._handler, self._follow_up).run(receiver.box, made_at, now)
        restored.looked_through(box.address, [each.address for each in self._settings.mailboxes], now)
