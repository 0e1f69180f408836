"""What is done in a mailbox once its new mail is stored: handled mail and copies of sent mail are filed.

What cannot be filed must not keep new mail waiting: it is said once, and tried again in the next round.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from cases.errors import ConciergeError
from cases.settings import MailboxSettings, Settings
from intake.comparing import Comparing
from intake.receive import Receiver
from intake.removing.old import OldMail
from intake.sent.copies import Copies
from intake.sent.reader import read_sent

log = structlog.get_logger("service")


class Tidying:
    """Of one mailbox, over its receiver's connection; for the thread of that receiver."""

    def __init__(
        self,
        settings: Settings,
        box: MailboxSettings,
        receiver: Receiver,
        compose: Callable[[int], bytes],
    ) -> None:
        """`compose` gives the octets of a mail as it was sent."""
        self._settings, self._mailbox, self._receiver = settings, box, receiver
        self._compose = compose
        self._copies = Copies(box)
        self._old_mail = OldMail(settings, box)
        self._comparing = Comparing(settings, box)
        self._untidy: set[str] = set()  # said once

    def tidy(self, now: datetime) -> None:
        """One round of each step; raises only what ends the connection."""
        box, settings = self._receiver.box, self._settings
        steps: dict[str, Callable[[], int]] = {
            "handled": self._receiver.file,
            # First what lies there: a server's own copy may have another Message-ID than ours.
            "answered": lambda: read_sent(box, self._mailbox, settings, now),
            "sent": lambda: self._copies.file(box, self._compose, now),
            "old": lambda: self.old(now),
            "compared": lambda: self._comparing.step(self._receiver, now),
        }
        for what, step in steps.items():
            try:
                step()
                self._untidy.discard(what)
            except ConciergeError as error:
                if not box.connected:
                    raise
                if what not in self._untidy:
                    log.warning("mailbox.not-filed", mailbox=self._mailbox.address, what=what, why=str(error))
                self._untidy.add(what)

    def old(self, now: datetime) -> int:
        """Remove some of what is old enough; gives how many mails were looked at."""
        return self._old_mail.step(self._receiver.box, now)
