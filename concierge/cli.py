"""The command `concierge`: which commands there are, and what becomes of their errors.

Exit status: 0 done, 1 something is wrong and was said, 2 wrong usage. Each command is a function in
`concierge.commands`; its help ends with an example.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from cases.errors import ConciergeError
from concierge import __version__
from concierge.commands import (
    cases,
    catalogue,
    demo,
    doctor,
    health,
    held,
    importing,
    init,
    outbox,
    parse,
    report,
    run,
    templates,
)
from concierge.streams import write_what_can_be_shown

app = typer.Typer(
    name="concierge",
    help="A learning concierge run entirely by email.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain text: help and errors look the same in a terminal, a log and a pipe
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"concierge {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command("demo", epilog="Example: concierge demo --keep demo-mail")(demo.command)
app.command("init", epilog="Example: concierge init /etc/concierge")(init.command)
app.command("doctor", epilog="Example: concierge doctor --config /etc/concierge/concierge.toml")(
    doctor.command
)
app.command("parse", epilog="Example: concierge parse mail.eml --json")(parse.command)
app.command("cases", epilog="Example: concierge cases --state open --since 2026-11-01 --json")(cases.listing)
app.command("case", epilog="Example: concierge case 12 --raw 1 > first.eml")(cases.showing)
app.command("import", epilog="Example: concierge import archive.mbox Maildir --open-since 2026-11-01")(
    importing.command
)
app.command("health", epilog="Example: concierge health || systemctl restart concierge")(health.command)
app.command("run", epilog="Example: concierge run --once --as-of 2026-12-01T09:00:00+01:00")(run.command)
app.command("report", epilog="Example: concierge report --since 2026-10-01 --until 2026-12-31 --json")(
    report.command
)
app.add_typer(outbox.app, name="outbox")
app.add_typer(held.app, name="held")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(templates.app, name="templates")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, the process's own when `arguments` is None; the exit status."""
    write_what_can_be_shown()
    try:
        app(args=arguments, prog_name="concierge")
    except SystemExit as done:  # how the library ends, also after wrong usage
        return done.code if isinstance(done.code, int) else 0
    except ConciergeError as error:
        typer.echo(str(error), err=True)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("CONCIERGE_DEBUG"):
            traceback.print_exc()
        words = " ".join(f"{type(error).__name__}: {error}".split())
        typer.echo(
            f"This is a defect of the program ({words}). Run it again with CONCIERGE_DEBUG=1 and report it.",
            err=True,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
