"""Decides stored mail, one transaction a mail: parse, read the facts, decide, apply (DESIGN 1).

Before that stands the record of the attempt, in a commit of its own: whoever is killed by a mail cannot say
so. A mail that fails three times, or from which nobody came back twice, is shunted: kept, told to the lead,
and the next one goes on. Longer than 250 lines: all that happens to a mail from there on, in its order.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol

import structlog

from cases.catalogue import Catalogue, Catalogues
from cases.effects import Decision, KeepOption, KeepPhrase, SendMail
from cases.errors import PermanentError, TemporaryError
from cases.model import InboundState, Kind
from cases.reasons import Reason
from cases.settings import Settings
from db import deciding, earlier_mail, inbound, prepare, restored, restored_mail
from db import facts as store
from db.apply import apply
from db.connect import rehearsal, transaction
from db.erased import erased_at
from db.process_id import process_id
from intake.decide.decide import decide
from intake.decide.facts import Facts
from intake.decide.first_mails import FIRST, warning
from intake.decide.limits import Counted, within_limits
from intake.decide.set_aside import SetAside, set_aside
from intake.gather import HUMAN, Report, gather
from intake.older.handle import handle_older
from intake.reading.mime.glance import glance
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from intake.receive import INBOX
from intake.sent.decide import decide_sent
from intake.sent.gather import gather_sent
from replies.background import Background
from templates.drafts import Writer

log = structlog.get_logger("intake")
Tap = Callable[[str], None]
ALL = 1_000_000  # mails that wait


class Step(IntEnum):
    """What is done with a mail."""

    DECIDE = 0
    SET_ASIDE = 1


Begins = Callable[[int, Step], None]
Keep = Callable[[tuple[KeepOption | KeepPhrase, ...]], None]
"""Puts what concierges kept by mail beside catalogue and topics; the same again changes nothing."""


class Ranking(Protocol):
    """A sentence model that ranks topics: made ready between two mails, then asked."""

    def prepare(self, catalogue: Catalogue, *, writes: bool = True) -> None: ...
    def near(self, text: str, catalogue: Catalogue) -> Mapping[str, float]: ...


class Stop(Protocol):
    """An event that tells to end."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Lost:
    """What earlier processes did not come back from: why, by their names; mails they could not set aside."""

    why: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[int] = frozenset()


