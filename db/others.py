"""Masking somebody's address and name in what belongs to others: their cases, their mails, the service's log.

The address becomes the address of nobody in columns; in the octets of stored mails address and names become
"x", as many as before. A full name is masked where the address stands too, and on the cases of others on
which they wrote or were written to: elsewhere it may be a namesake's. Runs inside the erasing transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import Field, Value

from cases.masking import Mask
from cases.model import TO_OWN_PEOPLE, InboundState, OutboxState
from cases.tokens import Signer
from db import tables
from db.emptying import NEVER_SENT, chunks, empty_row, locked_rows
from db.erased import mark_octets
from db.fields import JsonField, KeyField, WordsField

_AT_ONCE = 50  # received mails read at once
_OTHERWISE = {  # what is treated by its own rules, or names what is no person
    *(tables.Erased, tables.Erasure, tables.Blob, tables.Counter, tables.Cursor, tables.Lease),
    *(tables.Suppression, tables.Pause, tables.Inbound, tables.KnownId, tables.Audit),
    *(tables.Trouble, tables.Comparison, tables.Published, tables.BilledMonth, tables.BilledLine),
}
_NO_WORDS = {"message_id", "mailbox", "state", "kind", "role", "direction", "lease_holder"}


@dataclass(frozen=True, slots=True)
class Others:
    """What has to be masked. `instead`: the address of nobody; `touched`: cases of others on which they wrote
    or were written to; `mails`: received mails that hold the address; `tags`: "LC-12" of their own cases;
    `ids`: Message-IDs of the emptied mails.
    """

    mask: Mask
    instead: str
    touched: Set[int]
    mails: Set[int]
    tags: Collection[str]
    ids: Set[str]


@dataclass(frozen=True, slots=True)
class Masked:
    """`rows` that were changed; `cancelled` mails; mails that are being `sending` now and were left."""

    rows: int = 0
    cancelled: int = 0
    sending: tuple[int, ...] = ()


def mentioning(mask: Mask, after: int = 0) -> tuple[int, frozenset[int]]:
    """Received mails (ids above `after`) whose octets hold the address; before them the highest id read."""
    inbound, last, found = tables.Inbound, after, set[int]()
    while True:
        rows = list(
            inbound.select(inbound.id, inbound.content)
            .where(inbound.id > last)
            .order_by(inbound.id)
            .limit(_AT_ONCE)
        )
        if not rows:
            return last, frozenset(found)
        found |= {row.id for row in rows if mask.stands_in(bytes(row.content))}
        last = rows[-1].id


def mask_others(others: Others, signer: Signer, now: datetime) -> Masked:
    """Mask all of it."""
    masked = _own_mails(others)
    rows = _mails(others, signer, now)
    for table in tables.TABLES:
        if table not in _OTHERWISE:
            rows += _columns(table, others)
    rows += _words_only(tables.Pause, others) + _words_only(tables.Suppression, others)
    return replace(masked, rows=rows)


def holds(column: Field, text: str) -> Any:
    """Whether a column holds this text, in any case of letters; what is not ASCII counts as anything."""
    wanted = "".join(each if each.isascii() and each not in "%_\\" else "%" for each in text)
    return column.contains(Value(wanted, converter=False))


def _own_mails(others: Others) -> Masked:
    """Outgoing mail: they get none any more; what told our people about them goes whole."""
    outbox, address = tables.Outbox, others.mask.address
    named = holds(outbox.draft, address) | holds(outbox.to, address)
    for tag in others.tags:
        named |= outbox.kind.in_(TO_OWN_PEOPLE) & outbox.case_id.is_null() & holds(outbox.draft, tag)
    cancelled, sending = 0, []
    for row in locked_rows(outbox, named & (outbox.subject != "")):
        tagged = row.kind in TO_OWN_PEOPLE and row.case_id is None
        if row.state == OutboxState.SENDING:
            sending.append(row.id)
        elif tagged and (_says(row, others)):
            cancelled += row.state in NEVER_SENT
            empty_row(row, cancel=row.state in NEVER_SENT)
        elif row.state in NEVER_SENT:
            cancelled += _without_recipient(row, address)
    return Masked(0, cancelled, tuple(sending))


def _says(row: tables.Outbox, others: Others) -> bool:
    """Whether a mail to our own people names the address, or one of their cases by its tag."""
    draft = row.draft
    words = f"{draft['subject']}\n{draft['text']}"
    found = others.mask.text(words, "") != words
    return found or any(_word(tag, words) for tag in others.tags)


def _word(tag: str, words: str) -> bool:
    """Whether "LC-1" stands there, and not "LC-12"."""
    return any(not part[:1].isdigit() for part in words.lower().split(tag.lower())[1:])


def _without_recipient(row: tables.Outbox, address: str) -> bool:
    """A mail that waits goes to the others only; True where there are none, so that it is cancelled."""

    def kept(one: Any) -> bool:
        return bool(one["addr_spec"].strip().lower() != address)

    draft = row.draft
    to, cc = [*filter(kept, draft["to"])], [*filter(kept, draft.get("cc", ()))]
    served = {each.lower() for key in ("accepted", "refused") for each in draft.get(key, ())}
    open_ = [one for one in (*to, *cc) if one["addr_spec"].strip().lower() not in served]
    if len(to) + len(cc) == len(draft["to"]) + len(draft.get("cc", ())):
        return False
    if not to and not cc:
        empty_row(row, cancel=True)
        return True
    to, cc = (to, cc) if to else (cc[:1], cc[1:])
    row.draft = {**draft, "to": to, "cc": cc, "reply_to": [*filter(kept, draft.get("reply_to", ()))]}
    row.to = [one["addr_spec"] for one in (*to, *cc)]
    row.recipient = to[0]["addr_spec"].strip().lower()
    if not open_:
        row.state = str(OutboxState.SENT if draft.get("accepted") else OutboxState.CANCELLED)
    row.save(only=[tables.Outbox.draft, tables.Outbox.to, tables.Outbox.recipient, tables.Outbox.state])
    return not open_


def _mails(others: Others, signer: Signer, now: datetime) -> int:
    """Received mails of others: octets as long as before, subject, error. Who decides one starts anew."""
    inbound = tables.Inbound
    ids = set(others.mails)
    for part in chunks(sorted(others.touched)):
        ids |= {row.id for row in inbound.select(inbound.id).where(inbound.case_id.in_(part))}
    named = holds(inbound.subject, others.mask.address) | holds(inbound.error, others.mask.address)
    ids |= {row.id for row in inbound.select(inbound.id).where(named)}
    changed = 0
    for inbound_id in sorted(ids):
        (row,) = locked_rows(inbound, inbound.id == inbound_id)
        raw = bytes(row.content)
        fields: dict[str, Any] = {
            "content": others.mask.octets(raw),
            "subject": others.mask.text(row.subject, others.instead),
            "error": others.mask.text(row.error, others.instead),
            "proposed": _masked(row.proposed, others),
        }
        if (raw, row.subject, row.error, row.proposed) == tuple(fields.values()):
            continue
        if row.state == InboundState.RECEIVED:
            fields |= {"begun_at": None, "begun_by": None}
        if not row.message_id and fields["content"] != raw:
            mark_octets(raw, signer, now)
        inbound.update(**fields).where(inbound.id == inbound_id).execute()
        changed += 1
    return changed


def _columns(table: type[tables.Table], others: Others) -> int:
    """Every column of words: rows that hold the address, or are about a case that they had a part in."""
    columns = [field for field in table._meta.sorted_fields if _of_words(field)]
    if not columns:
        return 0
    wanted = [reduce(or_, (holds(column, others.mask.address) for column in columns))]
    case = table._meta.fields.get("case") or table._meta.fields.get("case_id")
    case = table.id if table is tables.Case else case
    if case is not None:
        wanted += [case.in_(part) for part in chunks(sorted(others.touched))]
    rows = {row._pk: row for which in wanted for row in locked_rows(table, which)}
    return sum(_mask_row(row, columns, others) for row in rows.values())


def _words_only(table: type[tables.Pause | tables.Suppression], others: Others) -> int:
    """Tables whose key is the address of somebody else: the reason alone."""
    rows = locked_rows(table, holds(table.reason, others.mask.address))
    return sum(_mask_row(row, [table.reason], others) for row in rows)


def _of_words(field: Field) -> bool:
    if field.primary_key or field.name in _NO_WORDS or (field.unique and field.name != "dedupe"):
        return False
    return isinstance(field, KeyField | WordsField | JsonField)


def _mask_row(row: Any, columns: list[Any], others: Others) -> bool:
    if isinstance(row, tables.Outbox) and row.state == OutboxState.SENDING:
        return False  # another round, when its attempt is over
    changed = []
    for column in columns:
        before = getattr(row, column.name)
        after = _masked(before, others)
        if after != before:
            after = f"erased:{row._pk}" if column.name == "dedupe" else after
            setattr(row, column.name, after)
            changed.append(column)
    if changed:
        row.save(only=changed)
    return bool(changed)


def _masked(value: Any, others: Others) -> Any:
    """A text, or every text in a JSON value, without the Message-IDs of emptied mails."""
    if isinstance(value, str):
        return others.mask.text(value, others.instead)
    if isinstance(value, list):
        return [
            _masked(each, others) for each in value if not isinstance(each, str) or each not in others.ids
        ]
    if isinstance(value, dict):
        return {
            key: None if key == "parent" and each in others.ids else _masked(each, others)
            for key, each in value.items()
        }
    return value
