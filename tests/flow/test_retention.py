"""Years later: words and names are gone, and the report is what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from db import facts, tables
from db.reports import report_cases, report_recommendations
from reports.figures import Period, Rows, figures
from tests.world import MONDAY, World

YEARS = timedelta(days=760)
STARTED = MONDAY + timedelta(days=200)
QUESTION = "My presentations for clients fall flat. What can I do?"


def report(world: World) -> dict[str, Any]:
    """The whole report over all time, as of the same moment."""
    rows = Rows(report_cases(None, None, None), report_recommendations(None, None, None))
    return figures(rows, world.settings, Period(), STARTED).as_json()


def stored() -> str:
    """All that the tables hold, octets included."""
    return "\n".join(repr(row) for table in tables.TABLES for row in table.select().tuples()).lower()


def test_years_later_words_are_gone_and_figures_stay(make_world: Callable[..., World]) -> None:
    """By the clock alone, in rounds like all others; a person who writes again is somebody new."""
    world = make_world(catalogue=True)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(
        world.anna, world.newest(world.anna), "#topic presenting\n#time 30m\n\nBegin with a question."
    )
    world.pass_time(timedelta(days=11))
    world.reply(maria, world.newest(maria), "5\n\nQuick and kind.")
    world.pass_time(timedelta(days=60))
    before = report(world)
    person = facts.find_person(maria.address)
    assert person is not None
    assert ("answered", "answered", 5) == (
        world.case(1)["state"],
        world.case(1)["survey"]["state"],
        world.case(1)["survey"]["rating"],
    )
    world.pass_time(YEARS)
    assert before == report(world)
    held = stored()
    for word in (maria.address, "maria", "fall flat", "begin with a question", "quick and kind"):
        assert word not in held, word
    assert 1 == len(tables.Case.select())
    for file in world.folder.glob("concierge.db*"):  # SQLite: not in pages that are free, nor in the log
        octets = file.read_bytes().lower()
        for word in (maria.address, "fall flat", "begin with a question", "quick and kind"):
            assert word.encode() not in octets, f"{word} in {file.name}"
    world.mail(maria, "Something else", "How do I learn to write shorter?")
    again = facts.find_person(maria.address)
    assert again is not None
    assert again.id != person.id
    assert ("new", "Maria Jansen") == (world.case(2)["state"], world.case(2)["requester"]["name"])


def test_an_answer_to_an_old_mail_opens_a_new_case(world: World) -> None:
    """Its token is still valid and leads to an empty case of nobody: the words are read all the same."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    answer = world.newest(maria)
    world.pass_time(YEARS)
    received = world.reply(maria, answer, "I have tried it, and now I wonder how to end.")
    assert "accepted" == received.state
    assert "how to end" in world.newest(world.anna).text
