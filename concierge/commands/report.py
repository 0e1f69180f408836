"""`concierge report`: quality and demand for a period, for a terminal or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge.catalogue.files import read_catalogue
from concierge.opened import opened
from concierge.options import CONFIG, Config
from concierge.output import AsJson, print_json, printable
from concierge.publishing import published_forms
from concierge.report_figures import report
from replies.advice.words import minutes_in_words
from reports.figures import Period

DAY = ["%Y-%m-%d"]
NUMBERS = ("people", "cases", "options", "answers", "share")
BAR = 24  # characters of the longest bar
LABEL = 36  # characters of a first column before it folds
Figures = Mapping[str, Any]


def command(
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="From this day on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="Up to and with this day.")
    ] = None,
    client: Annotated[str | None, typer.Option(metavar="ID", help="Only of this client.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="NAME", help="Only about this.")] = None,
    published: Annotated[
        bool, typer.Option("--published", help="What may be published: people by topic in whole quarters.")
    ] = False,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Show how well requests were helped, and what people ask for."""
    if published and topic is not None:
        raise typer.BadParameter("a published report has no filter by topic: leave --topic out")
    with opened(config) as settings:
        catalogue = read_catalogue(settings.catalogue, settings.topics)
        zone = ZoneInfo(settings.timezone)
        period = Period(
            since=since and since.replace(tzinfo=zone),
            until=until and (until + timedelta(days=1)).replace(tzinfo=zone),
            client=client,
            topic=topic,
        )
        if published:
            _publish(settings, period, catalogue, json=json)
            return
        found = report(settings, period, datetime.now(UTC), catalogue).as_json()
        if json:
            print_json([found])
        else:
            show(found, catalogue, settings, Console(highlight=False))


def _publish(settings: Settings, period: Period, catalogue: Catalogue, *, json: bool) -> None:
    """Every form of the whole quarters in the period; without days, of the last quarter that is over."""
    topics = [topic.slug for topic in catalogue.topics]
    found = [each.as_json() for each in published_forms(settings, topics, period, datetime.now(UTC))]
    if json:
        print_json(found)
        return
    console = Console(highlight=False)
    if not found:
        console.print("Nothing to publish: there are no cases in a whole quarter of that time.")
    for form in found:
        show_published(form, catalogue, settings, console)


def show_published(form: Figures, catalogue: Catalogue, settings: Settings, console: Console) -> None:
    """One published form, as it may be read by anybody."""
    names = {topic.slug: topic.name("en") for topic in catalogue.topics}
    about, demand = form["period"], form["demand"]
    rows: list[tuple[str, object]] = [
        (names.get(t["topic"], t["topic"]), t["people"]) for t in demand["topics"]
    ]
    rows += [(names.get(topic, topic), "not told") for topic in demand["withheld"]]
    if other := demand["other"]:
        rows.append(("other", "not told" if other["people"] is None else other["people"]))
    words = ", ".join(filter(None, (settings.name, about["quarter"], about["client"])))
    _print(console, f"What people asked {words}", ("topic", "people"), rows)


def print_report(settings: Settings, now: datetime, console: Console, period: Period | None = None) -> None:
    """The report of everything so far (or of `period`) on a console; the database is open."""
    catalogue = read_catalogue(settings.catalogue, settings.topics)
    show(report(settings, period or Period(), now, catalogue).as_json(), catalogue, settings, console)


def show(found: Figures, catalogue: Catalogue, settings: Settings, console: Console) -> None:
    """Tables, with lines in a terminal and plain elsewhere."""
    language = "en"
    quality, demand = found["quality"], found["demand"]
    console.print(Text(f"Report of {settings.name}, {_period(found['period'], settings)}", style="bold"))
    _print(console, "Quality", ("", ""), _quality(quality, language))
    _print(console, "Ratings", ("rating", "answers", ""), _ratings(quality["rating"]))
    names = {topic.slug: topic.name(language) for topic in catalogue.topics}
    most = max((topic["people"] for topic in demand["topics"]), default=0)
    topics = [
        (names.get(t["topic"], t["topic"]), t["people"], t["cases"], _bar(t["people"], most))
        for t in demand["topics"]
    ]
    if demand["without_topic"]:
        topics.append(("(no topic yet)", "", demand["without_topic"], ""))
    _print(console, "Demand", ("topic", "people", "cases", ""), topics)
    _independence(console, quality["independence"])


