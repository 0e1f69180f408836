"""Each night the mailbox is compared with the store: what was passed over is taken in, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from concierge.demo.border import PASS, Arriving, stamp
from db import comparing, followups
from db.health import figures
from db.tables import Case, Comparison, Cursor, Inbound, Outbox
from intake.imap.mailbox import Mailbox
from tests.world import World

PASSED_OVER = 10_000  # a UID to which INBOX counts as read


def _lies(world: World, box: Mailbox, name: str, age: timedelta, folder: str = "INBOX") -> str:
    """A worker's mail that was delivered so long ago; their address."""
    at, worker = world.now - age, world.person(name, name.title()).address
    raw = (
        f"From: {name} <{worker}>\r\nTo: {world.service.address}\r\n"
        f"Subject: Question of {name}\r\nDate: {at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
        f"Message-ID: <{name}@client.example.test>\r\n\r\nHow do I learn to present better?\r\n"
    )
    arriving = Arriving(raw.encode(), worker, world.service.address)
    box.append(folder, stamp(arriving, PASS, world.post.authserv_id, at), (), at)
    return worker


def _night(world: World) -> dict[str, int]:
    """Let the next comparison come; what it found."""
    world.now = Comparison.get().next_at + timedelta(minutes=1)
    world.round()
    return {name: count for name, count in Comparison.get().found.items() if count}


def _moved_back(world: World, box: Mailbox, message_id: str) -> None:
    """A colleague moves a handled mail back into INBOX."""
    [uid] = box.find_by_message_id("Processed", message_id)
    box.open("Processed")
    box.move(uid, "INBOX")


@pytest.mark.costly
def test_what_was_passed_over_is_taken_in_once(make_world: Callable[..., World]) -> None:
    """A young mail is answered, an old one is stored as by import, one that came back is known; by night."""
    world = make_world(now=datetime.now(UTC), extra='[intake]\nbacklog = "2d"\n')
    maria = world.person("maria", "Maria Jansen")
    asked = world.mail(maria, "Presenting", "What can I do?")
    world.round()
    assert Comparison.get().at is None  # not before the first night
    Cursor.update(last_uid=PASSED_OVER).where(Cursor.folder == "INBOX").execute()
    with Mailbox(world.post.imap(world.service)) as box:
        young = _lies(world, box, "young", timedelta(hours=1))
        _lies(world, box, "old", timedelta(days=5))
        _lies(world, box, "moved", timedelta(hours=2), "Processed")
        _moved_back(world, box, asked.message_id or "")
        box.open("INBOX")
    world.round()
    assert 1 == Inbound.select().count()
    assert {"taken-in": 3, "moved-unread": 1} == _night(world)
    assert (3, 1, 0) == (
        (week := followups.week(world.now - timedelta(days=7))).taken_in,
        week.moved,
        week.differs,
    )
    decided = {row.message_id: (row.state, row.reason, row.backlog) for row in Inbound.select()}
    assert ("accepted", "request", False) == decided["<young@client.example.test>"]
    assert ("accepted", "backlog", True) == decided["<old@client.example.test>"]
    copies = Inbound.select().where(Inbound.message_id == asked.message_id)
    assert ["accepted", "discarded"] == sorted(row.state for row in copies)
    assert 3 == Case.select().count()
    acknowledged = [row.recipient for row in Outbox.select().where(Outbox.kind == "acknowledgement")]
    assert [maria.address, young] == acknowledged
    for _ in range(2):
        assert {"taken-in", "not-delivered"}.isdisjoint(_night(world))
    assert 2 == Outbox.select().where(Outbox.kind == "acknowledgement").count()


@pytest.mark.costly
def test_a_mailbox_put_back_is_compared_with_what_is_known(make_world: Callable[..., World]) -> None:
    """Another UIDVALIDITY: the folder is read anew as a whole, and the comparison adds nothing."""
    world = make_world(now=datetime.now(UTC))
    world.mail(world.person("maria", "Maria Jansen"), "Presenting", "What can I do?")
    Cursor.update(uidvalidity=77).where(Cursor.folder == "INBOX").execute()
    assert {} == {name: n for name, n in _night(world).items() if name != "moved-unread"}
    assert 1 == Case.select().count()


def test_what_the_store_owes_is_told(world: World) -> None:
    """Undecided, stuck, without a copy, without an acknowledgement; in the figures of health."""
    world.mail(world.person("maria", "Maria Jansen"), "Presenting", "What can I do?")
    world.round()  # copies of what was sent
    now = world.now + timedelta(hours=3)
    address = world.service.address
    assert {0} == set(comparing.in_the_store(address, now).values())
    assert 0 == comparing.unacknowledged(address, now)
    Inbound.update(state="received").execute()
    sent = Outbox.get(Outbox.kind == "acknowledgement")
    Outbox.update(state="sent", sent_at=world.now, filed="").where(Outbox.kind == "notification").execute()
    Outbox.update(state="sending", lease_until=world.now).where(Outbox.id == sent.id).execute()
    owed = {"undecided": 1, "uncopied": 2, "stuck-in-sending": 1}
    assert owed == comparing.in_the_store(address, now)
    Outbox.update(recipient="somebody@example.org").where(Outbox.id == sent.id).execute()
    assert 1 == comparing.unacknowledged(address, now)
    comparing.record(address, now, now + timedelta(days=1), owed | {"taken-in": 3, "moved-unread": 1})
    assert owed == figures(now).differences
