"""Once a day, at night: does the store have every mail that lies in the mailbox, and was each dealt with?

Compared are lists of UIDs, in windows; only what is not known is fetched, and taken in like any new mail:
as older mail where it is older than the backlog, else answered. That is safe to repeat, because a mail whose
like is stored already is known by its Message-ID and content. Everything else is told: it is tried again
anyway, or a person moved it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from cases.settings import MailboxSettings, Settings
from db import comparing, folders
from db.connect import transaction
from db.fingerprint import message_id
from intake.imap.mailbox import Mailbox
from intake.receive import INBOX, Receiver

NIGHT = time(3)  # by the clock of the service; each mailbox at a minute of its own
AGAIN = timedelta(hours=1)  # after a comparison that broke off
WINDOW = 2000  # UIDs at once
MOST_HEADERS = 1000  # of the processed folder
log = structlog.get_logger("intake")


class Comparing:
    """Of one mailbox, over its receiver's connection. For the thread of that receiver."""

    def __init__(self, settings: Settings, mailbox: MailboxSettings) -> None:
        self._settings, self._mailbox = settings, mailbox
        self._next: datetime | None = None  # not before

    def step(self, receiver: Receiver, now: datetime) -> int:
        """Compare, if it is time; gives how many mails were taken in. Another folder may be open then."""
        address = self._mailbox.address
        if self._next is None or now >= self._next:
            self._next = comparing.next_at(address, self._following(now))
        if now < self._next:
            return 0
        self._next = now + AGAIN
        missing = tuple(self._missing(receiver.box))
        taken_in = receiver.store_missed(missing, now) if missing else 0
        found = {
            "taken-in": taken_in,
            "not-delivered": len(missing) - taken_in,
            "moved-unread": self._moved_unread(receiver.box, now),
        }
        with transaction():
            found |= comparing.in_the_store(address, now)
            if self._settings.intake.acknowledge != "no":
                found["unacknowledged"] = comparing.unacknowledged(address, now)
        self._next = self._following(now)
        comparing.record(address, now, self._next, found)
        told = {name.replace("-", "_"): count for name, count in found.items() if count}
        (log.warning if told else log.info)("mailbox.compared", mailbox=address, **told)
        return taken_in

    def _following(self, now: datetime) -> datetime:
        """The next night after `now`."""
        zone = ZoneInfo(self._settings.timezone)
        minute = hashlib.sha256(self._mailbox.address.encode()).digest()[0] % 60
        at = datetime.combine(now.astimezone(zone).date(), NIGHT, zone) + timedelta(minutes=minute)
        return at if at > now else at + timedelta(days=1)

    def _missing(self, box: Mailbox) -> Iterator[int]:
        """UIDs in INBOX, up to where it was read, of which nothing is stored."""
        address = self._mailbox.address
        state, position = box.open(INBOX), folders.cursor(address, INBOX)
        if position is None or position.uidvalidity != state.uidvalidity:
            return  # it is read anew as a whole
        last = 0
        while uids := [uid for uid in box.uids_after(last, WINDOW) if uid <= position.last_uid]:
            stored = comparing.stored_uids(address, INBOX, state.uidvalidity, uids[0], uids[-1])
            yield from (uid for uid in uids if uid not in stored)
            last = uids[-1]

    def _moved_unread(self, box: Mailbox, now: datetime) -> int:
        """Mails of the last days that somebody put into the processed folder before we saw them.

        They are left to whoever did so.
        """
        name = self._mailbox.processed_folder
        folder = box.existing(name) if name else None
        if folder is None:
            return 0
        box.open(folder, read_only=True)
        today = now.date()
        uids = box.uids_between(today - comparing.RECENT, today + timedelta(days=1))[-MOST_HEADERS:]
        ids = {each for header in box.headers(uids).values() if (each := message_id(header))}
        return len(ids - comparing.known_ids(ids))
