"""The folders of a mailbox in which the service's mail lies."""

from __future__ import annotations

from cases.settings import MailboxSettings
from db.mailbox_copies import INBOX
from intake.imap.mailbox import Mailbox


def processed(box: Mailbox, mailbox: MailboxSettings) -> str | None:
    """Where handled mail is moved to: INBOX where it stays; None when there is no such folder yet."""
    if not mailbox.processed_folder:
        return INBOX
    return box.existing(mailbox.processed_folder)


def sent(box: Mailbox, mailbox: MailboxSettings) -> str | None:
    """Where copies of sent mail lie; None when there is no such folder."""
    if mailbox.sent_folder != "auto":
        return box.existing(mailbox.sent_folder)
    return box.special_use("sent")


def all_of(box: Mailbox, mailbox: MailboxSettings) -> tuple[str, ...]:
    """INBOX, the processed folder and Sent, as far as they are there."""
    found = (INBOX, processed(box, mailbox), sent(box, mailbox))
    return tuple(dict.fromkeys(name for name in found if name is not None))
