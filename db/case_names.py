"""What cases are called after: clients, topics and owners, those that are configured no more too."""

from __future__ import annotations

from typing import Any

from peewee import Field

from db.tables import Case, Published


def known_clients() -> frozenset[str]:
    """Of every case and published form; without "" for none."""
    found = _values(Case.client) | _values(Published.client)
    return frozenset(filter(None, found))


def known_topics() -> frozenset[str]:
    """Of every case."""
    rows: Any = Case.select(Case.topics).distinct().tuples()
    return frozenset(topic for (topics,) in rows for topic in topics)


def known_owners() -> frozenset[str]:
    """Addresses of whoever has a case."""
    return frozenset(filter(None, _values(Case.owner)))


def _values(field: Field) -> set[str]:
    rows: Any = field.model.select(field).distinct().tuples()
    return {value for (value,) in rows}
