"""Removes old mail from a mailbox ([privacy] mailbox_after): what was handled, and copies of what was sent.

Only mail that is stored and decided, or that we sent; anything else stays, however old it is. A bounded
number a round, so that new mail does not wait; once all is looked at, the next look is tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

import structlog

from cases.settings import MailboxSettings, Settings
from db import mailbox_copies
from db.fingerprint import message_id, own_id
from db.leases import done_today, is_done_today
from intake.imap.mailbox import Mailbox
from intake.removing.folders import processed, sent
from intake.removing.places import Outcome, Place

AT_ONCE = 200  # mails of a folder looked at in one round
log = structlog.get_logger("intake")
Known = Callable[[Collection[str]], frozenset[str]]


class OldMail:
    """The old mail of one mailbox. Not for more than one thread."""

    def __init__(self, settings: Settings, mailbox: MailboxSettings) -> None:
        self._settings, self._mailbox = settings, mailbox
        self._done: date | None = None  # the day on which all was looked at
        self._seen: dict[str, int] = {}  # folder -> the last UID that was looked at today
        self._name = f"daily:old-mail:{mailbox.address}"  # of the row that says that it is done
        self._told = False  # that the server cannot remove

    def step(self, box: Mailbox, now: datetime) -> int:
        """Remove some, if it is time; gives how many mails were looked at. Another folder is open then."""
        if not self._settings.privacy.mailbox_after or self._done == now.date():
            return 0
        if not self._seen and is_done_today(self._name, now):
            self._done = now.date()
            return 0
        looked = 0
        for folder, known in self._folders(box):
            uids, outcome = self._look(box, folder, known, now, rehearse=False)
            looked += len(uids)
            if outcome.removed:
                log.info("mailbox.old-removed", mailbox=self._mailbox.address, count=len(outcome.removed))
            if outcome.stayed and not self._told:
                log.warning("mailbox.cannot-remove", mailbox=self._mailbox.address, why="no UIDPLUS")
                self._told = True
            if uids:
                self._seen[folder] = uids[-1]
        if not looked:
            self._done = now.date()
            self._seen.clear()
            done_today(self._name, now)
        return looked

    def all(self, box: Mailbox, now: datetime, *, rehearse: bool = False) -> Outcome:
        """Everything that is old enough, at once; `rehearse`: only say what would go."""
        outcomes: list[Outcome] = []
        for folder, known in self._folders(box) if self._settings.privacy.mailbox_after else ():
            while True:
                uids, outcome = self._look(box, folder, known, now, rehearse=rehearse)
                outcomes.append(outcome)
                if not uids:
                    break
                self._seen[folder] = uids[-1]
        self._seen.clear()
        return Outcome.of(outcomes)

    def _folders(self, box: Mailbox) -> list[tuple[str, Known]]:
        """The folders, each with what tells which of its mails may go."""
        handled = processed(box, self._mailbox)
        copies = sent(box, self._mailbox)
        found: list[tuple[str, Known]] = []
        if handled is not None:
            found.append((handled, self._handled))
        if copies is not None and copies != handled:
            found.append((copies, mailbox_copies.ours))
        return found

    def _handled(self, ids: Collection[str]) -> frozenset[str]:
        return mailbox_copies.handled(self._mailbox.address, ids, self._settings.signer)

    def _look(
        self, box: Mailbox, folder: str, known: Known, now: datetime, *, rehearse: bool
    ) -> tuple[tuple[int, ...], Outcome]:
        """The next old mails of a folder: (their UIDs, what became of those that are known)."""
        box.open(folder, read_only=rehearse)
        day = (now - self._settings.privacy.mailbox_after).date()
        seen = self._seen.get(folder, 0)
        uids = tuple(uid for uid in box.uids_before(day) if uid > seen)[:AT_ONCE]
        headers = box.headers(uids)
        ids = {uid: message_id(header) for uid, header in headers.items()}
        if known is mailbox_copies.ours:  # in Sent, also those that the relay gave another Message-ID
            ids |= {uid: each for uid, header in headers.items() if (each := own_id(header))}
        ours = known({each for each in ids.values() if each})
        removed: list[Place] = []
        stayed: list[Place] = []
        for one in box.sizes([uid for uid, each in ids.items() if each in ours]):
            place = Place(self._mailbox.address, folder, one.uid, ids[one.uid], one.internal_date)
            (removed if rehearse or box.remove(one.uid) else stayed).append(place)
        return uids, Outcome(tuple(removed), tuple(stayed))
