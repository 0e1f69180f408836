"""What has grown old enough to lose words and names ([privacy] anonymise_after), and losing them.

A case is old when nobody owes anything on it, its survey is over, and its last message lies before a moment.
States, times, topics, ratings, minutes and amounts stay, so that reports and bills count the same. Somebody
of whom nothing newer is left becomes nobody; who writes again is somebody new, also if they had said #stop.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from cases.model import OWED, RUNNING_SURVEYS, InboundState, OutboxState
from cases.tokens import Signer
from db.connect import transaction
from db.emptying import NEVER_SENT, chunks, empty_case, empty_mails, empty_outbox
from db.erased import NOBODY, is_nobody, nobody
from db.experts import drop_old_offers, forget_help
from db.own_cases import without_addresses
from db.rows import found as row_of
from db.tables import Case, Erasure, Event, Inbound, Message, Outbox, Person, Suppression, Survey

_GOING_OUT = (*NEVER_SENT, OutboxState.SENDING)


@dataclass(frozen=True, slots=True)
class Old:
    """What lost its words, by number. received, sent: mails on no (such) case; people: now nobody."""

    cases: tuple[int, ...] = ()
    received: tuple[int, ...] = ()
    sent: tuple[int, ...] = ()
    people: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return len(self.cases) + len(self.received) + len(self.sent) + len(self.people)


def old_cases(before: datetime, limit: int, skip: Collection[int] = ()) -> tuple[int, ...]:
    """Cases that are older and still hold words, oldest first, but for those to `skip`."""
    query = _old_cases(before)
    return _ids(query.where(Case.id.not_in(sorted(skip))) if skip else query, limit)


def anonymise_case(
    number: int, before: datetime, keep: Collection[str], signer: Signer, now: datetime
) -> bool:
    """Empty a case, unless somebody wrote meanwhile; whether it was done. `keep`: addresses that stay."""
    with transaction():
        row = row_of(Case, number)
        if row is None or not _ids(_old_cases(before).where(Case.id == number)):
            return False
        received = Inbound.select(Inbound.id).where(Inbound.case_id == number)
        empty_mails([each.id for each in received], signer, now)
        empty_case(row)
        empty_outbox(Outbox.case_id == number)
        _mask_events(Event.case_id == number, keep)
    return True


def anonymise_rest(before: datetime, keep: Collection[str], signer: Signer, now: datetime, limit: int) -> Old:
    """Mail on no case, people, and the service's own lines, of each at most `limit`; what was done.

    `keep`: addresses (lower case) that stay, of the roster and our own. Call it until nothing is left, then
    `db.compact.empty_log`, or `compact` where the files shall hold nothing of it at once. Safe to repeat.
    """
    with transaction():
        received = _ids(_old_received(before), limit)
        empty_mails(received, signer, now)
    with transaction():
        sent = _ids(_old_sent(before), limit)
        for part in chunks(sent):
            empty_outbox(Outbox.id.in_(part))
    found = _ids(_left_with_nothing(before, keep), limit)
    people = tuple(each for each in found if _anonymise_person(each, before, keep))
    with transaction():
        drop_old_offers(before)
        _mask_events(Event.case_id.is_null() & (Event.at < before), keep)
    return Old((), received, sent, people)


def still_open(before: datetime) -> tuple[int, ...]:
    """Cases that are as old, and keep their words because somebody owes one."""
    return _ids(_quiet(before, Case.state.in_(OWED)))


def _quiet(before: datetime, state: Any) -> Any:
    """Cases of which nothing was heard since `before`, and that still hold words."""
    since = Message.select(Message.id).where(Message.case == Case.id, Message.at >= before)
    return Case.select(Case.id).where(
        state,
        Case.created_at < before,
        Case.closed_at.is_null() | (Case.closed_at < before),
        _has_words(),
        ~fn.EXISTS(since),
    )


def _has_words() -> Any:
    """Whether a case was not emptied, or has got words since."""
    words = Message.select(Message.id).where(Message.case == Case.id, Message.author != "")
    return (Case.subject != "") | fn.EXISTS(words)


def _on_no_case(number: Any) -> Any:
    """Whether a mail is on no case, or on one that is empty."""
    return number.is_null() | ~fn.EXISTS(Case.select(Case.id).where(Case.id == number, _has_words()))


def _old_cases(before: datetime) -> Any:
    survey = Survey.select(Survey.id).where(Survey.case == Case.id, Survey.state.in_(RUNNING_SURVEYS))
    return _quiet(before, Case.state.not_in(OWED)).where(~fn.EXISTS(survey))


def _old_received(before: datetime) -> Any:
    return Inbound.select(Inbound.id).where(
        _on_no_case(Inbound.case_id),
        Inbound.received_at < before,
        Inbound.state != InboundState.RECEIVED,
        fn.LENGTH(Inbound.content) > 0,
    )


def _old_sent(before: datetime) -> Any:
    return Outbox.select(Outbox.id).where(
        _on_no_case(Outbox.case_id),
        Outbox.queued_at < before,
        Outbox.subject != "",
        Outbox.state.not_in(_GOING_OUT),
    )


def _left_with_nothing(before: datetime, keep: Collection[str]) -> Any:
    """People without a case or mail that holds words, and of whom none is expected."""
    own = Case.select(Case.id).where(Case.requester == Person.id)
    spoken = own.where(_has_words())
    written = Inbound.select(Inbound.id).where(Inbound.author == Person.address)
    got = Outbox.select(Outbox.id).where(Outbox.recipient == Person.address)
    asked = Erasure.select(Erasure.address).where(Erasure.address == Person.address)
    return Person.select(Person.id).where(
        ~Person.address.endswith(f"@{NOBODY}"),
        Person.address.not_in(sorted(keep)),
        (Person.created_at < before) | fn.EXISTS(own),
        *(~fn.EXISTS(each) for each in (spoken, written, got, asked)),
    )


def _ids(query: Any, limit: int | None = None) -> tuple[int, ...]:
    key = query.model._meta.primary_key
    return tuple(row.id for row in query.order_by(key).limit(limit))


def _anonymise_person(number: int, before: datetime, keep: Collection[str]) -> bool:
    with transaction():
        row = row_of(Person, number)
        if row is None or is_nobody(row.address):
            return False
        if not _ids(_left_with_nothing(before, keep).where(Person.id == number)):
            return False
        Suppression.delete().where(Suppression.address == row.address).execute()
        forget_help(number)
        Person.update(
            address=nobody(number), name="", language=None, remembered=[], signatures=[], surveys_stopped=True
        ).where(Person.id == number).execute()
    return True


def _mask_events(which: Any, keep: Collection[str]) -> None:
    """On these lines nobody's address stays but those that are kept."""

    def name_of(address: str) -> str | None:
        return address if address.lower() in keep else None

    named = Event.actor.contains("@") | Event.detail.contains("@")
    for row in list(Event.select().where(which, named)):
        actor, detail = without_addresses(row.actor, name_of), without_addresses(row.detail, name_of)
        if (actor, detail) != (row.actor, row.detail):
            Event.update(actor=actor, detail=detail).where(Event.id == row.id).execute()
