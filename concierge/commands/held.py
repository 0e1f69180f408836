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
from concierge.next_steps import of_held
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, local_time, print_json, print_table, printable, show_next
from db import inbound
from db.apply import apply
from db.connect import transaction

Number = Annotated[int, typer.Argument(metavar="ID", help="Its number in `concierge held list`.")]

app = typer.Typer(
    help="""Mail that waits for a person: held in doubt, or set aside because it could not be handled.

    Look first, then decide. A list ends with what to type next:

    \b
      concierge held list          31  2026-11-27 09:12  maria@example.org  My talks  the mail failed …
      concierge held show 31       its text, why it waits, and what can be done
      concierge held accept 31     it is handled as if nothing had been wrong
      concierge held discard 32    it stays in the mailbox, and has no effect
      concierge held retry 33      one that was set aside, after its fault was mended
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
ROUND = (("run intake --once", "does it at once, where no service runs"),)


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
        print_table(
            ("id", "at", "from", "subject", "why"), cells, "Nothing waits: all mail that came was handled."
        )
        if rows:
            first = rows[0]["id"]
            show_next([(f"held show {first}", "shows its text, why it waits, and what can be done")], config)


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
    shown["reason"] = said(mail.reason)
    for name, value in shown.items():
        if value:
            typer.echo(printable(f"{name}: {', '.join(value) if isinstance(value, list) else value}"))
    typer.echo("")
    typer.echo(printable(text))
    show_next(of_held(mail.state, mail.reason, number), config)


@app.command("accept", epilog="Example: concierge held accept 31")
def accept(number: Number, config: Config = CONFIG) -> None:
    """Let a held mail in: it is decided again, with the check that held it waived."""
    with opened(config):
        now = datetime.now(UTC)
        with transaction():
            mail = _waiting(number)
            if mail.state is InboundState.SHUNTED:
                raise PermanentError(
                    f"Mail {number} was set aside because it could not be handled: mend what the log says "
                    f"about it, then type `concierge held retry {number}`."
                )
            if mail.reason == Reason.FROM_NOT_SINGLE:
                raise PermanentError(
                    f"Mail {number} names no single sender, so nobody knows whose case it would be: "
                    f"read it with `concierge held show {number}`, answer by hand, and discard it."
                )
            checks = CONFIRMABLE if mail.reason in CONFIRMABLE else (mail.reason,)
            effect = ReleaseInbound(number, checks, acting())
            apply(Decision(InboundState.ACCEPTED, Reason.ACCEPTED_BY_PERSON, (effect,)), None, now, acting())
    typer.echo(f"Mail {number} will be handled in the next round.")
    show_next(ROUND, config)


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
        if inbound.load(number).state is InboundState.HELD:
            raise PermanentError(
                f"Mail {number} is held, not set aside: `concierge held show {number}` tells why, and "
                f"`concierge held accept {number}` lets it in."
            )
        inbound.retry(number, datetime.now(UTC))
        audited("inbound.retried", inbound=number)
    typer.echo(f"Mail {number} will be handled in the next round.")
    show_next(ROUND, config)


def _waiting(number: int) -> inbound.Received:
    mail = inbound.load(number)
    if mail.state not in (InboundState.HELD, InboundState.SHUNTED):
        raise PermanentError(
            f"Mail {number} does not wait: it is {mail.state}; `concierge held list` shows what waits."
        )
    return mail
