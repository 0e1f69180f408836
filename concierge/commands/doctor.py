"""`concierge doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

from logging import WARNING
from typing import Annotated

import typer

from concierge.doctor.examine import Grade, examine
from concierge.logs import configure
from concierge.options import CONFIG, Config
from concierge.output import AsJson, print_json, printable


def command(
    send: Annotated[
        bool, typer.Option("--send/--no-send", help="Send a test mail through each mailbox to itself.")
    ] = True,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Check configuration, database, mailboxes, sending, templates and clock; status 1 when one is wrong."""
    configure(level=WARNING)  # output stays output
    wrong = False
    for finding in examine(config, send=send):
        wrong = wrong or finding.grade is Grade.WRONG
        if json:
            print_json([finding.as_json()])
        else:
            line = f"{finding.grade:<11}  {finding.what}: {finding.state}"
            typer.echo(printable(f"{line}{'. ' + finding.advice if finding.advice else ''}"))
    if wrong:
        raise typer.Exit(1)
