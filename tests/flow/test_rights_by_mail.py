"""What people ask about their own data by mail: asked back, confirmed, done, on real servers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from concierge.demo.border import Results
from db import inbound
from db.tables import TABLES, Blob, Case, Erasure, Event, Inbound, Outbox, Person
from tests.installation import until
from tests.servers.post import User
from tests.world import DAY, Letter, World

MakeWorld = Callable[..., World]
QUESTION = "My presentations for clients fall flat. What can I do?"
NONE = Results(dmarc="none", spf="none", dkim="none")
FAIL = Results(dmarc="fail", spf="fail", dkim="none")


def answered(world: World, text: str = QUESTION) -> User:
    """Maria, whose question was answered, and whose survey is planned."""
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "Presenting", text)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    return world.maria


def stopped(user: User) -> bool:
    return bool(Person.get(Person.address == user.address.lower()).surveys_stopped)


@pytest.mark.parametrize("days", [1, 10])
def test_stop_in_reply_to_an_answer_and_to_a_survey(world: World, days: int) -> None:
    """One question back, one yes, one mail that says so; no survey, and the case as it was."""
    maria = answered(world)
    world.pass_time(days * DAY)
    last = "survey" if days == 10 else "answer"
    assert last == world.sent_to(maria)[-1]
    told = len(world.sent_to(world.anna))
    asking = world.reply(maria, world.newest(maria), "#stop\n\nSent from my iPhone")
    assert ("accepted", "right-asked", None) == (asking.state, asking.reason, asking.case)
    question = world.newest(maria)
    assert ("Please confirm: no more surveys", "auto-replied") == (
        question["Subject"],
        question["Auto-Submitted"],
    )
    assert not stopped(maria)
    assert "right-confirmed" == world.reply(maria, question, "Yes please").reason
    assert "No more surveys" == world.newest(maria)["Subject"]
    assert ["confirmation", "receipt"] == world.sent_to(maria)[-2:]
    assert stopped(maria)
    before = world.sent_to(maria)
    world.pass_time(20 * DAY)
    assert before == world.sent_to(maria)
    assert ("answered", 1, told) == (
        world.case(1)["state"],
        Case.select().count(),
        len(world.sent_to(world.anna)),
    )
    assert "right-settled" == world.reply(maria, question, "yes").reason
    assert before == world.sent_to(maria)


def test_stop_in_dutch_beside_words(world: World) -> None:
    """The words reach the concierge without the line; the question comes in Dutch, and "ja" is a yes."""
    maria = answered(world, "Mijn presentaties voor klanten slaan niet aan. Wat kan ik daaraan doen?")
    text = "Dank je wel, dit helpt me echt vooruit met mijn presentaties.\n\n#stop\n\nMaria"
    assert "follow-up" == world.reply(maria, world.newest(maria), text).reason
    assert "dit helpt me echt vooruit" in world.newest(world.anna).text
    assert "#stop" not in world.newest(world.anna).text.split("Dank je wel")[1][:80]
    question = world.newest(maria)
    assert "Graag bevestigen: geen enquêtes meer" == question["Subject"]
    assert "right-confirmed" == world.reply(maria, question, "Ja, graag").reason
    assert "Je krijgt van ons geen enquêtes meer" in world.newest(maria).text
    assert stopped(maria)


def test_a_forged_stop_does_nothing(world: World) -> None:
    """A mail in Maria's name asks her once a day, whoever sends how many; one that fails is held."""
    maria = answered(world)

    def forged(subject: str, results: Results) -> inbound.Received:
        mail = world.compose(maria, world.service.address, subject, "#stop")
        return world.outside(mail.as_bytes(), results)

    assert ["right-asked"] * 3 == [forged(f"x{n}", NONE).reason for n in range(3)]
    assert 1 == world.sent_to(maria).count("confirmation")
    assert ("held", "dmarc-fail") == ((held := forged("y", FAIL)).state, held.reason)
    question = world.newest(maria)
    away = {"Auto-Submitted": "auto-replied", "Subject": "Afwezig"}
    assert "automatic" == world.reply(maria, question, "yes", headers=away).reason
    joris = world.person("joris", "Joris Claes")
    assert "right-not-done" == world.reply(joris, question, "yes").reason
    assert "another address" in world.newest(joris).text
    assert not stopped(maria)
    assert "right-declined" == world.reply(maria, question, "No, that was not me").reason
    assert "Nothing was done" == world.newest(maria)["Subject"]
    assert "right-settled" == world.reply(maria, question, "yes").reason
    assert not stopped(maria)
    world.pass_time(DAY)
    assert "right-asked" == forged("z", NONE).reason
    assert 2 == world.sent_to(maria).count("confirmation")


