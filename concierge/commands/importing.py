"""`concierge import`: mail of the time before, from files, without sending anything."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from logging import WARNING
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from cases.settings import Settings
from concierge.options import CONFIG, Config, load_settings
from concierge.output import AsJson, print_json, printable

NAMED = 20  # unreadable files that are named to people; --json names them all


def command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files (.eml, mbox), Maildirs, folders of these.")
    ],
    mailbox: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The mailbox that the mail belongs to; needed with several."),
    ] = None,
    open_since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            metavar="DATE",
            help="Leave cases open that have mail from then on; all others are closed.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would happen, write nothing; the daemon waits meanwhile."),
    ] = False,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Take in earlier mail: stored and threaded into cases, closed, and never answered. May be repeated."""
    from concierge.import_process import ImportProcess  # these load slowly; usage errors should not wait
    from concierge.limited import limits_for
    from concierge.logs import configure
    from intake.older.backfill import Backfill
    from intake.older.mail_files import mails, size
    from templates.drafts import Writer
    from templates.load import load_library

    configure(level=WARNING)  # output stays output
    settings = load_settings(config)
    address = _mailbox(settings, mailbox)
    since = open_since and open_since.replace(tzinfo=ZoneInfo(settings.timezone))
    writer = Writer(settings, load_library(settings.templates, settings.languages))
    files, limit = tuple(paths), settings.intake.max_message
    process = ImportProcess(
        settings,
        lambda begins: Backfill(writer, address, lambda: datetime.now(UTC), since, begins),
        lambda: mails(files, limit),
        limits_for(limit),
        dry_run=dry_run,
    )
    with closing(process), _bar() as bar:
        task = bar.add_task("import", total=size(files) if not bar.disable else None)
        summary = process.run(lambda octets: bar.advance(task, octets)).as_mapping()
    if json:
        print_json([{"mailbox": address, "dry_run": dry_run, **summary}])
    else:
        _tell(summary, dry_run=dry_run)
    if summary["unreadable"]:
        raise typer.Exit(1)


def _mailbox(settings: Settings, wanted: str | None) -> str:
    addresses = [box.address for box in settings.mailboxes]
    if wanted is None and len(addresses) == 1:
        return addresses[0]
    for box in settings.mailboxes:
        if wanted is not None and wanted.strip().lower() in box.own_addresses:
            return box.address
    problem = "it is needed" if wanted is None else f"{wanted} is not configured"
    raise typer.BadParameter(f"{problem}: name one of {', '.join(addresses)}", param_hint="--mailbox")


def _bar() -> Progress:
    """On a terminal only, and beside the output."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


def _tell(summary: dict[str, Any], *, dry_run: bool) -> None:
    wrong = summary["unreadable"]
    for each in wrong[:NAMED]:
        typer.echo(printable(f"{each['name']}: {each['reason']}"), err=True)
    if len(wrong) > NAMED:
        typer.echo(f"… and {len(wrong) - NAMED} more; --json names them all.", err=True)
    lines = {
        "read": summary["read"],
        "new": summary["new"],
        "known already": summary["known"],
        "unreadable": len(wrong),
        "cases opened": summary["opened"],
        "joined a case": summary["joined"],
        "cases merged": summary["merged"],
        "without case": sum(summary["without_case"].values()),
    }
    why = ", ".join(f"{reason} {count}" for reason, count in summary["without_case"].items())
    for name, count in lines.items():
        more = f"  ({why})" if name == "without case" and why else ""
        typer.echo(f"{name + ':':<15} {count:>8,}{more}")
    typer.echo("Nothing was written." if dry_run else "Nothing was sent, and nothing will be.")
