"""`concierge backup FILE`: everything in one file, taken while the service runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from cases.errors import ConciergeError, PermanentError
from cases.moments import public_moment
from concierge.acting import audited
from concierge.backup.take import Wanted, take
from concierge.file_modes import database_files
from concierge.next_steps import lines
from concierge.opened import opened
from concierge.options import CONFIG, Config, new_file
from concierge.output import AsJson, print_json, printable
from concierge.passphrase import Passphrase, passphrase
from concierge.progress import bar
from db.health import BACKED_UP, BACKUP_FAILED


@contextmanager
def told_when_it_fails() -> Iterator[None]:
    """A timer's failure goes into the audit, and the service tells of it; a person reads the sentence."""
    try:
        yield
    except BaseException:
        if not sys.stderr.isatty():
            with suppress(ConciergeError):
                audited(BACKUP_FAILED)
        raise


def command(
    file: Annotated[
        Path,
        typer.Argument(
            parser=new_file,
            metavar="FILE",
            help="A new file, or a folder that is there: it gets one that is called after the time. Not `-`.",
        ),
    ],
    with_secrets: Annotated[
        bool,
        typer.Option("--with-secrets", help="Signing keys and passwords too, sealed with a passphrase."),
    ] = False,
    passphrase_file: Passphrase = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Save database, configuration, templates, catalogue and topics in one file, and read it back.

    The service may go on meanwhile. Only you can read the file. People's mail lies in it: keep it as
    carefully as the service itself, and as long as [privacy] allows.
    """
    if str(file) == "-":
        raise PermanentError(
            "A backup is read back before it counts, which standard output cannot be: give it a file."
        )
    words = passphrase(passphrase_file, twice=True) if with_secrets else None
    now = datetime.now(UTC)
    target = file / f"concierge-{now:%Y-%m-%dT%H%M%SZ}.backup" if file.is_dir() else file
    with opened(config) as settings:
        size = sum(path.stat().st_size for path in database_files(settings)[:1] if path.exists())
        with told_when_it_fails(), bar("backup", 3 * size, shown=not json and sys.stderr.isatty()) as told:
            manifest = take(Wanted(target, config, settings, os.environ, words), now, told)
        audited(BACKED_UP)
    if json:
        print_json(
            [
                {
                    "file": str(target),
                    "size": target.stat().st_size,
                    "made_at": public_moment(datetime.fromisoformat(manifest.made_at)),
                    "version": manifest.version,
                    "schema": manifest.schema,
                    "database": manifest.database,
                    "rows": manifest.rows,
                    "secrets": manifest.sealed,
                    "missing": manifest.missing,
                }
            ]
        )
        return
    rows = manifest.rows
    typer.echo(
        printable(
            f"{target}: {target.stat().st_size:,} octets, read back and whole: {rows.get('case', 0)} cases, "
            f"{rows.get('inbound', 0)} received and {rows.get('outbox', 0)} outgoing mails, "
            f"{sum(part.name.startswith('files/') for part in manifest.parts)} files."
        )
    )
    if manifest.missing:
        typer.echo("Not in it, and needed to put it back (or take them along with --with-secrets):")
        for each in manifest.missing:
            typer.echo(printable(f"  {each}"))
    if manifest.sealed:
        typer.echo(
            "Signing keys and passwords are in it too, sealed with the passphrase. Keep that elsewhere: "
            "nothing and nobody opens them without it."
        )
    place = quote(str(target))
    (_, here) = lines([(f"restore {place} --replace", "keeps aside what is there then")], config)
    typer.echo(
        printable(f"To put it back:\n{here}\n  concierge restore {place} --config FOLDER/{config.name}")
    )
