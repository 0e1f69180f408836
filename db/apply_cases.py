"""Effects on a case and its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import peewee
from peewee import fn

from cases.effects import AddMessage, ChangeCase, MoveCase, MoveMessage, OpenCase, RecordEvent
from cases.errors import PermanentError
from cases.lifecycle import next_state
from cases.model import CaseState, Need, Person
from db import tables
from db.rows import found, locked, missing
from db.statement import Insert, Statement, Update, slot
from db.timeline import Occasion, record
from db.values import dump_need

CASES = "case"  # the counter of case ids
MESSAGES = Insert(tables.Message)
_CASES = Insert(tables.Case)
_KNOWN = Insert(tables.KnownId, ignore=True)
_CHANGED = Update(tables.Case)
_HOLD = Statement(
    lambda: tables.Case.select(tables.Case.id).where(tables.Case.id == slot(tables.Case.id)), lock=True
)
_NEXT = Statement(
    lambda: tables.Counter.update(value=slot(tables.Counter.value)).where(
        tables.Counter.name == CASES, tables.Counter.value == slot(tables.Counter.value, "before")
    )
)

_CHANGEABLE = frozenset(
    {
        "owner",
        "topics",
        "language",
        "client",
        "need",
        "wait_until",
        "first_answer_at",
        "last_answer_at",
        "recommended_at",
        "promised_at",
        "subject",
        "requester",
        "merged_into",
        "linked_to",
        "survey_after",
        "minutes",
        "billed",
        "currency",
    }
)


def open_case(effect: OpenCase, occasion: Occasion) -> None:
    """Take the reserved id; raises PermanentError when it is not the next one."""
    _take_case_id(effect.case)
    occasion.cases.add(effect.case)
    created_at = effect.created_at or occasion.now
    try:
        _CASES.one(
            id=effect.case,
            state=effect.state,
            subject=effect.subject,
            requester=effect.requester.id,
            mailbox=effect.mailbox,
            language=effect.language,
            client=effect.client,
            origin=effect.origin,
            need=dump_need(effect.need or Need()),
            created_at=created_at,
            promised_at=effect.promised_at,
            first_promised_at=effect.promised_at,
            linked_to=effect.linked_to,
            closed_at=created_at if effect.state is CaseState.CLOSED else None,
        )
    except peewee.IntegrityError as error:
        raise _no_person(effect.requester) from error
    record(occasion, effect.case, "case.opened", effect.origin)


def add_message(effect: AddMessage, occasion: Occasion) -> None:
    """A message of a case; its own Message-ID and those it names as references become known to it."""
    hold(effect.case, occasion)
    MESSAGES.one(
        case=effect.case,
        at=effect.at or occasion.now,
        direction=effect.direction,
        role=effect.role,
        author_name=effect.author.name,
        author=effect.author.addr_spec,
        to=list(effect.to),
        kind=effect.kind,
        subject=effect.subject,
        message_id=effect.message_id,
        references=list(effect.references),
        new_text=effect.new_text,
        text=effect.text,
        attachments=[
            {"name": a.name, "type": a.type, "size": a.size, "inline": a.inline, "sha256": a.sha256}
            for a in effect.attachments
        ],
        inbound=occasion.inbound,
    )
    know(effect.case, (effect.message_id or "", *effect.references), occasion)


def move_message(effect: MoveMessage, occasion: Occasion) -> None:
    """A message to another case, with its inbound mail; raises PermanentError when it is elsewhere."""
    table = tables.Message
    row = locked(table, effect.message, table.id, table.case, table.message_id, table.inbound)
    if row.case_id != effect.case:
        raise PermanentError(f"message {effect.message} is not on case {effect.case}: decide again")
    hold(effect.to, occasion)
    table.update(case=effect.to).where(table.id == effect.message).execute()
    tables.Inbound.update(case_id=effect.to).where(tables.Inbound.id == row.inbound).execute()
    if row.message_id:
        write_known(occasion)
        tables.KnownId.delete().where(
            tables.KnownId.message_id == row.message_id, tables.KnownId.case_id == effect.case
        ).execute()
        know(effect.to, (row.message_id,), occasion)
    record(occasion, effect.case, "message.moved", f"{effect.message} to case {effect.to}", effect.actor)
    record(occasion, effect.to, "message.moved", f"{effect.message} from case {effect.case}", effect.actor)


def know(case: int, message_ids: Iterable[str], occasion: Occasion) -> None:
    """From now on a mail that refers to one of these belongs to `case`; written by `write_known`."""
    occasion.known.update(dict.fromkeys((each, case) for each in message_ids if each))


def write_known(occasion: Occasion) -> None:
    """Write the Message-IDs that became known until now, in one statement."""
    if occasion.known:
        rows = [{"message_id": message_id, "case_id": case} for message_id, case in occasion.known]
        _KNOWN.many(rows)
        occasion.known.clear()


def hold(case: int, occasion: Occasion) -> None:
    """Nobody else changes this case until the commit; raises PermanentError when there is none."""
    if case not in occasion.cases:
        if _HOLD.scalar(id=case) is None:
            raise missing(tables.Case, case)
        occasion.cases.add(case)


def move_case(effect: MoveCase, occasion: Occasion) -> None:
    """Another state; raises PermanentError when the case is not in `before` or the table forbids it."""
    row = locked(tables.Case, effect.case, tables.Case.id, tables.Case.state)
    occasion.cases.add(effect.case)
    if row.state != effect.before:
        raise PermanentError(f"case {effect.case} is {row.state}, not {effect.before}: decide again")
    if next_state(effect.before, effect.event) is not effect.after:
        raise PermanentError(
            f"case {effect.case}: {effect.event} does not lead from {effect.before} to {effect.after}"
        )
    fields: dict[str, Any] = {"state": effect.after}
    if effect.after is CaseState.CLOSED:
        fields["closed_at"] = occasion.now
    elif effect.before is CaseState.CLOSED:
        fields["closed_at"] = None
    _CHANGED.one(effect.case, **fields)
    detail = f"{effect.before} -> {effect.after}"
    record(
        occasion,
        effect.case,
        "case.moved",
        f"{detail} ({effect.detail})" if effect.detail else detail,
        effect.actor,
    )


def change_case(effect: ChangeCase, occasion: Occasion) -> None:
    """Other fields of a case, with the event that the timeline shows."""
    hold(effect.case, occasion)
    unknown = sorted(set(effect.fields) - _CHANGEABLE)
    if unknown:
        raise PermanentError(f"case {effect.case}: {', '.join(unknown)} cannot be changed")
    if effect.fields:
        columns = _columns(effect.fields)
        if "promised_at" in columns:
            columns["first_promised_at"] = fn.COALESCE(
                tables.Case.first_promised_at, tables.Case.promised_at.db_value(columns["promised_at"])
            )
            tables.Case.update(**columns).where(tables.Case.id == effect.case).execute()
        else:
            _CHANGED.one(effect.case, **columns)
    record(occasion, effect.case, effect.event, effect.detail, effect.actor)


def record_event(effect: RecordEvent, occasion: Occasion) -> None:
    record(occasion, effect.case, effect.event, effect.detail, effect.actor)


def _columns(fields: Mapping[str, object]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Need):
            columns[name] = dump_need(value)
        elif isinstance(value, Person):
            _require_person(value)
            columns[name] = value.id
        elif name == "topics" and isinstance(value, Iterable):
            columns[name] = list(value)
        elif isinstance(value, Decimal):
            columns[name] = str(value)
        elif name == "owner" and isinstance(value, str):
            columns[name] = value.lower()
        else:
            columns[name] = value
    return columns


def _require_person(person: Person) -> None:
    if found(tables.Person, person.id, tables.Person.id) is None:
        raise _no_person(person)


def _no_person(person: Person) -> PermanentError:
    return PermanentError(f"there is no person {person.id} ({person.address})")


def _take_case_id(case: int) -> None:
    if _NEXT.run(value=case, before=case - 1) != 1:
        raise PermanentError(f"case {case} is not the next case: reserve its id in the same transaction")
