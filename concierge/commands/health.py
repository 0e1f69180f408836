"""`concierge health`: one line and an exit status for a supervisor."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from cases.endings import step
from concierge.judged import all_problems, shown, told
from concierge.oauth.endings import endings, refused_logins
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, print_json
from db import health
from followups.recipients import local_date


def command(json: AsJson = False, config: Config = CONFIG) -> None:
    """Say whether the service is well; exit status 1 when it is not.

    For monitoring: a restart mends few troubles. What hangs is started anew by systemd's watchdog.
    """
    with opened(config) as settings:
        now = datetime.now(UTC)
        figures = health.figures(now)
        logins, refused = endings(settings), refused_logins(settings)
    today = local_date(now, settings)
    problems = all_problems(figures, logins, refused, settings, now)
    warnings = tuple(told(each, today) for each in logins if step(each, today) is not None)
    if settings.sentence_model and figures.model:
        warnings = (*warnings, figures.model)
    if json:
        print_json([shown(figures, problems, now) | {"warnings": list(warnings)}])
    else:
        waiting = ", ".join(f"{name} {role.waiting} waiting" for name, role in figures.roles.items())
        verdict = "; ".join(problems) or "ok"
        soon = "".join(f"; {warning}" for warning in warnings if warning not in problems)
        typer.echo(f"{verdict} ({waiting}, {figures.held} held{soon})")
    if problems:
        raise typer.Exit(1)
