"""`concierge demo`: the whole story on this machine, with built-in mail servers."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from cases.errors import PermanentError
from concierge.commands.report import print_report
from concierge.daemon import Daemon, stop_on_signals
from concierge.demo import story
from concierge.demo.stage import PASSWORD, SERVICE, Stage
from concierge.logs import configure
from concierge.options import new_file

PAGE = "report.html"


def command(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="Keep everything in DIR: mails, database, settings."),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Leave the servers running, so that a real mail client can join in."),
    ] = False,
    year: Annotated[
        bool,
        typer.Option("--year", help="Play a simulated year of three clients instead, and write its report."),
    ] = False,
    cases: Annotated[
        int | None,
        typer.Option("--cases", min=10, metavar="N", help="With --year: so many requests. [default: 3000]"),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", parser=new_file, metavar="FILE", help="With --year: where its report goes."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Not used: the demo brings its own configuration."),
    ] = None,
) -> None:
    """Tell the whole story: workers ask, concierges answer by mail, surveys go out, the report is drawn."""
    if not year and (cases is not None or html is not None):
        raise typer.BadParameter("--cases and --html are for --year: add it, or leave them out")
    if year and serve:
        raise typer.BadParameter("--year has no servers to leave running: leave --serve out")
    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise PermanentError(f"{keep} is not empty: name a new folder for --keep.")
    folder = keep or story.new_folder()
    folder.mkdir(parents=True, exist_ok=True)
    story.quiet_logs()
    console = Console(highlight=False)
    if year:
        raise typer.Exit(_year(console, folder, cases, html, keep=keep is not None))
    stage = story.play(console, folder, lambda stage: print_report(stage.settings, stage.clock(), console))
    try:
        count = stage.keep_mails(folder / "mails")
        console.print()
        console.print(f"All {count} mails lie as .eml in [bold]{escape(str(folder / 'mails'))}[/].")
        if serve:
            _serve(stage, console)
    finally:
        stage.__exit__()
        if keep is None:
            _leave_only(folder, "mails")


def _year(console: Console, folder: Path, cases: int | None, html: Path | None, *, keep: bool) -> int:
    """Play the year; its database and mails stay where somebody asked for them."""
    from concierge.demo.year.play import WHOLE  # and what it plays with, once somebody wants a year
    from concierge.demo.year.show import show

    configure(level=logging.CRITICAL)  # what is away for days is part of it
    page = html or folder / PAGE
    try:
        status = show(console, folder, WHOLE if cases is None else cases, page)
        if keep:
            console.print(
                f"\nTo see its cases: concierge cases --config {escape(str(folder / 'concierge.toml'))}"
            )
        return status
    finally:
        if not keep:
            _leave_only(folder, PAGE)


def _serve(stage: Stage, console: Console) -> None:
    console.print(
        f"\nThe servers stay up (Ctrl-C ends them). In a mail client, without encryption, password "
        f"[bold]{PASSWORD}[/]:\n"
        f"  IMAP 127.0.0.1 port {stage.servers.imap_port}   SMTP 127.0.0.1 port {stage.servers.smtp_port}\n"
        f"  accounts: {', '.join(p.address for p in story.CAST)}\n"
        f"Write to {SERVICE} as tom@example.org, and answer as anna@example.org."
    )
    stop = threading.Event()
    stop_on_signals(stop)
    stage.clock.run_on()
    stage.service.stop = stop
    Daemon(stage.service, ("intake", "followups", "outbox")).run()


def _leave_only(folder: Path, name: str) -> None:
    for path in folder.iterdir():
        if path.name != name:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
