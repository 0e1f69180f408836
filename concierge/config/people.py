"""[[concierge]] and [[client]]: who answers, and for which organisations."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from cases.durations import parse_money
from cases.settings import Client, Concierge
from concierge.config import values as value
from concierge.config.section import Section


def read_concierge(section: Section, topics: Collection[str] | None) -> Concierge:
    """One person on the roster. `topics`: the names of the topics file, None where there is none."""
    person = Concierge(
        name=section.require("name", "", value.filled, '"Anna Peeters"'),
        address=section.require("address", "", value.address, '"anna@example.org"'),
        aliases=section.get("aliases", (), value.listed(value.address)),
        topics=section.get(
            "topics", (), value.listed(lambda raw: _one_of(raw, topics, "topic", "topics file"))
        ),
        languages=section.get("languages", (), value.listed(value.language)),
        clients=section.get("clients", (), value.listed(value.slug)),
        away=section.get("away", (), value.listed(value.date_range)),
    )
    section.done()
    return person


def read_client(section: Section) -> Client:
    """One client organisation."""
    client = Client(
        id=section.require("id", "", value.slug, '"example"'),
        name=section.get("name", "", value.filled),
        domains=section.get("domains", (), value.listed(value.domain)),
        rate=section.get("rate", None, value.parsed(parse_money)),
    )
    section.done()
    return client if client.name else Client(client.id, client.id, client.domains, client.rate)


def _one_of(raw: object, known: Collection[str] | None, what: str, where: str) -> str:
    name = value.slug(raw)
    if known is not None and name not in known:
        near = get_close_matches(name, known, 1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Add it to the {where}, or take it out."
        raise ValueError(f'"{name}" is not a {what} of the {where}. {hint}')
    return name
