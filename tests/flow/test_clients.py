"""Replies as real mail clients write them: what was typed reaches the other side, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from concierge.demo.clients import CLIENTS, Client, Letter, Person
from db import cases
from tests.scene import Letter as Received
from tests.servers.post import User
from tests.world import World

pytestmark = pytest.mark.costly

ZONE = ZoneInfo("Europe/Brussels")
PHONE = "+32 2 555 01 01"
PRIVATE = "anna.private@example.net"
SIGNATURES = {
    "en": f"Anna Peeters\nLearning and development\nTel. {PHONE}\n{PRIVATE}",
    "nl": f"Anna Peeters\nLeren en ontwikkelen\nTel. {PHONE}\n{PRIVATE}",
}
QUESTIONS = {
    "en": "Hello,\n\nMy presentations for clients fall flat after ten minutes. What can I do?",
    "nl": "Dag,\n\nMijn presentaties voor klanten zakken na tien minuten in elkaar. Wat kan ik doen?",
}
ANSWERS = {
    "en": "Hello Maria,\n\nThat happens to many people, and it can be learned.\n\n"
    "Begin with a question, and wait for the answer. From Monday on you can practise with Tom.\n\n"
    "What happens when you show the first slide?",
    "nl": "Dag Maria,\n\nDat overkomt veel mensen, en je kunt het leren.\n\n"
    "Begin met een vraag en wacht op het antwoord. Vanaf maandag kun je oefenen met Tom.\n\n"
    "Wat gebeurt er bij de eerste dia?",
}
FOLLOW_UPS = {
    "en": "They look at their phones. On Tuesday one of them wrote: too long!\n\nShould I show fewer slides?",
    "nl": "Ze kijken op hun telefoon. Dinsdag schreef iemand: te lang!\n\nMoet ik minder dia's tonen?",
}
COMMANDS = {"en": "#take", "nl": "#neem"}
QUOTED = re.compile(
    r"^>|^On .* wrote:|^Op .* (schreef|geschreven)|^(From|Van|Sent|Verzonden|Subject|Onderwerp):|"
    r"Original Message|Oorspronkelijk bericht|#\w",
    re.MULTILINE | re.IGNORECASE,
)


def _answer_in(world: World, client: Client, user: User, to: Received, text: str, signature: str = "") -> str:
    """Write in this client, send, and let the service decide; the reason."""
    person = Person(world.names[user.address], user.address)
    raw = client.reply(to.raw, Letter(text, person, world.now.astimezone(ZONE), signature=signature))
    return world.submit(user, raw).reason


def _words(text: str) -> list[str]:
    """Paragraphs with white space made single: clients wrap lines as they like."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _said(number: int, kind: str) -> str:
    """The new text of the last message of this kind on the case."""
    messages = dict(cases.showing(number, "LC") or {})["messages"]
    return str([m["new_text"] for m in messages if m["kind"] == kind][-1])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_only_the_typed_words_reach_the_other_side(make_world: Callable[..., World], language: str) -> None:
    """In each client the concierge answers with a command and a signature, and the worker writes back."""
    world = make_world(alone=True)
    clients = [client for client in CLIENTS.values() if client.language == language]
    assert 7 == len(clients)
    for number, client in enumerate(clients, 1):
        maria = world.person("maria", "Maria Jansen")
        world.mail(maria, f"Presenting, with {client.name}", QUESTIONS[language])
        notification = world.newest(world.anna)
        typed = f"{ANSWERS[language]}\n\n{COMMANDS[language]}"
        reason = _answer_in(world, client, world.anna, notification, typed, SIGNATURES[language])
        assert "concierge-answer" == reason, client.name

        answer = world.newest(maria)
        words, foot = answer.text.split("Anna Peeters, Learning Help")
        assert _words(ANSWERS[language]) == _words(words), client.name
        body = answer.raw.partition(b"\r\n\r\n")[2].decode("utf-8", "replace")
        for part in (words, answer.html.partition("Anna Peeters, Learning Help")[0]):
            assert not QUOTED.search(re.sub(r"<style.*?</style>|#[0-9a-f]{3,6}\b", "", part, flags=re.DOTALL))
        for secret in (PHONE, PRIVATE, world.anna.address, COMMANDS[language]):
            assert secret not in answer.text, client.name
            assert secret not in answer.html, client.name
            assert secret not in body, client.name
        assert "LC-" in answer["Subject"] or answer["In-Reply-To"]
        assert foot.strip()

        reason = _answer_in(world, client, maria, answer, FOLLOW_UPS[language])
        assert "follow-up" == reason, client.name
        assert _words(FOLLOW_UPS[language]) == _words(_said(number, "follow-up")), client.name
        told = world.newest(world.anna)
        assert all(part in " ".join(told.text.split()) for part in _words(FOLLOW_UPS[language])), client.name
