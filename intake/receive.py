"""From the mailbox into the store: octets and cursor are one commit, before anything is read (CONTRACT 7).

One `Receiver` owns one mailbox and its connection. `fetch` stores what is new; `file` moves handled mail
to the processed folder afterwards. Colleagues may read, move or delete mail meanwhile: what is gone is
gone for IMAP, what was stored stays. Errors: TemporaryError (try again), PermanentError (settings).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from cases.settings import MailboxSettings, Settings
from db import folders
from intake.imap.mailbox import Mailbox
from intake.imap.values import Fetched, MoveOutcome

INBOX = "INBOX"
BATCH = 100  # mails a commit at most
BATCH_OCTETS = 20_000_000  # and octets, so that memory stays bounded
log = structlog.get_logger("intake")
Tap = Callable[[str], None]


class Receiver:
    """Reads INBOX of one mailbox. Not for more than one thread. `tap` is called at "stored"."""

    def __init__(
        self,
        settings: Settings,
        mailbox: MailboxSettings,
        stop: threading.Event | None = None,
        tap: Tap = lambda point: None,
    ) -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._stop = stop or threading.Event()
        self._tap = tap
        self.box = Mailbox(mailbox.imap, self._stop)
        self._seen = (0, 0)  # UIDVALIDITY, highest UID that was asked for

    def fetch(self, now: datetime, *, read_only: bool = False) -> int:
        """Store everything new; gives the number of new mails. `read_only`: by EXAMINE."""
        if not self.box.connected:
            self.box.connect()
        state = self.box.open(INBOX, read_only=read_only)
        address = self._mailbox.address
        position = folders.cursor(address, INBOX)
        if position is None or position.uidvalidity != state.uidvalidity:
            # New to us, or its UIDs mean nothing any more: what lies there now may be backlog.
            folders.start(address, INBOX, state.uidvalidity, 0, max(state.uidnext - 1, 0))
            log.info("folder.started", mailbox=address, folder=INBOX, uidvalidity=state.uidvalidity)
            position = folders.cursor(address, INBOX)
        assert position is not None
        stored, last = 0, position.last_uid
        while not self._stop.is_set() and (uids := self.box.uids_after(last, BATCH)):
            stored += self._store(uids, state.uidvalidity, position.backlog_uid, now)
            last = uids[-1]
        self._seen = (state.uidvalidity, last)
        if stored:
            log.info("mail.stored", mailbox=address, count=stored)
        return stored

    def _store(self, uids: tuple[int, ...], uidvalidity: int, backlog_uid: int, now: datetime) -> int:
        stored, batch, octets = 0, list[Fetched](), 0
        for mail in self.box.fetch(uids, self._settings.intake.max_message):
            batch.append(mail)
            octets += len(mail.raw)
            if octets > BATCH_OCTETS:
                stored += self._commit(batch, uidvalidity, backlog_uid, now)
                batch, octets = [], 0
        return stored + self._commit(batch, uidvalidity, backlog_uid, now)

    def _commit(self, batch: list[Fetched], uidvalidity: int, backlog_uid: int, now: datetime) -> int:
        stored = folders.store(
            self._mailbox.address,
            INBOX,
            uidvalidity,
            [(mail.uid, mail.raw, mail.internal_date) for mail in batch],
            now,
            backlog_uid,
            backlog_before=now - self._settings.intake.backlog,
            sizes={mail.uid: mail.size for mail in batch if not mail.whole},
        )
        if stored:
            self._tap("stored")
        return stored

    def file(self) -> int:
        """Move handled mail to the processed folder; what cannot be moved stays, and is not tried again."""
        if not self._mailbox.processed_folder:
            return 0
        waiting = folders.unfiled(self._mailbox.address, INBOX)
        if not waiting:
            return 0
        folder = self.box.ensure_folder(self._mailbox.processed_folder)
        state = self.box.open(INBOX)
        done = []
        for mail in waiting:
            if mail.uidvalidity == state.uidvalidity:
                result = self.box.move(mail.uid, folder)
                if result.outcome is MoveOutcome.STAYED:
                    log.warning(
                        "mail.not-filed", mailbox=self._mailbox.address, uid=mail.uid, why=result.reason
                    )
            done.append(mail.id)
        folders.mark_filed(done)
        return len(done)

    def wait(self, timeout: float) -> bool:
        """Until mail may have come, or `timeout` seconds."""
        state = self.box.open(INBOX)
        # Not from the cursor: mail that the server lists and never delivers would end every wait.
        uidvalidity, last = self._seen
        if uidvalidity != state.uidvalidity or self.box.uids_after(last, 1):
            return True  # it came since the last look, and would not be announced again
        return self.box.wait(timeout)

    def close(self) -> None:
        """Log out; never fails."""
        self.box.close()