def test_a_yes_after_a_week_does_nothing(world: World) -> None:
    """It is told so, and how to ask anew."""
    maria = answered(world)
    world.mail(maria, "#stop", "")
    question = world.newest(maria)
    world.pass_time(8 * DAY)
    assert "right-not-done" == world.reply(maria, question, "yes").reason
    assert "more than a week after" in world.newest(maria).text
    assert not stopped(maria)


def test_strangers(world: World) -> None:
    """An outsider whom nothing proves gets no mail from us; one whom their host proves is asked back."""
    eve = User("eve@example.com", "")

    def stop(results: Results) -> inbound.Received:
        mail = world.compose(world.anna, world.service.address, "x", "#stop", headers={"From": eve.address})
        return world.outside(mail.as_bytes(), results)

    assert ("held", "sender-not-allowed") == ((held := stop(NONE)).state, held.reason)
    assert [] == world.sent_to(eve)
    assert "right-asked" == stop(Results(dmarc="pass", spf="pass", dkim="pass")).reason
    assert ["confirmation"] == world.sent_to(eve)
    assert 0 == Case.select().count()


def test_outsider_whom_we_know(world: World) -> None:
    """Somebody who may open no case has one, because a concierge let it in: asked back without any proof."""
    eve = User("eve@example.com", "")

    def from_eve(text: str, results: Results) -> inbound.Received:
        mail = world.compose(world.anna, world.service.address, "Excel", text, headers={"From": eve.address})
        return world.outside(mail.as_bytes(), results)

    assert "sender-not-allowed" == from_eve("How do I learn Excel?", NONE).reason
    assert "sender-not-allowed" == from_eve("#stop", NONE).reason
    for letter in world.letters(world.anna)[:1]:
        world.reply(world.anna, letter, "#accept")
    world.round()
    assert 1 == Case.select().count()
    assert "right-asked" == from_eve("#stop", NONE).reason
    assert ["acknowledgement", "confirmation"] == world.sent_to(eve)


def test_what_happened_stands_on_the_timeline_of_the_service(world: World) -> None:
    """Who asked what, and what came of it."""
    maria = answered(world)
    world.mail(maria, "#stop", "")
    world.reply(maria, world.newest(maria), "ja")
    rows = Event.select().where(Event.event.startswith("right.")).order_by(Event.id)
    assert [("right.asked", "stop"), ("right.done", "stop")] == [(row.event, row.detail) for row in rows]


def _stored(world: World) -> bytes:
    """Everything in the database, as text, but for what is kept on purpose (fingerprints)."""
    rows: list[str] = []
    for table in TABLES:
        rows += [repr(row) for row in table.select().tuples()]
    blobs = [bytes(row.content) for row in Inbound.select(Inbound.content)]
    return "\n".join(rows).encode() + b"\n".join(blobs)


def _erased(world: World, user: User) -> None:
    """Nothing of theirs is stored."""
    stored = _stored(world).lower()
    for word in (user.address, user.address.partition("@")[0], world.names[user.address], "fall flat"):
        assert word.lower().encode() not in stored, word


def _dropped(world: World) -> tuple[str, str]:
    """What became of the next mail, of which not even the Message-ID is kept."""
    known = Inbound.select().count()

    def decided() -> bool:
        world.round()
        return bool(Inbound.select().where(Inbound.state != "received").count() > known)

    until(decided, "a mail")
    row = Inbound.select().order_by(Inbound.id.desc()).get()
    return row.state, row.reason


def test_forget(world: World) -> None:
    """Asked, confirmed, told; then nothing is left but numbers, and those who helped know without a name."""
    maria = answered(world)
    world.mail(maria, "Excel", "My presentations fall flat, and so do my spreadsheets. How do I learn Excel?")
    world.reply(world.bram, world.newest(world.bram), "#take")
    asking = world.reply(maria, world.newest(maria), "#forget\n\nKind regards,\nMaria")
    assert ("accepted", "right-asked") == (asking.state, asking.reason)
    question = world.newest(maria)
    assert "Nobody can undo this" in question.text
    yes = world.reply(maria, question, "Yes.\n\nMaria")
    assert "right-confirmed" == yes.reason
    last = world.newest(maria)
    assert ("Our last mail: we forget you", "auto-replied") == (last["Subject"], last["Auto-Submitted"])
    assert 1 == Erasure.select().count()
    world.round()
    world.round()
    assert 0 == Erasure.select().count()
    _erased(world, maria)
    assert ["closed", "closed"] == [row.state for row in Case.select().order_by(Case.id)]
    told = world.newest(world.bram)
    assert "Gesloten: LC-2, want de vrager wil vergeten worden" == told["Subject"]
    lead = world.newest(world.lead)
    assert "2 cases and 6 mails by them or about them were emptied" in lead.text
    assert "Processed" in lead.text
    for mail in (told, lead):
        assert maria.address.encode() not in mail.raw
        assert b"Maria" not in mail.raw
    mails = len(world.letters(maria))
    world.pass_time(40 * DAY)
    assert mails == len(world.letters(maria))
    _erased(world, maria)


