# ruff: noqa: E501 - names stay on one line
"""Who asks what in the simulated year, and how each case goes. Pure: the same seed gives the same year.

Each request has dice of its own, so that nothing depends on the order in which mail is handled.
Longer than 250 lines: tables of clients, topics, seasons and names.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
YEAR = 2025  # a real one: both changes of the clock, the holidays of Belgium
BEGIN = datetime(YEAR, 1, 2, 8, 0, tzinfo=ZONE).astimezone(UTC)
END = datetime(YEAR + 1, 1, 31, 18, 0, tzinfo=ZONE).astimezone(
    UTC
)  # the last surveys of the year are answered
DAY = timedelta(days=1)
MONTHS = (10, 9, 11, 9, 9, 9, 4, 4, 15, 12, 11, 6)  # how many ask, from January on
SILENT = 0.5  # how often a survey stays without an answer
HOPELESS = frozenset({"welding", "sign-language"})  # nobody knows, and nothing is in the catalogue


@dataclass(frozen=True, slots=True)
class Organisation:
    """A client. `share` of all requests, `dutch` of its people; `people` for each hundred requests."""

    id: str
    name: str
    domain: str
    rate: str
    share: float
    dutch: float
    people: int


CLIENTS = (
    Organisation("linde", "Brouwerij De Linde NV", "delinde.example", "95 EUR per case", 0.5, 0.85, 16),
    Organisation("northwind", "Northwind Logistics", "northwind.example", "80 EUR per hour", 0.3, 0.25, 10),
    Organisation("waterrijk", "Stad Waterrijk", "waterrijk.example", "", 0.2, 0.95, 8),
)

TOPICS: Mapping[str, float] = {
    "presenting": 8,
    "feedback": 6,
    "difficult-conversations": 5,
    "negotiating": 3,
    "time-management": 6,
    "meetings": 4,
    "teamwork": 3,
    "leading": 5,
    "delegating": 2,
    "coaching": 2,
    "onboarding": 2,
    "writing": 5,
    "languages": 4,
    "excel": 14,
    "data": 4,
    "digital-skills": 4,
    "ai": 3,
    "project-management": 4,
    "problem-solving": 2,
    "customer-contact": 4,
    "wellbeing": 4,
    "career": 3,
    "privacy": 3,
    "cybersecurity": 2,
    "sustainability": 2,
    "accessibility": 3,
    "e-invoicing": 7,
    "welding": 1.2,
    "sign-language": 0.8,
    "first-aid": 1.5,
}
"""How often each is asked about, before the season."""

_SEASONS: Mapping[str, Mapping[int, float]] = {
    "onboarding": {9: 6, 10: 3},
    "presenting": {2: 1.6, 3: 2.2, 4: 2},
    "career": {1: 3, 12: 0.5},
    "wellbeing": {1: 1.5, 11: 1.8, 12: 2},
    "project-management": {9: 1.5, 1: 1.5},
    "accessibility": dict.fromkeys(range(1, 6), 0.0),
    "e-invoicing": dict.fromkeys(range(1, 10), 0.0),
    "ai": {month: 0.3 + 0.32 * month for month in range(1, 13)},
}


class Way(StrEnum):
    """How a concierge handles a request."""

    ANSWER = "answer"
    RECOMMEND = "recommend"
    ASK = "ask"  # questions first, then a recommendation
    REJECT = "reject"
    INTRODUCE = "introduce"  # a colleague, beside the answer


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at a client. `until`: the last day there."""

    name: str
    address: str
    language: str
    client: str
    mail_client: str
    until: date = date.max

    @property
    def first(self) -> str:
        return self.name.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and all that its people will do about it. `delay` in working minutes, days where said."""

    number: int
    worker: Worker
    at: datetime
    topic: str
    phrase: str
    way: Way
    names_topic: bool  # the concierge says #topic
    delay: int  # until a concierge takes it up
    answers_questions: bool  # of the acknowledgement
    closes: bool  # the concierge closes with the answer
    asks_again: int  # days after the answer; 0: does not
    comes_back: int  # days after the closing; 0: does not
    thanks: bool
    rating: int  # of the survey; 0: stays silent
    rates_after: int  # hours
    comments: bool
    presses: bool  # the button of the survey, instead of typing
    away: bool  # an automatic answer comes back first
    minutes: int  # that the concierge writes down
    doubled: bool  # the same is asked twice, in two mails
    rejected_as: str = ""


NAMES = {
    "en": (
        "Alice Ben Carla Daniel Emma Fred Grace Henry Isla Jack Kate Liam Mia Noah Olivia Paul Quinn Rose Sam Tess",
        "Adams Baker Carter Dixon Evans Foster Green Harris Irwin Jones King Lewis Moore Nolan Owens Price Reed Shaw",
    ),
    "nl": (
        "An Bart Céline Dirk Els Frank Greet Hans Ilse Jan Katrien Luc Mieke Nele Olivier Piet Rik Saskia Tom Veerle",
        "Aerts Bogaert Claes Desmet Eeckhout Franssens Goossens Hermans Jacobs Lambrecht Maes Nijs Peeters Smets",
    ),
}
MAIL_CLIENTS = ("outlook", "outlook_web", "gmail", "apple_mail", "iphone", "thunderbird")


def workers(count: int, seed: int) -> tuple[Worker, ...]:
    """The people of all clients in a year of `count` requests; some leave on the way."""
    found: list[Worker] = []
    taken: set[str] = set()
    for client in CLIENTS:
        dice = random.Random(f"{seed} {client.id}")  # noqa: S311 - a story, no secret
        for _ in range(max(6, round(count * client.people / 100))):
            language = "nl" if dice.random() < client.dutch else "en"
            firsts, lasts = (names.split() for names in NAMES[language])
            name = f"{dice.choice(firsts)} {dice.choice(lasts)}"
            local = _local(name)
            number = next(
                n for n in range(1, 1000) if f"{local}{n if n > 1 else ''}@{client.domain}" not in taken
            )
            address = f"{local}{number if number > 1 else ''}@{client.domain}"
            taken.add(address)
            leaves = date(YEAR, 1, 1) + DAY * dice.randrange(60, 340) if dice.random() < 0.04 else date.max
            mail_client = f"{dice.choice(MAIL_CLIENTS)}_{language}"
            found.append(Worker(name, address, language, client.id, mail_client, leaves))
    return tuple(found)


def _local(name: str) -> str:
    return name.lower().replace("é", "e").replace(" ", ".")


def requests(
    count: int,
    seed: int,
    phrases: Mapping[tuple[str, str], Sequence[str]],
    holidays: Set[date],
    begin: datetime = BEGIN,
    end: datetime = END,
) -> tuple[Request, ...]:
    """`count` requests in the order in which they are sent. `phrases`: what people say, by topic and language."""
    days = [day for n in range(364) if begin.date() <= (day := date(YEAR, 1, 2) + DAY * n) < end.date()]
    weights = [_weight(day, holidays) for day in days]
    people = workers(count, seed)
    of_client = {client.id: [w for w in people if w.client == client.id] for client in CLIENTS}
    found = []
    for number in range(count):
        dice = random.Random(f"{seed} request {number}")  # noqa: S311
        day = dice.choices(days, weights)[0]
        client = dice.choices(CLIENTS, [c.share for c in CLIENTS])[0]
        there = [w for w in of_client[client.id] if day <= w.until]
        worker = dice.choice(there)
        found.append(_request(number, worker, day, phrases, dice))
    return tuple(sorted(found, key=lambda request: (request.at, request.number)))


def _weight(day: date, holidays: Set[date]) -> float:
    free = day in holidays or day.weekday() >= 5
    closed = (day.month, day.day) >= (12, 24)
    return MONTHS[day.month - 1] * (0.03 if free or closed else 1.0)


def _request(
    number: int,
    worker: Worker,
    day: date,
    phrases: Mapping[tuple[str, str], Sequence[str]],
    dice: random.Random,
) -> Request:
    topic = _topic(day.month, worker.client, {topic for topic, _ in phrases}, dice)
    minute = dice.randrange(8 * 60, 18 * 60) if dice.random() < 0.93 else dice.randrange(24 * 60)
    at = datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC) + timedelta(minutes=minute)
    hopeless = topic in HOPELESS
    way = _way(topic, dice)
    good = dice.choices((5, 4, 3, 2, 1), (1, 2, 5, 5, 3) if hopeless else (46, 38, 10, 4, 2))[0]
    return Request(
        number=number,
        worker=worker,
        at=at,
        topic=topic,
        phrase=dice.choice(phrases[topic, worker.language]),
        way=way,
        names_topic=dice.random() < 0.92,
        delay=min(1500, int(dice.lognormvariate(4.6 if hopeless else 4.0, 0.9))),
        answers_questions=dice.random() < 0.3,
        closes=dice.random() < 0.3,
        asks_again=dice.randrange(1, 5) if dice.random() < 0.1 else 0,
        comes_back=dice.randrange(3, 35) if dice.random() < 0.1 else 0,
        thanks=dice.random() < 0.12,
        rating=0 if dice.random() < SILENT else good,
        rates_after=dice.randrange(1, 200),
        comments=dice.random() < 0.35,
        presses=dice.random() < 0.4,
        away=dice.random() < 0.03,
        minutes=dice.choice((10, 15, 20, 25, 30, 45)),
        doubled=dice.random() < 0.03,
    )


def _topic(month: int, client: str, known: Set[str], dice: random.Random) -> str:
    weights = {
        topic: share * _SEASONS.get(topic, {}).get(month, 1.0)
        for topic, share in TOPICS.items()
        if topic in known
    }
    if client != "linde":
        weights.pop("welding", None)
    return dice.choices(list(weights), list(weights.values()))[0]


def _way(topic: str, dice: random.Random) -> Way:
    if topic in HOPELESS or topic == "e-invoicing":
        return Way.ANSWER
    ways = (Way.RECOMMEND, Way.ANSWER, Way.ASK, Way.REJECT, Way.INTRODUCE)
    return dice.choices(ways, (50, 27, 17, 2, 4))[0]
