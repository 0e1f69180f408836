"""What decisions are made on, read inside the deciding transaction, as values of `cases.model`.

Which case a mail belongs to is asked of `db.matches`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import fn

from cases.model import NEVER_LEFT, OVER, Case, Kind, OutboxState, Person
from cases.reasons import Reason
from db import tables
from db.apply_mail import is_suppressed
from db.statement import Statement, slot, slots
from db.values import case_of, message_of, person_of, survey_of

__all__ = ["is_suppressed"]

_NOT_GOING = (
    OutboxState.CANCELLED,
    OutboxState.SUPPRESSED,
    OutboxState.HELD,
)  # what a cap held counts for none
_PEOPLE = Statement(
    lambda keys: tables.Person.select().where(
        tables.Person.address.in_(slots(tables.Person.address, "keys", keys))
    )
)
_PERSON = Statement(lambda: tables.Person.select().where(tables.Person.id == slot(tables.Person.id)))
_CASE = Statement(lambda: tables.Case.select().where(tables.Case.id == slot(tables.Case.id)), lock=True)
_SURVEY = Statement(lambda: tables.Survey.select().where(tables.Survey.case == slot(tables.Survey.case)))
_MESSAGES = Statement(
    lambda: (
        tables.Message.select()
        .where(tables.Message.case == slot(tables.Message.case))
        .order_by(tables.Message.at, tables.Message.id)
    )
)
_THREADS = Statement(
    lambda recipients: (
        tables.Outbox.select(tables.Outbox.recipient, tables.Outbox.message_id)
        .where(
            tables.Outbox.case_id == slot(tables.Outbox.case_id),
            tables.Outbox.recipient.in_(slots(tables.Outbox.recipient, "recipients", recipients)),
            tables.Outbox.state.not_in(NEVER_LEFT),
            tables.Outbox.message_id.is_null(False),
        )
        .order_by(tables.Outbox.id)
    )
)
_AUTOMATIC = Statement(
    lambda: tables.Outbox.select(fn.COUNT(tables.Outbox.id)).where(
        tables.Outbox.automatic,
        tables.Outbox.queued_at >= slot(tables.Outbox.queued_at),
        tables.Outbox.state.not_in(_NOT_GOING),
    )
)
_REQUESTS = Statement(
    lambda: tables.Inbound.select(fn.COUNT(tables.Inbound.id)).where(
        tables.Inbound.author == slot(tables.Inbound.author),
        (tables.Inbound.kind == Kind.REQUEST)
        | tables.Inbound.reason.in_((Reason.REQUEST_LINKED, Reason.RATE_LIMIT)),
        tables.Inbound.received_at >= slot(tables.Inbound.received_at),
        ~tables.Inbound.backlog,
    )
)


def find_person(address: str) -> Person | None:
    """The person with this address, if known."""
    return next(iter(people((address,)).values()), None)


def people(addresses: Iterable[str]) -> dict[str, Person]:
    """Those who are known at these addresses, by address in lower case."""
    keys = {address.strip().lower() for address in addresses}
    return {row.address: person_of(row) for row in _PEOPLE.rows(keys=keys)}


def case(case_id: int) -> Case | None:
    """A case with its messages (oldest first) and survey, whatever became of it; None if there is none.

    Inside a transaction it is locked, so that nobody else decides on it meanwhile.
    """
    row = _CASE.first(id=case_id)
    if row is None:
        return None
    requester = person_of(_PERSON.first(id=row.requester_id))
    survey = _SURVEY.first(case=case_id)
    messages = tuple(message_of(message) for message in _MESSAGES.rows(case=case_id))
    return case_of(row, requester, survey_of(survey) if survey else None, messages)


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


def cases_of_client(person_id: int, client: str | None, limit: int) -> tuple[Case, ...]:
    """The latest cases that this person requested as one of this client's people, without their messages."""
    table = tables.Case
    rows = table.select().where(table.requester == person_id, of_client(client))
    return _values(rows.order_by(table.created_at.desc(), table.id.desc()).limit(limit))


def of_client(client: str | None) -> Any:
    """Condition: cases of this client; of none, where it is None."""
    return tables.Case.client.is_null() if client is None else tables.Case.client == client


def thread_to(address: str, case_id: int) -> tuple[str, ...]:
    """Message-IDs of what we sent to this address on a case, oldest first: the References of the next."""
    (thread,) = threads_to((address,), case_id).values()
    return thread


def threads_to(addresses: Iterable[str], case_id: int) -> dict[str, tuple[str, ...]]:
    """`thread_to` for each of these addresses, in lower case."""
    threads: dict[str, list[str]] = {address.strip().lower(): [] for address in addresses}
    for row in _THREADS.rows(case_id=case_id, recipients=threads):
        threads[row.recipient].append(row.message_id)
    return {address: tuple(ids) for address, ids in threads.items()}


def recent_automatic(since: datetime, *, address: str | None = None, case_id: int | None = None) -> int:
    """Automatic mails queued since then: to this address, on this case, or in all (for the caps)."""
    if address is None and case_id is None:
        return int(_AUTOMATIC.scalar(queued_at=since))
    query = tables.Outbox.select(fn.COUNT(tables.Outbox.id)).where(
        tables.Outbox.automatic,
        tables.Outbox.queued_at >= since,
        tables.Outbox.state.not_in(_NOT_GOING),
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
    return int(_REQUESTS.scalar(author=address.strip().lower(), received_at=since))


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
