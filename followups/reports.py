"""Reports by the clock: each month to the lead, each quarter's published form to who is to get it.

One transaction a reader and month or quarter; what was written is marked, so a restart writes nothing twice.
The figures are counted outside and handed in, because this room does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cases.effects import Decision
from cases.settings import Settings
from db import followups
from followups.decide import written_decision
from followups.digest_times import monthly_report_due, published_due
from followups.readers import reader
from followups.report_mails import ReportMails

MONTHLY = ("report.sent", "report.empty")
PUBLISHED = ("published.sent", "published.empty")
MEMORY = timedelta(days=45)  # longer than a report stays due
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of the open database. `month`: the lead's report of the month of that first day.

    `quarter`: the published forms of the quarter that begins on that day, by client, "" for cases of none;
    whoever asks publishes it.
    """

    month: Callable[[date, datetime], Figures]
    quarter: Callable[[date, datetime], Mapping[str, Figures]]


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of one service; without `counted` none. `mails`: as that client knows the service."""

    settings: Settings
    mails: Callable[[str | None, datetime], ReportMails]
    counted: Counted | None = None

    def leads_due(self, now: datetime) -> Iterator[str]:
        """Addresses of leads whose report of last month was not written yet."""
        month = self._month(now)
        if month is None:
            return
        for address in _leads(self.settings):
            if not _written(address, MONTHLY, f"{month:%Y-%m}", now):
                yield address

    def to_lead(self, address: str, now: datetime) -> Decision | None:
        """The report of last month, or a mark that nothing was asked in it."""
        month = self._month(now)
        if month is None or self.counted is None or _written(address, MONTHLY, f"{month:%Y-%m}", now):
            return None
        name, figures = f"{month:%Y-%m}", self.counted.month(month, now)
        if not (figures["quality"]["cases"] or figures["demand"]["cases"]):
            return written_decision(None, MONTHLY[1], address, name, now)
        to = reader(address, self.settings, now)
        draft = self.mails(None, now).summary(
            to.person, to.language, figures, f"report:{to.person.id}:{name}"
        )
        return written_decision(draft, MONTHLY[0], address, name, now)

    def readers_due(self, now: datetime) -> Iterator[tuple[str, str]]:
        """(client, address) of who is to get the published form of last quarter and did not yet."""
        quarter = self._quarter(now)
        if quarter is None:
            return
        for client, address in _readers(self.settings):
            if not _written(address, PUBLISHED, _form(quarter, client), now):
                yield client, address

    def to_reader(self, which: tuple[str, str], now: datetime) -> Decision | None:
        """The form of that client, or a mark that there is nothing in it to tell."""
        client, address = which
        quarter = self._quarter(now)
        if quarter is None or self.counted is None:
            return None
        name = _form(quarter, client)
        if _written(address, PUBLISHED, name, now):
            return None
        form = self.counted.quarter(quarter, now).get(client)
        if form is None or not (form["demand"]["topics"] or form["demand"]["other"]):
            return written_decision(None, PUBLISHED[1], address, name, now)
        to, mails = reader(address, self.settings, now), self.mails(client, now)
        language = to.language if to.concierge else mails.settings.languages[0]
        draft = mails.published(to.person, language, form, f"published:{to.person.id}:{name}")
        return written_decision(draft, PUBLISHED[0], address, name, now)

    def _month(self, now: datetime) -> date | None:
        if self.counted is None or not self.settings.report.monthly:
            return None
        return monthly_report_due(self.settings.response.lead_digest, self.settings.hours, now)

    def _quarter(self, now: datetime) -> date | None:
        if self.counted is None:
            return None
        return published_due(self.settings.response.lead_digest, self.settings.hours, now)


def _leads(settings: Settings) -> tuple[str, ...]:
    """Each once; who is alone and named no lead, leads."""
    alone = () if settings.lead else (each.address for each in settings.concierges if settings.leads(each))
    return tuple(dict.fromkeys(address.lower() for address in (*settings.lead, *alone)))


def _readers(settings: Settings) -> tuple[tuple[str, str], ...]:
    """(client, address), each once. The service's own list gets the form of cases of no client: what a client
    asked for goes to nobody but who is named with that client.
    """
    lists = [("", settings.report.publish_to), *((each.id, each.publish_to) for each in settings.clients)]
    return tuple(dict.fromkeys((client, address.lower()) for client, named in lists for address in named))


def _form(quarter: date, client: str) -> str:
    name = f"{quarter.year:04}-Q{(quarter.month + 2) // 3}"
    return f"{name} {client}".strip()


def _written(address: str, events: tuple[str, ...], name: str, now: datetime) -> bool:
    return any(mark.detail == name for mark in followups.service_marks(events, address, now - MEMORY))
