"""One tap answers what a concierge was asked about their own mail: a slip of typing, lines of a signature."""

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from db.facts import find_person
from db.tables import Audit
from tests.scene import Letter
from tests.world import World

QUESTION = "My talks fall flat. What can I do?"
SIGNED = "{}\n\n-- \nAnna Peeters\nOn Fridays I am not there, so be patient with me.\n"


@pytest.fixture
def asked(world: World) -> World:
    """Maria has asked; Anna has the notification."""
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "Presenting", QUESTION)
    return world


def _tap(world: World, words: str, letter: Letter | None = None) -> str:
    """What a mail client writes when the link in Anna's newest mail is tapped; gives how it ended."""
    shown = html.unescape((letter or world.newest(world.anna)).html)
    links = re.findall(r'mailto:([^?"]{1,300})\?subject=([^&"]{1,400})&body=([^"]{1,80})"', shown)
    found = {unquote(body): (unquote(to), unquote(subject)) for to, subject, body in links}
    assert words in found
    to, subject = found[words]
    decided = world.submit(
        world.anna, world.compose(world.anna, to, subject, f"{words}\n\n-- \nAnna Peeters\n")
    )
    world.round()
    return f"{decided.state} {decided.reason}"


def test_a_slip_is_sent_corrected_by_one_tap(asked: World) -> None:
    """Nothing goes before the tap; then the words go and the case is closed, once."""
    asked.reply(asked.anna, asked.newest(asked.anna), "Begin with a question.\n\n#wiat 3dd\n#clsoe\n")
    transcript = asked.newest(asked.anna).text
    assert "#wait 3d" in transcript
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    assert "accepted concierge-commands" == _tap(asked, "#send fixed")
    case = asked.case(1)
    assert ("closed", asked.anna.address) == (case["state"], case["owner"])
    assert ["acknowledgement", "answer"] == asked.sent_to(asked.maria)
    answer = asked.newest(asked.maria).text
    assert "Begin with a question." in answer
    assert "#" not in answer.replace("[LC", "")
    asked.reply(asked.anna, asked.newest(asked.anna), "#send fixed")
    assert ["acknowledgement", "answer"] == asked.sent_to(asked.maria)


def test_lines_of_a_signature_are_learnt_by_one_tap(asked: World) -> None:
    """They stay out of this answer, and the next mail is not asked about; what is new below them is."""
    notification = asked.newest(asked.anna)
    asked.reply(asked.anna, notification, SIGNED.format("Begin with a question."))
    assert "On Fridays I am not there" in asked.newest(asked.anna).text
    assert "accepted concierge-commands" == _tap(asked, "#send without")
    assert "Begin with a question." in asked.newest(asked.maria).text
    assert "Fridays" not in asked.newest(asked.maria).text
    anna = find_person(asked.anna.address)
    assert anna is not None
    assert ("Anna Peeters\nOn Fridays I am not there, so be patient with me.",) == anna.signatures
    again = asked.reply(asked.anna, notification, SIGNED.format("And tell a story."))
    assert "concierge-answer" == again.reason
    assert "Fridays" not in asked.newest(asked.maria).text
    more = SIGNED.format("And slow down.") + "Please also read chapter two before we meet.\n"
    assert "signature-at-risk" == asked.reply(asked.anna, notification, more).reason
    assert "Fridays" not in _details(asked)


def _details(world: World) -> str:
    return world.newest(world.anna).text.partition("Your text")[0]


def test_as_it_is_means_with_the_lines(asked: World) -> None:
    """#send alone: they were words; nothing is learnt of them."""
    asked.reply(asked.anna, asked.newest(asked.anna), SIGNED.format("Begin with a question."))
    assert "accepted concierge-commands" == _tap(asked, "#send")
    answer = asked.newest(asked.maria).text
    assert answer.index("Begin with a question.") < answer.index("On Fridays I am not there")
    anna = find_person(asked.anna.address)
    assert anna is not None
    assert () == anna.signatures


def test_a_command_in_the_lines_never_acts(asked: World) -> None:
    """Sent as it is, it is asked about as a line that may be a command."""
    notification = asked.newest(asked.anna)
    text = "Begin small.\n\n-- \nAnna Peeters\n#close\nI am away on Fridays, so wait a bit.\n"
    received = asked.reply(asked.anna, notification, text)
    assert "signature-at-risk" == received.reason
    _tap(asked, "#send")
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    assert "new" == asked.case(1)["state"]
    assert "#close" in _details(asked)


def test_what_a_receipt_offers_is_kept_by_one_tap(make_world: Callable[..., World]) -> None:
    """The link that the catalogue lacks, the sentence that a topic lacks; the worker gets nothing of it."""
    world = make_world(catalogue=True)
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "Question", "The whole gathering turns to ice when I utter a syllable.")
    answer = "Read [Talks that work](https://www.example.org/talks), it is short.\n\n#topic negotiating"
    world.reply(world.anna, world.newest(world.anna), answer)
    before = world.sent_to(world.maria)
    receipt = world.newest(world.anna)
    assert "mailto:" not in receipt.text
    assert "accepted concierge-commands" == _tap(world, "#keep talks-that-work", receipt)
    assert "accepted concierge-commands" == _tap(world, "#phrase", receipt)
    assert before == world.sent_to(world.maria)
    assert 2 == Audit.select().where(Audit.act.in_(("catalogue.kept", "topic.phrase"))).count()
