"""A service whose database was put back waits until its mailboxes were looked through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from cases.settings import MailboxSettings, Settings
from db import restored, restored_mail
from intake.handle import Handler
from intake.receive import Receiver
from intake.restored.replay import Replay, own_people

STEPS_LATE = timedelta(hours=1)  # what the clock may find due a little later than the old service did
log = structlog.get_logger("service")


class AfterRestore:
    """`follow_up` takes the steps of the clock as of a moment."""

    def __init__(self, settings: Settings, handler: Handler, follow_up: Callable[[datetime], object]) -> None:
        self._settings = settings
        self._handler = handler
        self._follow_up = follow_up
        self._as_usual = False  # until it is known
        self._looked: list[datetime | None] = []  # when that was done, once it is known

    def waits(self) -> bool:
        """Whether a mailbox is still to be looked through, so that nothing may be decided or sent."""
        if not self._as_usual:
            self._as_usual = restored.waiting() is None
        return not self._as_usual

    def queued(self, mails: Sequence[int], now: datetime) -> None:
        """What the clock sends to people just after a restore may have gone out: it is held."""
        if not mails or self.waits():  # the replay compares its mails itself
            return
        if not self._looked:
            self._looked.append(restored.looked_at())
        looked = self._looked[0]
        if looked is not None and now <= looked + STEPS_LATE:
            restored_mail.hold_these(mails, own_people(self._settings), now)

    def look_through(self, box: MailboxSettings, receiver: Receiver, now: datetime) -> None:
        """Do it for this mailbox, unless it is done."""
        made_at = restored.waiting()
        if made_at is None:
            return
        if not restored.is_looked_through(box.address):
            self._replay(box, receiver, made_at, now)
        # Also where it was done before: what it waited for may have been taken out of the configuration.
        restored.looked_through(box.address, [each.address for each in self._settings.mailboxes], now)

    def _replay(self, box: MailboxSettings, receiver: Receiver, made_at: datetime, now: datetime) -> None:
        log.warning("database.restored", mailbox=box.address, made_at=made_at.isoformat())
        if not receiver.box.connected:
            receiver.box.connect()
        Replay(self._settings, box, self._handler, self._follow_up).run(receiver.box, made_at, now)
