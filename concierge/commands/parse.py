"""`concierge parse`: how messages are understood, without touching anything (CONTRACT 8)."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cases.catalogue import Catalogue, Near
from cases.settings import Settings
from concierge.options import load_settings
from concierge.output import AsJson, print_json, printable

STDIN = "-"


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Messages; - is standard input.")],
    json: AsJson = False,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            envvar="CONCIERGE_CONFIG",
            metavar="FILE",
            help="Whose roster, tokens and topics count; nobody's when left out.",
        ),
    ] = None,
) -> None:
    """Show how messages are understood: kind, new text, quotes, signature, commands, bounces."""
    settings = load_settings(config) if config is not None else None
    catalogue = _catalogue(settings)
    near = _near(settings, catalogue)
    unreadable = [file for file in files if not _parse(file, settings, catalogue, near, json)]
    if unreadable:
        raise typer.Exit(1)


def _catalogue(settings: Settings | None) -> Catalogue:
    """Whose topics are guessed; PermanentError where its files cannot be used."""
    from concierge.catalogue.files import read_catalogue  # as below

    return read_catalogue(settings.catalogue, settings.topics) if settings else Catalogue()


def _near(settings: Settings | None, catalogue: Catalogue) -> Near:
    """What a sentence model says of topics; nothing where none is configured."""
    if settings is None or not settings.sentence_model:
        return lambda text, catalogue: {}
    from concierge.logs import configure
    from concierge.semantic.ranking import Ranking, loaded  # as below

    configure("text", level=logging.WARNING)
    ranking = Ranking(loaded, settings.directory)
    ranking.prepare(catalogue, writes=False)
    return ranking.near


def _parse(file: str, settings: Settings | None, catalogue: Catalogue, near: Near, json: bool) -> bool:
    """One file, shown; False when it could not be read."""
    from concierge.understanding import understood  # the parsers load slowly; usage errors should not wait

    try:
        raw = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        typer.echo(f"{file} cannot be read ({error.strerror}): correct its name or rights.", err=True)
        return False
    found = understood(raw, file, settings, datetime.now(UTC), catalogue, near)
    if json:
        print_json([found])
    else:
        _print(found)
    return True


def _print(found: dict[str, Any]) -> None:
    sender = found["from"] or {"name": "", "address": "nobody"}
    lines = {
        "from": f"{sender['name']} <{sender['address']}>".strip(),
        "to": ", ".join(each["address"] for each in found["to"]),
        "subject": found["subject"],
        "date": found["date"],
        "kind": f"{found['kind']} ({found['reason']})",
        "language": found["language"],
        "files": ", ".join(f"{each['name']} ({each['size']} octets)" for each in found["attachments"]),
        "commands": ", ".join(each["line"] for each in found["commands"]),
        "rating": found["rating"],
        "topics": ", ".join(found["topics"]),
        "defects": ", ".join(found["defects"]),
    }
    typer.echo(printable(found["file"]))
    for name, value in lines.items():
        if value:
            typer.echo(f"  {name + ':':<10} {printable(str(value))}")
    for part in ("new_text", "quoted_text", "signature"):
        if found[part]:
            typer.echo(f"  {part.replace('_', ' ')}:")
            typer.echo(printable("\n".join(f"    {line}" for line in found[part].split("\n"))))
    typer.echo("")
