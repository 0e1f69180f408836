"""`concierge outbox …`: mail going out, seen and steered by an operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cases.errors import PermanentError
from cases.model import OutboxState
from cases.moments import public_moment
from cases.settings import Settings
from concierge.acting import acting, audited
from concierge.next_steps import of_outbox, of_outgoing
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import (
    AsJson,
    in_states,
    local_time,
    print_json,
    print_table,
    printable,
    read_aloud,
    show_next,
)
from db import outbox_admin

Number = Annotated[int, typer.Argument(metavar="ID", help="Its number in `concierge outbox list`.")]

app = typer.Typer(
    help="""Mail going out: what was sent, what waits, what did not go and why.

    A list ends with what to type next. An answer that did not arrive:

    \b
      concierge outbox list --address maria@example.org    12  failed  answer  LC-7  550 5.1.1 no such user
      concierge outbox show 12                             its text, every attempt, what can be done
      concierge outbox clear maria@example.org             lets mail go to an address or from a mailbox
      concierge outbox retry 12                            sends it at the next round
      concierge outbox cancel 12                           never sends it
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
ROUND = (("run outbox --once", "does it at once, where no service runs"),)


@app.command("list", epilog="Example: concierge outbox list --state failed --json")
def listing(
    state: Annotated[
        list[OutboxState] | None, typer.Option(metavar="STATE", help=in_states(OutboxState))
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
        heads = ("id", "state", "kind", "case", "next attempt", "to")
        filtered = bool(state or address or case is not None)
        cells = (_cells(row, settings) for row in rows)
        print_table(heads, cells, _nothing(state or (), address, case), [_below(row) for row in rows])
        suppressed, paused = outbox_admin.suppressions(), outbox_admin.pauses()
        for each in suppressed:
            typer.echo(printable(f"suppressed: {each['address']} ({each['reason']})"))
        for each in paused:
            until = local_time(public_moment(each["until"]), settings.timezone)
            typer.echo(printable(f"paused until {until}: {each['mailbox']} ({each['reason']})"))
        for each in outbox_admin.slowed(datetime.now(UTC)):
            until = local_time(public_moment(each["until"]), settings.timezone)
            typer.echo(
                printable(f"resting until {until}: {each['mailbox']} (its server takes less just now)")
            )
        steps = of_outbox(
            [row["state"] for row in rows],
            [each["address"] for each in suppressed],
            [each["mailbox"] for each in paused],
        )
        if not rows and filtered:
            steps = (("outbox list", "shows all of it"), *steps)
        show_next(steps, config)


@app.command("show", epilog="Example: concierge outbox show 31")
def showing(number: Number, json: AsJson = False, config: Config = CONFIG) -> None:
    """Show one mail with its text, its attempts and what was reported about it."""
    with opened(config) as settings:
        mail = _shown(outbox_admin.show(number), settings)
        audited("outbox.read", outbox=number)
    if json:
        print_json([mail])
        return
    text = read_aloud(mail.pop("text"), mail.pop("language"))
    attempts = mail.pop("attempt_list")
    for name, value in mail.items():
        if value not in (None, "", [], ()):
            shown = local_time(value, settings.timezone) if name.endswith(("_at", "_attempt")) else str(value)
            typer.echo(f"{name + ':':<16} {printable(shown)}")
    for each in attempts:
        at = local_time(each["started_at"], settings.timezone)
        typer.echo(f"attempt:         {at}  {each['outcome']}  {printable(each['reply'])}")
    typer.echo(printable(f"\n{text}"))
    to = next(iter(mail["to"]), "")
    show_next(of_outgoing(mail["state"], number, to), config)


@app.command("retry", epilog="Example: concierge outbox retry 31")
def retry(number: Number, config: Config = CONFIG) -> None:
    """Send a mail again at the next round."""
    with opened(config):
        outbox_admin.retry(number, datetime.now(UTC), acting())
    typer.echo(f"Mail {number} is queued; the service sends it within seconds.")
    show_next(ROUND, config)


@app.command("cancel", epilog="Example: concierge outbox cancel 31")
def cancel(number: Number, config: Config = CONFIG) -> None:
    """Never send a mail that still waits."""
    with opened(config):
        outbox_admin.cancel(number, datetime.now(UTC), acting())
    typer.echo(f"Mail {number} is cancelled.")
    show_next([(f"outbox show {number}", "tells what became of it; `retry` sends it after all")], config)


@app.command("clear", epilog="Example: concierge outbox clear maria@example.org")
def clear(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="Who shall get mail again, or a mailbox.")
    ],
    config: Config = CONFIG,
) -> None:
    """Lift the suppression of an address, or the pause of a mailbox."""
    with opened(config):
        cleared = outbox_admin.clear(address, datetime.now(UTC), acting())
        if cleared is None:
            raise PermanentError(
                f"{address} is neither suppressed nor paused; `concierge outbox list` shows who is."
            )
    if cleared.mailbox:
        waited = f"; what waited ({cleared.due}) goes out at the next round" if cleared.due else ""
        typer.echo(printable(f"{address} sends again{waited}."))
        show_next(ROUND, config)
    if cleared.address:
        typer.echo(
            printable(f"{address} gets mail again; what was held back meanwhile waits for `outbox retry ID`.")
        )
        held_back = f"outbox list --address {address} --state suppressed"
        show_next([(held_back, "shows what was held back, with its ID")], config)


def _nothing(states: Sequence[OutboxState], address: str | None, case: int | None) -> str:
    """What an empty list says: which mail there is none of."""
    if not states and address is None and case is None:
        return "There is no outgoing mail yet."
    of = f" of case {case}" if case is not None else ""
    to = f" to {address}" if address else ""
    return printable(f"No mail{of}{to} is {' or '.join(states)}." if states else f"There is no mail{of}{to}.")


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
    return row["id"], row["state"], row["kind"], row["case"], due, row["to"]


def _below(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Its subject, and why it has not gone out."""
    why = row["last_reply"] if row["state"] != OutboxState.SENT else ""
    return tuple(each for each in (row["subject"], why) if each)
