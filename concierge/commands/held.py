"""`concierge held …`: mail that waits for a person, or that could not be decided."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cases.effects import Decision, ReleaseInbound, SettleInbound
from cases.errors import PermanentError
from cases.model import InboundState
from cases.reasons import CONFIRMABLE, Reason, said
from cases.typed import without_marks
from concierge.acting import acting, audited
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, local_time, print_json, print_table, printable
from db import inbound
from db.apply import apply
from db.connect import transaction

Number = Annotated[int, typer.Argument(metavar="ID", help="Its number in `concierge held list`.")]

app = typer.Typer(
    help="Mail that waits for a person.", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)


@app.command("list", epilog="Example: concierge held list --json")
def listing(json: AsJson = False, config: Config = CONFIG) -> None:
    """List held and shunted mail, oldest first, with the reason."""
    with opened(config) as settings:
        rows = inbound.held()
        if json:
            print_json(rows)
            return
        cells = (
            (
                r["id"],
                local_time(r["at"], settings.timezone),
                r["from"],
                r["subject"],
                said(r["reason"]),
            )
            for r in rows
        )
        print_table(("id", "at", "from", "subject", "why"), cells, "Nothing is held.")


@app.command("show", epilog="Example: concierge held show 31")
def showing(number: Number, json: AsJson = False, config: Config = CONFIG) -> None:
    """Show one held mail: sender, subject, reason, text."""
    from intake.reading.parse import parse  # nothing else here reads a mail

    with opened(config):
        mail = inbound.load(number)
        audited("inbound.read", inbound=number)
    parsed = parse(mail.raw)
    shown = {
        "id": mail.id,
        "state": str(mail.state),
        "reason": mail.reason,
        "from": [a.addr_spec for a in parsed.from_],
        "to": [a.addr_spec for a in parsed.to],
        "subject": parsed.subject,
        "attachments": [a.name for a in parsed.attachments],
        "text": without_marks(parsed.text),
    }
    if json:
        print_json([shown])
        return
    text = str(shown.pop("text"))
    for name, value in shown.items():
        typer.echo(printable(f"{name}: {', '.join(value) if isinstance(value, list) else value}"))
    typer.echo("")
    typer.echo(printable(text))


@app.command("accept", epilog="Example: concierge held accept 31")
def accept(number: Number, config: Config = CONFIG) -> None:
    """Let a held mail in: it is decided again, with the check that held it waived."""
    with opened(config):
        now = datetime.now(UTC)
        with transaction():
            mail = _waiting(number)
            if mail.reason == Reason.FROM_NOT_SINGLE:
                raise PermanentError(
                    f"Mail {number} names no single sender, so nobody knows whose case it would be: "
                    f"read it with `concierge held show {number}`, answer by hand, and discard it."
                )
            checks = CONFIRMABLE if mail.reason in CONFIRMABLE else (mail.reason,)
            effect = ReleaseInbound(number, checks, acting())
            apply(Decision(InboundState.ACCEPTED, Reason.ACCEPTED_BY_PERSON, (effect,)), None, now, acting())
    typer.echo(f"Mail {number} will be handled in the next round.")


@app.command("discard", epilog="Example: concierge held discard 31")
def discard(number: Number, config: Config = CONFIG) -> None:
    """Leave a held mail out; it is kept, without any effect."""
    with opened(config):
        now = datetime.now(UTC)
        with transaction():
            _waiting(number)
            effect = SettleInbound(number, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON)
            apply(
                Decision(InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON, (effect,)), None, now, acting()
            )
    typer.echo(f"Mail {number} was discarded; it is still in the database and in the mailbox.")


@app.command("retry", epilog="Example: concierge held retry 31")
def retry(number: Number, config: Config = CONFIG) -> None:
    """Handle a shunted mail anew, after what broke was corrected."""
    with opened(config), transaction():
        inbound.retry(number, datetime.now(UTC))
        audited("inbound.retried", inbound=number)
    typer.echo(f"Mail {number} will be handled in the next round.")


def _waiting(number: int) -> inbound.Received:
    mail = inbound.load(number)
    if mail.state not in (InboundState.HELD, InboundState.SHUNTED):
        raise PermanentError(f"Mail {number} does not wait: it is {mail.state}.")
    return mail
