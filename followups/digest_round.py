"""Digests: who is due one, and what is read for it. One transaction a reader and day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.effects import Decision
from cases.growth import NO_GROWTH, Growth
from cases.model import OWED, OWED_BY_CONCIERGE, CaseState
from cases.routing import present
from cases.settings import Settings
from db import followups
from followups.decide import written_decision
from followups.digest import agenda
from followups.digest_mails import DigestMails
from followups.digest_times import daily_digest_due, weekly_digest_due
from followups.readers import reader
from followups.recipients import local_date
from templates.drafts import Writer

SENT, EMPTY = "digest.sent", "digest.empty"
LEAD = ("lead-digest.sent", "lead-digest.empty")
MEMORY = timedelta(days=31)  # how far back "since your last digest" may reach
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of one service."""

    settings: Settings
    writer: Writer
    growth: Callable[[Collection[str] | None, datetime], Growth] = lambda authors, since: NO_GROWTH

    def concierges_due(self, now: datetime) -> Iterator[str]:
        """Addresses of present concierges whose digest of today was not written yet."""
        day = daily_digest_due(self.settings.response.digest, self.settings.hours, now)
        if day is None:
            return
        for concierge in self.settings.concierges:
            here = present(concierge, local_date(now, self.settings))
            if here and not self._written(concierge.address, (SENT, EMPTY), day, now):
                yield concierge.address

    def leads_due(self, now: datetime) -> Iterator[str]:
        """Addresses of leads whose digest of this week was not written yet."""
        day = weekly_digest_due(self.settings.response.lead_digest, self.settings.hours, now)
        if day is None:
            return
        for address in dict.fromkeys(a.lower() for a in self.settings.lead):
            if not self._written(address, LEAD, day, now):
                yield address

    def to_concierge(self, address: str, now: datetime) -> Decision | None:
        """The digest of today, or a mark that there was nothing to do."""
        day = daily_digest_due(self.settings.response.digest, self.settings.hours, now)
        concierge = self.settings.concierge(address)
        if day is None or concierge is None or self._written(address, (SENT, EMPTY), day, now):
            return None
        cases = followups.cases_in(OWED)
        ids = [case.id for case in cases]
        plan = agenda(concierge, cases, followups.told(ids), followups.held_mails(), self.settings, now)
        if not plan.to_do:
            return written_decision(None, EMPTY, address, str(day), now)
        to = reader(concierge, self.settings, now)
        mails = DigestMails(self.settings, self.writer, now, followups.last_messages(ids))
        automatic = followups.taken_as_automatic(self._last_sent(address, now))
        first = self._last_sent(address, now).isocalendar()[:2] != now.isocalendar()[:2]
        given = self.growth(concierge.addresses, now - WEEK) if first else NO_GROWTH  # once a week
        draft = mails.digest(to.person, to.language, day, plan, automatic, given)
        return written_decision(draft, SENT, address, str(day), now)

    def to_lead(self, address: str, now: datetime) -> Decision | None:
        """The digest of the week, or a mark that there is nothing to tell yet."""
        day = weekly_digest_due(self.settings.response.lead_digest, self.settings.hours, now)
        if day is None or self._written(address, LEAD, day, now):
            return None
        cases = followups.cases_in(OWED)
        owing = [case for case in cases if case.state in OWED_BY_CONCIERGE]
        late = tuple(c for c in owing if c.promised_at and max(c.promised_at, c.wait_until or now) <= now)
        lists = {
            "late": late,
            "open": tuple(c for c in owing if c not in late),
            "waiting": tuple(c for c in cases if c.state is CaseState.WAITING),
        }
        to = reader(address, self.settings, now)
        mails = DigestMails(self.settings, self.writer, now, {})
        figures, held = followups.week(now - WEEK), len(followups.held_mails())
        grown = self.growth(None, now - WEEK)
        if not (cases or held or figures.anything or grown.weeds):
            return written_decision(None, LEAD[1], address, str(day), now)
        draft = mails.lead_digest(to.person, to.language, day, figures, lists, held, grown)
        return written_decision(draft, LEAD[0], address, str(day), now)

    def _written(self, address: str, events: tuple[str, ...], day: date, now: datetime) -> bool:
        return any(m.detail == str(day) for m in followups.service_marks(events, address, now - WEEK))

    def _last_sent(self, address: str, now: datetime) -> datetime:
        marks = followups.service_marks((SENT,), address, now - MEMORY)
        return max((m.at for m in marks), default=now - WEEK)
