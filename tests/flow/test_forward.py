"""A concierge forwards a worker's mail: it opens a case for the worker, when the concierge says so."""

from __future__ import annotations

from concierge.demo import clients as clients
from concierge.demo.clients import Letter, Person
from db.inbound import Received
from tests.servers.post import User
from tests.world import Letter as Mail
from tests.world import World

WORDS = "Hi Anna,\n\nMy presentations fall flat. Who can help me?\n\nMaria"


def _forward(world: World, text: str) -> tuple[User, Received]:
    maria = world.person("maria", "Maria Jansen")
    to_anna = world.compose(maria, world.anna.address, "Presenting", WORDS)
    letter = Letter(text, Person("Anna Peeters", world.anna.address), world.now, to=(world.service.address,))
    return maria, world.submit(world.anna, clients.gmail.forward(to_anna.as_bytes(), letter))


def test_forward_with_requester_opens_the_workers_case(world: World) -> None:
    """The forwarded words only are the first message; the worker is acknowledged; the comment is a note."""
    maria, received = _forward(world, "She is new in sales.\n\n#requester MARIA")
    assert "transcript" == received.reason
    text = f"She is new in sales.\n\n#requester {maria.address}"
    second, received = _forward(world, text)
    assert "request" == received.reason
    case = world.case(1)
    assert (maria.address, "forward", "Presenting") == (
        case["requester"]["address"], case["origin"], case["subject"],
    )  # fmt: skip
    first = case["messages"][0]
    assert "My presentations fall flat." in first["new_text"]
    assert "She is new in sales" not in first["new_text"]
    assert "acknowledgement" == world.sent_to(maria)[0]
    assert "My presentations fall flat." in world.newest(world.bram).text
    assert [] == world.sent_to(second)


def test_forward_without_requester_proposes_the_author(world: World) -> None:
    """Nothing is assumed: the line to add is in the mail that comes back."""
    maria, received = _forward(world, "See below.")
    assert "transcript" == received.reason
    back: Mail = world.newest(world.anna)
    assert f"#requester {maria.address}" in back.text
    assert {} == world.case(1)
    assert [] == world.sent_to(maria)


def test_requester_moves_a_case_before_anything_was_sent(world: World) -> None:
    """A case that belongs to somebody else is given to them; after an answer it is too late."""
    maria, joris = world.person("maria", "Maria Jansen"), world.person("joris", "Joris Claes")
    world.mail(maria, "For Joris", "Joris wants to learn Excel.")
    notification = world.newest(world.anna)
    world.reply(world.anna, notification, f"#requester {joris.address}")
    assert joris.address == world.case(1)["requester"]["address"]
    assert ["acknowledgement"] == world.sent_to(joris)
    world.reply(world.anna, notification, "Dear Joris, begin small.")
    refused = world.reply(world.anna, notification, f"#requester {maria.address}")
    assert "transcript" == refused.reason


def test_what_a_form_sent_becomes_the_persons_by_requester(world: World) -> None:
    """Nothing goes to the form, not even an answer; then the person is told, and reads the answer."""
    form, maria = world.person("noreply", "Intranet"), world.person("maria", "Maria Jansen")
    mail = world.compose(form, world.service.address, "Question from the intranet", "I want to speak calmly.")
    mail["Reply-To"] = f"Maria Jansen <{maria.address}>"
    world.submit(form, mail)
    notification = world.newest(world.anna)
    assert f"#requester {maria.address}" in notification.text
    assert "transcript" == world.reply(world.anna, notification, "Dear Maria, breathe.").reason
    assert "#requester" in world.newest(world.anna).text
    assert ([], []) == (world.sent_to(form), world.sent_to(maria))
    world.reply(world.anna, notification, f"#requester {maria.address}")
    assert ["acknowledgement"] == world.sent_to(maria)
    world.reply(world.anna, notification, "Dear Maria, breathe.")
    assert "breathe" in world.newest(maria).text
    assert [] == world.sent_to(form)
