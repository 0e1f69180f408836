"""What a report is narrowed to, as typed: a name that is known, or a refusal that says the nearest.

A misspelt name is refused before anything is counted: the report would be empty, and a published one frozen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches

import typer

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge.output import printable
from db.case_names import known_clients, known_owners, known_topics

NEAR = 0.5  # how alike what was typed and what is meant are at least
More = Callable[[], Collection[str]]


def a_client(typed: str, settings: Settings) -> str:
    """The id of a client, by its id or name. The database is open."""
    ids = {client.id: client.id for client in settings.clients}
    names = ids | {client.name: client.id for client in settings.clients if client.name}
    return _found("client", typed, names, names, known_clients)


def a_topic(typed: str, catalogue: Catalogue) -> str:
    """The slug of a topic, by that or by its name in any language; of a case, where the topics lost it."""
    topic = catalogue.topic(typed)
    if topic is not None:
        return topic.slug
    slugs = [topic.slug for topic in catalogue.topics]
    return _found("topic", typed, {slug: slug for slug in slugs}, slugs, known_topics)


def a_concierge(typed: str, settings: Settings) -> str:
    """The address that a concierge's cases are kept under, by name, address or alias."""
    roster = settings.concierges
    known = {address: each.address.lower() for each in roster for address in each.addresses}
    names = known | {each.name: each.address.lower() for each in roster if each.name}
    shown = [name for each in roster for name in (each.name, each.address) if name]
    return _found("concierge", typed, names, shown, known_owners)


def _found(what: str, typed: str, names: Mapping[str, str], shown: Iterable[str], more: More) -> str:
    key = typed.strip().lower()
    for name, value in names.items():
        if name.lower() == key:
            return value
    others: Collection[str] = more()
    for name in others:
        if name.lower() == key:
            return name
    known = sorted({*shown, *others})
    near = get_close_matches(key, [name.lower() for name in known], n=1, cutoff=NEAR)
    meant = next((name for name in known if near and name.lower() == near[0]), None)
    hint = f"did you mean {printable(meant)}?" if meant else f"known: {printable(', '.join(known)) or 'none'}"
    raise typer.BadParameter(f"there is no {what} {printable(typed)}; {hint}")
