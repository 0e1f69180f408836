"""Effects of older mail: cases that become one, and mail that waits for the case of its conversation."""

from __future__ import annotations

from typing import Any

from peewee import SQL, Case, fn

from cases.effects import AwaitCase, SettleImported
from cases.errors import PermanentError
from cases.model import CaseState, Direction, Need, Origin, Person, Role
from db import tables
from db.apply_cases import know, write_known
from db.rows import locked
from db.timeline import Occasion, record
from db.values import dump_need

_SETTLED = frozenset(
    {"state", "created_at", "closed_at", "subject", "requester", "language", "client", "need"}
)
_STATES = (CaseState.OPEN, CaseState.CLOSED)


def settle_imported(effect: SettleImported, occasion: Occasion) -> None:
    """Let cases end in this one and set what follows from all mails.

    Raises PermanentError for a field or state that older mail does not decide, and for a case that was not
    imported: neither may end in another one, nor be changed.
    """
    survivor = locked(tables.Case, effect.case)
    write_known(occasion)
    for merged in sorted(effect.merged):
        _require_imported(merged)
        _merge(merged, effect.case, occasion)
    if effect.fields:
        if survivor.origin != Origin.IMPORT:
            raise PermanentError(f"case {effect.case} is no imported case: older mail cannot change it")
        if set(effect.fields) - _SETTLED or effect.fields.get("state", CaseState.CLOSED) not in _STATES:
            raise PermanentError(f"case {effect.case}: older mail cannot set {dict(effect.fields)}")
        columns = {name: _stored(value) for name, value in effect.fields.items()}
        tables.Case.update(**columns).where(tables.Case.id == effect.case).execute()
    if effect.merged or "requester" in effect.fields:
        _settle_roles(effect.case)


def await_case(effect: AwaitCase, occasion: Occasion) -> None:
    """Remember the ids of a mail without case, under the negative number of the mail."""
    if occasion.inbound is None:
        raise PermanentError("only a received mail can wait for its case")
    know(-occasion.inbound, effect.message_ids, occasion)


def _stored(value: object) -> object:
    if isinstance(value, Person):
        return value.id
    return dump_need(value) if isinstance(value, Need) else value


def _require_imported(case: int) -> None:
    row = locked(tables.Case, case, tables.Case.id, tables.Case.origin)
    if row.origin != Origin.IMPORT:
        raise PermanentError(f"case {case} is no imported case: only #merge may end it in another one")


def _merge(merged: int, into: int, occasion: Occasion) -> None:
    message, known, inbound = tables.Message, tables.KnownId, tables.Inbound
    message.update(case=into).where(message.case == merged).execute()
    inbound.update(case_id=into).where(inbound.case_id == merged).execute()
    moved: Any = known.select(known.message_id, SQL(str(int(into)))).where(known.case_id == merged)
    known.insert_from(moved, [known.message_id, known.case_id]).on_conflict_ignore().execute()
    known.delete().where(known.case_id == merged).execute()
    tables.Case.update(state=CaseState.CLOSED, closed_at=occasion.now, merged_into=into).where(
        tables.Case.id == merged
    ).execute()
    record(occasion, merged, "case.merged", f"into {into}")
    record(occasion, into, "case.merged", f"{merged} into this")


def _settle_roles(case: int) -> None:
    """Whoever is not the requester is a third party."""
    message = tables.Message
    requester = tables.Case.get_by_id(case).requester.address
    role = Case(None, [(fn.LOWER(message.author) == requester, Role.WORKER)], Role.THIRD_PARTY)
    message.update(role=role).where(
        message.case == case,
        message.direction == Direction.IN,
        message.role.in_((Role.WORKER, Role.THIRD_PARTY)),
    ).execute()
