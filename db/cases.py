"""Cases as the command line and the reports show them, with the keys of CONTRACT 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from cases.model import CaseState, Origin
from cases.moments import public_moment
from cases.tags import tag
from cases.typed import without_marks
from db import tables


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases; None or empty means all. `since` is about their opening."""

    states: tuple[CaseState, ...] = ()
    concierge: str | None = None
    client: str | None = None
    topic: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def listing(wanted: Filter, prefix: str) -> Iterator[dict[str, Any]]:
    """One object a case, oldest first. `prefix`: "LC" makes "LC-12".

    An imported case that turned out to be part of another one, when a mail between the two came in, is left
    out: nobody knows its number, and its mails are in the other one.
    """
    gone = tables.Case.merged_into.is_null(False) & (tables.Case.origin == Origin.IMPORT)
    rows = (
        tables.Case.select(tables.Case, tables.Person, tables.Survey)
        .join(tables.Person)
        .switch(tables.Case)
        .join(tables.Survey, JOIN.LEFT_OUTER, attr="survey_row")
        .where(~gone)
        .order_by(tables.Case.id)
    )
    if wanted.states:
        rows = rows.where(tables.Case.state.in_(wanted.states))
    if wanted.concierge:
        rows = rows.where(tables.Case.owner == wanted.concierge.strip().lower())
    if wanted.client:
        rows = rows.where(tables.Case.client == wanted.client)
    if wanted.since:
        rows = rows.where(tables.Case.created_at >= wanted.since)
    if wanted.until:
        rows = rows.where(tables.Case.created_at < wanted.until)
    for row in rows.iterator():
        if wanted.topic is None or wanted.topic in row.topics:
            yield _shown(row, getattr(row, "survey_row", None), prefix)


def showing(case_id: int, prefix: str) -> dict[str, Any] | None:
    """One case with messages[] and timeline[], or None when there is none of this id."""
    row = tables.Case.get_or_none(tables.Case.id == case_id)
    if row is None:
        return None
    survey = tables.Survey.get_or_none(tables.Survey.case == case_id)
    return {
        **_shown(row, survey, prefix),
        "messages": [_message(message) for message in _messages(case_id)],
        "timeline": [
            {
                "at": public_moment(event.at),
                "event": event.event,
                "actor": event.actor,
                "detail": event.detail,
            }
            for event in tables.Event.select()
            .where(tables.Event.case_id == case_id)
            .order_by(tables.Event.at, tables.Event.id)
        ],
    }


def raw(case_id: int, number: int) -> bytes | None:
    """The octets of the `number`th message (from 1, as in messages[]), None when we wrote it ourselves."""
    messages = list(_messages(case_id))
    if not 1 <= number <= len(messages) or messages[number - 1].outbox is not None:
        return None
    row = tables.Inbound.get_or_none(tables.Inbound.id == messages[number - 1].inbound)
    return bytes(row.content) if row else None


def _messages(case_id: int) -> Any:
    return (
        tables.Message.select()
        .where(tables.Message.case == case_id)
        .order_by(tables.Message.at, tables.Message.id)
    )


def _shown(row: tables.Case, survey: tables.Survey | None, prefix: str) -> dict[str, Any]:
    return {
        "case": tag(prefix, row.id),
        "state": row.state,
        "subject": row.subject,
        "requester": {"name": row.requester.name, "address": row.requester.address},
        "owner": row.owner,
        "topics": row.topics,
        "language": row.language,
        "client": row.client,
        "origin": row.origin,
        "need": _need(row.need),
        "created_at": public_moment(row.created_at),
        "first_answer_at": public_moment(row.first_answer_at),
        "recommended_at": public_moment(row.recommended_at),
        "closed_at": public_moment(row.closed_at),
        "survey": _survey(survey) if survey is not None and survey.state else None,
    }


def _need(need: dict[str, Any]) -> dict[str, Any]:
    budget = need.get("budget")
    return {
        "about": need.get("about"),
        "tried": need.get("tried"),
        "with": need.get("with"),
        "time": need.get("time"),
        "budget": None if budget is None else {"amount": float(budget), "currency": need.get("currency")},
        "by": need.get("by"),
    }


def _survey(survey: tables.Survey) -> dict[str, Any]:
    return {
        "state": survey.state,
        "reason": survey.reason,
        "due_at": public_moment(survey.due_at),
        "asked_at": public_moment(survey.asked_at),
        "rating": survey.rating,
        "comment": survey.comment,
    }


def _message(message: tables.Message) -> dict[str, Any]:
    return {
        "at": public_moment(message.at),
        "direction": message.direction,
        "from": message.author,
        "to": message.to,
        "kind": message.kind,
        "message_id": message.message_id,
        "new_text": without_marks(message.new_text),
    }
