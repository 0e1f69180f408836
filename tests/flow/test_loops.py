"""Two machines that answer each other: every loop ends after a counted number of mails."""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator

import pytest

from tests.scene import Letter
from tests.servers.post import User
from tests.world import World

QUESTION = "My presentations for clients fall flat. What can I do?"
ROUNDS = 8  # answers of the robot; a loop that is still alive then is one
LIMITS = '[limits]\nautomatic_per_sender = "3 per 1d"'
REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: {service}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.{number}@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

The address does not exist.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: {subject}

--b--
"""
Robot = Callable[[World, User, Letter, int], bytes]
"""What a machine at this address sends back for a mail."""


def vacation(world: World, user: User, letter: Letter, number: int) -> bytes:
    """As RFC 3834 wants it."""
    headers = {"Auto-Submitted": "auto-replied", "Subject": f"Automatic reply: {letter['Subject']}"}
    return world.composed_reply(user, letter, "I am away until Monday.", headers=headers).as_bytes()


def rude_vacation(world: World, user: User, letter: Letter, number: int) -> bytes:
    """Without a word in its header."""
    return world.composed_reply(user, letter, "I am away until Monday.\n\nMaria").as_bytes()


def bounce(world: World, user: User, letter: Letter, number: int) -> bytes:
    words = {"service": world.service.address, "address": user.address, "number": number}
    return REPORT.format(**words, message_id=letter["Message-ID"], subject=letter["Subject"]).encode()


def mailing_list(world: World, user: User, letter: Letter, number: int) -> bytes:
    """Sends what it gets to all members, the service among them."""
    headers = {"List-Id": "<team.example.test>", "Precedence": "list", "From": str(letter["From"])}
    return world.compose(
        user, world.service.address, letter["Subject"], letter.text, headers=headers
    ).as_bytes()


def ticket_system(world: World, user: User, letter: Letter, number: int) -> bytes:
    """Opens a ticket for every mail and says so in a new conversation, without saying what it is."""
    return world.compose(
        user,
        world.service.address,
        f"[#47{number}] We received your message",
        f"Ticket 47{number} was opened.",
    ).as_bytes()


def threaded_ticket_system(world: World, user: User, letter: Letter, number: int) -> bytes:
    """The same, as a reply."""
    return world.composed_reply(user, letter, f"Thank you. Ticket 47{number} was opened.").as_bytes()


def forwarder(world: World, user: User, letter: Letter, number: int) -> bytes:
    """Sends every mail on to us as it is."""
    return f"Resent-To: {world.service.address}\r\n".encode() + letter.raw


def second_service(world: World, user: User, letter: Letter, number: int) -> bytes:
    """Another installation of ours, which acknowledges what it takes for a request."""
    mail = email.message_from_bytes(letter.raw)
    for name, value in (
        ("From", f"Other Help <{user.address}>"),
        ("To", world.service.address),
        ("Message-ID", f"<other.{number}@example.test>"),
        ("Subject", f"[OT-{number}] {letter['Subject']}"),
        ("X-Learning-Concierge-Loop", user.address),
    ):
        del mail[name]
        mail[name] = value
    for name in ("Reply-To", "References", "In-Reply-To", "Return-Path", "Delivered-To"):
        del mail[name]
    return mail.as_bytes()


def _turn(world: World, user: User, robot: Robot, answered: set[str]) -> int:
    """Let the robot answer every mail that it has not answered yet; how many there were."""
    world.round()
    if world.sent_to(user):
        world.newest(user)  # waits until it is delivered
    waiting = [each for each in world.letters(user) if each["Message-ID"] not in answered]
    for letter in waiting:
        answered.add(letter["Message-ID"])
        world.outside(robot(world, user, letter, len(answered)))
    return len(waiting)


def _turns(world: World, users: tuple[User, ...], robot: Robot) -> Iterator[int]:
    """Turns of these robots until nobody has got anything new, at most `ROUNDS`."""
    answered: dict[str, set[str]] = {user.address: set() for user in users}
    for _ in range(ROUNDS):
        met = sum(_turn(world, user, robot, answered[user.address]) for user in users)
        yield met
        if not met:
            return


LOOPS = [
    # (robot, mails that it gets in the end)
    (vacation, 1),
    (rude_vacation, 1),
    (bounce, 1),
    (mailing_list, 1),
    (threaded_ticket_system, 1),
    (forwarder, 1),
    (second_service, 1),
    (ticket_system, 3),
]


@pytest.mark.parametrize(("robot", "mails"), LOOPS, ids=[robot.__name__ for robot, _ in LOOPS])
def test_every_loop_ends(make_world: Callable[..., World], robot: Robot, mails: int) -> None:
    """One question from an address where a machine answers everything: it gets that many mails, no more."""
    world = make_world(extra=LIMITS)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    turns = list(_turns(world, (maria,), robot))
    assert 0 == turns[-1], "still going on"
    assert mails == sum(turns)
    assert {"acknowledgement"} == set(world.sent_to(maria))
    assert world.count() <= 6 * mails  # the concierges' notifications among them


@pytest.mark.parametrize(
    ("cap", "mails"),
    [('automatic_total = "6 per 1h"', 12), ('automatic_per_case = "1 per 1d"', 7)],
    ids=["in all", "on the case"],
)
def test_two_rude_machines_end_too(make_world: Callable[..., World], cap: str, mails: int) -> None:
    """A worker's and a concierge's that hide what they are: a cap on automatic mail ends it."""
    world = make_world(extra=f"[limits]\n{cap}", alone=True)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    turns = list(_turns(world, (world.anna, maria), threaded_ticket_system))
    assert 0 == turns[-1], "still going on"
    assert sum(turns) <= mails  # ours that are automatic, and the answers between them