def _quality(quality: Figures, language: str) -> list[tuple[str, str]]:
    promise, rating = quality["promise"], quality["rating"]
    rows = [
        ("requests", _and(quality["cases"], quality["imported"], "imported, demand only")),
        ("first answer", _times(quality["first_answer"], language)),
        ("advice", _times(quality["advice"], language)),
        ("within the promised time", _share(promise["share"], promise["kept"], promise["count"])),
        ("survey answered", _share(rating["response_rate"], rating["count"], rating["asked"])),
        ("mean rating", "-" if rating["mean"] is None else f"{rating['mean']:.1f} of 5"),
    ]
    return [*rows, ("not learning requests", str(quality["rejected"]))] if quality["rejected"] else rows


def _ratings(rating: Figures) -> list[tuple[str, int, str]]:
    counts: Mapping[str, int] = rating["distribution"]
    if not rating["count"]:
        return []
    most = max(counts.values())
    return [(value, counts[value], _bar(counts[value], most)) for value in sorted(counts, reverse=True)]


def _independence(console: Console, found: Figures) -> None:
    rows = [(p["provider"], p["options"], f"{p['share']:.0%}") for p in found["providers"]]
    _print(console, "Recommended options by provider", ("provider", "options", "share"), rows)
    if not found["options"]:
        return
    price = found["price"]
    kinds = ", ".join(f"{kind['kind']} {kind['options']}" for kind in found["kinds"])
    console.print(
        f"price: {price['free']} free, {price['paid']} paid, {price['unknown']} unknown", markup=False
    )
    console.print(
        f"kind: {printable(kinds)}; {found['training']} of {found['options']} are training", markup=False
    )
    for provider in found["above_share"]:
        limit = f"{found['provider_share']:.0%}"
        console.print(
            Text(f"{printable(provider)} has more than {limit} of what was recommended.", style="red")
        )


def _print(console: Console, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    table = Table(box=box.SIMPLE if console.is_terminal else None, show_header=any(heads), pad_edge=False)
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    label = min(max((len(row[0]) for row in cells), default=0), LABEL)  # never squeezed by what follows
    for number, head in enumerate(heads):
        justify: Literal["right", "left"] = "right" if head in NUMBERS else "left"
        table.add_column(head, justify=justify, overflow="fold", min_width=label if number == 0 else None)
    for row in cells:
        table.add_row(*map(Text, row))
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table if table.row_count else Text("  nothing yet"))


def _period(period: Figures, settings: Settings) -> str:
    zone = ZoneInfo(settings.timezone)
    until = datetime.fromisoformat(period["until"]).astimezone(zone) - timedelta(seconds=1)
    words = f"up to {until:%Y-%m-%d}"
    if period["since"]:
        words = f"{datetime.fromisoformat(period['since']).astimezone(zone):%Y-%m-%d} to {until:%Y-%m-%d}"
    return ", ".join(filter(None, (words, period["client"], period["topic"])))


def _times(times: Figures, language: str) -> str:
    if not times["count"]:
        return "-"
    middle, slow = (minutes_in_words(times[key], language) for key in ("median_minutes", "p90_minutes"))
    return f"{middle} (median), {slow} (9 of 10), working time"


def _share(share: float | None, part: int, whole: int) -> str:
    return "-" if share is None else f"{share:.0%} ({part} of {whole})"


def _and(count: int, more: int, what: str) -> str:
    return f"{count} (and {more} {what})" if more else str(count)


def _bar(count: int, most: int) -> str:
    return "█" * round(BAR * count / most) if most else ""
