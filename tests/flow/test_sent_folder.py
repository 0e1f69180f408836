"""What somebody answers in the shared mailbox itself is found in its Sent folder and joins its case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from concierge.service import Service
from db.tables import Outbox
from intake.imap.mailbox import Mailbox
from tests.scene import Letter, letter
from tests.servers.post import User
from tests.servers.renaming import renaming_relay
from tests.world import World

QUESTION = "My presentations for clients fall flat. What can I do?"


def _file(world: World, raw: bytes) -> None:
    with Mailbox(world.post.imap(world.service)) as box:
        box.append(box.special_use("sent") or box.ensure_folder("Sent"), raw)


def _from_the_mailbox(world: World, to: str, text: str, **headers: str) -> bytes:
    sender = f"Learning Help <{world.service.address}>"
    mail = world.compose(world.service, to, "Re: Presenting", text, headers={"From": sender, **headers})
    return mail.as_bytes()


def test_answer_from_the_mailbox_moves_the_case_and_starts_the_clock(world: World) -> None:
    """It is recorded under the registered Sender, is not sent again, and the survey follows."""
    maria = world.person("maria", "Maria Jansen")
    asked = world.mail(maria, "Presenting", QUESTION)
    world.round()
    headers = {"In-Reply-To": str(asked.message_id), "Sender": world.bram.address}
    _file(world, _from_the_mailbox(world, maria.address, "Begin with a question.\n\n#close", **headers))
    world.round()
    world.round()
    case = world.case(1)
    assert ("answered", world.bram.address) == (case["state"], case["owner"])
    last = case["messages"][-1]
    assert ("out", world.bram.address) == (last["direction"], last["from"])
    assert ["acknowledgement"] == world.sent_to(maria)
    reply = world.compose(maria, world.service.address, "Re: Presenting", "And who listens?", headers={
        "In-Reply-To": str(last["message_id"]),
    })  # fmt: skip
    assert "follow-up" == world.submit(maria, reply).reason
    world.reply(world.bram, world.newest(world.bram), "You are welcome.")
    world.pass_time(timedelta(days=10))
    assert "survey" == world.sent_to(maria)[-1]


def test_mail_from_before_and_mail_about_nothing_changes_nothing(world: World) -> None:
    """The Sent folder is read from its end, and only what is about a case counts."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    _file(world, _from_the_mailbox(world, "else@example.test", "See you tomorrow."))
    world.round()
    world.round()
    assert "new" == world.case(1)["state"]


def test_message_id_that_a_relay_rewrote_is_learnt(world: World) -> None:
    """The copy in Sent tells the real Message-ID; an answer that only refers to it joins the case."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    answer = world.newest(maria)
    rewritten = answer.raw.replace(answer["Message-ID"].encode(), b"<0100-relay@mail.example.com>")
    _file(world, rewritten)
    world.round()
    world.round()
    reply = world.compose(maria, world.service.address, "Re: something", "It helped, thank you.", headers={
        "In-Reply-To": "<0100-relay@mail.example.com>",
    })  # fmt: skip
    assert "follow-up" == world.submit(maria, reply).reason


@contextmanager
def _renamed(make_world: Callable[..., World], **wishes: str) -> Iterator[World]:
    """A service behind a relay that gives each mail another Message-ID and files it, as Exchange does."""
    world = make_world(sent_copy="auto", started=False, **wishes)
    with renaming_relay(world.post.deliver, lambda raw: _file(world, raw)) as smtp:
        box = world.settings.mailboxes[0]
        smtp = replace(smtp, rate=box.smtp.rate)
        world.settings = replace(world.settings, mailboxes=(replace(box, smtp=smtp),))
        world.runner.close()
        world.runner = Service(world.settings, world.clock)
        world.round()
        yield world


def test_relay_that_renames_every_mail_and_files_it(make_world: Callable[..., World]) -> None:
    """One copy of each mail, and answers and reports that only name the new ids find their case."""
    with _renamed(make_world) as world:
        maria = world.person("maria", "Maria Jansen")
        world.mail(maria, "Presenting", QUESTION)
        world.reply(world.anna, _latest(world, world.anna), "Begin with a question.")
        answer = _latest(world, maria)
        assert answer["Message-ID"] != answer["X-Concierge-ID"]
        world.round()
        world.round()
        reply = world.compose(maria, world.service.address, "Re: something", "And who listens?", headers={
            "In-Reply-To": answer["Message-ID"],
        })  # fmt: skip
        assert "follow-up" == world.submit(maria, reply).reason
        assert "report-matched" == world.outside(_bounce(answer, maria)).reason
        assert "failed" == Outbox.get(Outbox.message_id == answer["X-Concierge-ID"]).report_action
        world.pass_time(timedelta(minutes=5))
        copies = [each["X-Concierge-ID"] for each in world.letters(world.service, _sent(world))]
        sent = [row.message_id for row in Outbox.select().where(Outbox.state == "sent")]
        assert sorted(sent) == sorted(copies)
        assert {"server"} == {row.filed for row in Outbox.select().where(Outbox.state == "sent")}


def test_relay_that_renames_where_no_plus_address_works(make_world: Callable[..., World]) -> None:
    """The Sent folder tells which mail of ours an answer names: a concierge's words go to the worker."""
    with _renamed(make_world, mailbox="plus_addressing = false") as world:
        maria = world.person("maria", "Maria Jansen")
        world.mail(maria, "Presenting", QUESTION)
        world.round()
        world.round()
        notification = _latest(world, world.anna)
        assert not notification["Reply-To"]
        reply = world.compose(world.anna, world.service.address, "Re: x", "Begin with a question.", headers={
            "In-Reply-To": notification["Message-ID"],
        })  # fmt: skip
        assert "accepted" == world.submit(world.anna, reply).state
        assert ["acknowledgement", "answer"] == world.sent_to(maria)
        stranger = world.person("x", "X")
        named = world.compose(stranger, world.service.address, "Re: x", "Who is it?", headers={
            "In-Reply-To": notification["Message-ID"].replace("DB9", "DB8"),
        })  # fmt: skip
        assert "request" == world.submit(stranger, named).reason


def _bounce(answer: Letter, to: User) -> bytes:
    """A report about the mail as it went over the wire, under the relay's Message-ID."""
    return (
        b"From: MAILER-DAEMON@mx.example.net\r\nTo: help@example.test\r\nSubject: Undeliverable\r\n"
        b"Message-ID: <bounce@mx.example.net>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nfailed\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        b"Final-Recipient: rfc822; " + to.address.encode() + b"\r\nAction: failed\r\nStatus: 5.2.3\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n" + answer.raw.partition(b"\r\n\r\n")[0] + b"\r\n"
        b"--b--\r\n"
    )


def _latest(world: World, user: User) -> Letter:
    """What the service sent them last, under whatever Message-ID."""
    sent = Outbox.select(Outbox.message_id).where(Outbox.recipient == user.address.lower())
    wanted = sent.order_by(Outbox.id.desc()).get().message_id
    return letter(world.post.wait_for(user, lambda mail: mail["X-Concierge-ID"] == wanted))


def _sent(world: World) -> str:
    with Mailbox(world.post.imap(world.service)) as box:
        return box.special_use("sent") or box.ensure_folder("Sent")
