"""Old mail, changed folders and colleagues in the same mailbox: nothing is answered that should not be."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from concierge.demo.border import PASS, Arriving, stamp
from db.tables import Case, Cursor, Inbound, Message, Outbox
from intake.imap.mailbox import Mailbox
from tests.world import World

OLD = 1000


def _old_mail(world: World, box: Mailbox, number: int, age: timedelta, sender: str = "") -> str:
    """A mail that lies in INBOX since then; every fifth one answers the one before it. Its Message-ID."""
    at = world.now - age
    msg_id = f"<old-{number}@client.example.test>"
    answers = f"In-Reply-To: <old-{number - 1}@client.example.test>\r\n" if number % 5 == 0 else ""
    sender = sender or f"worker{number // 5}@{world.post.domain}"
    raw = (
        f"From: Worker {number // 5} <{sender}>\r\n"
        f"To: {world.service.address}\r\nSubject: Question {number // 5}\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: {msg_id}\r\n{answers}\r\n"
        f"How do I learn to present better? This is number {number}.\r\n"
    )
    arriving = Arriving(raw.encode(), f"worker@{world.post.domain}", world.service.address)
    box.append("INBOX", stamp(arriving, PASS, world.post.authserv_id, at), (), at)
    return msg_id


@pytest.mark.costly
def test_a_thousand_old_mails_get_no_answer(make_world: Callable[..., World]) -> None:
    """They become closed cases of origin import, threads joined; what came this morning is answered."""
    world = make_world(started=False, now=datetime.now(UTC))  # servers take no date from the future
    maria = world.person("maria", "Maria Jansen")
    with Mailbox(world.post.imap(world.service)) as box:
        for number in range(1, OLD + 1):
            _old_mail(world, box, number, timedelta(days=2) + timedelta(minutes=OLD - number))
        young = _old_mail(world, box, 2001, timedelta(hours=3), maria.address)
    begun = time.monotonic()
    world.round()
    assert time.monotonic() - begun < 100
    assert OLD + 1 == Inbound.select().where(Inbound.state == "accepted").count()
    old = Case.select().where(Case.origin == "import")
    assert {"closed"} == {case.state for case in old}
    assert OLD * 4 // 5 == old.count()  # every fifth mail joined the one it answers
    assert OLD == Message.select().join(Case).where(Case.origin == "import").count()
    kinds = sorted(row.kind for row in Outbox.select())
    assert ["acknowledgement", "notification", "notification"] == kinds
    case = Inbound.get(Inbound.message_id == young).case_id
    assert {case} == {row.case_id for row in Outbox.select()}
    world.pass_time(timedelta(days=40))
    assert 0 == Outbox.select().where(Outbox.case_id.in_([c.id for c in old])).count()
    left = {mail["Message-ID"] for mail in world.letters(world.service)}
    assert OLD == len(left)
    assert young not in left


def test_changed_uidvalidity_answers_nothing_twice(world: World) -> None:
    """The folder is read anew: what is known is recognised, what came meanwhile is answered."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "What can I do?")
    before = world.count()
    with Mailbox(world.post.imap(world.service)) as box:
        raw = world.post.inbox(world.service, "Processed")[0]
        box.append("INBOX", raw, (), world.now)  # what a restored backup brings back
    Cursor.update(uidvalidity=Cursor.uidvalidity + 1).where(Cursor.folder == "INBOX").execute()
    world.round()
    world.round()
    assert before == world.count()
    assert ["request", "duplicate"] == [row.reason for row in Inbound.select().order_by(Inbound.id)]
    assert "request" == world.mail(maria, "Something else", "And Excel?").reason
    assert 2 == Case.select().count()


def test_colleagues_read_move_and_delete_meanwhile(world: World) -> None:
    """Read mail is seen all the same; mail that vanishes before it is filed does no harm."""
    maria = world.person("maria", "Maria Jansen")
    sent = []
    for subject in ("First", "Second", "Third"):
        sent.append(world.send(maria, world.compose(maria, world.service.address, subject, "How?")))
        world.post.wait_for(world.service, lambda mail: mail["Message-ID"] == sent[-1])
    with Mailbox(world.post.imap(world.service)) as colleague:
        colleague.open("INBOX")
        first, second, _ = colleague.uids_after(0, 10)
        colleague._client.add_flags([first, second], ["\\Seen"])
    box = world.runner.receivers[world.service.address]
    box.fetch(world.now)
    world.runner.handle()
    with Mailbox(world.post.imap(world.service)) as colleague:
        elsewhere = colleague.ensure_folder("Elsewhere")
        colleague.open("INBOX")
        colleague.move(first, elsewhere)
        colleague.remove(second)
    world.round()
    world.round()
    assert 3 == Case.select().count()
    assert 3 == sum(kind == "acknowledgement" for kind in world.sent_to(maria))
    assert [] == world.letters(world.service)
    assert [sent[0]] == [mail["Message-ID"] for mail in world.letters(world.service, "Elsewhere")]
    assert [sent[2]] == [mail["Message-ID"] for mail in world.letters(world.service, "Processed")]


def test_processed_folder_may_be_off(make_world: Callable[..., World]) -> None:
    """With "" mail stays where it is, unread as it was, and is not handled again."""
    world = make_world(mailbox='processed_folder = ""')
    maria = world.person("maria", "Maria Jansen")
    asked = world.mail(maria, "Presenting", "What can I do?")
    world.round()
    assert [asked.message_id] == [mail["Message-ID"] for mail in world.letters(world.service)]
    assert 1 == Case.select().count()
    with Mailbox(world.post.imap(world.service)) as box:
        box.open("INBOX", read_only=True)
        assert [()] == [
            tuple(f for f in one.flags if f == "\\Seen") for one in box.sizes(box.uids_after(0, 9))
        ]


def test_servers_without_move_or_uidplus(world: World) -> None:
    """Without MOVE the mail is copied and removed alone; without UIDPLUS too it stays, and all goes on."""
    maria = world.person("maria", "Maria Jansen")
    receiver = world.runner.receivers[world.service.address]
    for ignore, left in (({"MOVE"}, 0), ({"MOVE", "UIDPLUS"}, 1)):
        receiver.box.close()
        receiver.box = Mailbox(world.post.imap(world.service), ignore=ignore)
        received = world.mail(maria, f"Without {sorted(ignore)}", "What can I do?")
        assert "request" == received.reason
        world.round()
        assert left == len(world.letters(world.service))
    assert 2 == Case.select().count()
    assert ["acknowledgement"] * 2 == world.sent_to(maria)
