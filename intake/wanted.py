"""What a decision about a concierge's mail needs beside its case, by the commands in it. Pure.

Nothing else is loaded: most mails of a concierge are words and two commands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.settings import Concierge, Settings
from replies.commands.grammar import Command, Reading
from replies.commands.table import VERBS

ADVISING = frozenset({"recommend", "option", "use"})  # #use: the template may be one for advice
HELPING = frozenset({"expert", "introduce"})
ON_TOPICS = frozenset({"topic", "recommend"})
_MERGE = "|".join(re.escape(name) for name, verb in VERBS.items() if verb == "merge")
_MERGED = re.compile(rf"[#/](?:{_MERGE})[^\w\n]{{1,8}}([\w-]{{1,20}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load. people: addresses of #requester; cases: numbers of #merge; topics: words as typed."""

    people: tuple[str, ...] = ()
    cases: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    advice: bool = False  # what was recommended before, and how options were rated on the topics
    similar: bool = False  # what helped others
    open_cases: bool = False
    report: bool = False
    helpers: bool = False  # who offers help
    introductions: bool = False  # on the case
    introduced: tuple[str, ...] = ()  # addresses of #introduce


def wanted(reading: Reading, settings: Settings) -> Wanted:
    """What these commands ask for."""
    commands = reading.commands
    verbs = {command.verb for command in commands}
    return Wanted(
        people=tuple(dict.fromkeys(_people(commands, settings))),
        cases=tuple(sorted(_cases(commands, settings))),
        topics=tuple(word.rstrip(",") for c in commands if c.verb in ON_TOPICS for word in c.words),
        advice=not verbs.isdisjoint(ADVISING),
        similar="suggest" in verbs,
        open_cases="list" in verbs,
        report="report" in verbs,
        introductions=not verbs.isdisjoint({"introduce", "status"}),
        introduced=tuple(_first(commands, "introduce")),
        helpers=not verbs.isdisjoint(HELPING),
    )


def client_named(
    reading: Reading, settings: Settings, author: Concierge, otherwise: str | None
) -> str | None:
    """The client that the last #client gives the case; `otherwise` where the author serves none so named."""
    named = [" ".join(command.words).lower() for command in reading.commands if command.verb == "client"]
    theirs = (client.id for client in settings.clients if author.serves(client.id))
    return next((each for each in theirs if each.lower() in named[-1:]), otherwise)


def perhaps_merged(text: str, settings: Settings) -> tuple[int, ...]:
    """Numbers of cases that a text may name for #merge, ascending: before it is known what is new in it."""
    numbers = {settings.case_number(found[1]) for found in _MERGED.finditer(text)}
    return tuple(sorted(number for number in numbers if number is not None))


def _first(commands: tuple[Command, ...], verb: str) -> list[str]:
    return [
        command.arguments[0].lower() for command in commands if command.verb == verb and command.arguments
    ]


def _people(commands: tuple[Command, ...], settings: Settings) -> list[str]:
    return [a for a in _first(commands, "requester") if "@" in a and not settings.is_own(a)]


def _cases(commands: tuple[Command, ...], settings: Settings) -> set[int]:
    typed = _first(commands, "merge")
    return {number for each in typed if (number := settings.case_number(each)) is not None}
