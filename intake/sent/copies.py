"""Copies of what we sent, in the mailbox's Sent folder, so that a colleague who opens it sees them.

Some servers file a copy themselves (Microsoft 365, Gmail): with `sent_copy = "auto"` we look for the
Message-ID first, for two minutes, and append only when it is not there. Appending twice is prevented by
looking again before each append, also after a crash between the append and its record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from cases.errors import ConciergeError
from cases.settings import MailboxSettings
from db import sentbox
from intake.imap.mailbox import Mailbox

log = structlog.get_logger("intake")
AT_ONCE = 100
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))  # after each refusal of a mail
TRIED_FOR = timedelta(days=1)  # then the mail has no copy
MOST_REFUSED = 3  # mails one after the other: then it is the folder
FOLDER_RESTS = timedelta(minutes=15)
SERVER_FILES_WITHIN = timedelta(minutes=2)  # CONTRACT 3, sent_copy


class Copies:
    """Of one mailbox. Not for more than one thread."""

    def __init__(self, mailbox: MailboxSettings) -> None:
        self._mailbox = mailbox
        self._refused: dict[int, tuple[int, datetime]] = {}  # mail -> how often, and when it is tried again
        self._rest_until: datetime | None = None  # of the whole folder

    def file(self, box: Mailbox, compose: Callable[[int], bytes], now: datetime) -> int:
        """File what is due; gives the number of mails appended. `compose` gives the octets as sent.

        A mail that the server refuses keeps no other waiting; it is tried again later, for a day. Raises the
        refusal at the end. The open folder is another one afterwards.
        """
        waiting = self._due(now)
        if not waiting:
            return 0
        if self._mailbox.sent_copy == "never":
            for mail in waiting:
                sentbox.mark_copied(mail.id, "never")
            return 0
        folder = sent_folder(box, self._mailbox)
        box.open(folder, read_only=True)  # once, and not for each mail that is looked for
        appended = 0
        refused: list[ConciergeError] = []
        for mail in waiting:
            if box.find_by_message_id(folder, mail.message_id):
                self._settle(mail.id, "server")
            elif self._mailbox.sent_copy != "auto" or now - mail.sent_at >= SERVER_FILES_WITHIN:
                try:
                    box.append(folder, compose(mail.id), at=mail.sent_at)
                except ConciergeError as error:
                    if not box.connected:
                        raise
                    refused.append(error)
                    self._put_off(mail, now)
                    if len(refused) >= MOST_REFUSED > appended:  # it is not this mail
                        self._rest_until = now + FOLDER_RESTS
                        break
                else:
                    self._settle(mail.id, "appended")
                    appended += 1
        if refused:
            raise refused[0]
        return appended

    def _due(self, now: datetime) -> list[sentbox.SentMail]:
        if self._rest_until is not None and now < self._rest_until:
            return []
        waiting = sentbox.uncopied(self._mailbox.address, AT_ONCE + len(self._refused))
        return [mail for mail in waiting if self._refused.get(mail.id, (0, now))[1] <= now][:AT_ONCE]

    def _settle(self, outbox_id: int, how: str) -> None:
        self._refused.pop(outbox_id, None)
        sentbox.mark_copied(outbox_id, how)

    def _put_off(self, mail: sentbox.SentMail, now: datetime) -> None:
        if now - mail.sent_at >= TRIED_FOR:
            log.warning(
                "mail.not-copied", mailbox=self._mailbox.address, outbox=mail.id, why="refused for a day"
            )
            self._settle(mail.id, "never")
            return
        times = self._refused.get(mail.id, (0, now))[0]
        self._refused[mail.id] = (times + 1, now + PAUSES[min(times, len(PAUSES) - 1)])


def sent_folder(box: Mailbox, mailbox: MailboxSettings) -> str:
    """The configured folder; "auto": the one clients use, or a new "Sent"."""
    if mailbox.sent_folder != "auto":
        return box.ensure_folder(mailbox.sent_folder)
    return box.special_use("sent") or box.ensure_folder("Sent")
