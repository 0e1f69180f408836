"""Copies of what we sent, in the mailbox's Sent folder, so that a colleague who opens it sees them.

Some servers file a copy themselves (Microsoft 365, Gmail): with `sent_copy = "auto"` we look for the
Message-ID first, for two minutes, and append only when it is not there. Appending twice is prevented by
looking again before each append, also after a crash between the append and its record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cases.settings import MailboxSettings
from db import sentbox
from intake.imap.mailbox import Mailbox

SERVER_FILES_WITHIN = timedelta(minutes=2)  # CONTRACT 3, sent_copy


def copy_sent(box: Mailbox, mailbox: MailboxSettings, compose: Callable[[int], bytes], now: datetime) -> int:
    """File what is due; gives the number of mails appended. `compose` gives the octets as sent."""
    waiting = sentbox.uncopied(mailbox.address)
    if not waiting:
        return 0
    if mailbox.sent_copy == "never":
        for mail in waiting:
            sentbox.mark_copied(mail.id, "never")
        return 0
    folder = sent_folder(box, mailbox)
    appended = 0
    for mail in waiting:
        if box.find_by_message_id(folder, mail.message_id):
            sentbox.mark_copied(mail.id, "server")
            continue
        if mailbox.sent_copy == "auto" and now - mail.sent_at < SERVER_FILES_WITHIN:
            continue
        box.append(folder, compose(mail.id), at=mail.sent_at)
        sentbox.mark_copied(mail.id, "appended")
        appended += 1
    return appended


def sent_folder(box: Mailbox, mailbox: MailboxSettings) -> str:
    """The configured folder; "auto": the one clients use, or a new "Sent"."""
    if mailbox.sent_folder != "auto":
        return box.ensure_folder(mailbox.sent_folder)
    return box.special_use("sent") or box.ensure_folder("Sent")
