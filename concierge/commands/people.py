"""`concierge people …`: one person's data, shown and exported."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cases.errors import PermanentError
from cases.settings import Settings
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, local_time, print_json, printable
from concierge.own_data import collect, write_folder
from db.own_data import OwnData
from templates.load import load_library

Who = Annotated[str, typer.Argument(metavar="ADDRESS", help="Their mail address; a name is no address.")]
WithNotes = Annotated[
    bool, typer.Option("--with-notes", help="With the internal notes about them; read these first.")
]

app = typer.Typer(
    help="One person's data.", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)


@app.command("show", epilog="Example: concierge people show maria@example.org --json")
def showing(
    address: Who, with_notes: WithNotes = False, json: AsJson = False, config: Config = CONFIG
) -> None:
    """Show what is stored about one person; --json gives all of it, as data.json of an export."""
    with opened(config) as settings:
        owned = _found(address, settings, notes=with_notes)
        if json:
            print_json([owned.facts])
        else:
            _print(owned.facts, settings)


@app.command("export", epilog="Example: concierge people export maria@example.org --to maria")
def export(
    address: Who,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="An empty or new folder.")],
    with_notes: WithNotes = False,
    config: Config = CONFIG,
) -> None:
    """Write all that is stored about one person into a folder: README.txt, data.json and their mails."""
    with opened(config) as settings:
        owned = _found(address, settings, notes=with_notes)
        library = load_library(settings.templates, settings.languages)
        written = write_folder(owned, to, settings, library, datetime.now(UTC))
    mails = written - 2
    typer.echo(f"{to}: data.json, README.txt and {mails} mail{'' if mails == 1 else 's'} about {address}.")
    notes = owned.facts["internal_notes"]
    if notes and not with_notes:
        typer.echo(f"{notes} internal note(s) about their cases are not in it; --with-notes adds them.")
    typer.echo("Only you can read the folder. Hand it over safely, and remove it afterwards.")


def _found(address: str, settings: Settings, *, notes: bool = False) -> OwnData:
    if "@" not in address:
        raise PermanentError(
            f"{address} is no address, and several people may have one name: write it as maria@example.org; "
            "`concierge cases` shows the addresses of those who asked."
        )
    owned = collect(address, settings, notes=notes)
    if owned is None:
        raise PermanentError(
            f"Nothing is stored about {address}. Look for other addresses of this person: "
            "`concierge cases` shows those of everybody who asked."
        )
    return owned


def _print(facts: dict[str, Any], settings: Settings) -> None:
    person = facts["person"] or {}
    mails = facts["mails"]
    by_them = sum(mail["direction"] == "in" for mail in mails)
    held = sum(mail["state"] == "held" for mail in mails)
    lines = {
        "name": person.get("name"),
        "language": person.get("language"),
        "known since": local_time(person.get("known_since"), settings.timezone),
        "remembered": "; ".join(person.get("remembered", ())),
        "surveys": "no more, at their wish" if person.get("surveys_stopped") else "",
        "stopped": facts["stopped"] and f"no mail goes there: {facts['stopped']['reason']}",
        "mails": f"{by_them} by them, {len(mails) - by_them} to them" + (f"; {held} held" if held else ""),
        "elsewhere": _count(len(facts["messages_on_other_cases"]), "message", "on cases of others"),
        "notes": _count(facts["internal_notes"], "internal note", "about their cases"),
        "for others": facts["work_for_others"]
        and "they are on the roster; their work for others is not here",
    }
    typer.echo(printable(facts["address"]))
    for name, value in lines.items():
        if value:
            typer.echo(f"  {name + ':':<12} {printable(str(value))}")
    for case in facts["cases"]:
        at = local_time(case["created_at"], settings.timezone)
        rated = (case["survey"] or {}).get("rating")
        rating = f"  rated {rated}" if rated is not None else ""
        typer.echo(printable(f"{case['case']}  {at}  {case['state']}  {case['subject']}{rating}"))


def _count(number: int, what: str, where: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} {where}" if number else ""
