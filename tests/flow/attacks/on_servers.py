"""Rows on real servers, all at once: everybody asks, all attacks come in, then all honest mails."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial

from db.outgoing import load_draft
from db.tables import Case, Inbound, Outbox, Person
from mailer.addresses import recipients
from tests.flow.attacks.cast import QUESTION, Cast
from tests.flow.attacks.harm import State, Written, changed, defects, state
from tests.flow.attacks.office import Knowing
from tests.flow.attacks.play import VICTIM, around, attack_faults, each, honest_faults
from tests.flow.attacks.row import Mail, Row
from tests.scene import TIMEOUT, Letter
from tests.world import World

MARK = "X-Attack-Row"  # which row a mail belongs to; servers leave it alone

_MARKED = re.compile(rf"^{MARK}: (\S+)\r?$".encode(), re.MULTILINE)


class Served(Knowing):
    """A world as a cast sees it."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.settings = world, world.settings
        self.service, self.anna, self.bram, self.lead = world.service, world.anna, world.bram, world.lead
        self.refused: dict[str, str] = {}
        self._sent = 0
        self._marks: dict[int, str] = {}  # number of a mail that came in -> what it was marked with

    @property
    def now(self) -> datetime:
        return self.world.now

    def moment(self) -> str:
        return format_datetime(self.world.now)

    def pass_time(self, span: timedelta) -> None:
        self.world.pass_time(span)

    def take(self, mail: Mail) -> str:
        raise AssertionError("rows on servers have no past")

    def newest_to(self, address: str) -> Letter:
        return self.written(Outbox.recipient == address.lower())[-1].letter

    def written(self, condition: object) -> list[Written]:
        """Mails that the service sent."""
        rows = Outbox.select().where(condition, Outbox.state == "sent").order_by(Outbox.id)
        return [
            Written(recipients(load_draft(row.draft)), row.kind, partial(self.world.runner.composed, row.id))
            for row in rows
        ]

    def deliver(self, mails: Mapping[str, Sequence[Mail]]) -> None:
        """To the border, all of them; and wait until they are decided."""
        for mark, several in mails.items():
            for mail in several:
                raw = f"{MARK}: {mark}\r\n".encode() + mail.raw
                assert mail.results is not None, "a border stamps"
                self.bring(raw)
                try:
                    self.world.post.deliver(raw, mail.to, mail_from=mail.mail_from, results=mail.results)
                    self._sent += 1
                except smtplib.SMTPException as refused:
                    self.refused[mark] = str(refused)
        deadline = time.monotonic() + TIMEOUT
        while Inbound.select().where(Inbound.state != "received").count() < self._sent:
            assert time.monotonic() < deadline, "not all came in"
            self.world.round()
        self.world.round()
        for row in Inbound.select().where(Inbound.id.not_in(list(self._marks))):
            found = _MARKED.search(bytes(row.content))
            self._marks[row.id] = found[1].decode() if found else ""

    def came(self, mark: str) -> list[Inbound]:
        """The mails of a row, oldest first."""
        ids = [number for number, its in self._marks.items() if its == mark]
        known = Inbound.select(Inbound.id, Inbound.state, Inbound.reason)
        return list(known.where(Inbound.id.in_(ids)).order_by(Inbound.id))


def play_all(rows: Sequence[Row], world: World) -> dict[str, list[str]]:
    """What went wrong, by row."""
    at = Served(world)
    casts = _cast(rows, at)
    before = state()
    at.deliver({f"attack-{number}": each(row.attack(casts[number])) for number, row in enumerate(rows)})
    after = state()
    wrong: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        ended, wrote = _ended(at, f"attack-{number}")
        its = [*changed(_only(before, casts[number]), _only(after, casts[number]))]
        if ended != "refused":
            wrong[row.name] = [*attack_faults(row, casts[number], ended, wrote, its, at)]
    at.deliver({f"honest-{number}": each(row.honest(casts[number])) for number, row in enumerate(rows)})
    for number, row in enumerate(rows):
        ended, wrote = _ended(at, f"honest-{number}")
        wrong.setdefault(row.name, []).extend(honest_faults(row, casts[number], ended, wrote, at))
    for user in (world.anna, world.bram):
        wrong[f"in the mailbox of {user.address}"] = [
            defect
            for got in world.letters(user)
            for defect in defects(Written((user.address,), "delivered", partial(bytes, got.raw)), around(at))
        ]
    return {name: faults for name, faults in wrong.items() if faults}


def _cast(rows: Sequence[Row], at: Served) -> list[Cast]:
    """Everybody has asked."""
    world = at.world
    victim = world.person("olga", "Olga Novak")
    workers = [world.person("maria", "Maria Jansen") for _ in rows]
    blank = Cast("first", at, at.lead, at.lead, {}, 0, 0)
    at.deliver({"victim": [blank.write(victim.address, VICTIM, subject="Zebra figures")]})
    at.deliver({f"first-{n}": [blank.write(user.address, QUESTION)] for n, user in enumerate(workers)})
    cases = {row.requester.address: row.id for row in Case.select(Case, Person).join(Person)}

    def got(case: int, address: str) -> Written:
        return at.written((Outbox.case_id == case) & (Outbox.recipient == address))[-1]

    first = {
        "victim_ack": got(cases[victim.address], victim.address),
        "theirs": got(cases[victim.address], at.anna.address),
    }
    return [
        Cast(
            f"row{number}",
            at,
            worker,
            victim,
            {
                **first,
                "ack": got(cases[worker.address], worker.address),
                "told": got(cases[worker.address], at.anna.address),
                "told_bram": got(cases[worker.address], at.bram.address),
            },
            cases[worker.address],
            cases[victim.address],
            1,
        )
        for number, worker in enumerate(workers)
    ]


def _ended(at: Served, mark: str) -> tuple[str, list[Written]]:
    """State and reason of the last mail of a row, and what all of them caused."""
    if mark in at.refused:
        return "refused", []
    came = at.came(mark)
    last = came[-1]
    return f"{last.state} {last.reason}", at.written(Outbox.inbound.in_([row.id for row in came]))


def _only(whole: State, cast: Cast) -> State:
    """What is about a row's own people: its case, the other worker's, and new cases of its worker."""
    theirs = {
        row.id for row in Case.select(Case.id).join(Person).where(Person.address == cast.worker.address)
    }
    cases = theirs | {cast.victim_case}
    return State(
        {number: row for number, row in whole.cases.items() if number in cases},
        {number: row for number, row in whole.surveys.items() if number in cases},
        {address: row for address, row in whole.people.items() if address == cast.worker.address},
        whole.suppressed,
    )
