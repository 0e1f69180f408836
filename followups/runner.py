"""The clock of the service: one transaction an item and step, each step once (DESIGN 1).

A step that fails is logged and tried again in the next round; the other items go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from cases.catalogue import Catalogue, Catalogues
from cases.effects import Decision
from cases.endings import Ending, RefusedLogin
from cases.errors import TemporaryError
from cases.growth import NO_GROWTH, Growth
from cases.model import OWED_BY_CONCIERGE, Case, CaseState, InboundState
from cases.reasons import ASKED, CONFIRMABLE, Reason
from cases.settings import Concierge, Settings
from db import earlier_mail, experts, facts, followups, inbound, matches
from db.apply import apply
from db.connect import rehearsal, transaction
from followups import promise, silence
from followups.decide import (
    Find,
    Known,
    expired_decision,
    promise_decision,
    released_decision,
    silence_decision,
    survey_decision,
    wait_decision,
)
from followups.digest_round import Digests
from followups.erasures import Erasures
from followups.introductions import lapsed
from followups.logins import Logins
from followups.mails import ClockMails, Reader
from followups.own_data import OwnData, Pack
from followups.readers import reader
from followups.report_mails import ReportMails
from followups.reports import Counted, Reports
from followups.surveys import due_step, shortest
from templates.drafts import Writer

log = structlog.get_logger("followups")
Found = Callable[[datetime], Iterable[Any]]
Step = Callable[[Any, datetime], Decision | None]

UNCONFIRMED = ASKED.union(CONFIRMABLE)
"""Reasons for which a concierge's own mail waits for their word; its signed address expires as well."""
CONFIRM_WITHIN = timedelta(days=30)
UNCAPPED = frozenset({"hold", "held"})  # steps that send nothing automatic


