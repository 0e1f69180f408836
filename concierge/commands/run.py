"""`concierge run`: the daemon, or one round of it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from json import dumps, loads
from logging import INFO, WARNING
from typing import Annotated

import structlog
import typer

from cases.errors import ConciergeError, PermanentError
from cases.settings import Settings
from concierge.apart import lines_apart
from concierge.daemon import Daemon, stop_on_signals
from concierge.file_modes import exposed
from concierge.limited import limits_for
from concierge.logs import configure
from concierge.opened import database_of
from concierge.options import CONFIG, Config, load_settings
from concierge.output import print_json, printable
from concierge.rehearsed import database_for_rehearsal, rehearsed, told
from concierge.service import Service
from concierge.watched_secret import watched
from concierge.watching.systemd import starting
from db import timeline
from intake.handle import Begins

log = structlog.get_logger("daemon")
ALL = ("intake", "followups", "outbox")


class RoleName(StrEnum):
    INTAKE = "intake"
    FOLLOWUPS = "followups"
    OUTBOX = "outbox"


def command(
    role: Annotated[
        RoleName | None,
        typer.Argument(metavar="[ROLE]", help="intake, followups or outbox; without it, all three."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="All that is due now, then exit.")] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="TIME", help="With --once: act as if it were TIME (RFC 3339)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Decide and print; write and send nothing.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="With --dry-run: one JSON object a line, times in UTC.")
    ] = False,
    config: Config = CONFIG,
) -> None:
    """Run the service: read the mailboxes, decide, follow up, send."""
    if as_of is not None and not (once or dry_run):
        raise typer.BadParameter("--as-of needs --once", param_hint="--as-of")
    if json and not dry_run:
        raise typer.BadParameter("--json needs --dry-run", param_hint="--json")
    moment = _moment(as_of) if as_of else None
    roles = (role.value,) if role else ALL
    settings = load_settings(config, look_up_countries=True, mail=True)
    settings = replace(settings, signer=watched(settings))
    # What a rehearsal does to its copy is nobody's news: only what is wrong is.
    configure(settings.log_format, level=WARNING if dry_run else INFO, own=settings.own_addresses)
    stop = threading.Event()
    service = Service(settings, lambda: moment or datetime.now(UTC), stop)
    limits = limits_for(settings.intake.max_message)
    if dry_run:
        _print(
            lines_apart(lambda begins: _rehearsed(service, roles, moment, begins), limits),
            settings,
            as_json=json,
        )
        return
    with contextlib.ExitStack() as stack:
        if "intake" in roles:
            stack.enter_context(service.deciding_apart(limits))
        _open_database(service, stack)
        _say_exposed(settings)
        _refuse_the_past(moment)
        stack.callback(service.close)
        if once:
            if not service.once(roles):
                raise typer.Exit(1)
        else:
            stop_on_signals(stop)
            if not Daemon(service, roles).run():
                raise typer.Exit(1)


def _print(lines: Iterator[str], settings: Settings, *, as_json: bool) -> None:
    found = 0
    for line in map(loads, lines):
        found += 1
        if as_json:
            print_json([line])
        else:
            typer.echo(printable(told(line, settings)))
    if not as_json:
        typer.echo(
            "Nothing was written or sent." if found else "Nothing is due; nothing was written or sent."
        )


def _open_database(service: Service, stack: contextlib.ExitStack) -> None:
    """Open it; where it is away, whoever starts us anew again and again is told once by the second route."""
    try:
        with starting("Opening the database, and bringing it up to this version"):
            stack.enter_context(database_of(service.settings, made=_say_made))
    except ConciergeError as error:
        service.watcher.database_lost(error, service.clock())
        raise


def _say_made(place: str) -> None:
    log.warning("database.made", place=place, note="it is empty: if there was one before, restore a backup")


def _say_exposed(settings: Settings) -> None:
    for file in exposed(settings):
        log.warning("file.exposed", what=file.what, file=file.path, others=file.others, correct=file.correct)


def _refuse_the_past(moment: datetime | None) -> None:
    newest = timeline.newest()
    if moment and newest and moment < newest:
        raise PermanentError(
            f"--as-of {moment.isoformat()} lies before the newest recorded event ({newest.isoformat()}): "
            "give a later time."
        )


def _rehearsed(
    service: Service, roles: tuple[str, ...], moment: datetime | None, begins: Begins
) -> Iterator[str]:
    """What would be done, a JSON object a line; in a process of its own."""
    with database_for_rehearsal(service.settings):
        _say_exposed(service.settings)
        _refuse_the_past(moment)
        yield from (dumps(line) for line in rehearsed(service, roles, begins))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is no time: write 2026-11-21T09:00:00Z', param_hint="--as-of"
        ) from None
    if moment.tzinfo is None:
        raise typer.BadParameter(f'"{text}" has no time zone: add Z or +01:00', param_hint="--as-of")
    return moment.astimezone(UTC)
