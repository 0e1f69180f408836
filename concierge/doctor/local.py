"""What lies on this machine: database and schema, secret, templates, catalogue, hours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cases.calendar import add_working
from cases.errors import ConciergeError
from cases.settings import Client, Settings
from concierge.catalogue.watched import CatalogueFiles
from concierge.doctor.finding import Finding, Line, advice, ok, wrong
from concierge.file_modes import exposed
from concierge.opened import is_missing, place_of
from db.connect import disconnect, open_database
from db.migrate import program_version, schema_version
from templates.lint import lint
from templates.load import settings_library

FAR = timedelta(days=14)  # an answer promised later than that is hardly meant


def check_local(settings: Settings) -> Iterator[Finding]:
    """Everything that needs no server but the database."""
    yield _database(settings)
    yield _secret(settings)
    yield from _files(settings)
    yield from _templates(settings)
    yield from _catalogue(settings)
    yield _hours(settings)
    for client in settings.clients:
        yield from _client(settings, client)
    yield from _kept(settings)


def _database(settings: Settings) -> Finding:
    kind = "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"
    if is_missing(settings):
        return _no_database(Path(place_of(settings)))
    try:
        opened = open_database(settings.database_url, settings.directory, make=False)
        try:
            schema = schema_version(opened)
        finally:
            disconnect()
    except ConciergeError as error:
        return wrong("database", str(error))
    if schema == 0:
        return ok("database", f"{kind}, empty; `concierge run` makes the tables")
    if schema < program_version():
        return ok("database", f"{kind}, schema {schema}; `concierge run` brings it to {program_version()}")
    if schema > program_version():
        return wrong("database", f"{kind}, schema {schema} of a newer version", "Install that version.")
    return ok("database", f"{kind}, schema {schema}")


def _no_database(path: Path) -> Finding:
    """It is not made here: whoever asks may be another user than the service's."""
    if not path.parent.is_dir():
        return wrong("database", f"{path} has no folder", f"Make {path.parent}, or correct [database] url.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        state = f"{path} is not there, and this user may not write into its folder"
        return wrong("database", state, f"Correct the rights of {path.parent}, or ask as the service's user.")
    again = "if there was one, `concierge restore FILE --replace` puts it back"
    return ok("database", f"SQLite, none at {path} yet; `concierge run` makes it ({again})")


def _secret(settings: Settings) -> Finding:
    count = len(settings.signer.keys)
    state = f"{count} key{'s' if count > 1 else ''}, number {settings.signer.current} signs"
    return ok("secret", state)


def _files(settings: Settings) -> Iterator[Finding]:
    found = tuple(exposed(settings))
    for each in found:
        yield advice("files", str(each), f"Run {each.correct}.")
    if not found:
        yield ok("files", "configuration, secrets and database are closed to other users")


def _client(settings: Settings, client: Client) -> Iterator[Finding]:
    """What a client has of its own, and what of the organisation's it therefore never sees."""
    seen, of = settings.for_client(client.id), f" of {client.id}"
    if client.templates or client.languages:
        yield from _templates(seen, of)
    if client.has_own_files:
        yield from _catalogue(seen, of)
    if client.hours or client.target:
        yield _hours(seen, of)
    if client.catalogue and settings.catalogue and client.catalogue != settings.catalogue:
        common = CatalogueFiles(settings.catalogue, None).current()
        unseen = sum(option.client == client.id for option in common.options)
        if unseen:
            yield advice(
                f"catalogue{of}",
                f"{unseen} of its options stand in {settings.catalogue.name} and are never offered",
                f"Move them to {client.catalogue.name}, which it has instead.",
            )
    if not any(concierge.serves(client.id) for concierge in settings.concierges):
        yield advice(
            f"client {client.id}",
            "no concierge serves it, so its mail goes to those of other clients",
            "Add it to clients of a [[concierge]].",
        )


def _templates(settings: Settings, of: str = "") -> Iterator[Finding]:
    library = settings_library(settings)
    problems = lint(library)
    for problem in problems:
        yield wrong(f"templates{of}", str(problem), "Correct that file.")
    if not problems:
        languages = " and ".join(settings.languages)
        yield ok(f"templates{of}", f"{len(library.names())} for concierges, in {languages}")


def _catalogue(settings: Settings, of: str = "") -> Iterator[Finding]:
    files = CatalogueFiles(settings.catalogue, settings.topics)
    catalogue = files.current()
    for problem in files.problems:
        yield wrong(f"catalogue{of}", problem, "Correct that file.")
    if files.problems:
        return
    if not catalogue.options:
        yield advice(
            f"catalogue{of}", "empty, so nothing can be recommended", "Let `concierge init` write a starter."
        )
        return
    yield ok(f"catalogue{of}", f"{len(catalogue.options)} options, {len(catalogue.topics)} topics")


def _kept(settings: Settings) -> Iterator[Finding]:
    """How long words and names stay, here and in the mailboxes."""
    kept, in_mailbox = settings.privacy.anonymise_after, settings.privacy.mailbox_after
    if kept:
        yield ok("privacy", f"cases lose words and names {kept.days} days after their last message")
    else:
        yield advice(
            "privacy", "words and names of all cases are kept for good", "Write anonymise_after in [privacy]."
        ).with_lines(Line("privacy", "anonymise_after", "730d", when="two years are enough"))
    if in_mailbox:
        state = f"handled mail and copies of sent mail leave the mailbox after {in_mailbox.days} days"
        yield ok("privacy", state)
    else:
        yield advice(
            "privacy",
            "mail stays in the mailbox for good, also that of people who were erased here",
            "Remove it there by hand or by the server's own rule, or write mailbox_after in [privacy].",
        )


def _hours(settings: Settings, of: str = "") -> Finding:
    now, place = datetime.now(UTC), "its [[client]] hours" if of else "[hours] week"
    try:
        promised = add_working(settings.hours, now, settings.response.target)
    except ValueError as error:
        return wrong(f"hours{of}", str(error), f"Correct {place} and holidays.")
    if promised - now > FAR:
        state = f"an answer now would be promised for {promised:%Y-%m-%d}"
        return advice(f"hours{of}", state, f"{'Are' if of else 'Is'} {place.split(' week')[0]} as meant?")
    return ok(f"hours{of}", f"{settings.timezone}, {len(settings.hours.holidays)} holidays known")
