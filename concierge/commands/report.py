"""`concierge report`: quality and demand for a period, for a terminal, as JSON, as a page or as a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from cases.catalogue import Catalogue
from cases.errors import PermanentError
from cases.settings import Settings
from concierge.catalogue.files import read_catalogue
from concierge.opened import opened
from concierge.options import CONFIG, Config, new_file
from concierge.output import AsJson, print_json, printable
from concierge.publishing import published_forms
from concierge.report_figures import own_catalogues, report
from concierge.report_filters import a_client, a_concierge, a_topic
from concierge.report_mailing import an_addressee, for_addressee, for_published, send
from concierge.report_rows import Figures
from concierge.report_screen import show, show_published
from concierge.report_words import say
from reports.figures import Period

DAY = ["%Y-%m-%d"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is counted, and the forms that were asked for; without any it is for a terminal.

    language: None is the service's first, and the reader's own of a mail.
    """

    settings: Settings
    catalogue: Catalogue
    period: Period
    language: str | None
    html: Path | None
    mail: str | None
    json: bool
    now: datetime

    @property
    def spoken(self) -> str:
        return self.language or self.settings.languages[0]

    @property
    def elsewhere(self) -> bool:
        """Whether it goes into a file or a mail, so not to a terminal."""
        return self.html is not None or self.mail is not None


def command(
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="From this day on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="Up to and with this day.")
    ] = None,
    client: Annotated[str | None, typer.Option(metavar="ID", help="Only of this client.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="NAME", help="Only about this.")] = None,
    concierge: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this concierge has: a name or an address.")
    ] = None,
    published: Annotated[
        bool, typer.Option("--published", help="What may be published: people by topic in whole quarters.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(parser=new_file, metavar="FILE", help="Write one page there, for a browser or paper."),
    ] = None,
    mail: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Mail it there.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="LANG", help="Of what people read: en or nl.")
    ] = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Show how well requests were helped, and what people ask for."""
    if published and (topic is not None or concierge is not None):
        raise typer.BadParameter("a published report has no filter by topic or concierge: leave it out")
    with opened(config) as settings:
        if language is not None and language not in settings.languages:
            raise typer.BadParameter(f"{printable(language)} is no language of [service] languages")
        if client is not None and (client or not published):
            client = a_client(client, settings)
        catalogue = _catalogue(settings, client)
        zone = ZoneInfo(settings.timezone)
        period = Period(
            since=since and since.replace(tzinfo=zone),
            until=until and (until + timedelta(days=1)).replace(tzinfo=zone),
            client=client,
            topic=None if topic is None else a_topic(topic, catalogue),
            concierge=None if concierge is None else a_concierge(concierge, settings),
        )
        now = datetime.now(UTC)
        to = None if mail is None else an_addressee(mail, settings)
        wanted = Wanted(settings, catalogue, period, language, html, to, json, now)
        if published:
            _publish(wanted)
        else:
            _show(wanted)


def _catalogue(settings: Settings, client: str | None) -> Catalogue:
    """With the client's own topics and options, where it has such."""
    seen = settings.for_client(client)
    return read_catalogue(seen.catalogue, seen.topics)


def _show(wanted: Wanted) -> None:
    period, lead = wanted.period, True
    if wanted.mail is not None:
        period, lead = for_addressee(wanted.mail, period, wanted.settings)
    own = own_catalogues(wanted.settings, lambda client: _catalogue(wanted.settings, client))
    found = report(wanted.settings, period, wanted.now, wanted.catalogue, lead=lead, own=own).as_json()
    _mail(wanted, found)
    if wanted.html is not None:
        write_page(wanted, found)
    if wanted.json:
        print_json([found])
    elif not wanted.elsewhere:
        show(found, wanted.catalogue, wanted.settings, Console(highlight=False), wanted.spoken)


def _publish(wanted: Wanted) -> None:
    """Every form of the whole quarters in the period; without days, of the last quarter that is over."""
    if wanted.mail is not None:
        for_published(wanted.mail, wanted.period, wanted.settings)
    settings = wanted.settings
    topics = [topic.slug for topic in read_catalogue(None, settings.topics).topics]
    found = [each.as_json() for each in published_forms(settings, topics, wanted.period, wanted.now)]
    _mail(wanted, *found, published=True)
    if wanted.html is not None:
        write_page(wanted, *found, published=True)
    if wanted.json:
        print_json(found)
    if wanted.json or wanted.elsewhere:
        return
    console = Console(highlight=False)
    if not found:
        console.print(say("nothing to publish", wanted.spoken))
    for form in found:
        show_published(form, wanted.catalogue, settings, console, wanted.spoken)


def _mail(wanted: Wanted, *found: Figures, published: bool = False) -> None:
    """Into the outbox, where a mail was asked for."""
    if wanted.mail is None:
        return
    count = send(
        wanted.settings,
        wanted.catalogue,
        wanted.mail,
        wanted.language,
        wanted.now,
        found,
        published=published,
    )
    said = f"The report goes to {wanted.mail} in the next round." if count else "Nothing to publish: no mail."
    typer.echo(said, err=True)


def write_page(wanted: Wanted, *found: Figures, published: bool = False) -> None:
    """The page of a report, or of published forms; PermanentError where the file cannot be written."""
    from concierge.page.report import published_page, report_page  # only where somebody wants a page
    from concierge.page.view import View

    assert wanted.html is not None
    view = View(wanted.catalogue, wanted.spoken, wanted.settings)
    page = published_page(view, found) if published else report_page(view, found[0])
    if str(wanted.html) == "-":
        typer.echo(page, nl=False)
        return
    try:
        wanted.html.write_text(page, encoding="utf-8", newline="")
    except OSError as error:
        raise PermanentError(
            f"{wanted.html} cannot be written ({error.strerror}): name another file."
        ) from error
    typer.echo(f"The report is in {printable(str(wanted.html))}.", err=True)


def print_report(settings: Settings, now: datetime, console: Console, period: Period | None = None) -> None:
    """The report of everything so far (or of `period`) on a console; the database is open."""
    catalogue = read_catalogue(settings.catalogue, settings.topics)
    show(report(settings, period or Period(), now, catalogue).as_json(), catalogue, settings, console)
