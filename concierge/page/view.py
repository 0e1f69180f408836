"""How the page says its figures: words, numbers, months, names. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.settings import Settings
from concierge.page.charts import Bar, Caption, Point
from concierge.page.words import tell
from concierge.report_rows import Figures, Words
from templates.load import load_library
from templates.phrases import date_in_words, month, short_month

Shown = tuple[Callable[[Figures], float | None], Callable[[Figures], str], float, float]
MONTHS = 13  # the last ones are drawn: a year, and the same month of the year before
JANUARY = 1


@dataclass(frozen=True, slots=True)
class View(Words):
    """The words of one page."""

    settings: Settings

    def tell(self, slug: str, **values: object) -> str:
        return tell(slug, self.language, **values)

    def count(self, number: int) -> str:
        """With a mark at the thousands: 12,500 and 12.500."""
        return f"{number:,}".replace(",", "." if self.language == "nl" else ",")

    def percent(self, share: float | None) -> str:
        return "–" if share is None else f"{share:.0%}"

    def mean(self, mean: float | None) -> str:
        return "–" if mean is None else self.number(mean)

    def hours(self, minutes: int | None) -> str:
        return "–" if minutes is None else self.number(minutes / 60)

    def clock(self, minutes: float | None) -> str:
        """Short, where there is little room: "2 h 59 min"."""
        if minutes is None:
            return "–"
        hours, rest = divmod(round(minutes), 60)
        said = (f"{hours} {self.tell('h')}" if hours else "", f"{rest} min" if rest or not hours else "")
        return " ".join(filter(None, said))

    def time(self, minutes: int | None) -> str:
        return "–" if minutes is None else self.minutes(minutes)

    def client(self, client: str | None) -> str:
        names = {each.id: each.name for each in self.settings.clients}
        return names.get(client or "", client or "") or self.tell("no client")

    def caption(self, slug: str, note: str = "") -> Caption:
        return Caption(slug.replace(" ", "-"), self.tell(slug), note, self.tell("figures"))

    def bars(self, counts: Sequence[tuple[str, int]], share_of: int = 0) -> list[Bar]:
        """Of names and how many; with their share where `share_of` says of how many."""
        most = max((count for _, count in counts), default=0) or 1
        return [
            Bar(
                name,
                count / most,
                f"{self.count(count)} ({count / share_of:.0%})" if share_of else self.count(count),
            )
            for name, count in counts
        ]

    def points(self, months: Sequence[Figures], key: str, *shown: Shown) -> list[Point]:
        """Of the last months, those without a case too. Each of `shown`: the value, its words, and what the
        foot and the head of the field stand for.
        """
        by_name = {each[key]: each for each in months}
        found: list[Point] = []
        for name in self.months(by_name):
            first = date.fromisoformat(f"{name}-01")
            year = f"’{first:%y}" if not found or first.month == JANUARY else ""
            each = by_name.get(name)
            values = [(value(each) if each else None, words, low, high) for value, words, low, high in shown]
            found.append(
                Point(
                    short_month(first, self.language),
                    year,
                    tuple(
                        None if value is None else (value - low) / ((high - low) or 1)
                        for value, _, low, high in values
                    ),
                    tuple(
                        "–" if value is None or each is None else words(each) for value, words, _, _ in values
                    ),
                )
            )
        return found

    def months(self, found: Iterable[str]) -> list[str]:
        """The last of the months from the first to the last of these, those between them too."""
        names = sorted(found)
        return _every(names[0], names[-1])[-MONTHS:]

    def month(self, name: str) -> str:
        """Of "2026-11"."""
        return month(date.fromisoformat(f"{name}-01"), self.language)

    def day(self, moment: str) -> str:
        """The date of a moment of our JSON, where the service is."""
        return date_in_words(self._local(moment).date(), self.language)

    def period(self, period: Mapping[str, str | None]) -> str:
        """Its time: a month, whole months, or days."""
        until = self._local(period["until"] or "")
        last = until - timedelta(seconds=1)
        if not period["since"]:
            return self.tell("all so far", until=date_in_words(last.date(), self.language))
        since = self._local(period["since"])
        if since.day == 1 and until.day == 1 and not (until.hour or since.hour):
            begin, end = month(since.date(), self.language), month(last.date(), self.language)
            if begin == end:
                return begin
            return self.tell("span", since=begin, until=end)
        begin, end = (date_in_words(each.date(), self.language) for each in (since, last))
        return begin if begin == end else self.tell("span", since=begin, until=end)

    def filters(self, period: Mapping[str, str | None]) -> str:
        """What the report is about, of all; "" where it is about all."""
        said = [
            *([self.tell("of client", client=self.client(period["client"]))] if period["client"] else []),
            *([self.tell("about topic", topic=self.topic(period["topic"]))] if period["topic"] else []),
            *(
                [self.tell("of concierge", who=self.concierge(period["concierge"]))]
                if period["concierge"]
                else []
            ),
        ]
        return self.tell("only of", what=", ".join(said)) if said else ""

    def kind(self, kind: str) -> str:
        """Of an option; one that the service has no word for is said as it was written."""
        return (
            self.tell("kind unknown")
            if kind == "unknown"
            else load_library().words("kind", kind, self.language)
        )

    def concierge(self, address: str | None) -> str:
        """By name; nobody's is said so."""
        found = self.settings.concierge(address) if address else None
        return found.name if found and found.name else address or self.say("nobody")

    def _local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(ZoneInfo(self.settings.timezone))


def _every(first: str, last: str) -> list[str]:
    """The months from one to the other, "2026-11"."""
    found, at = [first], date.fromisoformat(f"{first}-01")
    while found[-1] < last:
        at = (at + timedelta(days=31)).replace(day=1)
        found.append(f"{at:%Y-%m}")
    return found
