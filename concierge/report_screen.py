"""The report on a terminal: tables, with lines there and plain elsewhere, in the service's first language.

Longer than 250 lines: one short function a table, read in the order in which they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge.output import printable
from concierge.report_words import say
from replies.advice.words import language_in_words, minutes_in_words

BAR = 24  # characters of the longest bar
LABEL = 36  # characters of a first column before it folds
MOST = 10  # rows of what is a list of hints; `--json` has them all
MONTHS = 13  # the last ones
SEVERAL = 2  # providers of a range
NUMBERS = ("people", "cases", "options", "answers", "portion", "now", "before", "mean")  # heads, to the right
Figures = Mapping[str, Any]
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Screen:
    """Where and in which language the report is shown."""

    console: Console
    catalogue: Catalogue
    language: str

    def say(self, slug: str, **values: object) -> str:
        return say(slug, self.language, **values)

    def topic(self, slug: str) -> str:
        """Its name; "" is no topic."""
        found = next((topic for topic in self.catalogue.topics if topic.slug == slug), None)
        return found.name(self.language) if found else slug or self.say("no topic")

    def number(self, value: float | str) -> str:
        """With one digit, a comma in Dutch; money as it is."""
        text = value if isinstance(value, str) else f"{value:.1f}"
        return text.replace(".", ",") if self.language == "nl" else text

    def minutes(self, minutes: int | None) -> str:
        return "-" if minutes is None else minutes_in_words(minutes, self.language)

    def share(self, share: float | None, part: int, whole: int) -> str:
        return "-" if share is None else self.say("share", share=f"{share:.0%}", part=part, whole=whole)

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


def show(found: Figures, catalogue: Catalogue, settings: Settings, console: Console) -> None:
    """All that a reader wants first; the whole is in `--json`."""
    screen = Screen(console, catalogue, settings.languages[0])
    quality, demand = found["quality"], found["demand"]
    period = _period(screen, found["period"], settings)
    console.print(Text(screen.say("report of", name=settings.name, period=period), style="bold"))
    screen.table(screen.say("Quality"), ("", ""), _quality(screen, quality))
    screen.table(screen.say("Ratings"), ("rating", "answers", ""), _ratings(quality["rating"]))
    screen.some("Trends", ("", "now", "before"), [_trend(screen, each) for each in quality["trends"]])
    for title, groups, name in (
        ("Topics", quality["by_topic"], screen.topic),
        ("Languages", quality["by_language"], lambda code: language_in_words(code, screen.language)),
        ("Clients", quality["by_client"], lambda client: client or screen.say("nobody")),
        ("Concierges", quality["by_concierge"] or (), lambda owner: owner or screen.say("nobody")),
    ):
        if len(groups) > 1:
            rows = [_group(screen, name(each["name"]), each) for each in groups[:MOST]]
            screen.some(title, ("", "cases", "first answer", "promise", "mean"), rows)
    comments = [(each["rating"] or "-", each["case"], each["comment"]) for each in quality["comments"][:MOST]]
    screen.some("Comments", ("rating", "", "words"), comments)
    _demand(screen, demand)
    _independence(screen, quality["independence"])


def _quality(screen: Screen, quality: Figures) -> list[Row]:
    promise, rating, reopened = quality["promise"], quality["rating"], quality["reopened"]
    wide, rounds, again = quality["range"], quality["rounds"], reopened["asked_again"]
    more = screen.say("imported")
    requests = (
        screen.say("and more", count=quality["cases"], more=quality["imported"], what=more)
        if quality["imported"]
        else quality["cases"]
    )
    rows: list[Row] = [
        (screen.say("requests"), requests),
        (screen.say("first answer"), _times(screen, quality["first_answer"])),
        (screen.say("advice"), _times(screen, quality["advice"])),
        (screen.say("promise"), screen.share(promise["share"], promise["kept"], promise["count"])),
        (screen.say("survey"), screen.share(rating["response_rate"], rating["count"], rating["asked"])),
        (screen.say("mean"), _mean(screen, rating)),
        (screen.say("reopened"), screen.share(reopened["share"], reopened["cases"], quality["cases"])),
        (screen.say("again"), screen.share(reopened["asked_again_share"], again, quality["cases"])),
        (screen.say("rounds"), "-" if rounds["mean"] is None else screen.number(rounds["mean"])),
        (screen.say("ranges"), screen.share(wide["share"], wide["ranges"], wide["recommendations"])),
    ]
    return [*rows, (screen.say("rejected"), quality["rejected"])] if quality["rejected"] else rows


def _mean(screen: Screen, rating: Figures) -> str:
    """With where it may truly lie, where the ratings are few."""
    if rating["mean"] is None:
        return "-"
    mean, between = screen.say("of 5", mean=screen.number(rating["mean"])), rating["interval"]
    if not between["few"]:
        return mean
    low, high = screen.number(between["low"]), screen.number(between["high"])
    return f"{mean}, {screen.say('between', low=low, high=high)}"


def _ratings(rating: Figures) -> list[Row]:
    counts: Mapping[str, int] = rating["distribution"]
    if not rating["count"]:
        return []
    most = max(counts.values())
    return [(value, counts[value], _bar(counts[value], most)) for value in sorted(counts, reverse=True)]


def _trend(screen: Screen, trend: Figures) -> Row:
    name = trend["figure"]

    def shown(value: float | None) -> str:
        if value is None:
            return "-"
        if name.endswith("_minutes"):
            return screen.minutes(round(value))
        if name == "cases":
            return str(value)
        return screen.number(value) if name.startswith("mean_") else f"{value:.0%}"

    return screen.say(name), shown(trend["now"]), shown(trend["before"])


def _group(screen: Screen, name: str, group: Figures) -> Row:
    promise, mean = group["promise"]["share"], group["rating"]["mean"]
    return (
        name,
        group["cases"],
        screen.minutes(group["first_answer"]["median_minutes"]),
        "-" if promise is None else f"{promise:.0%}",
        "-" if mean is None else screen.number(mean),
    )


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
    screen.some("Moves", ("topic", "people", ""), _moves(screen, demand["movements"]))
    sessions = [_session(screen, each) for each in demand["sessions"][:MOST]]
    screen.some("Sessions", ("topic", "people", "client", "budget", "time", "language"), sessions)
    unanswered = [_unanswered(screen, each) for each in demand["unanswered"][:MOST]]
    screen.some("Unanswered", ("topic", "cases", "what", ""), unanswered)
    similar = [(", ".join(each["words"]), each["people"], each["cases"]) for each in demand["similar"][:MOST]]
    screen.some("Similar", ("words", "people", "cases"), similar)
    lacks = [_lack(screen, each) for each in (demand["lacks"] or ())[:MOST]]
    screen.some("Lacks", ("topic", "people", "what"), lacks)


def _moves(screen: Screen, moves: Figures) -> list[Row]:
    new = [(screen.topic(m["topic"]), m["people"], screen.say("new")) for m in moves["new"] or ()]
    rising = [
        (screen.topic(m["topic"]), m["people"], screen.say("rising", before=m["before"]))
        for m in moves["rising"] or ()
    ]
    seasons = [
        (
            screen.topic(season["topic"]),
            screen.number(season["people"]),
            screen.say("season", quarter=season["quarter"], otherwise=screen.number(season["otherwise"])),
        )
        for season in moves["seasons"] or ()
    ]
    return [*new, *rising, *seasons]


def _session(screen: Screen, session: Figures) -> Row:
    budgets = [
        f"{screen.number(each['median'])} {each['currency']} ({each['people']})"
        for each in session["budgets"]
    ]
    spoken = session["languages"].items()
    return (
        screen.topic(session["topic"]),
        session["people"],
        session["client"] or "-",
        ", ".join(budgets) or "-",
        screen.minutes(session["minutes"]),
        ", ".join(f"{language_in_words(code, screen.language)} {count}" for code, count in spoken),
    )


def _unanswered(screen: Screen, each: Figures) -> Row:
    reasons = (("low", "low_ratings"), ("late", "late"), ("nothing to offer", "nothing_to_offer"))
    said = [screen.say(slug, count=each[key]) for slug, key in reasons if each[key]]
    return screen.topic(each["topic"]), each["cases"], ", ".join(said), " ".join(each["examples"])


def _lack(screen: Screen, lack: Figures) -> Row:
    if not lack["options"]:
        return screen.topic(lack["topic"]), lack["people"], screen.say("no option")
    said = [
        *([screen.say("no free")] if not lack["free"] else []),
        *([screen.say("only training")] if not lack["not_training"] else []),
        *([screen.say("one provider")] if lack["providers"] < SEVERAL else []),
        *(
            screen.say("no language", language=language_in_words(c, screen.language))
            for c in lack["languages"]
        ),
        *([screen.say("over budget", count=lack["over_budget"])] if lack["over_budget"] else []),
        *([screen.say("over time", count=lack["over_time"])] if lack["over_time"] else []),
    ]
    return screen.topic(lack["topic"]), lack["people"], ", ".join(said)


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


def show_published(form: Figures, catalogue: Catalogue, settings: Settings, console: Console) -> None:
    """One published form, as it may be read by anybody."""
    screen = Screen(console, catalogue, settings.languages[0])
    about, demand = form["period"], form["demand"]
    rows: list[Row] = [(screen.topic(t["topic"]), t["people"]) for t in demand["topics"]]
    rows += [(screen.topic(topic), screen.say("not told")) for topic in demand["withheld"]]
    if other := demand["other"]:
        people = screen.say("not told") if other["people"] is None else other["people"]
        rows.append((screen.say("other"), people))
    words = ", ".join(filter(None, (settings.name, about["quarter"], about["client"])))
    screen.table(screen.say("published", words=words), ("topic", "people"), rows)


def _period(screen: Screen, period: Figures, settings: Settings) -> str:
    zone = ZoneInfo(settings.timezone)
    until = datetime.fromisoformat(period["until"]).astimezone(zone) - timedelta(seconds=1)
    words = screen.say("up to", until=f"{until:%Y-%m-%d}")
    if period["since"]:
        since = datetime.fromisoformat(period["since"]).astimezone(zone)
        words = screen.say("from to", since=f"{since:%Y-%m-%d}", until=f"{until:%Y-%m-%d}")
    return ", ".join(filter(None, (words, period["client"], period["topic"])))


def _times(screen: Screen, times: Figures) -> str:
    if not times["count"]:
        return "-"
    median, p90 = (screen.minutes(times[key]) for key in ("median_minutes", "p90_minutes"))
    return screen.say("times", median=median, p90=p90)


def _bar(count: int, most: int) -> str:
    return "█" * round(BAR * count / most) if most else ""
