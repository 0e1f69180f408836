"""A worker writes, a concierge answers from a mail client, and everything stays in one case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.world import World

QUESTION = "Hi,\n\nMy presentations for clients fall flat. What can I do?\n\nMaria"


def test_request_is_acknowledged_and_reaches_the_concierges(world: World) -> None:
    """The worker hears at once when to expect an answer; each concierge gets the request as a mail."""
    maria = world.person("maria", "Maria Jansen")
    received = world.mail(maria, "My client presentations fall flat", QUESTION)
    assert "request" == received.reason
    acknowledgement = world.newest(maria)
    assert "Re: [LC-1] My client presentations fall flat" == acknowledgement["Subject"]
    assert "today (Monday) before 14:00" in acknowledgement.text
    assert "alone or with others" in acknowledgement.text
    assert "auto-replied" == acknowledgement["Auto-Submitted"]
    assert "DR, RN, NRN, OOF, AutoReply" == acknowledgement["X-Auto-Response-Suppress"]
    notification = world.newest(world.anna)
    assert "[LC-1] Maria Jansen: My client presentations fall flat" == notification["Subject"]
    assert "My presentations for clients fall flat" in notification.text
    assert "Maria Jansen via Learning Help" in notification["From"]
    assert world.service.address in notification["From"]
    assert ["notification"] == world.sent_to(world.bram)
    case = world.case(1)
    assert ("new", "en", "mail", None) == (case["state"], case["language"], case["origin"], case["owner"])


def test_plain_reply_reaches_the_worker_in_their_thread(world: World) -> None:
    """A concierge's reply goes out under their name, threaded, signed off, without their own address."""
    maria = world.person("maria", "Maria Jansen")
    request = world.mail(maria, "My client presentations fall flat", QUESTION)
    notification = world.newest(world.anna)
    text = "Hello Maria,\n\nWhat happens when you start?\n\nAnna\n\n-- \nAnna Peeters\n+32 2 555 01 01\n"
    received = world.reply(world.anna, notification, text)
    assert "concierge-answer" == received.reason
    answer = world.newest(maria)
    assert "What happens when you start?" in answer.text
    assert "Anna Peeters, Learning Help" in answer.text
    assert request.message_id == answer["In-Reply-To"]
    assert str(request.message_id) in answer["References"]
    assert "Anna Peeters" in answer["From"]
    assert world.service.address in answer["From"]
    assert world.anna.address.encode() not in answer.raw.partition(b"\r\n\r\n")[2]
    assert "+32 2 555 01 01" not in answer.text
    for header in ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Learning-Concierge-Loop"):
        assert "" == answer[header]
    case = world.case(1)
    assert ("answered", world.anna.address) == (case["state"], case["owner"])
    assert case["first_answer_at"]


def test_later_mail_joins_the_case_and_goes_to_its_owner(world: World) -> None:
    """The worker answers; who took the case hears of it, in one thread; the other that it is answered."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "My client presentations fall flat", QUESTION)
    first = world.newest(world.anna)
    world.reply(world.anna, first, "What happens when you start?")
    received = world.reply(maria, world.newest(maria), "They look at their phones.")
    assert "follow-up" == received.reason
    assert "open" == world.case(1)["state"]
    follow_up = world.newest(world.anna)
    assert "They look at their phones." in follow_up.text
    assert first["Message-ID"] in follow_up["References"]
    world.reply(world.anna, follow_up, "Then begin with a question.")
    assert ["notification", "notification"] == world.sent_to(world.bram)
    line = world.newest(world.bram)
    asks, *_ = world.letters(world.bram)
    assert "Anna Peeters antwoordde Maria Jansen om 10:00" in line.text
    assert asks["Message-ID"] == line["In-Reply-To"]
    assert "Then begin with a question." in world.newest(maria).text
    assert 1 == sum(kind == "acknowledgement" for kind in world.sent_to(maria))


def test_dutch_worker_gets_dutch(world: World) -> None:
    """The language of the words decides the language of the acknowledgement."""
    joris = world.person("joris", "Joris Claes")
    world.mail(
        joris, "Feedback geven", "Dag,\n\nIk vind het moeilijk om feedback te geven aan mijn collega's."
    )
    acknowledgement = world.newest(joris)
    assert "Dag Joris" in acknowledgement.text or "Hallo Joris" in acknowledgement.text
    assert "nl" == world.case(1)["language"]
    assert "in English" not in world.newest(world.anna).text


def test_closed_case_reopens_or_is_continued_by_a_linked_one(world: World) -> None:
    """Within the time and with the same subject it reopens; with another subject a linked case is opened."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.\n\n#close")
    assert "closed" == world.case(1)["state"]
    answer = world.newest(maria)
    world.pass_time(timedelta(days=3))
    received = world.reply(maria, answer, "One more thing: and slides?")
    assert ("follow-up", "open") == (received.reason, world.case(1)["state"])
    world.reply(world.anna, world.newest(world.anna), "Fewer.\n\n#close")
    headers = {"Subject": "Something else: Excel"}
    received = world.reply(maria, world.newest(maria), "Now I need Excel.", headers=headers)
    assert "request-linked" == received.reason
    assert ("closed", "new") == (world.case(1)["state"], world.case(2)["state"])


def test_long_closed_case_is_continued_by_a_linked_one(world: World) -> None:
    """After `reopen_within` a reply opens a new case with a link to the old one."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.\n\n#close\n#survey never")
    world.pass_time(timedelta(days=31))
    received = world.reply(maria, world.newest(maria), "It worked, and now?")
    assert "request-linked" == received.reason
    assert "new" == world.case(2)["state"]


def test_freelancer_alone_gets_their_own_question_back(make_world: Callable[..., World]) -> None:
    """A concierge's own question is not routed to themselves, unless they are alone."""
    world = make_world()
    world.mail(world.anna, "My own question", "How do I learn to say no?")
    assert ["acknowledgement"] == world.sent_to(world.anna)
    assert ["notification"] == world.sent_to(world.bram)


def test_attachments_go_along_both_ways(world: World) -> None:
    """What the worker attaches reaches the concierges; what a concierge attaches reaches the worker."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "My slides", QUESTION, files=[("slides.pdf", b"%PDF-1.4 slides")])
    notification = world.newest(world.anna)
    assert ["slides.pdf"] == [part.get_filename() for part in notification.mail.iter_attachments()]
    world.reply(world.anna, notification, "See my notes.", files=[("notes.txt", b"Fewer words.")])
    attachments = list(world.newest(maria).mail.iter_attachments())
    assert [("notes.txt", b"Fewer words.")] == [
        (a.get_filename(), a.get_payload(decode=True)) for a in attachments
    ]
