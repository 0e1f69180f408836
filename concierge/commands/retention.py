"""`concierge retention`: what the service does once a day by itself, now; or only shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from logging import WARNING
from typing import Annotated, Any

import typer

from cases.errors import ConciergeError
from cases.moments import public_moment
from cases.settings import Settings
from concierge.acting import audited
from concierge.logs import configure
from concierge.opened import opened
from concierge.options import CONFIG, Config, load_settings
from concierge.output import AsJson, local_time, print_json, print_table, printable
from db.compact import compact
from db.connect import rehearsal
from db.retention import still_open
from followups.retention import Retention
from intake.imap.mailbox import Mailbox
from intake.removing.old import OldMail

Line = dict[str, Any]


def command(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show it; the daemon waits meanwhile.")
    ] = False,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Take words and names out of what is old, and remove old mail from the mailbox, as [privacy] says."""
    configure(level=WARNING)  # output stays output
    settings = load_settings(config)
    removing = bool(settings.privacy.mailbox_after)
    with opened(config, mail=removing) as settings:
        now = datetime.now(UTC)
        lines = list(_anonymised(settings, now, dry_run=dry_run))
        failed = False
        for box in settings.mailboxes if removing else ():
            try:
                with Mailbox(box.imap) as mailbox:
                    lines += _removed(settings, OldMail(settings, box), mailbox, now, dry_run=dry_run)
            except ConciergeError as error:
                typer.echo(f"{box.address}: {error}", err=True)
                failed = True
        if not dry_run:
            audited("retention.run")
        if json:
            print_json(lines)
        else:
            _print(lines, settings, dry_run=dry_run)
    if failed:
        raise typer.Exit(1)


def _anonymised(settings: Settings, now: datetime, *, dry_run: bool) -> Iterator[Line]:
    """A line for each case, mail and person."""
    if not settings.privacy.anonymise_after:
        return
    found = []
    with ExitStack() as stack:
        if dry_run:
            stack.enter_context(rehearsal())
        found = list(Retention(settings).rounds(now))
        waiting = still_open(now - settings.privacy.anonymise_after)
    if found and not dry_run:
        compact()
    for old in found:
        yield from (_line("case", settings.tag(number)) for number in old.cases)
        yield from (_line("received", str(number)) for number in old.received)
        yield from (_line("sent", str(number)) for number in old.sent)
        yield from (_line("person", str(number)) for number in old.people)
    yield from (_line("still-open", settings.tag(number)) for number in waiting)


def _removed(
    settings: Settings, old: OldMail, mailbox: Mailbox, now: datetime, *, dry_run: bool
) -> Iterator[Line]:
    """A line for each mail in the mailbox."""
    outcome = old.all(mailbox, now, rehearse=dry_run)
    for what, places in (("mailbox", outcome.removed), ("mailbox-stays", outcome.stayed)):
        for place in places:
            at = public_moment(place.at)
            yield _line(what, place.message_id or str(place.uid), place.mailbox, place.folder, at)


def _line(
    what: str, which: str, mailbox: str | None = None, folder: str | None = None, at: str | None = None
) -> Line:
    return {"what": what, "which": which, "mailbox": mailbox, "folder": folder, "at": at}


_SAID = {
    "case": ("would lose their words", "lost their words", "cases"),
    "received": ("would be emptied", "were emptied", "received mails on no case"),
    "sent": ("would be emptied", "were emptied", "sent mails on no case"),
    "person": ("would lose name and address", "lost name and address", "people"),
    "mailbox": ("would be removed from the mailbox", "were removed from the mailbox", "mails"),
    "mailbox-stays": ("stay: the server cannot remove single mails (no UIDPLUS)",) * 2 + ("mails",),
    "still-open": ("are as old, and stay because somebody owes a word; close them",) * 2 + ("cases",),
}


def _print(lines: list[Line], settings: Settings, *, dry_run: bool) -> None:
    privacy = settings.privacy
    if not privacy.anonymise_after:
        typer.echo('Words and names are kept for good ([privacy] anonymise_after = "0s").')
    if not privacy.mailbox_after:
        typer.echo('No mail is removed from the mailbox ([privacy] mailbox_after = "0s").')
    for what, (planned, done, things) in _SAID.items():
        found = [line["which"] for line in lines if line["what"] == what]
        if found:
            typer.echo(f"{len(found)} {things} {planned if dry_run else done}.")
        if found and what in ("case", "still-open"):
            typer.echo(f"  {', '.join(found)}")
    places = [line for line in lines if line["what"].startswith("mailbox")]
    if places:
        cells = (
            (
                line["mailbox"],
                line["folder"],
                local_time(line["at"], settings.timezone),
                printable(line["which"]),
            )
            for line in places
        )
        print_table(("mailbox", "folder", "at", "Message-ID"), cells, "")
    if not lines:
        typer.echo("Nothing is old enough.")
    if dry_run:
        typer.echo("Nothing was changed.")
