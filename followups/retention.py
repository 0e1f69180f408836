"""Once a day, words and names of what is older than [privacy] anonymise_after go; figures stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog

from cases.errors import ConciergeError
from cases.settings import Settings
from db.compact import empty_log
from db.retention import Old, anonymise

AT_ONCE = 100  # of each kind in one round of the clock
log = structlog.get_logger("followups")


@dataclass(slots=True)
class Retention:
    """What one service keeps, and how long. Not for more than one thread."""

    settings: Settings
    done: date | None = field(default=None, init=False)  # the day on which nothing old was left
    emptied: bool = field(default=False, init=False)  # something, since the log of the database was emptied

    def run_once(self, now: datetime) -> int:
        """Take some, if it is time; gives how many things lost their words. Not inside a transaction."""
        if not self.settings.privacy.anonymise_after or self.done == now.date():
            return 0
        try:
            old = self._some(now)
        except ConciergeError as error:  # the rest of the clock goes on; the next round tries again
            log.error("retention.failed", why=str(error))
            return 0
        if old.count:
            log.info("retention.done", cases=len(old.cases), mails=len(old.received) + len(old.sent))
            self.emptied = True
            return old.count
        self.done = now.date()
        if self.emptied:
            self.emptied = not empty_log()
        return 0

    def rounds(self, now: datetime) -> Iterator[Old]:
        """All that is old enough, a round at a time; nothing where it is kept for good."""
        while self.settings.privacy.anonymise_after and (old := self._some(now)).count:
            yield old

    def _some(self, now: datetime) -> Old:
        before = now - self.settings.privacy.anonymise_after
        return anonymise(before, kept(self.settings), self.settings.signer, now, AT_ONCE)


def kept(settings: Settings) -> frozenset[str]:
    """Addresses that never age: the roster, the lead, and our own."""
    roster = {address for concierge in settings.concierges for address in concierge.addresses}
    return frozenset(roster | {lead.lower() for lead in settings.lead} | settings.own_addresses)
