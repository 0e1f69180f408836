"""A mail from the field, played on a service with real cases: what everybody gets after it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, make_msgid
from functools import cached_property
from pathlib import Path
from typing import Any

from db.tables import Case, Inbound, Outbox
from tests.field.judge import Outcome, wrong
from tests.field.shown import Shown
from tests.scene import TIMEOUT, Letter
from tests.servers.post import User
from tests.world import World

QUESTION = "Question about talks"
FIRST = "My talks fall flat. What can I learn?"
REST = timedelta(seconds=30)


@dataclass(frozen=True)
class Mail:
    """NAME.eml with what is said beside it."""

    path: Path

    @cached_property
    def told(self) -> Mapping[str, str]:
        """`role` and `step` of the first line of NAME.expect.txt."""
        line = self.path.with_suffix(".expect.txt").read_text("utf-8").splitlines()[0]
        return dict(word.split("=", 1) for word in line.split() if "=" in word)

    @cached_property
    def check(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(self.path.with_suffix(".check.json").read_text("utf-8"))
        return found


def mails(folder: Path) -> list[Mail]:
    return [Mail(path) for path in sorted(folder.glob("*.eml"))]


def play(world: World, mail: Mail) -> list[str]:
    """What is not right about it; empty when all is."""
    noor = world.person("noor", "Noor Bakker")
    step = mail.told.get("step", "new")
    answered = _before(world, noor, step)
    who = world.anna if mail.told.get("role") == "concierge" else noor
    names = {
        "@NOOR@": noor.address,
        "@ANNA@": world.anna.address,
        "@BRAM@": world.bram.address,
        "@SERVICE@": world.service.address,
    }
    raw = _filled(mail.path.read_bytes(), names, answered, world)
    before = {user.address: _count(user) for user in (noor, world.anna, world.bram)}
    message_id = str(Shown(raw).mail["Message-ID"])
    world.post.submit(who, raw, *_recipients(raw, world))
    decided = world.decided(message_id)
    world.pass_time(REST)
    if "later" in mail.check:
        _later(world, mail.check["later"])
    got = {
        user.address: _letters(world, user, before[user.address]) for user in (noor, world.anna, world.bram)
    }
    concierge = {address: mails for address, mails in got.items() if address != noor.address}
    case = (
        Case.select()
        .join_from(Case, Case.requester.rel_model)
        .where(Case.requester.rel_model.address == noor.address)
    )
    ids = [row.id for row in case.order_by(Case.id)]
    outcome = Outcome(
        worker=got[noor.address],
        concierge=concierge,
        case=world.case(ids[0]) if ids else {},
        cases=len(ids),
        held=decided.state == "held" or Inbound.get_by_id(decided.id).state == "held",
        names=names,
    )
    return wrong(mail.check, outcome)


def _before(world: World, noor: User, step: str) -> Letter | None:
    """Everything up to the mail that is answered, which is given."""
    if step == "new":
        return None
    world.mail(noor, QUESTION, FIRST)
    if step == "ack":
        return world.newest(noor)
    notification = world.newest(world.anna)
    if step == "notification":
        return notification
    world.reply(world.anna, notification, "Begin with a question to the room.\n\n#close")
    answer = world.newest(noor)
    if step == "closing-answer":
        return answer
    assert step == "survey", step
    world.reply(world.anna, notification, "#survey now")
    world.pass_time(REST)
    return world.newest(noor)


def _later(world: World, later: Mapping[str, Any]) -> None:
    world.reply(world.anna, world.newest(world.anna), later["anna"])
    world.pass_time(timedelta(days=30))


def _filled(raw: bytes, names: Mapping[str, str], answered: Letter | None, world: World) -> bytes:
    text = raw.decode("utf-8", "surrogateescape")
    found = dict(names)
    if answered is not None:
        subject = answered["Subject"]
        found |= {
            "@REPLY-TO@": re.sub(r".*<|>.*", "", answered["Reply-To"] or answered["From"]),
            "@MESSAGE-ID@": answered["Message-ID"],
            "@REFERENCES@": f"{answered['References']} {answered['Message-ID']}".strip(),
            "@RE-SUBJECT@": subject if subject.lower().startswith("re:") else f"Re: {subject}",
            "[LC-1]": (re.findall(r"\[LC-\d+\]", answered["Subject"]) or ["[LC-1]"])[0],
        }
    for name, value in found.items():
        text = text.replace(name, value)
    text = re.sub(r"(?m)^Date: .*$", f"Date: {format_datetime(world.now)}", text, count=1)
    text = re.sub(
        r"(?mi)^Message-ID: .*$", f"Message-ID: {make_msgid(domain='client.example')}", text, count=1
    )
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def _recipients(raw: bytes, world: World) -> Sequence[str]:
    mail = Shown(raw).mail
    to = mail["To"]
    found = [each.addr_spec for each in to.addresses] if to is not None else []
    return found or [world.service.address]


def _count(user: User) -> int:
    return int(
        Outbox.select().where(Outbox.recipient == user.address.lower(), Outbox.state == "sent").count()
    )


def _letters(world: World, user: User, known: int) -> list[Shown]:
    rows = (
        Outbox.select(Outbox.message_id)
        .where(Outbox.recipient == user.address.lower(), Outbox.state == "sent")
        .order_by(Outbox.id)
    )
    return [_delivered(world, user, row.message_id) for row in list(rows)[known:]]


def _delivered(world: World, user: User, message_id: str) -> Shown:
    return Shown(world.post.wait_for(user, lambda mail: mail["Message-ID"] == message_id, TIMEOUT))
