"""`concierge demo --year`: the year with a bar, then its report as a page, and what to look at in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from cases.errors import PermanentError
from concierge.demo.year.play import KILLS, OUTAGES, Told, Year
from concierge.demo.year.scenario import CLIENTS, TOPICS, YEAR, ZONE
from concierge.demo.year.stage import HELPERS, Stage
from concierge.page.report import report_page
from concierge.page.view import View
from concierge.report_figures import report
from reports.figures import Period

PERIOD = Period(since=datetime(YEAR, 1, 1, tzinfo=ZONE), until=datetime(YEAR + 1, 1, 1, tzinfo=ZONE))
KEPT = (
    "Looked at after each round: nothing lost, nothing twice, every reminder before its promise; no survey "
    "twice, none for an open case, none within 30 days for one person, every due one sent or explained."
)
LOOK_AT = (
    "demand: onboarding in September, presenting in spring, AI rising all year, accessibility since June, "
    "e-invoicing new since October",
    "what nobody could answer well: welding and sign language, which the catalogue lacks",
    "sessions in-house that would pay, for each client, with the budgets and times that people named",
    "quality: answer times in working hours, promises, ratings and what people wrote with them",
    "independence: the providers, free options and other things than courses among all that was recommended",
)


def show(console: Console, folder: Path, count: int, page: Path) -> int:
    """Play so many requests in `folder` and write the report to `page`; 1 where a promise was broken."""
    console.print(
        f"[bold]A year of Learning Help[/]: {count:,} requests of {len(CLIENTS)} clients about {len(TOPICS)} "
        f"topics, answered by {len(HELPERS)} concierges. The service is the one that `concierge run` runs, "
        "from its intake to its outbox; mail stays in memory, and the clock is moved."
    )
    with Stage(folder) as stage:
        year = Year(stage, count)
        with _bar(year) as tell:
            year.run(tell)
        try:
            page.write_text(report_of(year), "utf-8", newline="")
        except OSError as error:
            raise PermanentError(
                f"{page} cannot be written ({error.strerror}): name another file."
            ) from error
    _say(console, year, page)
    return 1 if year.checks.broken else 0


def report_of(year: Year, language: str = "en") -> str:
    """The page of the calendar year."""
    stage = year.stage
    found = report(stage.settings, PERIOD, year.end, stage.catalogue).as_json()
    return report_page(View(stage.catalogue, language, stage.settings), found)


def _say(console: Console, year: Year, page: Path) -> None:
    told, broken = year.told(year.end), year.checks.broken
    console.print()
    console.print(
        f"{told.requests:,} requests, {told.mails_in:,} mails in and {told.mails_out:,} out, in "
        f"{told.rounds:,} rounds from {year.begin:%d %B %Y} to {year.end:%d %B %Y}, with {len(OUTAGES)} "
        f"outages of hours or days, {len(KILLS)} killed processes, 12 new versions and both changes of the "
        "clock."
    )
    console.print(f"[red]Not as promised, {len(broken)} times:[/]" if broken else KEPT)
    for each in broken[:20]:
        console.print(f"  {escape(each)}")
    console.print()
    console.print(f"The report of {YEAR} lies in [bold]{escape(str(page))}[/]: open it in a browser. Look at")
    for each in LOOK_AT:
        console.print(f"  · {each}")


@contextmanager
def _bar(year: Year) -> Iterator[Callable[[Told], None]]:
    """Days that have passed, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    days = (year.end - year.begin) / timedelta(days=1)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=days)

        def tell(told: Told) -> None:
            mails = told.mails_in + told.mails_out
            words = f"{told.now.astimezone(ZONE):%d %b %Y}  {told.requests:,} requests, {mails:,} mails"
            progress.update(task, completed=(told.now - year.begin) / timedelta(days=1), description=words)

        yield tell