def test_forgotten_in_dutch_and_welcome_again(world: World) -> None:
    """A later mail of theirs begins anew; a second yes to the old question does nothing."""
    maria = answered(world, "Mijn presentaties voor klanten slaan niet aan. Wat kan ik daaraan doen?")
    world.mail(maria, "#vergeet", "")
    question = world.newest(maria)
    assert "Graag bevestigen: vergeet mij" == question["Subject"]
    world.reply(maria, question, "ja")
    assert "Onze laatste mail: we vergeten je" == world.newest(maria)["Subject"]
    world.pass_time(DAY / 24)
    _erased(world, maria)
    world.send(maria, world.composed_reply(maria, question, "ja"))
    assert ("discarded", "erased") == _dropped(world)
    _erased(world, maria)
    again = world.mail(maria, "Excel", "Hoe leer ik beter werken met Excel?")
    assert ("request", 2) == (again.reason, again.case)
    assert "acknowledgement" == world.sent_to(maria)[-1]
    assert 1 == Person.select().where(Person.address == maria.address.lower()).count()


def test_last_mail_that_cannot_be_delivered(world: World) -> None:
    """Erased all the same, after a day at the latest."""
    maria = answered(world)
    world.mail(maria, "#forget", "")
    world.reply(maria, world.newest(maria), "yes")
    Outbox.update(state="deferred", sent_at=None, next_attempt_at=world.now + 3 * DAY).where(
        Outbox.kind == "receipt", Outbox.recipient == maria.address.lower()
    ).execute()
    world.pass_time(DAY / 2)
    assert 1 == Erasure.select().count()
    world.pass_time(DAY)
    assert 0 == Erasure.select().count()
    _erased(world, maria)


def test_nothing_brings_them_back(world: World) -> None:
    """The last mail bounces: the report, which names them, is not kept, and no person is made of it."""
    maria = answered(world)
    world.mail(maria, "#forget", "")
    world.reply(maria, world.newest(maria), "yes")
    last = world.newest(maria)
    world.pass_time(DAY / 24)
    _erased(world, maria)
    report = (
        f"From: MAILER-DAEMON@{world.post.domain}\r\nTo: {world.service.address}\r\nSubject: Undelivered\r\n"
        f"Message-ID: <bounce@{world.post.domain}>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\n\r\nNot delivered to Maria Jansen <{maria.address}>\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.test\r\n\r\n"
        f"Final-Recipient: rfc822; {maria.address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {last['Message-ID']}\r\n"
        f"To: {maria.address}\r\n\r\n--b--\r\n"
    )
    world.post.deliver(report.encode(), world.service.address)
    assert ("discarded", "erased") == _dropped(world)
    _erased(world, maria)


def test_forget_of_a_concierge_who_asked(world: World) -> None:
    """What Anna asked as a worker goes; her work for others stays, and the case of Maria with it."""
    answered(world)
    world.mail(world.anna, "Excel", "How do I learn Excel, privately?")
    world.reply(world.bram, world.newest(world.bram), "#take")
    world.reply(world.anna, world.newest(world.anna), "#forget")
    world.mail(world.anna, "#forget", "")
    question = world.newest(world.anna)
    assert "right-confirmed" == world.reply(world.anna, question, "yes").reason
    world.pass_time(DAY / 24)
    stored = _stored(world)
    assert b"privately" not in stored
    assert b"Begin with a question" in stored
    assert world.anna.address in {row.address for row in Person.select()}
    assert "answered" == world.case(1)["state"]


def _attached(mail: Letter) -> zipfile.ZipFile:
    (part,) = list(mail.mail.iter_attachments())
    return zipfile.ZipFile(io.BytesIO(part.get_content()))


def test_mydata(world: World) -> None:
    """A zip of their own, once, which lies nowhere else afterwards."""
    maria = answered(world)
    asking = world.reply(maria, world.newest(maria), "#mydata")
    assert "right-asked" == asking.reason
    question = world.newest(maria)
    assert "everything that we have stored about you" in question.text
    assert "right-confirmed" == world.reply(maria, question, "yes").reason
    world.round()
    mail = world.newest(maria)
    assert ("What we have stored about you", "auto-replied") == (mail["Subject"], mail["Auto-Submitted"])
    assert "README.txt" in mail.text
    with _attached(mail) as file:
        assert {"README.txt", "data.json"} < set(file.namelist())
        assert "LC-1" == json.loads(file.read("data.json"))["cases"][0]["case"]
        assert any(b"fall flat" in file.read(name) for name in file.namelist() if name.endswith(".eml"))
    world.round()
    assert 0 == Blob.select().count()
    sent = [mail["Subject"] for mail in world.letters(world.service, "Sent")]
    assert (True, False) == ("Re: [LC-1] Presenting" in sent, any("my data" in subject for subject in sent))
    assert "What we have stored about you" not in sent
    before = world.sent_to(maria)
    assert "right-settled" == world.reply(maria, question, "yes").reason
    world.pass_time(DAY)
    assert before == [kind for kind in world.sent_to(maria) if kind != "survey"]


