"""From the mailbox into the store: octets and cursor are one commit, before anything is read (CONTRACT 7).

One `Receiver` owns one mailbox and its connection. `fetch` stores what is new; `file` moves handled mail
to the processed folder afterwards. Colleagues may read, move or delete mail meanwhile: what is gone is
gone for IMAP, what was stored stays. Errors: TemporaryError (try again), PermanentError (settings).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from cases.errors import PermanentError, TemporaryError
from cases.reasons import Reason
from cases.settings import ImapAccount, MailboxSettings, Settings
from db import folders, owed
from intake.filing import Filing
from intake.imap.deliveries import Deliveries
from intake.imap.mailbox import Mailbox
from intake.imap.values import Fetched, FolderState

INBOX = "INBOX"
ASK_AGAIN = timedelta(hours=1)  # for mail that was set aside because the server did not deliver it
MOST_NEW = 3  # times in an hour that a folder may get a new UIDVALIDITY
BATCH = 100  # mails a commit at most
BATCH_OCTETS = 20_000_000  # and octets, so that memory stays bounded
log = structlog.get_logger("intake")
Tap = Callable[[str], None]
NewMailbox = Callable[[ImapAccount, threading.Event], Mailbox]


class Receiver:
    """Reads INBOX of one mailbox. Not for more than one thread. `tap` is called at "stored"."""

    def __init__(
        self,
        settings: Settings,
        mailbox: MailboxSettings,
        stop: threading.Event | None = None,
        tap: Tap = lambda point: None,
        new_mailbox: NewMailbox = Mailbox,
    ) -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._stop = stop or threading.Event()
        self._tap = tap
        self.box = new_mailbox(mailbox.imap, self._stop)
        self._deliveries = Deliveries()
        self._anew: list[datetime] = []  # when INBOX got a new UIDVALIDITY
        self._asked_at: datetime | None = None  # for what was set aside
        self._filing = Filing(mailbox)
        self._now = datetime.now(UTC)  # of the last look
        self._seen = (0, 0)  # UIDVALIDITY, highest UID that was asked for

    def fetch(self, now: datetime, *, read_only: bool = False) -> int:
        """Store everything new; gives the number of new mails. `read_only`: by EXAMINE."""
        self._now = now
        if not self.box.connected:
            self.box.connect()
        state = self.box.open(INBOX, read_only=read_only)
        address = self._mailbox.address
        position = folders.cursor(address, INBOX)
        if position is None or position.uidvalidity != state.uidvalidity:
            self._start(state, position, now)
            position = folders.cursor(address, INBOX)
        assert position is not None
        stored, last = 0, position.last_uid
        while not self._stop.is_set() and (uids := self.box.uids_after(last, BATCH)):
            stored += self._store(self._deliveries.new(uids), position, now)
            last = uids[-1]
        self._seen = (state.uidvalidity, last)
        stored += self._ask_again(position, last, now)
        for text in self.box.heard():
            log.warning("mailbox.server-says", mailbox=address, text=text)
        if stored:
            log.info("mail.stored", mailbox=address, count=stored)
        return stored

    def _start(self, state: FolderState, position: folders.Position | None, now: datetime) -> None:
        """New to us, or its UIDs mean nothing any more: what lies there now may be backlog."""
        address = self._mailbox.address
        if position is not None:
            self._anew = [at for at in self._anew if now - at < timedelta(hours=1)]
            if len(self._anew) >= MOST_NEW:
                raise PermanentError(
                    f"INBOX of {address} gets a new UIDVALIDITY again and again, so that its mails have no "
                    "lasting numbers: ask the operator of the server to rebuild the folder's index. It is "
                    "read again within the hour."
                )
            self._anew.append(now)
        last = max(state.uidnext - 1, self.box.last_uid())
        folders.start(address, INBOX, state.uidvalidity, 0, last)
        self._deliveries = Deliveries()
        log.info("folder.started", mailbox=address, folder=INBOX, uidvalidity=state.uidvalidity)

    def _ask_again(self, position: folders.Position, last: int, now: datetime) -> int:
        """One at a time: what was asked for when a line was lost, and what the server still owes us."""
        stored = 0
        for uid in (*sorted(self._deliveries.doubtful), *self._deliveries.due(now)):
            if self._stop.is_set():
                return stored
            stored += self._store((uid,), position, now, doubted=True)
        for uid in self._deliveries.hopeless(now):
            self._set_aside(uid, position, last, now)
        if self._asked_at is None or now - self._asked_at >= ASK_AGAIN:
            self._asked_at = now
            stored += self._ask_for_set_aside(position, now)
        self._keep_position(position.uidvalidity, last)
        return stored

    def _store(
        self, uids: Sequence[int], position: folders.Position, now: datetime, *, doubted: bool = False
    ) -> int:
        """Fetch these and store them. `doubted`: alone, once more."""
        stored, batch, octets, left = 0, list[Fetched](), 0, set(uids)
        try:
            for mail in self.box.fetch(uids, self._settings.intake.max_message) if uids else ():
                left.discard(mail.uid)
                if mail.undelivered and not self._deliveries.is_all(mail.uid, mail.raw):
                    at = mail.internal_date if mail.internal_date.year > 1970 else None
                    if self._deliveries.failed(mail.uid, now, mail.raw, at):
                        self._say_undelivered(mail.uid)
                    continue
                batch.append(mail)
                octets += len(mail.raw)
                if octets > BATCH_OCTETS:
                    stored += self._commit(batch, position, now, left)
                    batch, octets = [], 0
        except TemporaryError:
            self._commit(batch, position, now, left)
            self._doubt(left, now, doubted)
            raise
        for uid in left:  # removed by somebody since it was searched
            self._deliveries.settled(uid)
        return stored + self._commit(batch, position, now)

    def _doubt(self, left: set[int], now: datetime, doubted: bool) -> None:
        """The line was lost, or the server refused, while these were asked for: is one of them the reason?"""
        if self.box.resting:
            return
        if doubted:
            for uid in left:
                if self._deliveries.failed(uid, now):
                    self._say_undelivered(uid)
        else:
            self._deliveries.doubtful |= left

    def _say_undelivered(self, uid: int) -> None:
        log.warning("mail.not-delivered", mailbox=self._mailbox.address, uid=uid, why="tried again later")

    def _commit(
        self, batch: list[Fetched], position: folders.Position, now: datetime, left: Iterable[int] = ()
    ) -> int:
        for mail in batch:
            self._deliveries.delivered(mail.uid, now)
        stored = folders.store(
            self._mailbox.address,
            INBOX,
            position.uidvalidity,
            [(mail.uid, mail.raw, mail.internal_date) for mail in batch],
            now,
            position.backlog_uid,
            backlog_before=now - self._settings.intake.backlog,
            sizes={mail.uid: mail.size for mail in batch if not mail.whole and not mail.undelivered},
            read_to=self._deliveries.position(max((mail.uid for mail in batch), default=0), left),
        )
        if stored:
            self._tap("stored")
        return stored

    def _keep_position(self, uidvalidity: int, last: int) -> None:
        """Nothing is searched twice, but for what is owed."""
        folders.read_to(self._mailbox.address, INBOX, uidvalidity, self._deliveries.position(last))

    def _set_aside(self, uid: int, position: folders.Position, last: int, now: datetime) -> None:
        """Store that there is such a mail: people see it, and it is asked for every hour."""
        log.error("mail.not-delivered", mailbox=self._mailbox.address, uid=uid, why="set aside")
        at = self._deliveries.received(uid)
        self._deliveries.settled(uid)
        folders.store(
            self._mailbox.address,
            INBOX,
            position.uidvalidity,
            [(uid, b"", at)],
            now,
            position.backlog_uid,
            backlog_before=now - self._settings.intake.backlog,
            read_to=self._deliveries.position(last),
            reason=Reason.NOT_DELIVERED,
        )

    def _ask_for_set_aside(self, position: folders.Position, now: datetime) -> int:
        """What the server did not deliver may have been mended; then it is a mail like any other."""
        came = 0
        missing = owed.undelivered(self._mailbox.address, INBOX, position.uidvalidity)
        for number, uid in missing.items():
            for mail in self.box.fetch((uid,), self._settings.intake.max_message):
                if not mail.undelivered:
                    owed.deliver(number, mail.raw, mail.size, mail.internal_date, now)
                    log.info("mail.delivered-late", mailbox=self._mailbox.address, inbound=number)
                    came += 1
        return came

    def store_missed(self, uids: Sequence[int], now: datetime) -> int:
        """Store mails of the open INBOX that were passed over, wherever it was read to; how many came.

        Those that came before the backlog of a new folder would are older mail, the others are new.
        """
        position = folders.cursor(self._mailbox.address, INBOX)
        assert position is not None
        position = replace(position, backlog_uid=max(position.backlog_uid, *uids))
        stored = 0
        for start in range(0, len(uids), BATCH):
            if self._stop.is_set():
                break
            stored += self._store(uids[start : start + BATCH], position, now)
        return stored

    def file(self) -> int:
        """Move handled mail to the processed folder; gives how many need no more of it."""
        return self._filing.file(self.box, self._now)

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
