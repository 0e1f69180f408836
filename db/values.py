"""Rows as the values of `cases.model`, and needs as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cases.model import (
    Address,
    Case,
    CaseState,
    Direction,
    Message,
    Need,
    Origin,
    Person,
    Role,
    Survey,
    SurveyState,
)
from db import tables


def person_of(row: tables.Person) -> Person:
    remembered = [remembered_of(line) for line in row.remembered]
    return Person(
        id=row.id,
        address=row.address,
        name=row.name,
        language=row.language,
        remembered=tuple(words for words, _ in remembered),
        remembered_for=tuple(client for _, client in remembered) if any(c for _, c in remembered) else (),
        surveys_stopped=row.surveys_stopped,
        signatures=tuple(row.signatures),
    )


def remembered_of(line: Any) -> tuple[str, str | None]:
    """What is remembered of a person, and for which client alone; text is for everybody who serves them."""
    return (line, None) if isinstance(line, str) else (line["words"], line["client"])


def survey_of(row: tables.Survey) -> Survey:
    return Survey(
        state=SurveyState(row.state),
        due_at=row.due_at,
        asked_at=row.asked_at,
        reminded_at=row.reminded_at,
        answered_at=row.answered_at,
        rating=row.rating,
        comment=row.comment,
        reason=row.reason,
    )


def message_of(row: tables.Message) -> Message:
    return Message(
        id=row.id,
        at=row.at,
        direction=Direction(row.direction),
        role=Role(row.role),
        author=Address(row.author_name, row.author),
        to=tuple(row.to),
        kind=row.kind,
        message_id=row.message_id,
        new_text=row.new_text,
        references=tuple(row.references),
        subject=row.subject,
        inbound_id=row.inbound,
        outbox_id=row.outbox,
    )


def case_of(
    row: tables.Case, requester: Person, survey: Survey | None, messages: tuple[Message, ...]
) -> Case:
    return Case(
        id=row.id,
        state=CaseState(row.state),
        subject=row.subject,
        requester=requester.for_client(row.client),
        mailbox=row.mailbox,
        language=row.language,
        created_at=row.created_at,
        owner=row.owner,
        topics=tuple(row.topics),
        client=row.client,
        origin=Origin(row.origin),
        need=load_need(row.need),
        promised_at=row.promised_at,
        first_answer_at=row.first_answer_at,
        last_answer_at=row.last_answer_at,
        recommended_at=row.recommended_at,
        closed_at=row.closed_at,
        wait_until=row.wait_until,
        merged_into=row.merged_into,
        linked_to=row.linked_to,
        survey=survey,
        survey_after=row.survey_after,
        messages=messages,
        minutes=row.minutes,
        billed=None if row.billed is None else Decimal(row.billed),
        currency=row.currency,
    )


def dump_need(need: Need) -> dict[str, Any]:
    """`need` as JSON; the budget is text, because money is never a float."""
    return {
        "about": need.about,
        "tried": need.tried,
        "with": need.with_,
        "time": need.time,
        "budget": None if need.budget is None else str(need.budget),
        "currency": need.currency,
        "by": need.by.isoformat() if need.by else None,
    }


def load_need(value: Mapping[str, Any]) -> Need:
    budget, by = value.get("budget"), value.get("by")
    return Need(
        about=value.get("about"),
        tried=value.get("tried"),
        with_=value.get("with"),
        time=value.get("time"),
        budget=None if budget is None else Decimal(budget),
        currency=value.get("currency"),
        by=date.fromisoformat(by) if by else None,
    )
