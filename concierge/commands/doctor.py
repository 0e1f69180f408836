"""`concierge doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

from logging import ERROR, WARNING, getLogger
from pathlib import Path
from typing import Annotated

import typer

from concierge.doctor.examine import Grade, Wanted, examine, written_in
from concierge.doctor.finding import Line
from concierge.doctor.lines import block, in_place
from concierge.logs import configure
from concierge.options import CONFIG, Config
from concierge.output import AsJson, print_json, printable


def command(
    send: Annotated[
        bool, typer.Option("--send/--no-send", help="Send a test mail through each mailbox to itself.")
    ] = True,
    save_certificates: Annotated[
        bool,
        typer.Option(
            "--save-certificates", help="Write a server's self-made certificate beside the configuration."
        ),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no name server for SPF, DKIM and DMARC.")
    ] = False,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Check configuration, database, mailboxes, sending, templates and clock; status 1 when one is wrong.

    Where lines of configuration would mend something, they are printed at the end, ready to be pasted.
    """
    wanted = Wanted(send=send, save_certificates=save_certificates, offline=offline)
    if not told(config, wanted, json=json):
        if not json:
            typer.echo("\nNext: mend what is wrong, then `concierge doctor` again.", err=True)
        raise typer.Exit(1)


def told(config: Path, wanted: Wanted, *, json: bool = False) -> bool:
    """Print every finding as soon as it is known, then lines that would mend them; whether all is well."""
    configure(level=WARNING)  # output stays output
    getLogger("oauth").setLevel(ERROR)  # what it warns of is found, and said in a sentence
    well = True
    lines: list[Line] = []
    for finding in examine(config, wanted):
        well = well and finding.grade is not Grade.WRONG
        lines += finding.lines
        if json:
            print_json([in_place(finding, written_in(config)).as_json()])
        else:
            line = f"{finding.grade:<11}  {finding.what}: {finding.state}"
            typer.echo(printable(f"{line.rstrip('.')}. {finding.advice}" if finding.advice else line))
    if lines and not json:
        typer.echo(printable(f"\n{block(lines, written_in(config), str(config))}"), nl=False)
    return well
