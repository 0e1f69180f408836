# ruff: noqa: E501 - one command a line
"""Each command by mail: what the worker gets, what the other concierge gets, and what becomes of the case.

One world a group of commands, a worker and a case a command. The author's own receipts are in `author`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cases.model import Case
from db import facts, inbound
from replies.commands.table import ROWS
from tests.servers.post import User
from tests.world import Letter, World

pytestmark = pytest.mark.costly

CLIENTS = '[[client]]\nid = "acme"\nname = "Acme"\ndomains = ["acme.example"]\n'
QUESTION = "My presentations for clients fall flat. What can I do?"
Prepared = tuple[Letter, int]  # what is replied to, and the case


def asked(world: World, maria: User) -> Prepared:
    """A new request."""
    received = world.mail(maria, "Presenting", QUESTION)
    assert received.case is not None
    return world.newest(world.anna), received.case


def closed(world: World, maria: User) -> Prepared:
    letter, case = asked(world, maria)
    world.reply(world.anna, letter, "#close quietly")
    return letter, case


def not_sent(world: World, maria: User) -> Prepared:
    """An answer that copies an outsider in, and was asked about. (No mail can go there: the author hears of that.)"""
    letter, case = asked(world, maria)
    world.reply(world.anna, letter, "Begin with a question.\n#cc coach@example.com")
    return world.newest(world.anna), case


def asked_twice(world: World, maria: User) -> Prepared:
    """A second request of the same person."""
    asked(world, maria)
    return asked(world, maria)


def wrote_again(world: World, maria: User) -> Prepared:
    asked(world, maria)
    received = world.reply(maria, world.newest(maria), "And how do I learn Excel?")
    assert received.case is not None
    return world.newest(world.anna), received.case


@dataclass(frozen=True)
class Effect:
    """Kinds of the mails that each gets, the state afterwards, and what else is true of the case."""

    group: str
    text: str
    worker: tuple[str, ...] = ()
    colleague: tuple[str, ...] = ()
    author: tuple[str, ...] = ("receipt",)
    state: str = "new"
    case: Callable[[Case], Any] = lambda case: True
    before: Callable[[World, User], Prepared] = asked
    settled: bool = True  # False: the next round carries it out


WORDS = "Begin with a question.\n"
TOLD = ("notification",)  # that it is answered
EFFECTS = (
    Effect("write", "#use presenting", ("answer",), TOLD, state="answered", case=lambda c: c.first_answer_at),
    Effect("write", "#topic presenting\n#recommend", ("recommendation",), TOLD, state="answered", case=lambda c: c.recommended_at),
    Effect("write", "#option toastmasters", ("recommendation",), TOLD, state="answered", case=lambda c: c.recommended_at),
    Effect("write", "#ask", ("questions",), TOLD, state="waiting", case=lambda c: c.last_answer_at is None),
    Effect("write", f"{WORDS}#close\n#preview", case=lambda c: c.owner is None),
    Effect("write", "#suggest", case=lambda c: c.owner is None),
    Effect("write", "#send", ("answer",), TOLD, author=("receipt", "notification"), state="answered", before=not_sent, settled=False),
    Effect("write", "#undo", state="new", before=not_sent, case=lambda c: c.owner is None),
    Effect("write", f"{WORDS}#cc BOSS", ("answer",), TOLD, state="answered", case=lambda c: len(c.messages[-1].to) == 2),
    Effect("case", "#note She is new.", colleague=("notification",), case=lambda c: c.messages[-1].direction == "note"),
    Effect("case", "#need time=2h budget=0", case=lambda c: c.need.time == 120),
    Effect("case", "#remember likes books", case=lambda c: c.requester.remembered == ("likes books",)),
    Effect("case", '#keep a-book title="A book"', case=lambda c: c.owner is None),
    Effect("case", "#topic presenting\n#phrase I go red on stage", case=lambda c: c.topics == ("presenting",)),
    Effect("case", "#topic presenting", case=lambda c: c.topics == ("presenting",)),
    Effect("case", "#lang nl", case=lambda c: (c.language, c.requester.language) == ("nl", "nl")),
    Effect("case", "#client acme", case=lambda c: c.client == "acme"),
    Effect("case", "#take", state="open", case=lambda c: str(c.owner).startswith("anna")),
    Effect("case", "#assign Bram", colleague=("notification",), state="open", case=lambda c: str(c.owner).startswith("bram")),
    Effect("case", "#wait 3d", case=lambda c: c.wait_until),
    Effect("case", "#time 30m", case=lambda c: c.minutes == 30),
    Effect("case", "#bill 95", case=lambda c: (str(c.billed), c.currency, c.client) == ("95", "EUR", "acme")),
    Effect("case", "#survey never", case=lambda c: c.survey_after == "never"),
    Effect("move", "#close", ("closed",), state="closed", case=lambda c: c.closed_at),
    Effect("move", "#close quietly", state="closed", case=lambda c: c.closed_at),
    Effect("move", "#reopen", state="open", before=closed, case=lambda c: c.closed_at is None),
    Effect("move", "#reject", state="rejected"),
    Effect("move", "#requester JORIS", case=lambda c: c.requester.address.startswith("joris")),
    Effect("move", "#merge LC-FIRST", state="closed", before=asked_twice, case=lambda c: c.merged_into == c.id - 1),
    Effect("move", "#split", colleague=("notification",), author=("notification", "receipt"), before=wrote_again,
           case=lambda c: len([m for m in c.messages if m.direction == "in"]) == 1),
    Effect("ask", "#status"),
    Effect("ask", "#list"),
    Effect("ask", "#help"),
    Effect("ask", "#report", author=("report",)),
)  # fmt: skip


@pytest.mark.parametrize("group", dict.fromkeys(effect.group for effect in EFFECTS))
def test_effect(make_world: Callable[..., World], group: str) -> None:
    """On worker, colleague, author and case, and on nobody and nothing else."""
    world = make_world(catalogue=True, extra=CLIENTS)
    joris, boss = world.person("joris", "Joris Claes"), world.person("boss", "Bo De Baas")
    for number, effect in enumerate(e for e in EFFECTS if e.group == group):
        maria = world.person(f"maria{number}", "Maria Jansen")
        letter, case = effect.before(world, maria)
        people = (maria, world.bram, world.anna)
        before = [len(world.sent_to(person)) for person in people]
        text = effect.text.replace("BOSS", boss.address).replace("JORIS", joris.address)
        received = world.reply(world.anna, letter, text.replace("FIRST", str(case - 1)))
        assert "transcript" != received.reason, effect.text
        if not effect.settled:
            world.round()
        new = [tuple(world.sent_to(p)[n:]) for p, n in zip(people, before, strict=True)]
        assert [effect.worker, effect.colleague, effect.author] == new, effect.text
        value = facts.case(case)
        assert value is not None
        assert effect.state == value.state, effect.text
        assert effect.case(value), effect.text
        for kind in effect.worker:
            assert "#" not in world.newest(maria).text.replace("#forget", "").replace("#mydata", ""), (
                effect.text,
                kind,
            )


@pytest.mark.parametrize(
    ("command", "reason", "kinds"),
    [("#accept", "request", ["acknowledgement"]), ("#discard", "discarded-by-person", [])],
)
def test_held_mail(world: World, command: str, reason: str, kinds: list[str]) -> None:
    """A stranger's request is let in, or left out; both concierges were told, the author gets a receipt."""
    eve = world.person("eve", "Eve")
    mail = world.compose(
        eve,
        world.service.address,
        "Excel",
        "How do I learn Excel?",
        headers={"From": "Eve <eve@example.com>"},
    )
    held = world.outside(mail.as_bytes())
    assert ("held", "sender-not-allowed") == (held.state, held.reason)
    assert ["notification"] == world.sent_to(world.bram)
    world.reply(world.anna, world.newest(world.anna), command)
    world.round()
    assert reason == inbound.load(held.id).reason
    assert kinds == world.sent_to(User("eve@example.com", ""))
    assert "receipt" in world.sent_to(world.anna)


def test_every_available_command_is_sent_by_mail_in_a_test() -> None:
    """A command that the card offers has been through real servers."""
    texts = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py")))
    sent = set(re.findall(r"#([a-z]+)", texts))
    assert [] == [row.verb for row in ROWS if row.verb not in sent]