def test_a_dutch_request_of_who_wrote_english_is_answered_in_dutch(world: World) -> None:
    """Question, last mail and the file to read first; the cases go on in English."""
    maria = answered(world, "My presentations for clients fall flat. What can I do about that?")
    world.mail(maria, "x", "#mijngegevens")
    assert "Graag bevestigen: mijn gegevens" == world.newest(maria).mail["Subject"]
    assert "right-confirmed" == world.reply(maria, world.newest(maria), "Ja").reason
    with _attached(world.newest(maria)) as file:
        assert any(
            "Wat je hier vindt" in file.read(name).decode()
            for name in file.namelist()
            if "mails/" not in name
        )


def test_mydata_and_forget_in_one_mail(world: World) -> None:
    """First the copy, in the last mail, then nothing."""
    maria = answered(world, "Mijn presentaties voor klanten slaan niet aan. Wat kan ik daaraan doen?")
    world.mail(maria, "Mijn gegevens", "#mijngegevens\n#vergeet")
    assert "right-confirmed" == world.reply(maria, world.newest(maria), "Ja").reason
    mail = world.newest(maria)
    assert "Onze laatste mail: we vergeten je" == mail["Subject"]
    with _attached(mail) as file:
        lines = json.loads(file.read("data.json"))["events"]
    assert ["mydata forget"] == [line["detail"] for line in lines if line["event"] == "data.wanted"]
    world.pass_time(DAY / 24)
    _erased(world, maria)
    assert 0 == Blob.select().count()


def test_data_too_large_for_a_mail(make_world: MakeWorld) -> None:
    """The person hears that somebody hands it over, the lead how; nobody is forgotten before that."""
    world = make_world(extra='[intake]\nmax_message = "20 KB"\n')
    world.maria = maria = world.person("maria", "Maria Jansen")
    for number in range(3):
        world.mail(maria, f"Presenting {number}", "".join(f"word{n * n}\n" for n in range(1500)))
    world.mail(maria, "x", "#mydata\n#forget")
    assert "right-confirmed" == world.reply(maria, world.newest(maria), "yes").reason
    world.round()
    mail = world.newest(maria)
    assert "What we have stored about you" == mail["Subject"]
    assert "Only then can we forget you" in mail.text
    assert [] == list(mail.mail.iter_attachments())
    assert f"people export {maria.address}" in world.newest(world.lead).text
    assert 0 == Erasure.select().count()


def test_a_stranger_is_told_what_little_there_is(world: World) -> None:
    """Whose host proves them; in it stand these mails, and nothing else."""
    eve = User("eve@example.com", "")
    proven = Results(dmarc="pass", spf="pass", dkim="pass")
    mail = world.compose(world.anna, world.service.address, "x", "#mydata", headers={"From": eve.address})
    assert "right-asked" == world.outside(mail.as_bytes(), proven).reason
    token = Outbox.get(Outbox.recipient == eve.address).draft["token"]
    box = world.service.address.replace("@", f"+{token}@")
    mail = world.compose(world.anna, box, "Re: x", "yes", headers={"From": eve.address})
    assert "right-confirmed" == world.outside(mail.as_bytes(), proven, to=box).reason
    world.round()
    assert "What we have stored about you" in [
        row.subject for row in Outbox.select().where(Outbox.recipient == eve.address)
    ]


def test_plain_words_are_proposed_and_never_carried_out(world: World) -> None:
    """The concierge reads what somebody seems to want, and what does it; nothing is asked or erased."""
    maria = world.person("maria", "Maria Jansen")
    assert "request" == world.mail(maria, "My data", "Please delete all my data.").reason
    told = world.newest(world.anna).text
    assert "They seem to want: to be forgotten" in told
    assert f"concierge people erase {maria.address}" in told
    assert "Wil blijkbaar: vergeten worden" in world.newest(world.bram).text
    assert ["acknowledgement"] == world.sent_to(maria)
    assert "They seem to want: to be forgotten" in world.newest(world.lead).text
    reply = world.reply(maria, world.newest(maria), "Hoe zit dat? Welke gegevens hebben jullie over mij?")
    assert "follow-up" == reply.reason
    assert "They seem to want: a copy of their data" in world.newest(world.anna).text
    world.pass_time(DAY)
    assert ("new", 0) == (world.case(1)["state"], Erasure.select().count())
