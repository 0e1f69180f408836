"""Looks at the service again and again, and tells people, by another route, what does not work.

One process of all that share the database tells (it holds a lease), so that nothing is told twice; that the
database itself is away each machine tells for itself, because nobody can ask the others then. Told first,
written down afterwards: a process killed between the two tells once more, rather than never.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from cases.errors import ConciergeError
from cases.settings import Settings
from cases.troubles import Step, Trouble, TroubleKind, next_step, seen, well
from concierge import judged
from concierge.oauth.endings import endings, refused_logins
from concierge.watching.conditions import Condition, conditions, ended, outdated
from concierge.watching.memory import Memory, place
from concierge.watching.route import tell
from concierge.watching.told import alert, readers
from db import audit, health, leases, troubles
from db.watched import watched
from followups.recipients import local_date
from templates.drafts import Writer

LEASE = "role:watching"
LEASE_FOR = timedelta(minutes=5)  # more than telling takes
LONGEST_ROUND = 30.0  # seconds between two looks
AGAIN = timedelta(minutes=5)  # until a route that failed is tried again
SELDOM = timedelta(minutes=5)  # between looks at the audit, which is long
DATABASE = "database"
log = structlog.get_logger("watch")
Clock = Callable[[], datetime]


class Watcher:
    """`look()` does one round. For one thread."""

    def __init__(self, settings: Settings, writer: Writer, clock: Clock, process_id: str) -> None:
        self._settings, self._writer, self._clock = settings, writer, clock
        self._holder = process_id
        self._started = clock()
        self._memory = Memory(place(settings))
        self.status = "Running"  # one line, for whoever supervises this process
        self._backups: tuple[str, ...] = ()  # what is wrong with them, as read at:
        self._backups_at = datetime.min.replace(tzinfo=UTC)
        self._not_before: dict[str, datetime] = {}  # trouble -> its route failed, and rests until then
        self._told: set[tuple[str, datetime, Step, str]] = set()  # though nobody could write it down

    @property
    def pace(self) -> float:
        """Seconds until the next look is worth it."""
        return min(LONGEST_ROUND, self._settings.alert.after.total_seconds() / 4)

    def look(self) -> None:
        """See what is wrong, tell what is due. Whatever the database does, this goes on."""
        now = self._clock()
        try:
            if self._leads(now):
                self._look_at_store(now)
            self.status = _status(health.figures(now))
        except ConciergeError as error:
            self.status = f"The database cannot be used: {error}"
            self.database_lost(error, now)
        else:
            self._database_well(now)

    def database_lost(self, error: ConciergeError, now: datetime) -> None:
        """Remember, and tell when it is due, that the database cannot be used from this machine."""
        with self._memory.held():
            lost = seen(self._memory.read(), DATABASE, TroubleKind.DATABASE, str(error), now)
            self._memory.write(self._stepped(lost, now))

    def _database_well(self, now: datetime) -> None:
        if self._memory.read() is None:
            return
        with self._memory.held():
            if (known := self._memory.read()) is not None:
                self._memory.write(self._stepped(well(known, now), now))

    def _stepped(self, trouble: Trouble, now: datetime) -> Trouble | None:
        """The trouble after what is due was done; None: it is over."""
        step = next_step(trouble, now, self._settings.alert.after)
        if step is Step.WAIT or (step is not Step.FORGET and not self._tell(trouble, step, now)):
            return trouble
        return replace(trouble, told_at=now) if step is Step.TELL_BROKEN else None

    def _leads(self, now: datetime) -> bool:
        """Whether this process is the one that looks and tells."""
        return leases.lead(LEASE, self._holder, now + LEASE_FOR, now)

    def close(self) -> None:
        """Let another process look at once."""
        with contextlib.suppress(ConciergeError):  # the lease ends by itself
            leases.release(LEASE, self._holder)

    def _look_at_store(self, now: datetime) -> None:
        boxes = [box.address for box in self._settings.mailboxes]
        known = troubles.known()
        senders = [account.username for account in (self._settings.alert.smtp,) if account]
        for name in outdated(known, (*boxes, *senders)):
            troubles.forget(name)
        store = watched(now)
        found = conditions(store, known, boxes, health.ROLES, self._started, now, self._others(now))
        for each in found:
            troubles.seen(each.name, each.kind, each.why, now)
        for name in ended(store, found, known):
            troubles.well(name, now)
        for trouble in troubles.known() if found or known else ():
            step = next_step(trouble, now, self._settings.alert.after)
            if step is Step.FORGET or (step is Step.TELL_HEALED and self._tell(trouble, step, now)):
                troubles.forget(trouble.name)
            elif step is Step.TELL_BROKEN and self._tell(trouble, step, now):
                troubles.mark_told(trouble.name, now)

    def _others(self, now: datetime) -> Iterator[Condition]:
        """What no table shows that is read at every look."""
        yield from self._logins(now)
        if now - self._backups_at >= SELDOM:
            self._backups_at = now
            made, failed = audit.last(health.BACKED_UP), audit.last(health.BACKUP_FAILED)
            self._backups = tuple(judged.backups(made, failed, self._settings, now))
        for why in self._backups:
            yield Condition("backup", TroubleKind.BACKUP, why)

    def _logins(self, now: datetime) -> Iterator[Condition]:
        """Read from the configuration and the files of tokens; nobody is asked."""
        today = local_date(now, self._settings)
        for ending in endings(self._settings):
            if ending.days_left(today) < 0:
                name = f"secret:{ending.mailbox.lower()}"
                yield Condition(name, TroubleKind.SECRET, judged.told(ending, today))
        for refused in refused_logins(self._settings):
            yield Condition(f"token:{refused.mailbox.lower()}", TroubleKind.TOKEN, refused.why)

    def _tell(self, trouble: Trouble, step: Step, now: datetime) -> bool:
        """Whether it was told, now or before."""
        if now < self._not_before.get(trouble.name, now):
            return False
        event = "trouble.ended" if step is Step.TELL_HEALED else "trouble.lasts"
        try:
            groups = readers(self._settings) or {self._settings.languages[0]: ()}
            if self._settings.alert.command:
                groups = dict([next(iter(groups.items()))])  # one run, in the language of the first reader
            for language, recipients in groups.items():
                key = (trouble.name, trouble.since, step, language)
                if key not in self._told:
                    words = alert(trouble, step, language, self._writer, now)
                    tell(words, recipients, self._settings, now)
                    self._told.add(key)
        except ConciergeError as error:
            self._not_before[trouble.name] = now + AGAIN
            log.error("alert.not-sent", trouble=trouble.name, kind=str(trouble.kind), why=str(error))
            return False
        self._not_before.pop(trouble.name, None)
        log.warning(event, trouble=trouble.name, kind=str(trouble.kind), why=trouble.why)
        return True


def _status(figures: health.Figures) -> str:
    waiting = ", ".join(f"{name} {role.waiting} waiting" for name, role in figures.roles.items())
    return f"{waiting}, {figures.held} held"
