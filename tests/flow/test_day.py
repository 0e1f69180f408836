"""A scripted day: 40 cases, three concierges, a moving clock; every mail that goes out is asserted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from email.message import EmailMessage

import pytest
from peewee import fn

from db.tables import Inbound, Outbox
from tests.followups.clock_cases import at
from tests.servers.post import User
from tests.world import Letter, World, letter

pytestmark = pytest.mark.costly

MakeWorld = Callable[..., World]
Sent = Counter[tuple[str, str]]
WORKERS = 8


class Day:
    """The world, with mail sent in bursts, and what went out since the last look."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.workers = [world.person(f"worker{n}", f"Worker Number{n}") for n in range(WORKERS)]
        self.names = {
            world.anna.address: "anna", world.bram.address: "bram", world.carl.address: "carl",
            world.lead.address: "lead",
        } | dict.fromkeys((w.address for w in self.workers), "worker")  # fmt: skip
        self.seen = 0

    def clock(self, moment: str) -> Sent:
        """Let it be that time, do what is due, and give what went out."""
        assert at(moment) >= self.world.now
        self.world.now = at(moment)
        return self.out()

    def burst(self, mails: Iterable[tuple[User, EmailMessage | bytes]]) -> Sent:
        """These people send these mails; run until all of them are decided and answered."""
        before = Inbound.select(fn.COUNT(Inbound.id)).scalar()
        count = 0
        for user, mail in mails:
            self.world.send(user, mail)
            count += 1
        deadline = time.monotonic() + 60
        while Inbound.select().where(Inbound.state != "received").count() < before + count:
            assert time.monotonic() < deadline, "mail did not arrive"
            self.world.round()
        return self.out()

    def ask(self, cases: range) -> Sent:
        """New requests, spread over the workers."""
        box = self.world.service.address
        return self.burst(
            (w := self.workers[n % WORKERS], self.world.compose(w, box, f"Topic {n}", f"How do I learn {n}?"))
            for n in cases
        )

    def reply(self, who: User, words: str, cases: Iterable[int]) -> Sent:
        """A reply to the newest mail that each of these cases sent to `who`."""
        return self.burst((who, self.world.composed_reply(who, self.last(who, n), words)) for n in cases)

    def last(self, who: User, case: int) -> Letter:
        """As it was sent; nobody has to look it up in a mailbox."""
        rows = Outbox.select(Outbox.id).where(Outbox.case_id == case, Outbox.recipient == who.address)
        return letter(self.world.runner.composed(rows.order_by(Outbox.id.desc()).get().id))

    def out(self) -> Sent:
        """(kind, to) of every mail since the last look; all of them have left."""
        self.world.round()
        rows = list(Outbox.select().where(Outbox.id > self.seen).order_by(Outbox.id))
        assert [] == [(row.id, row.state) for row in rows if row.state != "sent"]
        self.seen = rows[-1].id if rows else self.seen
        return Counter((row.kind, self.names[row.recipient]) for row in rows)


def everybody(kind: str, count: int, *who: str) -> Sent:
    """The same mail to each concierge, or to these."""
    return Counter({(kind, name): count for name in who or ("anna", "bram", "carl")})


def asked(count: int) -> Sent:
    """Requests: an acknowledgement each, and a notification to each concierge."""
    return Counter({("acknowledgement", "worker"): count}) + everybody("notification", count)


def test_a_day(make_world: MakeWorld) -> None:
    """Ten requests at ten to eight, ten, twelve and three; some answered, some taken, some forgotten."""
    world = make_world(carl=True, now=at("2026-11-23 07:50"), response='others_after = "0s"')
    day = Day(world)
    anna, bram, carl = world.anna, world.bram, world.carl
    nothing: Sent = Counter()

    assert asked(10) == day.ask(range(1, 11))  # promised before one o'clock
    assert nothing == day.clock("2026-11-23 08:29")
    assert everybody("digest", 1, "anna", "bram", "carl", "lead") == day.clock("2026-11-23 08:30")
    assert "10 due today (Monday)" == world.newest(anna)["Subject"]

    assert nothing == day.clock("2026-11-23 09:30")
    answers = day.reply(anna, "Begin with a question.", range(1, 5))
    assert Counter({("answer", "worker"): 4}) == without_copies(answers)
    assert everybody("receipt", 2, "bram") == day.reply(bram, "#take", (5, 6))
    assert Counter({("questions", "worker"): 1}) == without_copies(day.reply(carl, "#ask", (7,)))

    assert asked(10) == (day.clock("2026-11-23 10:00") or day.ask(range(11, 21)))  # before two
    assert nothing == day.clock("2026-11-23 10:59")
    reminders = everybody("reminder", 3) + everybody("reminder", 2, "bram")  # 8, 9, 10 to all; 5, 6 to Bram
    assert reminders == day.clock("2026-11-23 11:00")

    assert nothing == day.clock("2026-11-23 11:30")
    for who, cases in ((bram, (5,)), (anna, (8,)), (carl, (9, *range(11, 19)))):
        sent = day.reply(who, "Practise every day.", cases)
        assert Counter({("answer", "worker"): len(cases)}) == without_copies(sent)

    assert everybody("reminder", 2) == day.clock("2026-11-23 12:00")  # 19, 20
    assert asked(10) == day.ask(range(21, 31))  # promised before four

    late = everybody("escalation", 2, "anna", "carl", "lead") + everybody("escalation", 1, "bram")
    assert late == day.clock("2026-11-23 13:00")  # 6 is Bram's, who was reminded; 10 is nobody's
    assert nothing == day.clock("2026-11-23 13:30")
    for who, cases in ((bram, (6,)), (anna, (10, 19, *range(21, 30)))):
        sent = day.reply(who, "Read the first chapter.", cases)
        assert Counter({("answer", "worker"): len(cases)}) == without_copies(sent)

    at_two = everybody("escalation", 1, "anna", "bram", "carl", "lead") + everybody("reminder", 1)
    assert at_two == day.clock("2026-11-23 14:00")  # 20 is late; 30 is due in two hours
    assert asked(10) == (day.clock("2026-11-23 15:00") or day.ask(range(31, 41)))  # before eleven tomorrow
    assert everybody("escalation", 1, "anna", "bram", "carl", "lead") == day.clock("2026-11-23 16:00")  # 30

    assert nothing == day.clock("2026-11-23 16:30")
    worker = day.workers[7 % WORKERS]
    told = everybody("notification", 1, "carl")  # who asked, and so has the case
    assert told == day.reply(worker, "I tried a book; an hour a week.", (7,))
    for quiet in ("2026-11-23 17:00", "2026-11-23 23:59", "2026-11-24 00:01", "2026-11-24 08:29"):
        assert nothing == day.clock(quiet)

    assert everybody("digest", 1) == day.clock("2026-11-24 08:30")  # the lead's comes once a week
    assert "2 late, 10 due today (Tuesday)" == world.newest(anna)["Subject"]
    assert "2 late, 11 due today (Tuesday)" == world.newest(carl)["Subject"]
    assert everybody("reminder", 10) == day.clock("2026-11-24 09:00")
    states = Counter(str(world.case(n)["state"]) for n in range(1, 41))
    assert Counter(answered=27, new=12, open=1) == states


def without_copies(sent: Sent) -> Sent:
    """Without the lines that tell colleagues and the author what was done."""
    return Counter({key: n for key, n in sent.items() if key[1] == "worker"})
