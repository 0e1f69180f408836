"""What somebody answers in the shared mailbox itself is found in its Sent folder and joins its case."""

from __future__ import annotations

from collections.abc import Callable
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


def test_relay_that_renames_every_mail_and_files_it(make_world: Callable[..., World]) -> None:
    """As Exchange does: one copy of each mail, and answers that only name the new ids find their case."""
    world = make_world(sent_copy="auto", started=False)
    maria = world.person("maria", "Maria Jansen")

    def file(raw: bytes) -> None:
        _file(world, raw)

    with renaming_relay(world.post.deliver, file) as smtp:
        box = world.settings.mailboxes[0]
        smtp = replace(smtp, rate=box.smtp.rate)
        world.settings = replace(world.settings, mailboxes=(replace(box, smtp=smtp),))
        world.runner.close()
        world.runner = Service(world.settings, world.clock)
        world.round()
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
        world.pass_time(timedelta(minutes=5))
        copies = [each["X-Concierge-ID"] for each in world.letters(world.service, _sent(world))]
        sent = [row.message_id for row in Outbox.select().where(Outbox.state == "sent")]
        assert sorted(sent) == sorted(copies)
        assert {"server"} == {row.filed for row in Outbox.select().where(Outbox.state == "sent")}


def _latest(world: World, user: User) -> Letter:
    """What the service sent them last, under whatever Message-ID."""
    sent = Outbox.select(Outbox.message_id).where(Outbox.recipient == user.address.lower())
    wanted = sent.order_by(Outbox.id.desc()).get().message_id
    return letter(world.post.wait_for(user, lambda mail: mail["X-Concierge-ID"] == wanted))


def _sent(world: World) -> str:
    with Mailbox(world.post.imap(world.service)) as box:
        return box.special_use("sent") or box.ensure_folder("Sent")
