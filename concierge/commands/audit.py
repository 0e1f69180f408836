"""`concierge audit …`: who did what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from concierge.acting import audited
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import print_json
from db import audit

DAY = ["%Y-%m-%d"]

app = typer.Typer(help="Who did what.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.callback()
def group() -> None:
    """Who did what."""


@app.command("export", epilog="Example: concierge audit export --since 2026-10-01 > audit.jsonl")
def exporting(
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="From this day on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="Up to and with this day.")
    ] = None,
    config: Config = CONFIG,
) -> None:
    """Write every act of concierges, workers and operators, a JSON object a line; persons by number."""
    with opened(config) as settings:
        zone = ZoneInfo(settings.timezone)
        first = since and since.replace(tzinfo=zone)
        end = until and (until + timedelta(days=1)).replace(tzinfo=zone)
        print_json(audit.export(first, end))
        audited("audit.exported")
