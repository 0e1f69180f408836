"""Handled mail goes to the processed folder; what cannot be moved keeps nothing waiting, and is said once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from cases.errors import ConciergeError
from cases.settings import MailboxSettings
from db import folders
from intake.imap.mailbox import Mailbox
from intake.imap.values import MoveOutcome

INBOX = "INBOX"
REFUSED_FOR = timedelta(hours=1)  # a mail that the server does not move
MOST_REFUSED = 3  # mails one after the other: then it is the folder
FILED_AT_ONCE = 100
log = structlog.get_logger("intake")


class Filing:
    """Of one mailbox. Not for more than one thread."""

    def __init__(self, mailbox: MailboxSettings) -> None:
        self._mailbox = mailbox
        self._refused: dict[int, datetime] = {}  # mail that the server did not move -> when it is tried again
        self._said: set[str] = set()  # why mail is not filed

    def file(self, box: Mailbox, now: datetime) -> int:
        """Move handled mail to the processed folder; gives how many need no more of it.

        What the server cannot move one by one stays, and is not tried again. A folder that may only be read,
        or a mail that the server refuses to move, is tried again later; the others go on.
        """
        if not self._mailbox.processed_folder:
            return 0
        recent = {number for number, until in self._refused.items() if until > now}
        waiting = folders.unfiled(self._mailbox.address, INBOX, FILED_AT_ONCE + len(recent))
        waiting = tuple(mail for mail in waiting if mail.id not in recent)[:FILED_AT_ONCE]
        if not waiting:
            return 0
        folder = box.ensure_folder(self._mailbox.processed_folder) if box.can_move else ""
        state = box.open(INBOX)
        if state.read_only:
            self._say_not_filed("INBOX may only be read by this user, so that handled mail stays in it")
            return 0
        return self._move(box, waiting, folder, state.uidvalidity, now)

    def _move(
        self, box: Mailbox, waiting: Sequence[folders.Unfiled], folder: str, uidvalidity: int, now: datetime
    ) -> int:
        done: list[int] = []
        refused: list[ConciergeError] = []
        try:
            for mail in waiting:
                if mail.uidvalidity == uidvalidity:
                    try:
                        result = box.move(mail.uid, folder)
                    except ConciergeError as error:
                        if not box.connected:
                            raise
                        refused.append(error)
                        self._refused[mail.id] = now + REFUSED_FOR
                        if len(refused) >= MOST_REFUSED > len(done):
                            break  # it is not this mail
                        continue
                    if result.outcome is MoveOutcome.STAYED:
                        self._say_not_filed(result.reason)
                done.append(mail.id)
                self._refused.pop(mail.id, None)
        finally:
            folders.mark_filed(done)
        if refused:
            raise refused[0]
        return len(done)

    def _say_not_filed(self, why: str) -> None:
        """Once, whatever the number of mails."""
        if why not in self._said:
            self._said.add(why)
            log.warning("mail.not-filed", mailbox=self._mailbox.address, why=why)