class Handler:
    """`run_once(now)` decides all mail that is due. `tap` is called at "begun", "decided" and "applied".

    `catalogue`: that of all, or `Catalogues` where clients have their own.
    `begins` is told the number of each mail before it is looked at. `process` is the name in the attempts.
    """

    def __init__(
        self,
        settings: Settings,
        writer: Writer,
        catalogue: Callable[[], Catalogue],
        tap: Tap = lambda point: None,
        stop: Stop | None = None,
        report: Report | None = None,
        begins: Begins = lambda inbound_id, step: None,
        ranking: Ranking | None = None,
        keep: Keep = lambda kept: None,
    ) -> None:
        self._settings = settings
        self._writer = writer
        self._catalogue = catalogue if isinstance(catalogue, Catalogues) else Catalogues(catalogue)
        self._tap = tap
        self._stop = stop or threading.Event()
        self._report = report
        self._watched: set[str] = set()  # mailboxes whose first mails were looked at
        self._begins = begins
        self._ranking = ranking
        self._keep = keep
        self.process = process_id()
        self._restored: list[restored.Before | None] = []  # what came before it was put back, once known

    def run_once(self, now: datetime, lost: Lost | None = None) -> int:
        """Decide everything due, in order of arrival, until a stop; gives the number of mails decided."""
        if self._ranking is not None:
            self._ranking.prepare(self._catalogue())
        done, started = 0, time.monotonic()
        lost = lost or Lost()
        for inbound_id in deciding.unreturned(self.process, now, why=lost.why):
            if inbound_id in lost.unseen:
                log.error("mail.not-told", inbound=inbound_id, why="telling of it ended the process")
                inbound.settle(inbound_id, InboundState.SHUNTED, Reason.NEVER_ENDS, None, now)
            else:
                self._set_aside(inbound_id, Reason.NEVER_ENDS, now)
        while ids := deciding.due(now, self.process):
            before = done
            for inbound_id in ids:
                if self._stop.is_set():
                    return done
                elapsed = timedelta(seconds=time.monotonic() - started)
                done += self._guarded(inbound_id, now, elapsed)
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

    def rehearse(self, now: datetime) -> Iterator[tuple[int, Decision]]:
        """What `run_once` would decide, without writing anything (`--dry-run`)."""
        if self._ranking is not None:
            self._ranking.prepare(self._catalogue(), writes=False)
        with rehearsal():
            for number in deciding.due(now, self.process, ALL):
                yield number, self._rehearsed(number, now)

    def decide_again(self, inbound_id: int, at: datetime) -> Decision:
        """Decide a stored mail as of `at`, inside the caller's transaction (after a backup was put back)."""
        mail = inbound.load(inbound_id)
        if mail.reason == Reason.NOT_DELIVERED:
            self._not_delivered(mail, at)
            return Decision(InboundState.SHUNTED, Reason.NOT_DELIVERED)
        decision = self._decide(mail, parse(mail.raw), at)
        self._keep_files(decision)
        return decision

    def _rehearsed(self, inbound_id: int, now: datetime) -> Decision:
        self._begins(inbound_id, Step.DECIDE)
        mail = inbound.load(inbound_id)
        if mail.reason == Reason.NOT_DELIVERED:
            return Decision(InboundState.SHUNTED, Reason.NOT_DELIVERED)
        return self._decide(mail, parse(mail.raw), now)

    def _guarded(self, inbound_id: int, now: datetime, elapsed: timedelta) -> int:
        """1 where the mail was decided; 0 where it waits for another try, or for another process."""
        self._begins(inbound_id, Step.DECIDE)
        mail = deciding.begin(inbound_id, self.process, now + elapsed)
        if mail is None:
            return 0
        self._tap("begun")
        if mail.reason == Reason.NOT_DELIVERED:
            return self._not_delivered(mail, now)
        try:
            parsed = parse(mail.raw)
            with transaction():
                if not deciding.is_at(inbound_id, self.process):
                    return 0
                decision = self._decide(mail, parsed, now)
                self._hold_back(mail, now)
                self._keep_files(decision)
            self._tap("applied")
        except (TemporaryError, MemoryError):  # as if nobody came back: what else failed for want of memory?
            raise
        except Exception as error:  # the item boundary: nothing of this mail stands, the next goes on
            log.exception("mail.not-decided", inbound=inbound_id)
            if deciding.record_failure(inbound_id, f"{type(error).__name__}: {error}", now):
                self._set_aside(inbound_id, Reason.SHUNTED, now)
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

    def _keep_files(self, decision: Decision) -> None:
        """Last before the commit: a file that cannot be written undoes the decision, and a decision that is
        made again keeps the same."""
        kept = tuple(effect for effect in decision.effects if isinstance(effect, KeepOption | KeepPhrase))
        if kept:
            self._keep(kept)

    def _hold_back(self, mail: inbound.Received, now: datetime) -> None:
        """A mail of before a restore, let in since, may have been answered already: a person says so."""
        if not self._restored:
            self._restored.append(restored.before())
        before = self._restored[0]
        if before is not None and before.holds(mail.id, mail.internal_date or mail.received_at):
            held = restored_mail.hold_all(mail.id, mail.mailbox, now)
            if held:
                log.warning("mail.held-after-restore", inbound=mail.id, mails=held)

    def _not_delivered(self, mail: inbound.Received, now: datetime) -> int:
        """A mail that the server lists and does not deliver: there is nothing to decide, only to tell."""
        if mail.backlog:  # nobody waits for an answer to it
            inbound.settle(mail.id, InboundState.DISCARDED, Reason.NOT_DELIVERED, None, now)
        else:
            self._set_aside(mail.id, Reason.NOT_DELIVERED, now)
        return 1

    def _set_aside(self, inbound_id: int, reason: Reason, now: datetime) -> None:
        """Shunt a mail and tell the lead, as far as that is possible."""
        log.error("mail.set-aside", inbound=inbound_id, reason=str(reason))
        self._begins(inbound_id, Step.SET_ASIDE)
        with transaction():
            try:
                with transaction():
                    self._tell_lead(inbound.load(inbound_id), reason, now)
            except PermanentError as error:  # an own template, an address of the lead: out of the way it goes
                log.error("mail.not-told", inbound=inbound_id, why=str(error))
                inbound.settle(inbound_id, InboundState.SHUNTED, reason, None, now)

    def _tell_lead(self, mail: inbound.Received, reason: Reason, now: datetime) -> None:
        seen = glance(mail.raw)
        inbound.describe(mail.id, None, seen.author or None, seen.subject)
        lead = {a.lower(): prepare.person(a, "", now) for a in self._settings.lead}
        named = SetAside(mail.id, mail.mailbox, seen.author, seen.subject, mail.received_at)
        decision = set_aside(named, reason, lead, self._writer, now)
        apply(self._within_limits(decision, now), mail.id, now, "service")

    def _within_limits(self, decision: Decision, now: datetime) -> Decision:
        counted = Counted(store.recent_automatic, earlier_mail.recent_answers_to, earlier_mail.recently_told)
        return within_limits(decision, self._settings.limits, now, counted)

    def _decide(self, received: inbound.Received, parsed: Parsed, now: datetime) -> Decision:
        seen = inbound.NEW if received.waived else inbound.seen(received, self._settings.signer)
        if not seen.erased:
            decision = self._decided(received, parsed, now, seen)
        else:
            decision = Decision(InboundState.DISCARDED, Reason.ERASED)
            apply(decision, received.id, now, "service")
        if decision.reason in inbound.NOT_KEPT:
            inbound.drop_content(received.id, decision.reason, self._settings.signer)
        return decision

    def _decided(
        self, received: inbound.Received, parsed: Parsed, now: datetime, seen: inbound.Seen
    ) -> Decision:
        if received.backlog:
            older = handle_older(received, parsed, self._writer, now)
            self._tap("decided")
            return older[received.id]
        if received.folder != INBOX:
            return self._decide_sent(received, parsed, now)
        service = Background(now, self._writer, self._catalogue.of(None), self._catalogue)
        near = self._ranking.near if self._ranking is not None else None
        facts = gather(received, parsed, service, self._report, seen, near)
        decision = self._without_erased(self._within_limits(decide(facts), now), facts)
        kept = facts.mail.author.address is not None and decision.reason is not Reason.ERASED
        author = facts.address.key if kept else None
        inbound.describe(received.id, facts.kind, author, parsed.subject)
        self._tap("decided")
        apply(decision, received.id, now, author or "service")
        return decision

    def _without_erased(self, decision: Decision, facts: Facts) -> Decision:
        """A machine of somebody who was erased ("I am away"): it answers a mail of ours of before."""
        machine = facts.kind not in HUMAN and decision.disposition is InboundState.DISCARDED
        if not machine or facts.person is not None or facts.mail.author.address is None:
            return decision
        was = erased_at((facts.mail.author.address.key,), self._settings.signer)
        return Decision(InboundState.DISCARDED, Reason.ERASED) if was else decision

    def _decide_sent(self, received: inbound.Received, parsed: Parsed, now: datetime) -> Decision:
        """A mail of the Sent folder: written by somebody in the shared mailbox itself."""
        decision = decide_sent(gather_sent(received, parsed, self._settings, now))
        author = parsed.from_[0].key if parsed.from_ else None
        inbound.describe(received.id, Kind.OWN, author, parsed.subject)
        self._tap("decided")
        apply(decision, received.id, now, author or "service")
        return decision
