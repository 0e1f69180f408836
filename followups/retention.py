"""Once a day, words and names of what is older than [privacy] anonymise_after go; figures stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import structlog

from cases.errors import ConciergeError
from cases.settings import Settings
from db.compact import empty_log
from db.leases import done_today, is_done_today
from db.retention import Old, anonymise_case, anonymise_rest, old_cases

NAME = "daily:anonymise"  # of the row that says that it is done
AT_ONCE = 100  # of each kind in one round of the clock
log = structlog.get_logger("followups")


@dataclass(slots=True)
class Retention:
    """What one service keeps, and how long. Not for more than one thread."""

    settings: Settings
    done: date | None = field(default=None, init=False)  # the day on which nothing old was left
    failed: set[int] = field(default_factory=set, init=False)  # cases that could not be emptied
    emptied: bool = field(default=False, init=False)  # something, since the log of the database was emptied

    def run_once(self, now: datetime) -> int:
        """Take some, if it is time; gives how many things lost their words. Not inside a transaction."""
        if not self.settings.privacy.anonymise_after or self.done == now.date():
            return 0
        try:
            if is_done_today(NAME, now):
                self.done = now.date()
                return 0
            old = self._some(now)
            if not old.count:
                done_today(NAME, now)
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
        keep, signer = kept(self.settings), self.settings.signer
        cases = [
            number
            for number in old_cases(before, AT_ONCE, self.failed)
            if self._guarded(number, lambda case: anonymise_case(case, before, keep, signer, now))
        ]
        return replace(anonymise_rest(before, keep, signer, now, AT_ONCE), cases=tuple(cases))

    def _guarded(self, number: int, anonymise: Callable[[int], bool]) -> bool:
        """A case that cannot be emptied is told, and left alone until the service is started anew."""
        try:
            return anonymise(number)
        except ConciergeError:
            raise
        except Exception as error:  # the item boundary; a traceback would quote them
            log.error("retention.case-failed", case=number, error=type(error).__name__)
            self.failed.add(number)
            return False


def kept(settings: Settings) -> frozenset[str]:
    """Addresses that never age: the roster, the lead, and our own."""
    roster = {address for concierge in settings.concierges for address in concierge.addresses}
    return frozenset(roster | {lead.lower() for lead in settings.lead} | settings.own_addresses)
