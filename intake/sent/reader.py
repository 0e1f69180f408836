"""Reads the Sent folder for what people wrote in the shared mailbox itself; our own copies are passed over.

Begins at the folder's end (CONTRACT 3, `backlog`): what was sent before we came is none of our business.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from cases.settings import MailboxSettings, Settings
from db import earlier_mail, folders, sentbox
from db.fingerprint import message_id, own_id
from intake.imap.mailbox import Mailbox
from intake.sent.copies import sent_folder

ASKED_FOR = timedelta(days=1)  # how long a mail is asked for that the server lists and does not deliver
BATCH = 50
log = structlog.get_logger("intake")


def read_sent(box: Mailbox, mailbox: MailboxSettings, settings: Settings, now: datetime) -> int:
    """Store what is new there and not ours; gives how many. The open folder is another one afterwards."""
    folder = sent_folder(box, mailbox)
    state = box.open(folder, read_only=True)
    position = folders.cursor(mailbox.address, folder)
    if position is None or position.uidvalidity != state.uidvalidity:
        folders.start(mailbox.address, folder, state.uidvalidity, max(state.uidnext - 1, 0), 0)
        log.info("folder.started", mailbox=mailbox.address, folder=folder, uidvalidity=state.uidvalidity)
        return 0
    stored, last = 0, position.last_uid
    while uids := box.uids_after(last, BATCH):
        foreign = [uid for uid in uids if not _is_ours(box.header(uid))]
        for mail in box.fetch(foreign, settings.intake.max_message) if foreign else ():
            if mail.undelivered:
                if now - mail.internal_date < ASKED_FOR:
                    return stored  # the folder counts as read up to the mail before; again in the next round
                log.error("sent.not-delivered", mailbox=mailbox.address, folder=folder, uid=mail.uid)
                continue
            stored += folders.store(
                mailbox.address,
                folder,
                state.uidvalidity,
                [(mail.uid, mail.raw, mail.internal_date)],
                now,
                0,
                sizes={} if mail.whole else {mail.uid: mail.size},
            )
        last = uids[-1]
        folders.start(mailbox.address, folder, state.uidvalidity, last, 0)
    return stored


def _is_ours(header: bytes) -> bool:
    """Whether it is a copy of ours under our Message-ID. One under another is read, to learn that."""
    named, called = message_id(header), own_id(header)
    for each in dict.fromkeys(one for one in (named, called) if one):
        found = earlier_mail.ours_by_message_id(each)
        if found is not None:
            sentbox.note_copy(found.outbox)
            return each == named
    return False
