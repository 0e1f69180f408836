"""What the commands of a concierge's mail name: people and cases that the decision then needs."""

from __future__ import annotations

from datetime import datetime

from cases.catalogue import Catalogue
from cases.model import Case, Person
from cases.settings import Settings
from db import facts as store
from intake.reading.quotes.forwards import Forwarded
from replies.commands.grammar import read
from replies.commands.merging import case_number
from replies.commands.table import VERBS


def people_named(
    text: str, forward: Forwarded | None, settings: Settings, now: datetime
) -> dict[str, Person]:
    """The person whom a `#requester` names, made when they are new; with the name that the forward shows."""
    named = {}
    for command in read(text, VERBS).commands:
        address = command.arguments[0].lower() if command.verb == "requester" and command.arguments else ""
        if "@" in address and address not in settings.own_addresses:
            author = forward.from_ if forward else None
            name = author.name if author is not None and author.key == address else ""
            named[address] = store.person(address, name, now)
    return named


def cases_named(text: str, settings: Settings) -> dict[int, Case]:
    """The cases that a `#merge` names; locked, like the case itself."""
    named = {
        number
        for command in read(text, VERBS).commands
        for argument in command.arguments[:1]
        if command.verb == "merge" and (number := case_number(argument, settings.case_prefix))
    }
    return {number: case for number in sorted(named) if (case := store.case(number)) is not None}


def asks_for(text: str, verb: str) -> bool:
    """Whether one of the commands is this one."""
    return any(command.verb == verb for command in read(text, VERBS).commands)


def topics_named(text: str, catalogue: Catalogue) -> frozenset[str]:
    """Slugs of the topics in `#topic` and `#recommend` lines."""
    words = (
        word.rstrip(",")
        for command in read(text, VERBS).commands
        if command.verb in ("topic", "recommend")
        for word in command.words
    )
    return frozenset(found.slug for word in words if (found := catalogue.topic(word)))
