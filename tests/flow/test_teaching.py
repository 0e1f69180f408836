"""A topic learns a sentence of a request: offered, kept by #phrase, and the next such mail is recognised."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import timedelta

import pytest

from concierge.catalogue.topics import learned_of
from db.tables import Audit
from tests.world import World

SHORT = timedelta(minutes=3)  # receipts of a busy minute come as one


@pytest.mark.parametrize(
    ("language", "words", "learnt", "again"),
    [
        (
            "en",
            "Hello,\n\nThe whole gathering turns to ice when I utter a syllable. Peter says so too.\n\nMaria",
            "The whole gathering turns to ice when I utter a syllable",
            "I want help: the gathering turns to ice once I utter one syllable.",
        ),
        (
            "nl",
            "Dag,\n\nIedereen verstart tot ijspegels zodra ik een syllabe uitbreng. Dat zegt Peter.\n\nMaria",
            "Iedereen verstart tot ijspegels zodra ik een syllabe uitbreng",
            "Kan iemand mij helpen? Ze zijn ijspegels zodra ik die syllabe uitbreng.",
        ),
    ],
)
def test_a_topic_learns_what_people_say(
    make_world: Callable[..., World],
    language: str,
    words: str,
    learnt: str,
    again: str,
) -> None:
    """Nothing of who wrote is kept; the service reads the file again by itself; the audit has who taught."""
    world = make_world(catalogue=True)
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom De Smet")
    world.mail(maria, "Vraagje" if language == "nl" else "Question", words)
    world.reply(world.anna, world.newest(world.anna), f"#topic negotiating\n#lang {language}")
    receipt = world.newest(world.anna)
    assert learnt in receipt.text
    received = world.reply(world.anna, receipt, "#phrase")
    assert "concierge-commands" == received.reason
    world.pass_time(SHORT)
    assert learnt in world.newest(world.anna).text
    assert world.settings.topics is not None
    held = tomllib.loads(learned_of(world.settings.topics).read_text("utf-8"))
    assert {"negotiating": {"phrases": {language: [learnt]}}} == held
    assert 1 == Audit.select().where(Audit.act == "topic.phrase").count()
    world.mail(tom, "Vraagje", again)
    assert "#topic negotiating" in world.newest(world.anna).text.replace("\\", "")
