"""The command `concierge`: which commands there are, and what becomes of their errors.

Exit status: 0 done, 1 something is wrong and was said, 2 wrong usage. Each command is a function, or a group
of them, in a module of `concierge.commands`, which is imported when the command is called: `--help` and a
list of cases do not wait for mail servers, parsers and templates to load.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cases.errors import ConciergeError
from concierge import __version__
from concierge.streams import write_what_can_be_shown


@dataclass(frozen=True, slots=True)
class Command:
    """`does` is the line in the list of commands; a group has its own examples."""

    name: str
    does: str
    module: str
    function: str = "command"
    example: str | None = None

    def load(self) -> Any:
        """What the library calls (its own type is private): a command, or a group of them."""
        found = getattr(import_module(f"concierge.commands.{self.module}"), self.function)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = typer.Typer(**PLAIN)
        alone.command(self.name, epilog=f"Example: concierge {self.name} {self.example or ''}".rstrip())(
            found
        )
        return get_command(alone)


PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,  # plain text: help and errors look the same in a terminal, a log and a pipe
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
COMMANDS = (
    Command("demo", "The whole story on this machine, without accounts.", "demo", example="--keep demo-mail"),
    Command("init", "Write the first files of a service.", "init", example="/etc/concierge"),
    Command(
        "doctor",
        "Say what works, what does not, and what to do about it.",
        "doctor",
        example="--config /etc/concierge/concierge.toml",
    ),
    Command(
        "login",
        "Give access to a mailbox of Microsoft 365 or Google, by a browser.",
        "login",
        example="learninghelp@example.org",
    ),
    Command("parse", "Show how messages are understood.", "parse", example="mail.eml --json"),
    Command("cases", "List cases.", "cases", "listing", example="--state open --since 2026-11-01 --json"),
    Command("case", "Show one case with its messages.", "cases", "showing", example="12 --raw 1 > first.eml"),
    Command(
        "import",
        "Take in earlier mail, without sending anything.",
        "importing",
        example="archive.mbox Maildir --open-since 2026-11-01",
    ),
    Command(
        "health",
        "Say whether the service is well, for a supervisor.",
        "health",
        example='|| echo "$(hostname) is not well" | mail -s "Learning Help" you@example.net',
    ),
    Command("run", "Run the service.", "run", example="--once --as-of 2026-12-01T09:00:00+01:00"),
    Command(
        "report",
        "Show how well requests were helped, and what people ask for.",
        "report",
        example="--since 2026-10-01 --until 2026-12-31 --html report.html",
    ),
    Command(
        "billing",
        "Show what each client owes, and state a month.",
        "billing",
        example="--client example --month 2026-10 --mail accounts@example.org",
    ),
    Command("outbox", "Mail going out.", "outbox", "app"),
    Command("held", "Mail that waits for a person.", "held", "app"),
    Command("people", "One person's data.", "people", "app"),
    Command("retention", "Take words and names out of what is old enough.", "retention", example="--dry-run"),
    Command("catalogue", "Learning options.", "catalogue", "app"),
    Command("templates", "Templates, built in and own.", "templates", "app"),
    Command("audit", "Who did what.", "audit", "app"),
    Command("secret", "The keys that sign reply addresses.", "secret", "app"),
    Command(
        "backup",
        "Save everything in one file, while the service runs.",
        "backup",
        example="/var/lib/concierge-backups --with-secrets",
    ),
    Command(
        "restore",
        "Put the service back from such a file.",
        "restore",
        example="concierge-2026-11-27.backup --config /etc/concierge/concierge.toml",
    ),
)


class _Commands(TyperGroup):
    """Knows the commands by name; the one that is called is loaded."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        known = next((each for each in COMMANDS if each.name == name), None)
        return name, known.load() if known else command, rest


app = typer.Typer(
    name="concierge",
    help="A learning concierge run entirely by email.",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    **PLAIN,
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


def _in_the_list() -> None:
    """Stands for a command until it is called."""


for _each in COMMANDS:
    app.command(_each.name, short_help=_each.does)(_in_the_list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, the process's own when `arguments` is None; the exit status."""
    write_what_can_be_shown()
    try:
        app(args=arguments, prog_name="concierge")
    except SystemExit as done:  # how the library ends, also after wrong usage
        return done.code if isinstance(done.code, int) else 0
    except ConciergeError as error:
        from concierge.output import printable  # errors may wait, `--help` not

        typer.echo(printable(str(error)), err=True)
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
