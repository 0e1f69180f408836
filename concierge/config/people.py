"""[[concierge]] and [[client]]: who answers, and for which organisations."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from cases.durations import parse_money, parse_span
from cases.settings import Client, Concierge, Hours
from concierge.config import values as value
from concierge.config.hours import HolidayReader, read_own_hours
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


def read_client(section: Section, directory: Path, hours: Hours, read_holidays: HolidayReader) -> Client:
    """One client organisation; files lie in `directory`, and `hours` are the organisation's."""
    id_ = section.require("id", "", value.slug, '"example"')
    file = value.existing(directory, folder=False)
    timezone = section.get("timezone", "", value.timezone)
    client = Client(
        id=id_,
        name=section.get("name", id_, value.filled),
        domains=section.get("domains", (), value.listed(value.domain)),
        rate=section.get("rate", None, value.parsed(parse_money)),
        templates=section.get("templates", None, value.existing(directory, folder=True)),
        catalogue=section.get("catalogue", None, file),
        topics=section.get("topics", None, file),
        timezone=timezone,
        hours=read_own_hours(section, timezone, hours, read_holidays),
        target=section.get("target", None, value.parsed(parse_span)),
        languages=section.get("languages", (), value.languages),
        publish_to=section.get("publish_to", (), value.listed(value.address)),
    )
    if client.target is not None and not client.target:
        section.refuse("target", 'too short. Write "4 working hours".', section.values["target"])
    section.done()
    return client


def _one_of(raw: object, known: Collection[str] | None, what: str, where: str) -> str:
    name = value.slug(raw)
    if known is not None and name not in known:
        near = get_close_matches(name, known, 1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Add it to the {where}, or take it out."
        raise ValueError(f'"{name}" is not a {what} of the {where}. {hint}')
    return name
