"""Taking words and names out of the store while the figures stay.

Rows stay, so that reports count the same; what anybody wrote or is called goes. The hash and the
Message-ID of a received mail stay too: the mailbox still has it, and it must be known when seen again.
The state of a case does not change here; whoever erases a person closes their open cases first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from peewee import Value

from cases.errors import PermanentError
from cases.model import Address, OutboxState
from db import tables
from db.connect import transaction
from db.outgoing import dump_draft, load_draft
from db.rows import locked

_NAMED_IN = (
    (tables.Event.actor, tables.Event.detail),
    (tables.Message.to,),
    (tables.Outbox.to, tables.Outbox.recipient, tables.Outbox.draft, tables.Outbox.last_reply),
    (tables.Attempt.reply,),
)
_WAITING = (OutboxState.QUEUED, OutboxState.DEFERRED, OutboxState.HELD)


def erase_person(address: str) -> tuple[int, ...]:
    """Erase a person, their cases and their words on other cases; ids of their received mails.

    The ids are for erasing the same in the mailbox. Mail to them that still waits is cancelled. Raises
    PermanentError when nobody has this address.
    """
    key = address.strip().lower()
    with transaction():
        person = tables.Person.get_or_none(tables.Person.address == key)
        if person is None:
            raise PermanentError(f"nobody with the address {key} is known")
        received = {
            row.id for row in tables.Inbound.select(tables.Inbound.id).where(tables.Inbound.author == key)
        }
        for row in tables.Case.select(tables.Case.id).where(tables.Case.requester == person.id):
            received |= set(erase_words(row.id))
        _empty_inbound(received)
        _empty_messages(tables.Message.author == key)
        _empty_outbox(tables.Outbox.recipient == key)
        tables.Suppression.delete().where(tables.Suppression.address == key).execute()
        tables.Person.update(
            address=_nobody(person.id), name="", remembered=[], signatures=[], surveys_stopped=True
        ).where(tables.Person.id == person.id).execute()
        _rename(key, _nobody(person.id))
        return tuple(sorted(received))


def erase_words(case_id: int) -> tuple[int, ...]:
    """Empty a case of words, keep its states, times, topics and figures; ids of its received mails."""
    with transaction():
        row = locked(tables.Case, case_id)
        received = {
            each.id
            for each in tables.Inbound.select(tables.Inbound.id).where(tables.Inbound.case_id == case_id)
        }
        need = {**row.need, "about": None, "tried": None}
        tables.Case.update(subject="", need=need).where(tables.Case.id == case_id).execute()
        tables.Survey.update(comment=None).where(tables.Survey.case == case_id).execute()
        _empty_messages(tables.Message.case == case_id)
        _empty_inbound(received)
        _empty_outbox(tables.Outbox.case_id == case_id)
        tables.KnownId.delete().where(tables.KnownId.case_id == case_id).execute()
        return tuple(sorted(received))


def _nobody(person_id: int) -> str:
    return f"erased-{person_id}@erased.invalid"


def _empty_inbound(ids: Iterable[int]) -> None:
    tables.Inbound.update(content=b"", author=None, subject="", error="").where(
        tables.Inbound.id.in_(sorted(ids))
    ).execute()


def _empty_messages(which: Any) -> None:
    tables.Message.update(
        author_name="", author="", to=[], subject="", new_text="", text="", attachments=[]
    ).where(which).execute()


def _empty_outbox(which: Any) -> None:
    """Empty these mails; one that still waits is cancelled, one that is being sent has gone out."""
    digests: set[str] = set()
    for row in tables.Outbox.select().where(which):
        draft = load_draft(row.draft)
        digests |= {attachment.sha256 for attachment in draft.attachments}
        nobody = (Address("", _nobody(0)),)
        empty = replace(draft, to=nobody, cc=(), subject="", text="", from_name="", attachments=())
        tables.Outbox.update(
            state=OutboxState.CANCELLED if row.state in _WAITING else row.state,
            to=[],
            recipient="",
            subject="",
            draft=dump_draft(empty),
            last_reply="",
            report_recipient=None,
        ).where(tables.Outbox.id == row.id).execute()
        tables.Attempt.update(reply="").where(tables.Attempt.outbox == row.id).execute()
    _drop_content(digests)


def _drop_content(digests: Iterable[str]) -> None:
    for digest in digests:
        if (
            not tables.Outbox.select()
            .where(tables.Outbox.draft.contains(Value(digest, converter=False)))
            .exists()
        ):
            tables.Blob.delete().where(tables.Blob.sha256 == digest).execute()


def _rename(address: str, name: str) -> None:
    """Where others wrote to the address, or the audit names it, only a number stays."""
    pattern = re.compile(re.escape(address), re.IGNORECASE)
    for columns in _NAMED_IN:
        named = reduce(or_, (column.contains(Value(address, converter=False)) for column in columns))
        for row in columns[0].model.select().where(named):
            for column in columns:
                text = pattern.sub(name, json.dumps(getattr(row, column.name)))
                setattr(row, column.name, json.loads(text))
            row.save(only=columns)
