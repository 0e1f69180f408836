"""The sender: claims what is due, composes, hands it to the relay, records every result as it comes.

Three commits a mail: claimed with its attempt (before dialling), sent, recorded. A process killed between
the last two leaves a lease; whoever settles it sends a person's words again under the same Message-ID and
never repeats a survey or reminder (CONTRACT 7).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from cases.errors import ConciergeError, TemporaryError
from cases.settings import MailboxSettings, Settings
from db import outbox, outbox_record
from db.connect import transaction
from db.outgoing import Claimed, Failure, Outcome, Result, Stage, Trouble
from db.process_id import gone, process_id
from mailer.addresses import AddressError, addr_spec, envelope_from
from mailer.compose import compose
from mailer.connections import Connections, Letter
from mailer.retry import PAUSE, next_attempt, next_connection
from mailer.status import reply_line

LEASE = timedelta(seconds=90)
RENEW = 20.0  # seconds; also how often a stop is looked at while a server is slow
COMPOSE_TRIES = 3  # a draft that breaks the composer is given up then

RECORDED = {
    Outcome.SENT: "mail.sent",
    Outcome.DEFERRED: "mail.deferred",
    Outcome.SLOW: "mail.slowed",
    Outcome.FAILED: "mail.failed",
    Outcome.SUPPRESS: "mail.suppressed",
    Outcome.PAUSE: "mail.paused",
    Outcome.UNKNOWN: "mail.unknown",
}
"""What an attempt is called in the log."""

NewConnections = Callable[[Mapping[str, MailboxSettings]], Connections]
log = structlog.get_logger("outbox")


class Outbox:
    """One sender for all mailboxes. Not for two threads at once: the thread that calls owns the database."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        on_failure: Callable[[Failure], None] = lambda failure: None,
        tap: Callable[[str], None] = lambda point: None,
        on_relay: Callable[[str, str], None] = lambda mailbox, reply: None,
        connect: NewConnections = Connections,
    ) -> None:
        """`clock` gives aware UTC time. `on_failure` is called inside the transaction that records a
        failure, to queue the mail that tells it. `on_relay` is told after each attempt why a mailbox's
        relay is away, or "". `tap` is called at "claimed", "data-sent" and "recorded".
        """
        self._settings = settings
        self._boxes = {box.address.lower(): box for box in settings.mailboxes}
        self._clock = clock
        self._on_failure = on_failure
        self._tap = tap
        self._on_relay = on_relay
        self._connect = connect
        self._holder = process_id()
        self._connections: Connections | None = None
        self._on_the_wire: dict[str, dict[int, Claimed]] = {key: {} for key in self._boxes}
        self._paused: set[str] = set()  # mailboxes, since this process said so
        self._down: dict[str, tuple[int, datetime]] = {}  # mailbox -> failed connections, rest until
        self._unrecorded: list[tuple[str, Claimed, Result]] = []
        self._renewed = 0.0  # monotonic
        self._stopped = False

    def run_once(self, now: datetime) -> int:
        """Send all that is due now, without waiting for retries, the rate or a pause.

        Gives the number of attempts made. Raises TemporaryError when the database cannot be used.
        """
        while self._unrecorded:
            self._record(*self._unrecorded.pop(), now)
        with transaction():
            self._tell(outbox.settle(now, gone(outbox.holders())))
        attempts = 0
        while True:
            moment = max(now, self._clock())
            claimed = sum(self._fill(key, box, moment) for key, box in self._boxes.items())
            attempts += claimed
            if any(self._on_the_wire.values()):
                self._collect(moment)
            elif not claimed:
                break
        if self._connections is not None:
            self._connections.rest()
        return attempts

    def next_due(self, now: datetime) -> datetime | None:
        """When `run_once` has something to do again (at or before `now`: at once), None: nothing waits."""
        with transaction():
            moments = [
                max(at, self._down[key][1]) if key in self._down else at
                for key, box in self._boxes.items()
                if (at := outbox.next_due(box.address, box.smtp.rate, now))
            ]
        return min(moments, default=None)

    def stop(self) -> None:
        """Claim nothing more; `run_once` returns when what is on the wire has its result. Any thread."""
        self._stopped = True

    def close(self) -> None:
        """Close the connections."""
        if self._connections is not None:
            self._connections.close()
            self._connections = None

    def _fill(self, key: str, box: MailboxSettings, now: datetime) -> int:
        """Claim as much as there are free connections, so that a crash leaves little in doubt."""
        free = max(box.smtp.connections, 1) - len(self._on_the_wire[key])
        resting = key in self._down and self._down[key][1] > now
        if key in self._down:
            free = min(free, 1 - len(self._on_the_wire[key]))  # one mail tries the way
        if self._stopped or resting or free <= 0:
            return 0
        wanted = outbox.Claim(box.address, self._holder, free, LEASE, box.smtp.rate)
        with transaction():
            mails, failures = outbox.claim(wanted, now)
            self._tell(failures)
        if mails:
            self._tap("claimed")
        for mail in mails:
            self._launch(key, box, mail, now)
        return len(mails)

    def _launch(self, key: str, box: MailboxSettings, mail: Claimed, now: datetime) -> None:
        try:
            letter = self._letter(box, mail)
        except AddressError as error:
            self._record(key, mail, Result(Outcome.FAILED, reply_line(None, str(error)), Stage.COMPOSE), now)
        except ConciergeError:
            raise  # the database: about every mail
        except Exception as error:  # the item boundary: one bad draft must not stop the others
            log.exception("outbox.broken", outbox=mail.id, attempts=mail.attempts)
            outcome = Outcome.FAILED if mail.attempts >= COMPOSE_TRIES else Outcome.DEFERRED
            words = f"{type(error).__name__}: {error}"
            self._record(key, mail, Result(outcome, reply_line(None, words), Stage.COMPOSE), now)
        else:
            if self._connections is None:
                self._connections = self._connect(self._boxes)
            self._on_the_wire[key][mail.id] = mail
            self._connections.send(key, letter)

    def _letter(self, box: MailboxSettings, mail: Claimed) -> Letter:
        contents: dict[str, bytes] = {}
        if mail.draft.attachments:
            with transaction():
                contents = {each.sha256: outbox.content(each.sha256) for each in mail.draft.attachments}
        name, timezone = self._settings.name, self._settings.timezone
        raw = compose(mail.draft, mail.message_id, box, name, contents.__getitem__, timezone=timezone)
        recipients = tuple(addr_spec(each) for each in mail.recipients)
        return Letter(mail, raw, envelope_from(box, mail.draft), recipients)

    def _collect(self, now: datetime) -> None:
        """Wait for one result and record it; hold on to what is still on the wire."""
        assert self._connections is not None
        arrived = self._connections.result(RENEW)
        moment = max(now, self._clock())
        if arrived is not None:
            key, letter, result = arrived
            if result.outcome is Outcome.SENT:
                self._tap("data-sent")
            self._note_relay(key, result, moment)
            self._record(key, letter.mail, result, moment)
        if time.monotonic() - self._renewed > RENEW:
            on_the_wire = [mail for mails in self._on_the_wire.values() for mail in mails]
            with transaction():
                outbox.renew(on_the_wire, self._holder, moment + LEASE)
            self._renewed = time.monotonic()

    def _note_relay(self, key: str, result: Result, now: datetime) -> None:
        """Remember a relay that is away: said once, and once when it is back."""
        if result.stage in (Stage.CONNECT, Stage.AUTH) and result.outcome is Outcome.DEFERRED:
            failures = self._down.get(key, (0, now))[0] + 1
            if failures == 1:
                log.warning("outbox.relay-lost", mailbox=key, reply=result.reply)
            self._down[key] = (failures, next_connection(failures, now))
        elif self._down.pop(key, None):
            log.info("outbox.relay-back", mailbox=key)
        self._on_relay(key, result.reply if key in self._down else "")

    def _record(self, key: str, mail: Claimed, result: Result, now: datetime) -> None:
        """Write the result, whatever it takes: an unwritten one means a second copy."""
        retry_at = next_attempt(mail.attempts, now, mail.message_id)
        rest = max(result.means.rest, PAUSE) if result.means else PAUSE
        for pause in (0.1, 0.5, 2.0, 10.0, None):
            try:
                with transaction():
                    self._tell(outbox_record.record(mail, result, now, retry_at, now + rest))
                break
            except TemporaryError:
                if pause is None:
                    self._unrecorded.append((key, mail, result))  # first thing in the next round
                    raise
                time.sleep(pause)
            finally:
                self._on_the_wire[key].pop(mail.id, None)
        self._tap("recorded")
        level = logging.INFO if result.outcome is Outcome.SENT else logging.WARNING
        log.log(
            level,
            RECORDED[result.outcome],
            outbox=mail.id,
            kind=str(mail.draft.kind),
            attempts=mail.attempts,
            reply=result.reply,
            **({"means": result.means.sentence} if result.means and result.means.sentence else {}),
        )
        if result.outcome is Outcome.SENT and key.lower() in self._paused:
            self._paused.discard(key.lower())
            log.info("sending.resumed", mailbox=key)

    def _tell(self, failures: list[Failure]) -> None:
        for failure in failures:
            level = logging.ERROR if failure.trouble is Trouble.SENDING_PAUSED else logging.WARNING
            if failure.trouble is Trouble.SENDING_PAUSED:
                self._paused.add(failure.mailbox.lower())
            log.log(level, str(failure.trouble), outbox=failure.outbox, reply=failure.reply)
            try:
                with transaction():  # a savepoint: what was recorded stands, whatever the telling does
                    self._on_failure(failure)
            except Exception:
                log.exception("outbox.not-told", outbox=failure.outbox)
