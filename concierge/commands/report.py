"""`concierge report`: quality and demand for a period, for a terminal or as JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge.catalogue.files import read_catalogue
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, print_json
from concierge.publishing import published_forms
from concierge.report_figures import report
from concierge.report_screen import show, show_published
from concierge.report_words import say
from reports.figures import Period

DAY = ["%Y-%m-%d"]


def command(
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="From this day on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="Up to and with this day.")
    ] = None,
    client: Annotated[str | None, typer.Option(metavar="ID", help="Only of this client.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="NAME", help="Only about this.")] = None,
    published: Annotated[
        bool, typer.Option("--published", help="What may be published: people by topic in whole quarters.")
    ] = False,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Show how well requests were helped, and what people ask for."""
    if published and topic is not None:
        raise typer.BadParameter("a published report has no filter by topic: leave --topic out")
    with opened(config) as settings:
        catalogue = read_catalogue(settings.catalogue, settings.topics)
        zone = ZoneInfo(settings.timezone)
        period = Period(
            since=since and since.replace(tzinfo=zone),
            until=until and (until + timedelta(days=1)).replace(tzinfo=zone),
            client=client,
            topic=topic,
        )
        if published:
            _publish(settings, period, catalogue, json=json)
            return
        found = report(settings, period, datetime.now(UTC), catalogue).as_json()
        if json:
            print_json([found])
        else:
            show(found, catalogue, settings, Console(highlight=False))


def _publish(settings: Settings, period: Period, catalogue: Catalogue, *, json: bool) -> None:
    """Every form of the whole quarters in the period; without days, of the last quarter that is over."""
    topics = [topic.slug for topic in catalogue.topics]
    found = [each.as_json() for each in published_forms(settings, topics, period, datetime.now(UTC))]
    if json:
        print_json(found)
        return
    console = Console(highlight=False)
    if not found:
        console.print(say("nothing to publish", settings.languages[0]))
    for form in found:
        show_published(form, catalogue, settings, console)


def print_report(settings: Settings, now: datetime, console: Console, period: Period | None = None) -> None:
    """The report of everything so far (or of `period`) on a console; the database is open."""
    catalogue = read_catalogue(settings.catalogue, settings.topics)
    show(report(settings, period or Period(), now, catalogue).as_json(), catalogue, settings, console)
