"""Decides stored mail, one transaction a mail: parse, read the facts, decide, apply (DESIGN 1).

A mail that cannot be decided is tried twice more and then shunted: kept for an operator, the next goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from cases.catalogue import Catalogue
from cases.effects import Decision, SendMail
from cases.errors import TemporaryError
from cases.model import InboundState, Kind
from cases.settings import Settings
from db import earlier_mail, inbound, prepare
from db import facts as store
from db.apply import apply
from db.connect import rehearsal, transaction
from intake.decide.decide import decide
from intake.decide.first_mails import FIRST, warning
from intake.decide.limits import within_limits
from intake.gather import Report, gather
from intake.older.handle import handle_older
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from intake.receive import INBOX
from intake.sent.decide import decide_sent
from intake.sent.gather import gather_sent
from replies.background import Background
from templates.drafts import Writer

log = structlog.get_logger("intake")
Tap = Callable[[str], None]


class Handler:
    """`run_once(now)` decides all mail that is due. `tap` is called at "decided" and "applied"."""

    def __init__(
        self,
        settings: Settings,
        writer: Writer,
        catalogue: Callable[[], Catalogue],
        tap: Tap = lambda point: None,
        stop: threading.Event | None = None,
        report: Report | None = None,
    ) -> None:
        self._settings = settings
        self._writer = writer
        self._catalogue = catalogue
        self._tap = tap
        self._stop = stop or threading.Event()
        self._report = report
        self._watched: set[str] = set()  # mailboxes whose first mails were looked at

    def run_once(self, now: datetime) -> int:
        """Decide everything due, in order of arrival, until a stop; gives the number of mails decided."""
        done = 0
        while ids := inbound.due(now):
            before = done
            for inbound_id in ids:
                if self._stop.is_set():
                    return done
                done += self._guarded(inbound_id, now)
            if done == before:
                break  # all of them wait for another try, or another process decided them
        if done:
            self._look_at_first_mails(now)
        return done

    def _look_at_first_mails(self, now: datetime) -> None:
        """Tell the lead, once, when a mailbox seems to be fed by a list (CONTRACT 6)."""
        for box in self._settings.mailboxes:
            kinds = earlier_mail.first_kinds(box.address, FIRST) if box.address not in self._watched else ()
            if len(kinds) < FIRST:
                continue
            self._watched.add(box.address)
            with transaction():
                lead = {a.lower(): prepare.person(a, "", now) for a in self._settings.lead}
                decision = warning(kinds, box, lead, self._writer, now)
                if decision is not None:
                    apply(decision, None, now, "service")
                    log.error("mailbox.mostly-bulk", mailbox=box.address)

    def rehearse(self, now: datetime) -> list[tuple[int, Decision]]:
        """What `run_once` would decide, without writing anything (`--dry-run`)."""
        with rehearsal():
            decided = [(inbound_id, self._decide(inbound_id, now)) for inbound_id in inbound.due(now)]
        return [(inbound_id, decision) for inbound_id, decision in decided if decision is not None]

    def _guarded(self, inbound_id: int, now: datetime) -> int:
        try:
            with transaction():
                decision = self._decide(inbound_id, now)
            self._tap("applied")
        except TemporaryError:
            raise
        except Exception as error:  # the item boundary: nothing of this mail stands, the next goes on
            state = inbound.record_failure(inbound_id, f"{type(error).__name__}: {error}", now)
            log.exception("mail.not-decided", inbound=inbound_id, state=str(state))
            return 0
        if decision is None:
            return 0
        log.info(
            "mail.decided",
            inbound=inbound_id,
            state=str(decision.disposition),
            reason=decision.reason,
            case=decision.case,
            mails=sum(isinstance(e, SendMail) for e in decision.effects),
        )
        return 1

    def _decide(self, inbound_id: int, now: datetime) -> Decision | None:
        """None: another process decided it since it was listed."""
        received = inbound.load(inbound_id)
        if received.state is not InboundState.RECEIVED:
            return None
        parsed = parse(received.raw)
        if received.backlog:
            older = handle_older(received, parsed, self._writer, now)
            self._tap("decided")
            return older[inbound_id]
        if received.folder != INBOX:
            return self._decide_sent(received, parsed, now)
        service = Background(now, self._writer, self._catalogue())
        facts = gather(received, parsed, service, self._report)
        decision = within_limits(
            decide(facts),
            self._settings.limits,
            now,
            store_total,
            earlier_mail.recent_answers_to,
        )
        author = facts.address.key if facts.mail.author.address else None
        inbound.describe(inbound_id, facts.kind, author, parsed.subject)
        self._tap("decided")
        apply(decision, inbound_id, now, author or "service")
        return decision

    def _decide_sent(self, received: inbound.Received, parsed: Parsed, now: datetime) -> Decision:
        """A mail of the Sent folder: written by somebody in the shared mailbox itself."""
        decision = decide_sent(gather_sent(received, parsed, self._settings, now))
        author = parsed.from_[0].key if parsed.from_ else None
        inbound.describe(received.id, Kind.OWN, author, parsed.subject)
        self._tap("decided")
        apply(decision, received.id, now, author or "service")
        return decision


def store_total(since: datetime) -> int:
    """All automatic mail since then."""
    return store.recent_automatic(since)
