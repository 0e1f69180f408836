"""Publishing the report: quarters that are over, made once and frozen (CONTRACT 6, `reports.published`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.settings import Settings
from concierge.catalogue.files import read_catalogue
from db.published import publish_once
from db.reports import first_case_at, report_cases
from reports.periods import Period, quarter_bounds, quarter_of
from reports.published import Published, document, forms, quarters


def published_forms(
    settings: Settings, topics: Collection[str], about: Period, now: datetime
) -> tuple[Published, ...]:
    """The forms of the whole quarters in [since, until) that are over; of one client, where it is asked for.

    Whoever calls this publishes: the forms are stored, and are the same for ever. Quarters before the first
    case are none.
    """
    zone = ZoneInfo(settings.timezone)
    first = first_case_at()
    if first is None:
        return ()
    until = min(about.until or now, now)
    found: list[Published] = []
    for quarter in quarters(about.since, until, zone, first):
        for client, form in _frozen(settings, topics, quarter, zone, now).items():
            if about.client is None or about.client == client:
                found.append(document(quarter, client, form, zone))
    return tuple(found)


def forms_of_quarter(
    settings: Settings, topics: Collection[str], first: date, now: datetime
) -> dict[str, dict[str, Any]]:
    """The forms of the quarter that begins on that day, by client, "" for cases of none; they are published
    by that. There are none of the time before the first case.
    """
    zone = ZoneInfo(settings.timezone)
    quarter = quarter_of(datetime(first.year, first.month, 1, 12, tzinfo=zone), zone)
    begun = first_case_at()
    if begun is None or begun >= quarter_bounds(quarter, zone)[1]:
        return {}
    found = _frozen(settings, topics, quarter, zone, now)
    return {client: document(quarter, client, form, zone).as_json() for client, form in found.items()}


def _frozen(
    settings: Settings, topics: Collection[str], quarter: str, zone: ZoneInfo, now: datetime
) -> dict[str, dict[str, Any]]:
    since, until = quarter_bounds(quarter, zone)
    clients = [client.id for client in settings.clients]

    def make() -> dict[str, dict[str, Any]]:
        rows = report_cases(since, until, None)
        return forms(rows, clients, topics, settings.publish_threshold, _own_topics(settings))

    return publish_once(quarter, make, now)


def _own_topics(settings: Settings) -> dict[str, list[str]]:
    """By client, where its topics are others than the organisation's."""
    own = {client.id: settings.for_client(client.id) for client in settings.clients if client.topics}
    return {
        client: [topic.slug for topic in read_catalogue(None, seen.topics).topics]
        for client, seen in own.items()
    }
