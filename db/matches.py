"""Which case a mail may belong to: what the store says about Message-IDs and the numbers of cases.

Cases that were merged stand for the case they were merged into, wherever an id leads to a case. Those of
people who were erased stand for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from db.erased import is_nobody
from db.statement import Statement, slots
from db.tables import Case, KnownId, Message, Person

_MERGED = Statement(
    lambda ids: (
        Case.select(Case.id, Case.merged_into, Case.created_at, Person.address)
        .join(Person)
        .where(Case.id.in_(slots(Case.id, "ids", ids)))
    )
)
_KNOWN = Statement(
    lambda ids: (
        KnownId.select(KnownId.message_id, KnownId.case_id)
        .where(KnownId.message_id.in_(slots(KnownId.message_id, "ids", ids)))
        .order_by(KnownId.case_id.desc())
    )
)
_CASES = Statement(
    lambda ids: (
        Case.select(Case.id, Case.owner, Case.mailbox, Person.address)
        .join(Person)
        .where(Case.id.in_(slots(Case.id, "ids", ids)))
    )
)
_WRITTEN = Statement(
    lambda ids: Message.select(Message.case, Message.author, Message.to).where(
        Message.case.in_(slots(Message.case, "ids", ids))
    )
)


def live_ids(case_ids: Sequence[int]) -> tuple[int, ...]:
    """The cases that these stand for now, in the same order, each once; unknown ids fall out."""
    live = live_by_id(case_ids)
    return tuple(dict.fromkeys(live[case_id] for case_id in case_ids if case_id in live))


def live_by_id(case_ids: Iterable[int]) -> dict[int, int]:
    """Which case each of these stands for now.

    Unknown ids fall out, those that merges lead round, and those of people who were erased.
    """
    return live_and_opened(case_ids)[0]


def live_and_opened(case_ids: Iterable[int]) -> tuple[dict[int, int], dict[int, datetime]]:
    """Which case each of these stands for now, and when those that have not fallen out were opened."""
    case_ids = frozenset(case_ids)
    merged_into: dict[int, int | None] = {}
    opened: dict[int, datetime] = {}
    asked = set(case_ids)
    while asked:
        rows = [row for row in _MERGED.rows(ids=asked) if not is_nobody(row.address)]
        found = {row.id: row.merged_into for row in rows}
        opened |= {row.id: row.created_at for row in rows}
        merged_into |= found
        asked = {into for into in found.values() if into is not None} - merged_into.keys()
    live: dict[int, int] = {}
    for case_id in case_ids:
        current, seen = case_id, set[int]()
        while current in merged_into and current not in seen:
            seen.add(current)
            into = merged_into[current]
            if into is None:
                live[case_id] = current
                break
            current = into
    return live, opened


def ended_in(case_id: int) -> tuple[int, ...]:
    """This case and all that were merged into it, also by way of others."""
    found, asked = {case_id: None}, [case_id]
    while asked:
        rows = Case.select(Case.id).where(Case.merged_into.in_(asked)).order_by(Case.id)
        asked = [row.id for row in rows if row.id not in found]
        found |= dict.fromkeys(asked)
    return tuple(found)


def erased_among(case_ids: Collection[int]) -> frozenset[int]:
    """Those of these cases whose requester was erased: nothing belongs to them any more."""
    if not case_ids:
        return frozenset()
    return frozenset(row.id for row in _MERGED.rows(ids=case_ids) if is_nobody(row.address))


def cases_of_message_ids(message_ids: Sequence[str]) -> tuple[int, ...]:
    """Live cases that know one of these Message-IDs, in the order given; for one id the newest case first."""
    cases = cases_by_message_id(message_ids)
    return tuple(dict.fromkeys(case_id for each in message_ids for case_id in cases.get(each, ())))


def cases_by_message_id(message_ids: Collection[str]) -> dict[str, tuple[int, ...]]:
    """For each of these Message-IDs that is known the live cases that know it, the newest first."""
    if not message_ids:
        return {}
    known: dict[str, list[int]] = {}
    for row in _KNOWN.rows(ids=message_ids):
        known.setdefault(row.message_id, []).append(row.case_id)
    live = live_by_id({case_id for cases in known.values() for case_id in cases})
    return {
        message_id: tuple(dict.fromkeys(live[case_id] for case_id in cases if case_id in live))
        for message_id, cases in known.items()
    }


def participants(case_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """For each of these cases the addresses (lower case) that wrote on it or were written to, requester and
    owner included, not the service itself; unknown cases fall out."""
    if not case_ids:
        return {}
    rows = _CASES.rows(ids=case_ids)
    found = {row.id: {row.address, *([row.owner] if row.owner else [])} for row in rows}
    for row in _WRITTEN.rows(ids=case_ids):
        if row.case_id in found:
            found[row.case_id].update((row.author, *row.to))
    return {
        row.id: frozenset(address.strip().lower() for address in found[row.id]) - {row.mailbox.lower()}
        for row in rows
    }