class Followups:
    """`run_once(now)` takes every step that is due."""

    def __init__(
        self,
        settings: Settings,
        writer: Writer,
        catalogue: Callable[[], Catalogue],
        pack: Pack = lambda address, language, now: None,
        endings: Callable[[], Sequence[Ending]] = tuple,
        refused_logins: Callable[[], Sequence[RefusedLogin]] = tuple,
        queued: Callable[[Sequence[int], datetime], object] = lambda mails, now: None,
        growth: Callable[[Collection[str] | None, datetime], Growth] = lambda authors, since: NO_GROWTH,
        counted: Counted | None = None,
    ) -> None:
        """`catalogue`: that of all, or `Catalogues` where clients have their own.

        `pack` puts together what is stored about a person, for #mydata.

        `growth` says what a week's digest tells of the catalogue (`followups.digest_round`).
        `counted` counts the reports; without it there are none.
        `queued` is told the mails of each step, in its transaction.
        `endings` and `refused_logins` say which logins of the service end, or do not work any more.
        """
        self._settings = settings
        self._writer = writer
        self._catalogue = catalogue if isinstance(catalogue, Catalogues) else Catalogues(catalogue)
        self._queued = queued
        self._digests = Digests(settings, writer, growth)
        self._reports = Reports(settings, self._report_mails, counted)
        self._logins = Logins(settings, writer, endings, refused_logins)
        self._erasures = Erasures(settings, writer)
        self._own_data = OwnData(settings, writer, pack)
        # Waits end before promises are looked at; digests come last and show what the others did.
        self._steps: tuple[tuple[str, Found, Step], ...] = (
            ("hold", followups.on_hold, self._release),
            ("survey", self._surveys, self._survey),
            ("wait", followups.waits, self._wait),
            ("promise", self._promises, self._promise),
            ("silence", self._silences, self._silence),
            ("held", self._unconfirmed, self._expire),
            ("introduction", experts.unanswered, self._introduction),
            ("login", self._logins.due, self._logins.tell),
            ("digest", self._digests.concierges_due, self._digests.to_concierge),
            ("lead-digest", self._digests.leads_due, self._digests.to_lead),
            ("report", self._reports.leads_due, self._reports.to_lead),
            ("published", self._reports.readers_due, self._reports.to_reader),
        )

    def run_once(self, now: datetime) -> int:
        """Gives the number of steps taken. Erasing comes first: nobody is reminded of what is to go."""
        people = self._erasures.run_once(now) + self._own_data.run_once(now)
        return people + sum(self._guarded(name, step, item, now) for name, step, item in self._due(now))

    def rehearse(self, now: datetime) -> list[Decision]:
        """What `run_once` would do, without writing anything (`--dry-run`)."""
        with rehearsal():
            found = (self._take(step, item, now) for _, step, item in self._due(now))
            people = [*self._erasures.rehearse(now), *self._own_data.rehearse(now)]
            return people + [decision for decision in found if decision is not None]

    def _due(self, now: datetime) -> Iterator[tuple[str, Step, object]]:
        """Every step that is due, one by one: the caps are asked when those before it were taken."""
        for name, find, step in self._steps:
            for item in tuple(find(now)):
                if name in UNCAPPED or not self._full(now):
                    yield name, step, item

    def _full(self, now: datetime) -> bool:
        """Whether so much automatic mail went out that the clock goes on later ([limits] automatic_total)."""
        count, per = self._settings.limits.automatic_total
        return facts.recent_automatic(now - per) >= count

    def _guarded(self, name: str, step: Step, item: object, now: datetime) -> int:
        try:
            with transaction():
                decision = self._take(step, item, now)
        except TemporaryError:
            raise
        except Exception:  # the item boundary
            log.exception("followup.failed", step=name, item=item)
            return 0
        if decision is None:
            return 0
        log.info("followup.taken", step=name, item=_shown(item), reason=decision.reason)
        return 1

    def _take(self, step: Step, item: object, now: datetime) -> Decision | None:
        decision = step(item, now)
        if decision is not None:
            self._queued(apply(decision, None, now, "service").outbox_ids, now)
        return decision

    def _surveys(self, now: datetime) -> Iterable[int]:
        """Not all that were asked: those are many, and nothing happens to most of them for weeks."""
        survey = self._settings.survey
        remind = now - shortest(survey.remind) if survey.remind else None
        return followups.surveys(now, remind, now - survey.lapse)

    def _survey(self, case_id: int, now: datetime) -> Decision | None:
        case = facts.case(case_id)
        if case is None:
            return None
        mails = self._mails(case, now)
        step = due_step(case, facts.last_survey_asked(case.requester.id), mails.settings, now)
        return survey_decision(case, step, mails)

    def _wait(self, case_id: int, now: datetime) -> Decision | None:
        case = facts.case(case_id)
        return wait_decision(case, self._mails(case, now), self._find(case, now)) if case else None

    def _promises(self, now: datetime) -> Iterable[int]:
        """Cases with a step due, as far as can be seen without their messages."""
        cases = followups.cases_in(OWED_BY_CONCIERGE)
        marks = followups.marks((case.id for case in cases), promise.EVENTS)
        seen = self._settings.for_client
        return [c.id for c in cases if promise.due_steps(c, marks.get(c.id, ()), seen(c.client), now)]

    def _promise(self, case_id: int, now: datetime) -> Decision | None:
        case = facts.case(case_id)
        if case is None:
            return None
        marks = followups.marks((case_id,), promise.EVENTS).get(case_id, ())
        told = followups.told((case_id,)).get(case_id, frozenset())
        known = Known(marks, told, followups.notifications(case_id))
        return promise_decision(case, known, self._mails(case, now), self._find(case, now))

    def _silences(self, now: datetime) -> Iterable[int]:
        response = self._settings.response
        wanted = response.nudge or response.close_after
        return [case.id for case in followups.cases_in({CaseState.WAITING})] if wanted else ()

    def _silence(self, case_id: int, now: datetime) -> Decision | None:
        case = facts.case(case_id)
        if case is None:
            return None
        marks = followups.marks((case_id,), silence.EVENTS).get(case_id, ())
        return silence_decision(case, marks, self._mails(case, now))

    def _release(self, inbound_id: int, now: datetime) -> Decision | None:
        """A mail that waited long enough; read under its lock, because #undo may come at this moment."""
        mail = inbound.load(inbound_id)
        still = mail.state is InboundState.HELD and mail.reason == Reason.ON_HOLD
        return released_decision(inbound_id) if still else None

    def _unconfirmed(self, now: datetime) -> Iterable[int]:
        return followups.unconfirmed(UNCONFIRMED, now - CONFIRM_WITHIN)

    def _expire(self, inbound_id: int, now: datetime) -> Decision | None:
        held = earlier_mail.received(inbound_id)
        still = held is not None and held.state == InboundState.HELD
        return expired_decision(inbound_id) if still else None

    def _introduction(self, which: tuple[int, int], now: datetime) -> Decision | None:
        number, colleague = which
        live = next(iter(matches.live_ids((number,))), number)
        case = facts.case(live)
        asked = experts.introduction(number, colleague)
        if case is None or asked is None:
            return None
        return lapsed(asked, case, self._mails(case, now), self._find(case, now))

    def _find(self, case: Case, now: datetime) -> Find:
        def find(who: Concierge | str) -> Reader:
            return reader(who, self._settings, now, case.id)

        return find

    def _report_mails(self, client: str | None, now: datetime) -> ReportMails:
        """As the people of this client know the service."""
        writer = self._writer.for_client(client)
        catalogue = self._catalogue.named() if client is None else self._catalogue.of(client)
        return ReportMails(writer.settings, writer, catalogue, now)

    def _mails(self, case: Case, now: datetime) -> ClockMails:
        """As the people of its client know the service."""
        writer = self._writer.for_client(case.client)
        return ClockMails(writer.settings, writer, self._catalogue.of(case.client), now)


def _shown(item: object) -> object:
    """A number as it is, a value by its kind: it may name people."""
    return item if isinstance(item, int) else type(item).__name__
