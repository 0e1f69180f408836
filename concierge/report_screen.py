"""The report on a terminal: tables, with lines there and plain elsewhere, in the service's first language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge import report_rows
from concierge.output import printable
from concierge.report_rows import Figures, Row, Words

BAR = 24  # characters of the longest bar
LABEL = 36  # characters of a first column before it folds
MOST = 10  # rows of what is a list of hints; `--json` has them all
MONTHS = 13  # the last ones
NUMBERS = ("people", "cases", "options", "answers", "portion", "now", "before", "mean")  # heads, to the right


@dataclass(frozen=True, slots=True)
class Screen(Words):
    """Where and in which language the report is shown."""

    console: Console

    def table(self, title: str, heads: Sequence[str], rows: Iterable[Row]) -> None:
        """`heads` are slugs of words, "" for none."""
        console = self.console
        table = Table(box=box.SIMPLE if console.is_terminal else None, show_header=any(heads), pad_edge=False)
        cells = [[printable(str(cell)) for cell in row] for row in rows]
        label = min(max((len(row[0]) for row in cells), default=0), LABEL)  # never squeezed by what follows
        for number, head in enumerate(heads):
            justify: Literal["right", "left"] = "right" if head in NUMBERS else "left"
            table.add_column(
                self.say(head) if head else "",
                justify=justify,
                overflow="fold",
                min_width=label if number == 0 else None,
            )
        for row in cells:
            table.add_row(*map(Text, row))
        console.print()
        console.print(Text(title, style="bold"))
        console.print(table if table.row_count else Text(self.say("nothing")))

    def some(self, title: str, heads: Sequence[str], rows: Sequence[Row]) -> None:
        """A table only where there is something in it."""
        if rows:
            self.table(self.say(title), heads, rows)


def show(
    found: Figures, catalogue: Catalogue, settings: Settings, console: Console, language: str = ""
) -> None:
    """All that a reader wants first; the whole is in `--json`. `language`: "" is the service's first."""
    screen = Screen(catalogue, language or settings.languages[0], console)
    quality, demand = found["quality"], found["demand"]
    period = report_rows.period_in_words(screen, found["period"], settings)
    console.print(Text(screen.say("report of", name=settings.name, period=period), style="bold"))
    screen.table(screen.say("Quality"), ("", ""), report_rows.quality_rows(screen, quality))
    screen.table(screen.say("Ratings"), ("rating", "answers", ""), _ratings(quality["rating"]))
    screen.some(
        "Trends", ("", "now", "before"), [report_rows.trend_row(screen, each) for each in quality["trends"]]
    )
    for title, groups, name in (
        ("Topics", quality["by_topic"], screen.topic),
        ("Languages", quality["by_language"], screen.spoken),
        ("Clients", quality["by_client"], lambda client: client or screen.say("nobody")),
        ("Concierges", quality["by_concierge"] or (), lambda owner: owner or screen.say("nobody")),
    ):
        if len(groups) > 1:
            rows = [report_rows.group_row(screen, name(each["name"]), each) for each in groups[:MOST]]
            screen.some(title, ("", "cases", "first answer", "promise", "mean"), rows)
    comments = [(each["rating"] or "-", each["case"], each["comment"]) for each in quality["comments"][:MOST]]
    screen.some("Comments", ("rating", "", "words"), comments)
    _demand(screen, demand)
    _independence(screen, quality["independence"])


def _ratings(rating: Figures) -> list[Row]:
    counts: Mapping[str, int] = rating["distribution"]
    if not rating["count"]:
        return []
    most = max(counts.values())
    return [(value, counts[value], _bar(counts[value], most)) for value in sorted(counts, reverse=True)]


def _demand(screen: Screen, demand: Figures) -> None:
    most = max((topic["people"] for topic in demand["topics"]), default=0)
    topics: list[Row] = [
        (screen.topic(t["topic"]), t["people"], t["cases"], _bar(t["people"], most)) for t in demand["topics"]
    ]
    if demand["without_topic"]:
        topics.append((screen.say("no topic"), "", demand["without_topic"], ""))
    screen.table(screen.say("Demand"), ("topic", "people", "cases", ""), topics)
    if len(demand["months"]) > 1:
        months = demand["months"][-MONTHS:]
        most = max(month["people"] for month in months)
        rows = [(m["month"], m["people"], m["cases"], _bar(m["people"], most)) for m in months]
        screen.some("Months", ("month", "people", "cases", ""), rows)
    screen.some("Moves", ("topic", "people", ""), report_rows.moves_rows(screen, demand["movements"]))
    sessions = [report_rows.session_row(screen, each) for each in demand["sessions"][:MOST]]
    screen.some("Sessions", ("topic", "people", "client", "budget", "time", "language"), sessions)
    unanswered = [report_rows.unanswered_row(screen, each) for each in demand["unanswered"][:MOST]]
    screen.some("Unanswered", ("topic", "cases", "what", ""), unanswered)
    similar = [(", ".join(each["words"]), each["people"], each["cases"]) for each in demand["similar"][:MOST]]
    screen.some("Similar", ("words", "people", "cases"), similar)
    lacks = [report_rows.lack_row(screen, each) for each in (demand["lacks"] or ())[:MOST]]
    screen.some("Lacks", ("topic", "people", "what"), lacks)


def _independence(screen: Screen, found: Figures) -> None:
    rows = [(p["provider"], p["options"], f"{p['share']:.0%}") for p in found["providers"]]
    screen.table(screen.say("Providers"), ("provider", "options", "portion"), rows)
    if not found["options"]:
        return
    kinds = printable(", ".join(f"{kind['kind']} {kind['options']}" for kind in found["kinds"]))
    lines = [
        screen.say("price", **found["price"]),
        screen.say("kind", kinds=kinds, training=found["training"], options=found["options"]),
        *([screen.say("interest", count=found["interest"])] if found["interest"] else []),
    ]
    for line in lines:
        screen.console.print(line, markup=False)
    for provider in found["above_share"]:
        limit = f"{found['provider_share']:.0%}"
        line = screen.say("above", provider=printable(provider), limit=limit)
        screen.console.print(Text(line, style="red"))


def show_published(
    form: Figures, catalogue: Catalogue, settings: Settings, console: Console, language: str = ""
) -> None:
    """One published form, as it may be read by anybody."""
    screen = Screen(catalogue, language or settings.languages[0], console)
    about, demand = form["period"], form["demand"]
    rows: list[Row] = [(screen.topic(t["topic"]), t["people"]) for t in demand["topics"]]
    rows += [(screen.topic(topic), screen.say("not told")) for topic in demand["withheld"]]
    if other := demand["other"]:
        people = screen.say("not told") if other["people"] is None else other["people"]
        rows.append((screen.say("other"), people))
    words = ", ".join(filter(None, (settings.name, about["quarter"], about["client"])))
    screen.table(screen.say("published", words=words), ("topic", "people"), rows)


def _bar(count: int, most: int) -> str:
    return "█" * round(BAR * count / most) if most else ""
