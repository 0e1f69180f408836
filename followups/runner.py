"""The clock of the service: one transaction a case and step, each step once (DESIGN 1).

A step that breaks us is logged and tried again in the next round; the other cases go on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from cases.catalogue import Catalogue
from cases.effects import ChangeCase, Decision, Effect, SendMail
from cases.errors import TemporaryError
from cases.model import InboundState
from cases.settings import Settings
from db import due, facts
from db.apply import apply
from db.connect import rehearsal, transaction
from followups.decide import survey_decision
from followups.mails import ClockMails
from followups.surveys import due_step
from templates.drafts import Thread, Writer

log = structlog.get_logger("followups")


class Followups:
    """`run_once(now)` takes every step that is due."""

    def __init__(self, settings: Settings, writer: Writer, catalogue: Callable[[], Catalogue]) -> None:
        self._settings = settings
        self._writer = writer
        self._catalogue = catalogue

    def run_once(self, now: datetime) -> int:
        """Gives the number of steps taken."""
        steps = ((due.surveys, self._survey), (due.waits, self._wait))
        return sum(self._guarded(step, case, now) for find, step in steps for case in find(now))

    def rehearse(self, now: datetime) -> list[Decision]:
        """What `run_once` would do, without writing anything (`--dry-run`)."""
        decided: list[Decision] = []
        with rehearsal():
            for find, step in ((due.surveys, self._survey), (due.waits, self._wait)):
                found = (step(case, now) for case in find(now))
                decided += [decision for decision in found if decision is not None]
        return decided

    def _guarded(self, step: Callable[[int, datetime], Decision | None], case: int, now: datetime) -> int:
        try:
            with transaction():
                decision = step(case, now)
        except TemporaryError:
            raise
        except Exception:  # the item boundary
            log.exception("followup.broke-us", case=case)
            return 0
        if decision is None:
            return 0
        log.info("followup.taken", case=case, reason=decision.reason)
        return 1

    def _survey(self, case_id: int, now: datetime) -> Decision | None:
        case = facts.case(case_id)
        if case is None:
            return None
        step = due_step(case, facts.last_survey_asked(case.requester.id), self._settings, now)
        decision = survey_decision(case, step, self._mails(now))
        if decision is not None:
            apply(decision, None, now, "service")
        return decision

    def _wait(self, case_id: int, now: datetime) -> Decision | None:
        case = facts.case(case_id)
        if case is None or case.wait_until is None or case.wait_until > now:
            return None
        mails = self._mails(now)
        effects: list[Effect] = [ChangeCase(case.id, {"wait_until": None}, "case.wait-over", "service")]
        owner = self._settings.concierge(case.owner) if case.owner else None
        for concierge in (owner,) if owner else self._settings.concierges:
            person = facts.person(concierge.address, concierge.name, now)
            ids = facts.thread_to(person.address, case.id)
            thread = Thread(ids[-1], ids[:-1]) if ids else Thread()
            language = next(
                (code for code in concierge.languages if code in self._settings.languages),
                self._settings.languages[0],
            )
            draft = mails.wait_over(case, person, language, thread)
            effects.append(SendMail(draft, on_case=False))
        decision = Decision(InboundState.ACCEPTED, "wait-over", tuple(effects), case.id)
        apply(decision, None, now, "service")
        return decision

    def _mails(self, now: datetime) -> ClockMails:
        return ClockMails(self._settings, self._writer, self._catalogue(), now)
