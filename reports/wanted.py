"""What would pay and what is missing: sessions in-house, questions that nobody could answer well, and what
the catalogue lacks. Pure, over the rows of `db.reports` and the catalogue of today.
Longer than 250 lines: each of the three with the values that it gives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from types import MappingProxyType

from cases.catalogue import Catalogue, Option
from cases.model import Origin
from reports.helped import LOW, kept
from reports.measures import most_first
from reports.shape import Figures, Row

SEVERAL = 2  # providers
EXAMPLES = 5  # cases named for who wants to read them


@dataclass(frozen=True, slots=True)
class Budgets(Figures):
    """What people named, in one currency; "" where they named none."""

    currency: str
    people: int
    least: Decimal
    median: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Session(Figures):
    """So many people of one client (None: of none) asked for it in the last three months that a session pays.

    minutes: the median of the time that `minutes_named` of them have. with_: alone | others | either.
    """

    topic: str
    client: str | None
    people: int
    cases: int
    budgets: tuple[Budgets, ...]
    minutes: int | None
    minutes_named: int
    with_: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unanswered(Figures):
    """Cases of a topic ("" without one) that were not helped well: each is counted by every reason it gives.

    low_ratings: rated 1 or 2; late: the first promise was broken; nothing_to_offer: the catalogue has no
    option for any of its topics. examples: the newest.
    """

    topic: str
    cases: int
    people: int
    low_ratings: int
    late: int
    nothing_to_offer: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lack(Figures):
    """What a topic's options lack for the `people` who asked for it.

    free, not_training, providers: how many of the `options` (of `providers`: different ones) there are.
    languages: people by a language without an option; over_budget, over_time: people who named less than
    every option costs or takes.
    """

    topic: str
    people: int
    options: int
    free: int
    not_training: int
    providers: int
    languages: Mapping[str, int]
    over_budget: int
    over_time: int

    @property
    def lacks_something(self) -> bool:
        few = not (self.options and self.free and self.not_training) or self.providers < SEVERAL
        return few or bool(self.languages or self.over_budget or self.over_time)


def sessions(cases: Sequence[Row], threshold: int) -> tuple[Session, ...]:
    """Of the cases of the last three months: topics with at least `threshold` people, most people first.

    Of each person the newest case about it says what they want.
    """
    newest: defaultdict[tuple[str, str | None], dict[int, Row]] = defaultdict(dict)
    count: Counter[tuple[str, str | None]] = Counter()
    for row in cases:
        for topic in row["topics"]:
            newest[topic, row["client"]][row["requester"]] = row
            count[topic, row["client"]] += 1
    found = [
        _session(topic, client, list(people.values()), count[topic, client])
        for (topic, client), people in newest.items()
        if len(people) >= threshold
    ]
    return tuple(sorted(found, key=lambda each: (-each.people, each.topic, each.client or "")))


def _session(topic: str, client: str | None, rows: Sequence[Row], cases: int) -> Session:
    needs = [row["need"] for row in rows]
    minutes = [need["time"] for need in needs if need.get("time")]
    return Session(
        topic=topic,
        client=client,
        people=len(rows),
        cases=cases,
        budgets=budgets(rows),
        minutes=round(median(minutes)) if minutes else None,
        minutes_named=len(minutes),
        with_=most_first(Counter(need["with"] for need in needs if need.get("with"))),
        languages=most_first(Counter(row["language"] for row in rows)),
    )


def budgets(rows: Sequence[Row]) -> tuple[Budgets, ...]:
    """What they named, by currency: exact, never added up across currencies."""
    named: defaultdict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        amount = row["need"].get("budget")
        if amount is not None:
            named[row["need"].get("currency") or ""].append(Decimal(amount))
    return tuple(
        Budgets(currency, len(found), found[0], median(found), found[-1])
        for currency, found in sorted((name, sorted(each)) for name, each in named.items())
    )


def unanswered(
    cases: Sequence[Row],
    catalogue: Catalogue | None,
    tag: Callable[[int], str],
    now: datetime,
    own: Mapping[str, Catalogue] = MappingProxyType({}),
) -> tuple[Unanswered, ...]:
    """Most cases first. `tag`: the public name of a case. `own`: catalogues of clients who have others."""
    lacking = dict[tuple[str | None, tuple[str, ...]], bool]()
    offered, theirs = _offered(catalogue), {client: _offered(each) for client, each in own.items()}
    poor: defaultdict[str, list[tuple[Row, bool, bool, bool]]] = defaultdict(list)
    for row in cases:
        if row["origin"] == Origin.IMPORT:
            continue
        rating = row["survey"]["rating"] if row["survey"] else None
        low, late = rating is not None and rating <= LOW, kept(row, now) is False
        asked = row["client"], row["topics"]
        if asked not in lacking:
            lacking[asked] = catalogue is not None and _nothing_for(
                *asked, theirs.get(row["client"] or "", offered)
            )
        nothing = lacking[asked]
        if low or late or nothing:
            for topic in row["topics"] or ("",):
                poor[topic].append((row, low, late, nothing))
    found = [
        Unanswered(
            topic=topic,
            cases=len(rows),
            people=len({row["requester"] for row, *_ in rows}),
            low_ratings=sum(low for _, low, _, _ in rows),
            late=sum(late for _, _, late, _ in rows),
            nothing_to_offer=sum(nothing for *_, nothing in rows),
            examples=tuple(tag(row["id"]) for row, *_ in reversed(rows[-EXAMPLES:])),
        )
        for topic, rows in poor.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.cases, each.topic)))


def _nothing_for(
    client: str | None, topics: Sequence[str], offered: frozenset[tuple[str | None, str]]
) -> bool:
    asked = {(whose, topic) for whose in (None, client) for topic in topics}
    return bool(asked) and offered.isdisjoint(asked)


def lacks(cases: Sequence[Row], catalogue: Catalogue, client: str | None) -> tuple[Lack, ...]:
    """Topics that were asked for and lack something, most people first.

    Options of one client count only in that client's report.
    """
    options: defaultdict[str, list[Option]] = defaultdict(list)
    for option in catalogue.options:
        if option.client is None or option.client == client:
            for topic in option.topics:
                options[topic].append(option)
    newest: defaultdict[str, dict[int, Row]] = defaultdict(dict)
    for row in cases:
        for topic in row["topics"]:
            newest[topic][row["requester"]] = row
    found = [_lack(topic, list(people.values()), options[topic]) for topic, people in newest.items()]
    return tuple(
        sorted((each for each in found if each.lacks_something), key=lambda each: (-each.people, each.topic))
    )


def _lack(topic: str, rows: Sequence[Row], options: Sequence[Option]) -> Lack:
    known = {code for option in options for code in option.languages}
    spoken = any(not option.languages for option in options)  # a language plays no part in it
    missing = Counter(row["language"] for row in rows if row["language"] not in known)
    return Lack(
        topic=topic,
        people=len(rows),
        options=len(options),
        free=sum(1 for option in options if option.is_free),
        not_training=sum(1 for option in options if not option.training),
        providers=len({option.provider for option in options if option.provider}),
        languages={} if spoken or not options else most_first(missing),
        over_budget=sum(_over_budget(row["need"], options) for row in rows) if options else 0,
        over_time=sum(_over_time(row["need"], options) for row in rows) if options else 0,
    )


def _over_budget(need: Mapping[str, object], options: Sequence[Option]) -> bool:
    """Whether every option is known to cost more; prices in other currencies and unknown ones say nothing."""
    if need.get("budget") is None:
        return False
    budget, currency = Decimal(str(need["budget"])), need.get("currency")
    return all(
        option.price is not None
        and not option.is_free
        and (not currency or option.currency == currency)
        and option.price > budget
        for option in options
    )


def _over_time(need: Mapping[str, object], options: Sequence[Option]) -> bool:
    """Whether every option is known to take longer than the time that was named."""
    time = need.get("time")
    return isinstance(time, int) and all(
        option.minutes is not None and option.minutes > time for option in options
    )


def _offered(catalogue: Catalogue | None) -> frozenset[tuple[str | None, str]]:
    """The client that has an option (None: all) and its topic."""
    options = catalogue.options if catalogue else ()
    return frozenset((option.client, topic) for option in options for topic in option.topics)
