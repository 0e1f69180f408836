"""The year, round by round: people do what they had in mind, the service works, all of it is looked at.

A round is one pass of the three roles, as `concierge run --once` makes it. Between two rounds the clock is
moved; nothing else is simulated of the service. Restarts, kills and outages come at fixed times.
Longer than 250 lines: the calendar of the year, and what happens in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from cases.calendar import working_day
from cases.errors import ConciergeError
from concierge.demo.year.agenda import Agenda
from concierge.demo.year.checks import Checks
from concierge.demo.year.people import People, World
from concierge.demo.year.post import Sent
from concierge.demo.year.scenario import (
    BEGIN,
    DAY,
    END,
    HOPELESS,
    YEAR,
    ZONE,
    Request,
    Worker,
    requests,
    workers,
)
from concierge.demo.year.stage import HELPERS, Stage, phrases
from concierge.publishing import published_forms
from db.tables import Case, Offer, Person
from reports.figures import Period

SEED = 2025
WHOLE = 3000  # requests
HALF_HOUR = timedelta(minutes=30)
ANCHORS = (time(8, 30), time(10, 30), time(12, 30), time(14, 30), time(16, 30))
"""Local times of working days at which there is a round in any case; more come when people do something."""
NIGHT = (time(3, 30),)


@dataclass(frozen=True, slots=True)
class Away:
    """Something that is away from `since` until `until`: "mailbox", "relay" or "service"."""

    what: str
    since: datetime
    until: datetime


def _at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = YEAR) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


OUTAGES = (
    Away("relay", _at(2, 11, 10), _at(2, 13, 14)),  # two days and a bit
    Away("mailbox", _at(5, 6, 9), _at(5, 7, 12)),
    Away("service", _at(6, 20, 16), _at(6, 23, 8)),  # a weekend
    Away("service", _at(12, 24, 17), _at(1, 2, 9, year=YEAR + 1)),  # nine days: surveys grow stale
)
RESTART = 17  # day of the month on which a new version is installed, at noon
KILLS = (_at(3, 19, 11), _at(7, 2, 15), _at(10, 14, 10), _at(11, 4, 9, 30))


class KilledError(BaseException):
    """The process ends at a commit boundary; what is in its hands is in doubt."""


@dataclass
class Told:
    """How far the year is, for whoever watches."""

    now: datetime
    rounds: int
    requests: int
    mails_in: int
    mails_out: int


@dataclass
class Year:
    """A year on a stage that is up. `count` requests; `begin` and `end` cut a piece out of it."""

    stage: Stage
    count: int = WHOLE
    seed: int = SEED
    begin: datetime = BEGIN
    end: datetime = END
    forms: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stage = self.stage
        self.agenda = Agenda()
        self.workers = workers(self.count, self.seed)
        world = World(_state, _colleague)
        by_address = {worker.address: worker for worker in self.workers}
        self.people = People(stage.settings, stage.post, self.agenda, world, HELPERS, by_address)
        self.checks = Checks(stage.settings, self.people)
        self.requests = self._requests()
        self._bouncing: set[str] = set()
        stage.clock.now = self.begin

    def run(self, tell: Callable[[Told], None] = lambda told: None) -> None:
        """From the first morning to the last evening."""
        for request in self.requests:
            self.people.ask(request)
        self._note_happenings()
        before = self.begin
        self._round()
        for now in self._moments():
            self.stage.clock.now = now
            self._set_outages(now)
            self.agenda.until(now)
            if self._away("service", now):
                continue
            self._round()
            self.checks.after_round(now, before)
            before = now
            tell(self.told(now))
        self.checks.at_the_end(self.end)

    # -- the clock

    def _moments(self) -> Iterator[datetime]:
        """Every half hour in which somebody does something, and the fixed times."""
        hours, day = self.stage.settings.hours, self.begin.astimezone(ZONE).date()
        now = self.begin
        while day <= self.end.astimezone(ZONE).date():
            times = sorted((*NIGHT, *ANCHORS)) if working_day(hours, day) else NIGHT
            fixed = [datetime.combine(day, at, ZONE).astimezone(UTC) for at in times]
            for at in fixed:
                while (then := self._next_half_hour(now)) is not None and then < at:
                    now = then
                    yield now
                if now < at <= self.end:
                    now = at
                    yield now
            day += DAY

    def _next_half_hour(self, now: datetime) -> datetime | None:
        """The next one after `now` at which something is to be done."""
        at = self.agenda.next_at
        if at is None:
            return None
        steps = max(1, -(-(at - self.begin) // HALF_HOUR))
        return max(self.begin + steps * HALF_HOUR, now + HALF_HOUR)

    # -- the service

    def _round(self) -> None:
        """Let the service work; a process that ends on the way is followed by another."""
        working = True
        while working:
            try:
                self.stage.service.once()
                working = False
            except KilledError:
                self.stage.restart(killed=True)
        self.checks.learn()
        self._deliver()

    def _deliver(self) -> None:
        new, self.stage.post.sent = self.stage.post.sent, []
        self.checks.sent(new, self.stage.clock.now)
        for sent in new:
            if sent.letter.recipients[0].lower() in self._bouncing:
                self._bounce(sent)
            else:
                self.people.read(sent)

    def _bounce(self, sent: Sent) -> None:
        self.agenda.note(sent.at + HALF_HOUR, lambda at: self.people.undeliverable(sent, at))

    def _set_outages(self, now: datetime) -> None:
        self.stage.post.mailbox_away = self._away("mailbox", now)
        self.stage.post.relay_away = self._away("relay", now)

    def _away(self, what: str, now: datetime) -> bool:
        return any(away.what == what and away.since <= now < away.until for away in OUTAGES)

    # -- what happens on the way

    def _note_happenings(self) -> None:
        self._note(_publishings(), self._publish)
        self._note((_at(month, RESTART, 12) for month in range(1, 13)), self._restart)
        for number, at in enumerate(KILLS):
            point = ("applied", "data-sent", "claimed", "decided")[number % 4]
            self._note((at,), partial(self._kill, point))
        for worker in self.workers:
            if worker.until != date.max:
                left = datetime.combine(worker.until + DAY, time(0), ZONE).astimezone(UTC)
                self._note((left,), partial(self._leave, worker))
        dice = random.Random(f"{self.seed} happenings")  # noqa: S311 - a story
        staying = [worker for worker in self.workers if worker.until == date.max]
        askers = list(dict.fromkeys(request.worker for request in self.requests if request.worker in staying))
        for number in range(max(3, self.count // 60)):
            self._say(dice, dice.choice(staying), f"#offer {self._offered(number)}", 1, 9)
        for number in range(max(1, self.count // 150)):
            self._say(dice, dice.choice(askers), ("#stop", "#mydata", "#forget")[number % 3], 6, 12)

    def _offered(self, number: int) -> str:
        topics = sorted({r.topic for r in self.requests} - HOPELESS)
        return topics[number % len(topics)]

    def _say(self, dice: random.Random, worker: Worker, text: str, first: int, last: int) -> None:
        at = _at(
            dice.randrange(first, last), dice.randrange(1, 28), dice.randrange(9, 16), dice.randrange(60)
        )
        if self.begin < at < self.end:
            self.people.say(worker, text.lstrip("#").capitalize(), f"{text}\n", at)

    def _note(
        self, moments: Iterator[datetime] | tuple[datetime, ...], act: Callable[[datetime], None]
    ) -> None:
        for at in moments:
            if self.begin < at < self.end:
                self.agenda.note(at, act)

    def _leave(self, worker: Worker, _at: datetime) -> None:
        """Half of them are unknown to their server at once, of the others it says so later."""
        if len(worker.address) % 2:
            self.stage.post.unknown.add(worker.address)
        else:
            self._bouncing.add(worker.address)

    def _restart(self, _at: datetime) -> None:
        self.stage.restart()

    def _kill(self, point: str, _at: datetime) -> None:
        """At the next commit boundary of this name."""

        def tap(reached: str) -> None:
            if reached == point:
                self.stage.tap = lambda point: None
                if point == "data-sent":
                    self.checks.in_doubt.update(s.letter.mail.message_id for s in self.stage.post.sent)
                raise KilledError

        self.stage.tap = tap

    def _publish(self, at: datetime) -> None:
        """The quarter that is over; what was published before is as it was."""
        topics = [topic.slug for topic in self.stage.catalogue.topics]
        try:
            forms = published_forms(self.stage.settings, topics, Period(until=at), at)
        except ConciergeError as error:
            self.checks.broken.append(f"{at:%Y-%m-%d}: not published: {error}")
            return
        for form in forms:
            said = form.as_json()
            key, text = f"{said['period']['quarter']} {said['period']['client']}", repr(said)
            if self.forms.setdefault(key, text) != text:
                self.checks.broken.append(f"{at:%Y-%m-%d}: the published form {key} has changed")

    def _requests(self) -> tuple[Request, ...]:
        settings = self.stage.settings
        asked = requests(
            self.count,
            self.seed,
            phrases(self.stage.catalogue),
            settings.hours.holidays,
            self.begin,
            self.end,
        )
        return tuple(request for request in asked if self.begin < request.at < self.end)

    def told(self, now: datetime) -> Told:
        """How far it is."""
        post = self.stage.post
        asked = len({known.request.number for known in self.people.cases.values()})
        return Told(now, self.checks.rounds, asked, post.uids, post.taken)


def _publishings() -> Iterator[datetime]:
    yield from (_at(month, 6, 10) for month in (4, 7, 10))
    yield _at(1, 9, 10, year=YEAR + 1)


def _state(number: int) -> str:
    case = Case.get_by_id(number)
    return str(case.state) if case.merged_into is None else "merged"


def _colleague(topic: str, client: str, asker: str) -> str:
    """Whoever offered help with it at this client first, but who asks."""
    offers: Any = (
        Offer.select(Offer.topics, Person.address)
        .join(Person)
        .where(Offer.state == "confirmed", Offer.act == "offer", Offer.client == client)
        .order_by(Offer.id)
        .tuples()
    )
    return next((address for topics, address in offers if topic in topics and address != asker), "")
