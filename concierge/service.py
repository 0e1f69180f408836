"""The three programs of the service, put together from the settings: intake, followups, outbox.

They share only the database. Each method here does what is due for one role and returns; `daemon` calls
them in threads, `run --once` calls them in order, the demo calls them with its own clock.
Longer than 250 lines: what each role does, and in which order.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import structlog

from cases.catalogue import Catalogue
from cases.errors import ConciergeError
from cases.model import Attachment
from cases.settings import MailboxSettings, Settings
from concierge.after_restore import AfterRestore
from concierge.catalogue.kept import keeper
from concierge.catalogue.watched import CatalogueFiles, watched
from concierge.composed import composed
from concierge.deciding_process import DecidingProcess
from concierge.failures import tell_failure
from concierge.growing import growth
from concierge.limited import Limits
from concierge.oauth.endings import endings, refused_logins
from concierge.own_data import collect, own_zip
from concierge.publishing import forms_of_quarter
from concierge.report_figures import lately, of_month, own_catalogues
from concierge.tidying import Tidying
from concierge.watching.beats import Beats
from concierge.watching.sightings import Sightings
from concierge.watching.watcher import Watcher
from db import health, leases, pausing
from db.process_id import process_id
from followups.reports import Counted
from followups.retention import Retention
from followups.runner import Followups
from intake.handle import Begins, Handler, Ranking, Stop
from intake.imap.mailbox import Mailbox
from intake.receive import NewMailbox, Receiver
from mailer.connections import Connections
from mailer.outbox import NewConnections, Outbox
from templates.drafts import Writer
from templates.load import client_libraries, load_library

if TYPE_CHECKING:
    from concierge.assistant.drafting import Drafting

LEASE_ROUNDS = 5  # a mailbox's lease lasts this many polls
log = structlog.get_logger("service")
Tap = Callable[[str], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Wires:
    """How the servers are reached: over the network, but in the simulated year, which has its own."""

    mailbox: NewMailbox = Mailbox
    connections: NewConnections = Connections


NETWORK = Wires()


class Service:
    """Everything that runs. The database is open before it does anything."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        stop: threading.Event | None = None,
        tap: Tap = lambda point: None,
        wires: Wires = NETWORK,
    ) -> None:
        """`tap` is called at every commit boundary."""
        self.settings = settings
        self.clock = clock
        self.stop = stop or threading.Event()
        self.process_id = process_id()
        self.beats = Beats()
        self.sightings = Sightings(settings, clock)
        library = load_library(settings.templates, settings.languages)
        libraries = {"": library} | client_libraries(settings)
        for client, each in libraries.items():
            for problem in each.problems:
                log.error("template.refused", why=str(problem), client=client or None)
        self.catalogue = CatalogueFiles(settings.catalogue, settings.topics)
        self.catalogues = watched(settings, self.catalogue.current)
        self.writer = Writer(settings, library, libraries)
        self.watcher = Watcher(settings, self.writer, clock, self.process_id)
        self._tap = self.beats.also(tap)
        self.handler = self.new_handler(lambda inbound_id, step: None, self.stop)
        self._deciding: DecidingProcess | None = None
        self.followups = Followups(
            settings,
            self.writer,
            self.catalogues,
            self._own_data,
            endings=lambda: endings(settings),
            refused_logins=lambda: refused_logins(settings),
            queued=lambda mails, at: self._restored.queued(mails, at),
            growth=growth(self.catalogues, library, settings.concierges),
            counted=Counted(self._of_month, self._of_quarter),
        )
        self._restored = AfterRestore(settings, self.handler, self.followups.run_once)
        self.retention = Retention(settings)
        self.outbox = Outbox(
            settings,
            clock,
            on_failure=lambda failure: tell_failure(
                failure, settings, self.writer, self.catalogue.current(), clock()
            ),
            tap=self._tap,
            on_relay=self.sightings.relay,
            connect=wires.connections,
        )
        self.drafting = self._new_drafting() if settings.assistant else None
        self.receivers = {
            box.address: Receiver(settings, box, self.stop, self._tap, wires.mailbox)
            for box in settings.mailboxes
        }
        self._tidying = {
            box.address: Tidying(settings, box, self.receivers[box.address], self.composed)
            for box in settings.mailboxes
        }

    def receive(self, box: MailboxSettings) -> int:
        """Fetch what is new in one mailbox and file what was handled and sent; gives the new mails."""
        now = self.clock()
        receiver = self.receivers[box.address]
        if not self._leads(box, now):
            receiver.close()
            return 0
        if self._restored.waits():
            self._restored.look_through(box, receiver, now)
        new = receiver.fetch(now)
        self._tidying[box.address].tidy(now)
        return new

    def handle(self) -> int:
        """Decide stored mail."""
        if self._restored.waits():
            return 0
        return (self._deciding or self.handler).run_once(self.clock())

    @contextlib.contextmanager
    def deciding_apart(self, limits: Limits) -> Iterator[None]:
        """Meanwhile mail is decided in a process of its own, under these limits.

        Forks: enter it before the database is open and before there are threads.
        """
        self._deciding = DecidingProcess(
            self.settings, self.new_handler, self.stop, limits, progress=self.beats.mark
        )
        try:
            yield
        finally:
            self._deciding.close()
            self._deciding = None

    def follow_up(self) -> int:
        """Take the steps of the clock."""
        if self._restored.waits():
            return 0
        now = self.clock()
        return self.followups.run_once(now) + self.retention.run_once(now)

    def send(self) -> int:
        """Send what is due."""
        if self._restored.waits():
            return 0
        return self.outbox.run_once(self.clock())

    def try_now(self, box: MailboxSettings) -> None:
        """End the pause of a mailbox: what its login depends on was corrected."""
        pausing.try_now(box.address, self.clock())

    def draft(self) -> int:
        """Send notifications on that wait for a model's draft."""
        if self.drafting is None or self._restored.waits():
            return 0
        return self.drafting.run_once()

    def once(self, roles: tuple[str, ...] = ("intake", "followups", "outbox")) -> bool:
        """Intake, followups, outbox, in this order: all that is due now. False: a role failed."""
        well = True
        for role in roles:
            if role == "outbox":
                self.draft()
            well &= self.beat(role, self._round(role))
            if role == "followups" and "intake" in roles:
                well &= self._handle_released()
        return well

    def _handle_released(self) -> bool:
        """Decide mail whose time on hold has just ended, so that one round does all that is due."""
        try:
            self.handle()
        except ConciergeError as error:
            log.error("role.failed", role="intake", why=str(error))
            return False
        return True

    def beat(self, role: str, work: Callable[[], object], trouble: Callable[[], str] = lambda: "") -> bool:
        """Do one round of `role`, note its sign of life; errors that pass are logged, not raised.

        `trouble`, asked afterwards: what else keeps the role from its work, for `health`.
        """
        try:
            work()
        except ConciergeError as error:
            log.error("role.failed", role=role, why=str(error))
            self.note(role, str(error))
            return False
        self.note(role, trouble())
        return True

    def note(self, role: str, trouble: str) -> None:
        """Write a sign of life of `role`, well or in `trouble`; never fails."""
        try:
            health.beat(role, self.clock(), not trouble, trouble)
        except ConciergeError as error:  # the database is away: `health` will see the silence
            log.warning("health.not-noted", role=role, why=str(error))

    def composed(self, outbox_id: int) -> bytes:
        """The octets of a mail as it was sent."""
        return composed(outbox_id, self.settings)

    def close(self) -> None:
        """Log out everywhere."""
        for receiver in self.receivers.values():
            receiver.close()
        self.outbox.close()
        self.watcher.close()
        with contextlib.suppress(ConciergeError):  # the leases end by themselves
            if self.drafting is not None:
                self.drafting.close()
            for box in self.settings.mailboxes:
                leases.release(f"mailbox:{box.address}", self.process_id)

    def new_handler(self, begins: Begins, stop: Stop) -> Handler:
        """What decides mail, here or in a process of its own; `begins` is told each mail."""
        return Handler(
            self.settings,
            self.writer,
            self.catalogues,
            self._tap,
            stop,
            lambda now, reader: lately(
                self.settings, now, reader, self.catalogue.current(), self._own_catalogues()
            ),
            begins,
            self._new_ranking() if self.settings.sentence_model else None,
            keeper(self.settings),
        )

    def _new_ranking(self) -> Ranking:
        from concierge.semantic.ranking import Ranking, loaded  # and numpy, once a mail is to be decided

        return Ranking(
            loaded,
            self.settings.directory,
            lambda why: health.note_model(why, self.clock()),
        )

    def _new_drafting(self) -> Drafting:
        from concierge.assistant.drafting import Drafting  # and its HTTP client, where somebody wants it

        return Drafting(
            self.settings, self.writer.library, self.catalogue.current, self.clock, self.process_id
        )

    def _own_data(self, address: str, language: str, now: datetime) -> Attachment | None:
        """Everything stored about somebody, as large as a mail may be that carries it in base64."""
        largest = self.settings.intake.max_message * 7 // 10
        owned = collect(address, self.settings, language)
        return own_zip(owned, self.settings, self.writer.library, now, largest).attachment if owned else None

    def _own_catalogues(self) -> dict[str, Catalogue]:
        return own_catalogues(self.settings, self.catalogues.of)

    def _of_month(self, month: date, now: datetime) -> Mapping[str, Any]:
        return of_month(self.settings, month, now, self.catalogue.current(), self._own_catalogues())

    def _of_quarter(self, first: date, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        topics = [topic.slug for topic in self.catalogue.current().topics]
        return forms_of_quarter(self.settings, topics, first, now)

    def _leads(self, box: MailboxSettings, now: datetime) -> bool:
        """Whether this process reads the mailbox. The lease of a process that is gone ends at once."""
        until = now + LEASE_ROUNDS * self.settings.intake.poll
        return leases.lead(f"mailbox:{box.address}", self.process_id, until, now)

    def _round(self, role: str) -> Callable[[], object]:
        return {"intake": self._intake, "followups": self._follow_up, "outbox": self.send}[role]

    def _follow_up(self) -> int:
        """All that is due by the clock, at once."""
        taken = self.follow_up()
        while not self.stop.is_set() and (more := self.retention.run_once(self.clock())):
            taken += more
        return taken

    def _intake(self) -> int:
        """One mailbox that cannot be read does not keep the others waiting."""
        lost: list[ConciergeError] = []
        for box in self.settings.mailboxes:
            try:
                self.receive(box)
            except ConciergeError as error:
                lost.append(error)
        done = self.handle()
        for box in self.settings.mailboxes:
            receiver = self.receivers[box.address]
            while not self.stop.is_set() and receiver.box.connected and receiver.file():
                pass  # until all of it is moved
            while not self.stop.is_set() and receiver.box.connected:
                if not self._tidying[box.address].old(self.clock()):
                    break
        if lost:
            raise lost[0]
        return done
