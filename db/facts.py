"""What decisions are made on, read inside the deciding transaction, as values of `cases.model`.

Cases that were merged stand for the case they were merged into, wherever an id leads to a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from peewee import fn

from cases.errors import PermanentError
from cases.model import OVER, Case, Kind, Message, OutboxState, Person
from db import tables
from db.apply_mail import is_suppressed
from db.rows import locked
from db.values import case_of, message_of, person_of, survey_of

__all__ = ["is_suppressed"]

_NEVER_LEFT = (OutboxState.CANCELLED, OutboxState.SUPPRESSED, OutboxState.FAILED)


def find_person(address: str) -> Person | None:
    """The person with this address, if known."""
    row = tables.Person.get_or_none(tables.Person.address == address.strip().lower())
    return person_of(row) if row else None


def known_signatures(address: str) -> tuple[str, ...]:
    """Signature blocks seen below earlier mails of this address, oldest first."""
    row = tables.Person.get_or_none(tables.Person.address == address.strip().lower())
    return tuple(row.signatures) if row else ()


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
    live: dict[int, None] = {}
    for case_id in case_ids:
        seen: set[int] = set()
        current: int | None = case_id
        while current is not None and current not in seen:
            seen.add(current)
            row = (
                tables.Case.select(tables.Case.id, tables.Case.merged_into)
                .where(tables.Case.id == current)
                .get_or_none()
            )
            if row is None:
                break
            if row.merged_into is None:
                live[row.id] = None
            current = row.merged_into
    return tuple(live)


def cases_of_message_ids(message_ids: Sequence[str]) -> tuple[int, ...]:
    """Live cases that know one of these Message-IDs, in the order given; for one id the newest case first."""
    rows = tables.KnownId.select().where(tables.KnownId.message_id.in_(list(message_ids)))
    cases: dict[str, list[int]] = {}
    for row in rows.order_by(tables.KnownId.case_id.desc()):
        cases.setdefault(row.message_id, []).append(row.case_id)
    return live_ids([case_id for each in message_ids for case_id in cases.get(each, ())])


def participants(case_id: int) -> frozenset[str]:
    """Addresses (lower case) that wrote on a case or were written to, requester and owner included, not the
    service itself."""
    row = tables.Case.get_or_none(tables.Case.id == case_id)
    if row is None:
        return frozenset()
    addresses = {row.requester.address, *([row.owner] if row.owner else [])}
    for message in tables.Message.select(tables.Message.author, tables.Message.to).where(
        tables.Message.case == case_id
    ):
        addresses.update((message.author, *message.to))
    return frozenset(address.strip().lower() for address in addresses) - {row.mailbox.lower()}


def open_cases(owner: str | None = None) -> tuple[Case, ...]:
    """Cases that are not over, oldest first, without their messages; of this owner only, if given."""
    return _cases(
        tables.Case.state.not_in(OVER),
        *([tables.Case.owner == owner.strip().lower()] if owner else []),
    )


def cases_of_person(person_id: int, before: datetime | None = None) -> tuple[Case, ...]:
    """Cases that this person requested (before a moment), newest first, without their messages."""
    cases = _cases(
        tables.Case.requester == person_id,
        *([tables.Case.created_at < before] if before else []),
    )
    return cases[::-1]


def thread_to(address: str, case_id: int) -> tuple[str, ...]:
    """Message-IDs of what we sent to this address on a case, oldest first: the References of the next."""
    rows = (
        tables.Outbox.select(tables.Outbox.message_id)
        .where(
            tables.Outbox.case_id == case_id,
            tables.Outbox.recipient == address.strip().lower(),
            tables.Outbox.state.not_in(_NEVER_LEFT),
            tables.Outbox.message_id.is_null(False),
        )
        .order_by(tables.Outbox.id)
    )
    return tuple(row.message_id for row in rows if row.message_id)


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
        (tables.Inbound.kind == Kind.REQUEST) | tables.Inbound.reason.in_(("request-linked", "rate-limit")),
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
    people = {
        row.id: person_of(row)
        for row in tables.Person.select().where(
            tables.Person.id.in_({row.requester_id for row in found} or {0})
        )
    }
    surveys = {
        row.case_id: survey_of(row)
        for row in tables.Survey.select().where(tables.Survey.case.in_([row.id for row in found] or [0]))
    }
    return tuple(case_of(row, people[row.requester_id], surveys.get(row.id), ()) for row in found)
