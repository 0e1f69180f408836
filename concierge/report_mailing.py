"""`concierge report --mail`: to whom a report may go, and what of it. The database is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import typer

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge import statements
from concierge.acting import acting
from concierge.config.values import address as an_address
from concierge.output import printable
from concierge.report_rows import Figures
from db.connect import transaction
from followups.readers import reader
from followups.report_mails import ReportMails
from reports.figures import Period
from templates.drafts import Writer
from templates.load import load_library


def an_addressee(typed: str, settings: Settings) -> str:
    """An address that is not the service's own."""
    try:
        found = an_address(typed)
    except ValueError as error:
        raise typer.BadParameter(f"{printable(typed)}: {error}") from None
    if settings.is_own(found):
        raise typer.BadParameter(f"{found} is the service itself: name an address of a person")
    return found


def for_addressee(address: str, period: Period, settings: Settings) -> tuple[Period, bool]:
    """What of the report this address may have, and whether it may see concierges apart.

    Whoever leads gets all of it, a concierge what they have, a client's people their client's. Nobody else
    gets a report that is not published.
    """
    if settings.leads_from(address):
        return period, True
    concierge = settings.concierge(address)
    if concierge is not None:
        own = concierge.address.lower()
        if period.concierge not in (None, own):
            raise typer.BadParameter(f"{address} may see what {concierge.name} has, and nobody else's")
        return replace(period, concierge=own), False
    client = settings.client_of(address)
    if client is not None and client == period.client and period.concierge is None:
        return period, False
    hint = f"add --client {client}, or --published" if client else "add --published, or name a lead"
    raise typer.BadParameter(f"{address} is neither lead nor concierge: {hint}")


def for_published(address: str, period: Period, settings: Settings) -> None:
    """Whoever belongs to a client, or answers for some alone, gets nothing but the forms of those."""
    if settings.leads_from(address):
        return
    concierge = settings.concierge(address)
    if concierge is not None and concierge.clients:
        clients = set(concierge.clients)
    else:
        named = {each.id for each in settings.clients if address.lower() in map(str.lower, each.publish_to)}
        client = settings.client_of(address)
        clients = named | ({client} if client else set())
    if clients and period.client not in clients:
        known = " or ".join(f"--client {each}" for each in sorted(clients))
        raise typer.BadParameter(
            f"{address} gets the forms of {', '.join(sorted(clients))} alone: add {known}"
        )


def send(
    settings: Settings,
    catalogue: Catalogue,
    address: str,
    language: str | None,
    now: datetime,
    found: Iterable[Figures],
    *,
    published: bool,
) -> int:
    """Queue a mail of each, in the reader's language unless another was asked for; gives how many."""
    with transaction():
        to = reader(address, settings, now)
    mails = ReportMails(settings, Writer(settings, load_library(settings.templates)), catalogue, now)
    write = mails.published if published else mails.summary
    sent = [write(to.person, language or to.language, each, None) for each in found]
    for draft in sent:
        statements.send(draft, now, acting())
    return len(sent)
