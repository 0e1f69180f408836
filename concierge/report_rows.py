"""The figures of the report in words, a row a figure: what the terminal and the page have in common. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge.report_words import say
from replies.advice.words import language_in_words, minutes_in_words

SEVERAL = 2  # providers of a range
Figures = Mapping[str, Any]
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Words:
    """In which language the report is read, and what its topics are called."""

    catalogue: Catalogue
    language: str

    def say(self, slug: str, **values: object) -> str:
        return say(slug, self.language, **values)

    def topic(self, slug: str) -> str:
        """Its name; "" is no topic."""
        return self.catalogue.topic_name(slug, self.language) if slug else self.say("no topic")

    def spoken(self, code: str) -> str:
        return language_in_words(code, self.language)

    def number(self, value: float | str) -> str:
        """With one digit, a comma in Dutch; money as it is."""
        text = value if isinstance(value, str) else f"{value:.1f}"
        return text.replace(".", ",") if self.language == "nl" else text

    def minutes(self, minutes: int | None) -> str:
        return "-" if minutes is None else minutes_in_words(minutes, self.language)

    def share(self, share: float | None, part: int, whole: int) -> str:
        return "-" if share is None else self.say("share", share=f"{share:.0%}", part=part, whole=whole)


def quality_rows(words: Words, quality: Figures) -> list[Row]:
    promise, rating, reopened = quality["promise"], quality["rating"], quality["reopened"]
    wide, rounds, again = quality["range"], quality["rounds"], reopened["asked_again"]
    more = words.say("imported")
    requests = (
        words.say("and more", count=quality["cases"], more=quality["imported"], what=more)
        if quality["imported"]
        else quality["cases"]
    )
    rows: list[Row] = [
        (words.say("requests"), requests),
        (words.say("first answer"), times_in_words(words, quality["first_answer"])),
        (words.say("advice"), times_in_words(words, quality["advice"])),
        (words.say("promise"), words.share(promise["share"], promise["kept"], promise["count"])),
        (words.say("survey"), words.share(rating["response_rate"], rating["count"], rating["asked"])),
        (words.say("mean"), mean_in_words(words, rating)),
        (words.say("reopened"), words.share(reopened["share"], reopened["cases"], quality["cases"])),
        (words.say("again"), words.share(reopened["asked_again_share"], again, quality["cases"])),
        (words.say("rounds"), "-" if rounds["mean"] is None else words.number(rounds["mean"])),
        (words.say("ranges"), words.share(wide["share"], wide["ranges"], wide["recommendations"])),
    ]
    return [*rows, (words.say("rejected"), quality["rejected"])] if quality["rejected"] else rows


def mean_in_words(words: Words, rating: Figures) -> str:
    """With where it may truly lie, where the ratings are few."""
    if rating["mean"] is None:
        return "-"
    mean, between = words.say("of 5", mean=words.number(rating["mean"])), rating["interval"]
    if not between["few"]:
        return mean
    low, high = words.number(between["low"]), words.number(between["high"])
    return f"{mean}, {words.say('between', low=low, high=high)}"


def trend_row(words: Words, trend: Figures) -> Row:
    name = trend["figure"]

    def shown(value: float | None) -> str:
        if value is None:
            return "-"
        if name.endswith("_minutes"):
            return words.minutes(round(value))
        if name == "cases":
            return str(value)
        return words.number(value) if name.startswith("mean_") else f"{value:.0%}"

    return words.say(name), shown(trend["now"]), shown(trend["before"])


def group_row(words: Words, name: str, group: Figures) -> Row:
    promise, mean = group["promise"]["share"], group["rating"]["mean"]
    return (
        name,
        group["cases"],
        words.minutes(group["first_answer"]["median_minutes"]),
        "-" if promise is None else f"{promise:.0%}",
        "-" if mean is None else words.number(mean),
    )


def moves_rows(words: Words, moves: Figures) -> list[Row]:
    new = [(words.topic(m["topic"]), m["people"], words.say("new")) for m in moves["new"] or ()]
    rising = [
        (words.topic(m["topic"]), m["people"], words.say("rising", before=m["before"]))
        for m in moves["rising"] or ()
    ]
    seasons = [
        (
            words.topic(season["topic"]),
            words.number(season["people"]),
            words.say("season", quarter=season["quarter"], otherwise=words.number(season["otherwise"])),
        )
        for season in moves["seasons"] or ()
    ]
    return [*new, *rising, *seasons]


def session_row(words: Words, session: Figures) -> Row:
    budgets = [
        f"{words.number(each['median'])} {each['currency']} ({each['people']})" for each in session["budgets"]
    ]
    spoken = session["languages"].items()
    return (
        words.topic(session["topic"]),
        session["people"],
        session["client"] or "-",
        ", ".join(budgets) or "-",
        words.minutes(session["minutes"]),
        ", ".join(f"{words.spoken(code)} {count}" for code, count in spoken),
    )


def unanswered_row(words: Words, each: Figures) -> Row:
    reasons = (("low", "low_ratings"), ("late", "late"), ("nothing to offer", "nothing_to_offer"))
    said = [words.say(slug, count=each[key]) for slug, key in reasons if each[key]]
    return words.topic(each["topic"]), each["cases"], ", ".join(said), " ".join(each["examples"])


def lack_row(words: Words, lack: Figures) -> Row:
    if not lack["options"]:
        return words.topic(lack["topic"]), lack["people"], words.say("no option")
    said = [
        *([words.say("no free")] if not lack["free"] else []),
        *([words.say("only training")] if not lack["not_training"] else []),
        *([words.say("one provider")] if lack["providers"] < SEVERAL else []),
        *(words.say("no language", language=words.spoken(c)) for c in lack["languages"]),
        *([words.say("over budget", count=lack["over_budget"])] if lack["over_budget"] else []),
        *([words.say("over time", count=lack["over_time"])] if lack["over_time"] else []),
    ]
    return words.topic(lack["topic"]), lack["people"], ", ".join(said)


def period_in_words(words: Words, period: Figures, settings: Settings) -> str:
    """The time, in whole months where it is that, and what else the report is about."""
    zone = ZoneInfo(settings.timezone)
    until = datetime.fromisoformat(period["until"]).astimezone(zone)
    last = (until - timedelta(seconds=1)).date()
    said = words.say("up to", until=f"{last:%Y-%m-%d}")
    if period["since"]:
        since = datetime.fromisoformat(period["since"]).astimezone(zone)
        said = words.say("from to", since=f"{since:%Y-%m-%d}", until=f"{last:%Y-%m-%d}")
    of = period["topic"] and words.topic(period["topic"])
    return ", ".join(filter(None, (said, client_name(period["client"], settings), of, period["concierge"])))


def client_name(client: str | None, settings: Settings) -> str | None:
    """As it is configured; its id where it is not (any more)."""
    return next((each.name for each in settings.clients if each.id == client), client)


def times_in_words(words: Words, times: Figures) -> str:
    if not times["count"]:
        return "-"
    median, p90 = (words.minutes(times[key]) for key in ("median_minutes", "p90_minutes"))
    return words.say("times", median=median, p90=p90)
