"""People as the command line shows and exports them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import JOIN, fn

from cases.moments import public_moment
from db import cases, tables


def listing() -> Iterator[dict[str, Any]]:
    """One object a person, by address."""
    rows = (
        tables.Person.select(tables.Person, fn.COUNT(tables.Case.id).alias("requested"))
        .join(tables.Case, JOIN.LEFT_OUTER)
        .group_by(tables.Person)
        .order_by(tables.Person.address)
    )
    for row in rows.iterator():
        yield {**_shown(row), "cases": row.requested}


def showing(address: str, prefix: str) -> dict[str, Any] | None:
    """Everything stored about a person: facts, cases with messages, surveys; None when unknown.

    Contains what concierges wrote on their cases, because it is about them. `mails` are ids of the
    received mails whose octets belong to an export (see `original`).
    """
    key = address.strip().lower()
    row = tables.Person.get_or_none(tables.Person.address == key)
    if row is None:
        return None
    requested = tables.Case.select(tables.Case.id).where(tables.Case.requester == row.id)
    suppression = tables.Suppression.get_or_none(tables.Suppression.address == key)
    return {
        **_shown(row),
        "remembered": row.remembered,
        "signatures": row.signatures,
        "surveys_stopped": row.surveys_stopped,
        "suppressed": suppression.reason if suppression else None,
        "cases": [cases.showing(case.id, prefix) for case in requested.order_by(tables.Case.id)],
        "mails": [
            mail.id
            for mail in tables.Inbound.select(tables.Inbound.id)
            .where(tables.Inbound.author == key)
            .order_by(tables.Inbound.id)
        ],
    }


def original(inbound_id: int) -> bytes | None:
    """The octets of a received mail, None when there is none of this id."""
    row = tables.Inbound.get_or_none(tables.Inbound.id == inbound_id)
    return bytes(row.content) if row else None


def _shown(row: tables.Person) -> dict[str, Any]:
    return {
        "address": row.address,
        "name": row.name,
        "language": row.language,
        "known_since": public_moment(row.created_at),
    }
