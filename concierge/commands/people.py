"""`concierge people …`: one person's data: shown, exported, erased."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from logging import WARNING
from pathlib import Path
from typing import Annotated, Any

import typer

from cases.errors import PermanentError
from cases.moments import public_moment
from cases.settings import Settings
from concierge.acting import audited
from concierge.erasing import Done, Plan, as_json, erase, plan, remaining
from concierge.logs import configure
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, local_time, print_json, print_table, printable
from concierge.own_data import collect, write_folder
from db.own_data import OwnData
from intake.removing.places import Place
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
        audited("person.read", person=owned.number)
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
        audited("person.exported", person=owned.number)
    mails = written - 2
    typer.echo(f"{to}: data.json, README.txt and {mails} mail{'' if mails == 1 else 's'} about {address}.")
    notes = owned.facts["internal_notes"]
    if notes and not with_notes:
        typer.echo(f"{notes} internal note(s) about their cases are not in it; --with-notes adds them.")
    typer.echo("Only you can read the folder. Hand it over safely, and remove it afterwards.")


@app.command("erase", epilog="Example: concierge people erase maria@example.org --mailbox")
def erasing(
    address: Who,
    mailbox: Annotated[
        bool, typer.Option("--mailbox", help="Also remove the copies in the service's mailboxes.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Erase what is stored about one person, for good; figures stay. Says what will go, and what remains."""
    configure(level=WARNING)  # output stays output
    with opened(config, mail=mailbox) as settings:
        _refuse_names(address)
        planned = plan(address, settings, mailbox=mailbox)
        if not json:
            _print_plan(planned, mailbox=mailbox)
        if not yes and not _agreed(address, mailbox=mailbox):
            typer.echo("Nothing was erased.")
            raise typer.Exit(1)
        done = erase(planned, settings, datetime.now(UTC), mailbox=mailbox)
        audited("person.erased", person=done.erased.person)
        left = remaining(planned, done, settings)
        if json:
            print_json([as_json(done, left, settings)])
        else:
            _print_done(done, left, settings, stored=planned.stored)


def _agreed(address: str, *, mailbox: bool) -> bool:
    if not sys.stdin.isatty():
        words = " --mailbox" if mailbox else ""
        raise PermanentError(
            "This erases for good, and there is no terminal to ask at. Nothing was erased; to do it, type "
            f"`concierge people erase {address}{words} --yes`."
        )
    return typer.confirm("Erase this for good?")


def _print_plan(planned: Plan, *, mailbox: bool) -> None:
    if not planned.stored:
        found = _plural(len(planned.lying.removed), "mail")
        typer.echo(printable(f"Nothing is stored about {planned.address}."))
        typer.echo(f"Copies in the service's mailboxes that name them are removed: {found}.")
        return
    facts = planned.owned.facts if planned.owned else {}
    still_open = planned.owned.open_cases if planned.owned else ()
    mails = len(facts.get("mails", ()))
    cases = _plural(len(facts.get("cases", ())), "case")
    typer.echo(printable(f"{planned.address}: {cases}, {_plural(mails, 'mail')} by them or to them."))
    if still_open:
        typer.echo(
            f"Not closed yet, and closed by this: {', '.join(still_open)}. "
            "Those who help are told without a name."
        )
    if planned.named and not planned.on_roster:
        typer.echo(f"Named in {_plural(planned.named, 'mail')} of others: masked there.")
    if planned.on_roster:
        typer.echo("They are on the roster: name, address and their work for others stay.")
    where = "are removed" if mailbox else "stay (--mailbox removes them)"
    typer.echo(f"Copies in the service's mailboxes {where}: {len(planned.copies)}.")


def _print_done(done: Done, left: Sequence[Place], settings: Settings, *, stored: bool) -> None:
    erased = done.erased
    if stored:
        typer.echo(
            f"Erased: words and names of {_plural(len(erased.cases), 'case')}, "
            f"{_plural(len(erased.received), 'received mail')}, {_plural(len(erased.sent), 'sent mail')}; "
            f"masked in {_plural(erased.masked, 'place')} of others. States, times, topics and ratings stay, "
            "without a name."
        )
    if done.mailbox is not None:
        typer.echo(f"Removed from the mailboxes: {_plural(len(done.mailbox.removed), 'mail')}.")
    if left:
        typer.echo(_about_copies(done))
        cells = (
            (place.mailbox, place.folder, _local(place, settings), place.message_id or f"UID {place.uid}")
            for place in left
        )
        print_table(("mailbox", "folder", "at", "Message-ID"), cells, "")
    typer.echo(
        "What remains elsewhere: backups of the database and of the mailbox, copies in the mail programs of "
        "the person and of those who helped, and what mail servers and this system logged."
    )
    if not erased.finished:
        typer.echo("Some of it was in use just now: a running service finishes it by itself within minutes.")


def _about_copies(done: Done) -> str:
    if done.mailbox is None:
        return "Copies in the mailboxes, where they most likely lie; remove them by hand (listed this once):"
    return "Still in the mailbox, or moved where they were not found: look at these by hand:"


def _local(place: Place, settings: Settings) -> str:
    return local_time(public_moment(place.at), settings.timezone)


def _plural(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _found(address: str, settings: Settings, *, notes: bool = False) -> OwnData:
    _refuse_names(address)
    owned = collect(address, settings, notes=notes)
    if owned is None:
        raise PermanentError(
            f"Nothing is stored about {address}. Look for other addresses of this person: "
            "`concierge cases` shows those of everybody who asked."
        )
    return owned


def _refuse_names(address: str) -> None:
    if "@" not in address:
        raise PermanentError(
            f"{address} is no address, and several people may have one name: write it as maria@example.org; "
            "`concierge cases` shows the addresses of those who asked."
        )


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
