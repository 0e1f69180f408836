"""The report of the open database: its rows read once, and counted by `reports`."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from cases.catalogue import Catalogue
from cases.settings import Concierge, Settings
from cases.subjects import base_subject
from db.reports import report_cases, report_comments, report_recommendations, report_words
from replies.advice.relevance import STOP_WORDS, stem
from reports.figures import Period, Report, Rows, figures
from reports.periods import INSTANT

LAST = timedelta(days=90)
HISTORY = timedelta(days=3 * 366)  # before the end: for what is new, and for seasons
QUESTIONS = 10_000  # the newest, of which similar ones are grouped
LONGEST = 1_000  # characters of a question that are looked at
SHORTEST = 3  # letters of a word that may tell questions apart
_WORD = re.compile(r"[^\W\d_]{1,40}")


def report(
    settings: Settings,
    period: Period,
    now: datetime,
    catalogue: Catalogue | None = None,
    *,
    lead: bool = True,
    words: bool = True,
    own: Mapping[str, Catalogue] = MappingProxyType({}),
) -> Report:
    """The figures, and for the lead what people wrote with their ratings and what similar questions share.

    words: whether these go along; into a mail they do not, because nobody could take them out of it again.
    """
    said = lead and words
    period = replace(period, until=period.until or now + INSTANT)
    until = period.until or now
    before = period.before(ZoneInfo(settings.timezone))
    since = None if period.since is None else min((before or period).since or until, until - HISTORY)
    read = since, until, period.client
    with _without_collecting():
        rows = Rows(
            report_cases(*read),
            report_recommendations(*read),
            report_comments(*read) if said else (),
            words_of(report_words(period.since, until, period.client, QUESTIONS)) if said else {},
        )
        return figures(rows, settings, period, now, catalogue, lead=lead, own={} if period.client else own)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Rows and figures hold no circles, and looking for some among so many takes a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def own_catalogues(settings: Settings, catalogues: Callable[[str], Catalogue]) -> dict[str, Catalogue]:
    """By client, of those who have other files than the organisation's."""
    return {each.id: catalogues(each.id) for each in settings.clients if each.has_own_files}


def lately(
    settings: Settings,
    now: datetime,
    reader: Concierge,
    catalogue: Catalogue,
    own: Mapping[str, Catalogue] = MappingProxyType({}),
) -> dict[str, Any]:
    """`{period, quality, demand}` of docs/report.md for #report: the last 90 days, nobody's words in it.

    Whoever leads reads of all, everybody else of the cases that they have.
    """
    lead = settings.leads(reader)
    period = Period(since=now - LAST, concierge=None if lead else reader.address.lower())
    return report(settings, period, now, catalogue, lead=lead, words=False, own=own).as_json()


def of_month(
    settings: Settings,
    month: date,
    now: datetime,
    catalogue: Catalogue,
    own: Mapping[str, Catalogue] = MappingProxyType({}),
) -> dict[str, Any]:
    """The same of the calendar month that begins on that day, for the lead."""
    zone = ZoneInfo(settings.timezone)
    first = datetime(month.year, month.month, 1, tzinfo=zone)
    after = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
    return report(settings, Period(since=first, until=after), now, catalogue, words=False, own=own).as_json()


def words_of(questions: Iterable[tuple[int, str, str]]) -> dict[int, Mapping[str, str]]:
    """By case, the words of its subject and need that say something, by their stem."""
    return {number: _words(f"{base_subject(subject)} {about}") for number, subject, about in questions}


def _words(text: str) -> Mapping[str, str]:
    found = (word.lower() for word in _WORD.findall(text[:LONGEST]))
    return {stem(word): word for word in found if len(word) >= SHORTEST and word not in STOP_WORDS}
