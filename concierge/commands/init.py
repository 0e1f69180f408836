"""`concierge init`: the first files, ready to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from concierge.options import CONFIG, Config
from concierge.starter_files import init


def command(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Where to write; here when left out.")
    ] = None,
    config: Config = CONFIG,
) -> None:
    """Write a commented configuration, a secret, a starter catalogue and topics, and a folder for templates.

    Nothing that is there already is touched. A --config that names a folder and file decides both.
    """
    target = directory if directory is not None else config.parent
    written = init(target, config.name)
    for path in written:
        typer.echo(f"wrote {path}")
    file = target / config.name
    typer.echo(
        f"\nNext: fill in the addresses, hosts and passwords in {file}, then run\n\n"
        f"    concierge doctor --config {file}\n    concierge run --config {file}\n"
    )
