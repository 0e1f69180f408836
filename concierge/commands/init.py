"""`concierge init`: the first files, filled in on a terminal by asking, else ready to be filled in."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from concierge.asking.fill import (
    CLIENT_SECRET_FILE,
    OPEN,
    PASSWORD_FILE,
    filled,
    missing_files,
    needs_login,
    private_files,
)
from concierge.asking.provider import Found, guess
from concierge.asking.questions import Known
from concierge.asking.terminal import agreed, hold_interview
from concierge.asking.words import say
from concierge.machine import machine_language, machine_person, machine_timezone
from concierge.options import CONFIG, Config
from concierge.output import printable
from concierge.starter_files import (
    init,
    refuse_a_closed_folder,
    refuse_what_is_there,
    starter_configuration,
    starter_names,
)

# What is typed to put a secret into a file: typed again, or late, it destroys none that is there.
_MAKE, _CLOSE = ("touch", "chmod 600", "${EDITOR:-nano}"), ("chmod 600",)


def command(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Where to write; here when left out.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: write the files as they come.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no name server and no web server about the mailbox.")
    ] = False,
    config: Config = CONFIG,
) -> None:
    """Write a commented configuration, a secret, a starter catalogue and topics, and a folder for templates.

    On a terminal it first asks for the mailbox, its provider, hours and who answers, and looks for the
    provider in the records of the address's own domain. Nothing that is there already is touched. A --config
    that names a folder and file decides both.
    """
    file = (directory if directory is not None else config.parent) / config.name
    if not yes and sys.stdin.isatty() and sys.stdout.isatty():
        language = "nl" if machine_language(os.environ) == "nl" else "en"
        try:
            _ask(file, language, offline=offline)
        except typer.Abort:
            typer.echo(f"\n{say(language, 'stopped')}", err=True)
            raise typer.Exit(130) from None
        return
    _tell(say("en", "wrote", path=str(path)) for path in init(file.parent, file.name))
    typer.echo(
        f"\nNext: fill in the addresses, hosts and passwords in {file}, then run\n\n"
        f"{_commands(file, 'doctor', 'run')}"
    )


def _ask(file: Path, language: str, *, offline: bool) -> None:
    """The interview, then the files, then what comes next. typer.Abort while nothing is written."""
    names = starter_names(file.name)
    refuse_a_closed_folder(file.parent)
    refuse_what_is_there(file.parent, (*names, PASSWORD_FILE, CLIENT_SECRET_FILE), file.name)
    known = Known(machine_timezone(os.environ), language, machine_person(), datetime.now(UTC).date())
    folder = str(file.parent.resolve())
    given = hold_interview(known, lambda domain: _find(domain, language, offline=offline), folder)
    private = private_files(given)
    if not agreed(language, "write", default=True, folder=folder, files=", ".join((*names, *private))):
        raise typer.Abort
    text = filled(starter_configuration(), given)
    written = init(file.parent, file.name, text, private)
    _tell(say(language, "wrote", path=str(path)) for path in written)
    well: bool | None = None
    try:
        well = _look(file, given, text, language, offline=offline)
    except (typer.Abort, KeyboardInterrupt):  # the files are there all the same
        typer.echo()
    login = (f"login {given['address']}",) if needs_login(given) else ()
    if well is False:
        typer.echo(f"\n{say(language, 'mend')}\n\n{_commands(file, *login, 'doctor')}")
        typer.echo(f"{say(language, 'then')}\n\n{_commands(file, 'run')}")
        return
    more = () if well else (*login, "doctor")
    typer.echo(f"\n{say(language, 'next')}\n\n{_commands(file, *more, 'run')}")


def _find(domain: str, language: str, *, offline: bool) -> Found:
    if offline:
        return guess(domain, "offline")
    from concierge.asking.discover import discover  # asks name servers: not loaded without need

    typer.echo(f"\n{say(language, 'looking', domain=domain)}")
    return discover(domain)


def _look(file: Path, given: Mapping[str, Any], text: str, language: str, *, offline: bool) -> bool | None:
    """What is still missing, and `doctor` if wanted now: not the default while it cannot succeed.

    Whether `doctor` found all well; None where it was not asked.
    """
    missing = [path for name in missing_files(given) if not _is_filled(path := _beside(file, name))]
    for name in missing_files(given):
        path = _beside(file, name)
        if path in missing:
            _tell_what_to_type(language, "missing file", path, _MAKE)
        elif path.stat().st_mode & 0o077:
            _tell_what_to_type(language, "open file", path, _CLOSE)
    is_open = any(OPEN in line for line in text.splitlines() if not line.startswith("#"))
    if is_open:
        typer.echo(f"\n{say(language, 'fill in', path=str(file))}")
    if agreed(language, "doctor", default=not (missing or is_open or needs_login(given))):
        from concierge.commands.doctor import told  # with all that speaks to servers
        from concierge.doctor.examine import Wanted

        return told(file, Wanted(offline=offline))
    return None


def _beside(file: Path, name: str) -> Path:
    """As the configuration reads the name of a file."""
    return file.parent / Path(name).expanduser()


def _is_filled(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False  # in a folder that this user may not look into


def _tell_what_to_type(language: str, row: str, path: Path, commands: tuple[str, ...]) -> None:
    quoted = shlex.quote(str(path))
    typed = "\n".join(f"    {command} {quoted}" for command in commands)
    typer.echo(printable(f"\n{say(language, row, path=quoted)}\n\n{typed}"))


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(printable(line))


def _commands(file: Path, *words: str) -> str:
    quoted = shlex.quote(str(file))
    return "\n".join(f"    concierge {each} --config {quoted}" for each in words) + "\n"
