"""Delivery reports (RFC 3464): shown on the case, told to the concierges, a dead address suppressed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import pytest

from db.tables import Outbox, Suppression
from tests.scene import TIMEOUT
from tests.servers.post import User
from tests.world import World

QUESTION = "My presentations for clients fall flat. What can I do?"
REPORT = """From: Mail Delivery System <mailer-daemon@{domain}>
To: {mailbox}
Subject: {subject}
Message-ID: <{unique}@{domain}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

About your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {domain}

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

Message-ID: {about}
Subject: Re: Presenting

--b--
"""


def _events(world: World, number: int) -> list[str]:
    return [event["event"] for event in world.case(number)["timeline"]]


def _until_told(world: World) -> str:
    """Rounds until Anna has more than the notification; the text of that mail."""
    deadline = time.monotonic() + TIMEOUT
    while len(world.sent_to(world.anna)) < 2:
        assert time.monotonic() < deadline, world.case(1)["timeline"]
        world.round()
        time.sleep(0.05)
    world.round()
    return world.newest(world.anna).text


def test_worker_who_does_not_exist_is_suppressed_and_told_about(world: World) -> None:
    """The acknowledgement bounces, at RCPT or by the report of a real Postfix: nothing more goes there."""
    ghost = User(f"ghost-{secrets.token_hex(3)}@{world.post.domain}")
    mail = world.compose(ghost, world.service.address, "Presenting", QUESTION)
    assert "request" == world.outside(mail.as_bytes()).reason
    told = _until_told(world)
    assert ghost.address in told
    assert [ghost.address] == [row.address for row in Suppression.select()]
    acknowledgement = Outbox.get(Outbox.kind == "acknowledgement")
    if world.post.kind == "postfix":
        assert "sent" == acknowledgement.state
        assert ("failed", "5.1.1") == (acknowledgement.report_action, acknowledgement.report_status)
        assert "mail.reported" in _events(world, 1)
    else:
        assert "failed" == acknowledgement.state
        assert "mail.failed" in _events(world, 1)
    assert "new" == world.case(1)["state"]
    world.reply(world.anna, world.letters(world.anna)[0], "Begin with a question.")
    assert ["suppressed"] == [row.state for row in Outbox.select().where(Outbox.kind == "answer")]
    world.round()
    told = world.newest(world.anna).text  # her words went nowhere: she hears it
    assert (True, True) == ("did not arrive" in told, "known not to exist" in told)


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "suppressed", "told"),
    [
        ("delayed", "4.4.1", "connection timed out", False, False),
        ("failed", "4.4.7", "message expired", False, True),
        ("failed", "5.2.2", "552 mailbox full", False, True),
        ("failed", "5.7.1", "550 rejected by policy", False, True),
        ("failed", "5.1.1", "550 user unknown", True, True),
        ("delivered", "2.0.0", "250 ok", False, False),
    ],
)
def test_report_does_what_its_status_says(
    make_world: Callable[..., World], action: str, status: str, diagnostic: str, suppressed: bool, told: bool
) -> None:
    """Every report stands on the case; a failure is told; only a dead address is suppressed."""
    world = make_world(alone=True)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    raw = REPORT.format(
        domain=world.post.domain,
        mailbox=world.service.address,
        subject="Undelivered Mail Returned to Sender",
        unique=secrets.token_hex(8),
        recipient=maria.address,
        action=action,
        status=status,
        diagnostic=diagnostic,
        about=world.newest(maria)["Message-ID"],
    )
    received = world.outside(raw.replace("\n", "\r\n").encode())
    assert ("accepted", "report-matched") == (received.state, received.reason)
    shown = [e["detail"] for e in world.case(1)["timeline"] if e["event"] == "mail.reported"]
    assert [f"{action} {status} {maria.address} smtp; {diagnostic}"] == shown
    assert suppressed == bool(Suppression.select().count())
    assert 1 + told == len(world.sent_to(world.anna))
    assert suppressed == ("I send nothing more to it" in world.newest(world.anna).text)
    assert "new" == world.case(1)["state"]


def test_domain_that_cannot_be_reached_is_told_and_not_suppressed(make_world: Callable[..., World]) -> None:
    """Postfix reports 5.4.4 for a domain without a way: perhaps tomorrow there is one."""
    world = make_world(anyone=True)
    if world.post.kind != "postfix":
        pytest.skip("needs a server that reports later")
    stranger = User("worker@example.net")
    mail = world.compose(stranger, world.service.address, "Presenting", QUESTION)
    assert "request" == world.outside(mail.as_bytes()).reason
    assert "5.4.4" in _until_told(world)
    assert 0 == Suppression.select().count()
