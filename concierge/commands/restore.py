"""`concierge restore FILE`: the service as it was when the backup was made, ready to go on."""

from __future__ import annotations

import os
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cases.moments import public_moment
from concierge.backup.archive import read_manifest
from concierge.backup.put_back import Done, Wanted, put_back
from concierge.options import CONFIG, Config
from concierge.output import AsJson, local_time, print_json, printable
from concierge.passphrase import Passphrase, passphrase
from concierge.progress import bar


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `concierge backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Set aside what is there, instead of refusing.")
    ] = False,
    without_secrets: Annotated[
        bool, typer.Option("--without-secrets", help="Leave sealed secrets in the backup.")
    ] = False,
    passphrase_file: Passphrase = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Put configuration, files and database back where --config says, and check them.

    Into an empty place; with --replace what is there is kept aside. Refused while a service works on the
    database. At its next start the service looks through the mailbox first: what came and went since the
    backup is taken in, nothing is sent a second time, and what may be lost on the way is held.
    """
    sealed = read_manifest(file).sealed and not without_secrets
    words = passphrase(passphrase_file, twice=False) if sealed else None
    size = file.stat().st_size
    with bar("restore", size, shown=not json and sys.stderr.isatty()) as told:
        done = put_back(Wanted(file, config, os.environ, replace, words), datetime.now(UTC), told)
    if json:
        print_json(
            [
                {
                    "made_at": public_moment(datetime.fromisoformat(done.manifest.made_at)),
                    "version": done.manifest.version,
                    "rows": done.manifest.rows,
                    "aside": done.aside or None,
                    "missing": done.missing,
                    "problems": done.loud,
                    "notes": done.notes,
                    "elsewhere": done.elsewhere,
                    "migrated": done.migrated,
                }
            ]
        )
    else:
        _tell(done, config)
    if done.loud:
        raise typer.Exit(1)


def _when(made_at: str, config: Path) -> str:
    """On the service's clock, where the configuration that was put back names one."""
    moment = datetime.fromisoformat(made_at)
    try:
        timezone = tomllib.loads(config.read_text("utf-8"))["service"]["timezone"]
        return local_time(public_moment(moment), timezone)
    except (OSError, ValueError, KeyError, TypeError):
        return f"{local_time(public_moment(moment), 'UTC')} UTC"


def _tell(done: Done, config: Path) -> None:
    manifest, rows = done.manifest, done.manifest.rows
    typer.echo(
        f"Restored and checked: as of {_when(manifest.made_at, config)}, {rows.get('case', 0)} cases, "
        f"{rows.get('inbound', 0)} received and {rows.get('outbox', 0)} outgoing mails."
    )
    if done.migrated:
        typer.echo(f"Brought up to this version: {', '.join(done.migrated)}.")
    if done.aside:
        typer.echo(printable(f"What was there is kept in {done.aside}; remove it when all is well."))
    for each in done.notes:
        typer.echo(printable(each))
    for each in done.elsewhere:
        typer.echo(
            printable(f"It lay outside of the folder: move {each} to where the configuration names it.")
        )
    steps = []
    if done.missing:
        names = "".join(f"\n     {each}" for each in done.missing)
        steps.append(f"Put back what was not in the backup:{names}")
    steps += [
        f"concierge doctor --config {config}",
        f"concierge run --once --config {config}   (or start the service)\n"
        "     It looks through the mailbox before it does anything else. Mail that came since the backup is\n"
        "     taken in without answering it again; what was sent since is not sent again. A question that\n"
        "     came since may get another number, where nothing in the mailbox tells which it had.",
        f"concierge outbox list --state held --config {config}\n"
        "     Mail of which nobody knows whether it went out: `concierge outbox retry ID` sends it.",
    ]
    typer.echo("Next:")
    for number, step in enumerate(steps, 1):
        typer.echo(printable(f"  {number}. {step}"))
    for each in done.loud:
        typer.echo(printable(each), err=True)
