"""What decisions are made on, read inside the deciding transaction, as values of `cases.model`.

Cases that were merged stand for the case they were merged into, wherever an id leads to a case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from peewee import fn

from cases.errors import PermanentError
from cases.model import NEVER_LEFT, OVER, Case, Kind, Message, OutboxState, Person
from cases.reasons import Reason
from db import tables
from db.apply_mail import is_suppressed
from db.rows import locked
from db.values import case_of, message_of, person_of, survey_of

__all__ = ["is_suppressed"]


def find_person(address: str) -> Person | None:
    """The person with this address, if known."""
    return next(iter(people((address,)).values()), None)


def people(addresses: Iterable[str]) -> dict[str, Person]:
    """Those who are known at these addresses, by address in lower case."""
    keys = {address.strip().lower() for address in addresses}
    rows = tables.Person.select().where(tables.Person.address.in_(keys))
    return {row.address: person_of(row) for row in rows}


def case(case_id: int) -> Case | None:
    """A case with its messages (oldest first) and survey, whatever became of it; None if there is none.

    Inside a transaction it is locked, so that nobody else decides on it meanwhile.
    """
    try:
        row = locked(tables.Case, case_id)
    except PermanentError:
        return None
    requester = tables.Person.get_by_id(row.requester_id)
    survey = tables.Survey.get_or_none(tables.Survey.case == case_id)
    return case_of(row, person_of(requester), survey_of(survey) if survey else None, _messages(case_id))


def live_ids(case_ids: Sequence[int]) -> tuple[int, ...]:
    """The cases that these stand for now, in the same order, each once; unknown ids fall out."""
    live = live_by_id(case_ids)
    return tuple(dict.fromkeys(live[case_id] for case_id in case_ids if case_id in live))


def live_by_id(case_ids: Iterable[int]) -> dict[int, int]:
    """Which case each of these stands for now; unknown ids, and those that merges lead round, fall out."""
    case_ids = frozenset(case_ids)
    merged_into: dict[int, int | None] = {}
    asked = set(case_ids)
    while asked:
        rows = tables.Case.select(tables.Case.id, tables.Case.merged_into).where(tables.Case.id.in_(asked))
        found = {row.id: row.merged_into for row in rows}
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
    return live


def cases_of_message_ids(message_ids: Sequence[str]) -> tuple[int, ...]:
    """Live cases that know one of these Message-IDs, in the order given; for one id the newest case first."""
    cases = cases_by_message_id(message_ids)
    return tuple(dict.fromkeys(case_id for each in message_ids for case_id in cases.get(each, ())))


def cases_by_message_id(message_ids: Collection[str]) -> dict[str, tuple[int, ...]]:
    """For each of these Message-IDs that is known the live cases that know it, the newest first."""
    if not message_ids:
        return {}
    rows = tables.KnownId.select().where(tables.KnownId.message_id.in_(list(message_ids)))
    known: dict[str, list[int]] = {}
    for row in rows.order_by(tables.KnownId.case_id.desc()):
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
    case, message = tables.Case, tables.Message
    asked = case.select(case.id, case.owner, case.mailbox, tables.Person.address).join(tables.Person)
    rows = list(asked.where(case.id.in_(list(case_ids))))
    found = {row.id: {row.requester.address, *([row.owner] if row.owner else [])} for row in rows}
    written = message.select(message.case, message.author, message.to)
    for row in written.where(message.case.in_(list(case_ids))):
        if row.case_id in found:
            found[row.case_id].update((row.author, *row.to))
    return {
        row.id: frozenset(address.strip().lower() for address in found[row.id]) - {row.mailbox.lower()}
        for row in rows
    }


def open_cases(owner: str | None = None) -> tuple[Case, ...]:
    """Cases that are not over, oldest first, without their messages; of this owner only, if given."""
    return _cases(
        tables.Case.state.not_in(OVER),
        *([tables.Case.owner == owner.strip().lower()] if owner else []),
    )


def cases_of_person(
    person_id: int, before: datetime | None = None, limit: int | None = None
) -> tuple[Case, ...]:
    """Cases that this person requested (before a moment), newest first, without their messages."""
    table = tables.Case
    rows = table.select().where(table.requester == person_id)
    if before is not None:
        rows = rows.where(table.created_at < before)
    return _values(rows.order_by(table.created_at.desc(), table.id.desc()).limit(limit))


def thread_to(address: str, case_id: int) -> tuple[str, ...]:
    """Message-IDs of what we sent to this address on a case, oldest first: the References of the next."""
    (thread,) = threads_to((address,), case_id).values()
    return thread


def threads_to(addresses: Iterable[str], case_id: int) -> dict[str, tuple[str, ...]]:
    """`thread_to` for each of these addresses, in lower case."""
    threads: dict[str, list[str]] = {address.strip().lower(): [] for address in addresses}
    rows = (
        tables.Outbox.select(tables.Outbox.recipient, tables.Outbox.message_id)
        .where(
            tables.Outbox.case_id == case_id,
            tables.Outbox.recipient.in_(list(threads)),
            tables.Outbox.state.not_in(NEVER_LEFT),
            tables.Outbox.message_id.is_null(False),
        )
        .order_by(tables.Outbox.id)
    )
    for row in rows:
        threads[row.recipient].append(row.message_id)
    return {address: tuple(ids) for address, ids in threads.items()}


def recent_automatic(since: datetime, *, address: str | None = None, case_id: int | None = None) -> int:
    """Automatic mails queued since then: to this address, on this case, or in all (for the caps)."""
    query = tables.Outbox.select(fn.COUNT(tables.Outbox.id)).where(
        tables.Outbox.automatic,
        tables.Outbox.queued_at >= since,
        tables.Outbox.state.not_in((OutboxState.CANCELLED, OutboxState.SUPPRESSED)),
    )
    if address is not None:
        query = query.where(tables.Outbox.recipient == address.strip().lower())
    if case_id is not None:
        query = query.where(tables.Outbox.case_id == case_id)
    return int(query.scalar())


def recent_requests(address: str, since: datetime) -> int:
    """Requests received from this address since then, whatever became of them (backlog apart).

    A mail about an old case that opened a new, linked one is a request as well.
    """
    query = tables.Inbound.select(fn.COUNT(tables.Inbound.id)).where(
        tables.Inbound.author == address.strip().lower(),
        (tables.Inbound.kind == Kind.REQUEST)
        | tables.Inbound.reason.in_((Reason.REQUEST_LINKED, Reason.RATE_LIMIT)),
        tables.Inbound.received_at >= since,
        ~tables.Inbound.backlog,
    )
    return int(query.scalar())


def last_survey_asked(person_id: int) -> datetime | None:
    """When this person was last asked to rate the help, on any case."""
    row = (
        tables.Survey.select(tables.Survey.asked_at)
        .join(tables.Case)
        .where(tables.Case.requester == person_id, tables.Survey.asked_at.is_null(False))
        .order_by(tables.Survey.asked_at.desc())
        .limit(1)
        .get_or_none()
    )
    return row.asked_at if row else None


def _messages(case_id: int) -> tuple[Message, ...]:
    rows = (
        tables.Message.select()
        .where(tables.Message.case == case_id)
        .order_by(tables.Message.at, tables.Message.id)
    )
    return tuple(message_of(row) for row in rows)


def _cases(*conditions: object) -> tuple[Case, ...]:
    return _values(tables.Case.select().where(*conditions).order_by(tables.Case.created_at, tables.Case.id))


def _values(rows: Iterable[tables.Case]) -> tuple[Case, ...]:
    found = list(rows)
    if not found:
        return ()
    requesters = {row.requester_id for row in found}
    people = {
        row.id: person_of(row) for row in tables.Person.select().where(tables.Person.id.in_(requesters))
    }
    surveys = {
        row.case_id: survey_of(row)
        for row in tables.Survey.select().where(tables.Survey.case.in_([row.id for row in found]))
    }
    return tuple(case_of(row, people[row.requester_id], surveys.get(row.id), ()) for row in found)
