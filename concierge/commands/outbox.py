"""`concierge outbox …`: mail going out, seen and steered by an operator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cases.errors import PermanentError
from cases.model import OutboxState
from cases.moments import public_moment
from cases.settings import Settings
from concierge.acting import acting, audited
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, local_time, print_json, print_table, printable
from db import outbox_admin

Number = Annotated[int, typer.Argument(metavar="ID", help="Its number in `concierge outbox list`.")]

app = typer.Typer(help="Mail going out.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command("list", epilog="Example: concierge outbox list --state failed --json")
def listing(
    state: Annotated[
        list[OutboxState] | None, typer.Option(help="Only in this state; may be repeated.")
    ] = None,
    address: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Only to them.")] = None,
    case: Annotated[int | None, typer.Option(metavar="N", help="Only of this case.")] = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """List outgoing mail, newest first; then who gets nothing, and which mailbox is paused."""
    with opened(config) as settings:
        rows = [
            _shown(row, settings) for row in outbox_admin.rows(states=state or (), address=address, case=case)
        ]
        if json:
            print_json(rows)
            return
        heads = ("id", "state", "kind", "case", "to", "next attempt", "subject", "last reply")
        print_table(heads, (_cells(row, settings) for row in rows), "There is no such mail.")
        for each in outbox_admin.suppressions():
            typer.echo(printable(f"suppressed: {each['address']} ({each['reason']})"))
        for each in outbox_admin.pauses():
            until = local_time(public_moment(each["until"]), settings.timezone)
            typer.echo(printable(f"paused until {until}: {each['mailbox']} ({each['reason']})"))


@app.command("show", epilog="Example: concierge outbox show 31")
def showing(number: Number, json: AsJson = False, config: Config = CONFIG) -> None:
    """Show one mail with its text, its attempts and what was reported about it."""
    with opened(config) as settings:
        mail = _shown(outbox_admin.show(number), settings)
        audited("outbox.read", outbox=number)
    if json:
        print_json([mail])
        return
    text = mail.pop("text")
    attempts = mail.pop("attempt_list")
    for name, value in mail.items():
        if value not in (None, "", [], ()):
            typer.echo(f"{name + ':':<16} {printable(str(value))}")
    for each in attempts:
        typer.echo(f"attempt:         {each['started_at']}  {each['outcome']}  {printable(each['reply'])}")
    typer.echo(printable(f"\n{text}"))


@app.command("retry", epilog="Example: concierge outbox retry 31")
def retry(number: Number, config: Config = CONFIG) -> None:
    """Send a mail again at the next round."""
    with opened(config):
        outbox_admin.retry(number, datetime.now(UTC), acting())
    typer.echo(f"Mail {number} is queued.")


@app.command("cancel", epilog="Example: concierge outbox cancel 31")
def cancel(number: Number, config: Config = CONFIG) -> None:
    """Never send a mail that still waits."""
    with opened(config):
        outbox_admin.cancel(number, datetime.now(UTC), acting())
    typer.echo(f"Mail {number} is cancelled.")


@app.command("clear", epilog="Example: concierge outbox clear maria@example.org")
def clear(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="Who shall get mail again, or a mailbox.")
    ],
    config: Config = CONFIG,
) -> None:
    """Lift the suppression of an address, or the pause of a mailbox."""
    with opened(config):
        if not outbox_admin.clear(address, datetime.now(UTC), acting()):
            raise PermanentError(
                f"{address} is neither suppressed nor paused; `concierge outbox list` shows who is."
            )
    typer.echo(f"{address} gets mail again; what was held back meanwhile waits for `concierge outbox retry`.")


def _shown(row: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """The public keys with the public spelling of cases and times."""
    shown = {key: _public(value) for key, value in row.items()}
    shown["case"] = settings.tag(row["case"]) if row["case"] is not None else None
    return shown


def _public(value: Any) -> Any:
    if isinstance(value, datetime):
        return public_moment(value)
    if isinstance(value, dict):
        return {key: _public(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_public(each) for each in value]
    return value


def _cells(row: Mapping[str, Any], settings: Settings) -> tuple[object, ...]:
    due = local_time(row["next_attempt_at"], settings.timezone)
    return (
        row["id"],
        row["state"],
        row["kind"],
        row["case"],
        row["to"],
        due,
        row["subject"],
        row["last_reply"],
    )
