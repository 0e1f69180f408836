"""What the store knows of people who ask about their own data by mail: whether, what, and what waits.

A copy that was confirmed and not sent yet stands on the service's timeline (`WANTED`), as all that the clock
remembers does: "REF LANGUAGE MAILBOX", by whoever wants it, in the mail that said so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from cases.model import OutboxState, Purpose
from cases.model import Person as PersonValue
from cases.rights import WANTED, Question, Standing
from cases.tokens import Token
from db import facts
from db.connect import transaction
from db.erased import is_nobody
from db.outgoing import dump_draft, load_draft
from db.tables import Blob, Case, Event, Inbound, Message, Outbox, Person

MEMORY = timedelta(days=14)  # a copy that was not sent by then is asked for anew


@dataclass(frozen=True, slots=True)
class Wanted:
    """A confirmed copy: whose, in which language, from which mailbox, in answer to which mail."""

    question: Question
    person: PersonValue
    language: str
    mailbox: str
    message_id: str | None


def standing(person: PersonValue, question: Question | None, *, outsider: bool) -> Standing:
    """All that a request of this person, or their answer to `question`, has to know; locks nothing.

    `outsider`: somebody who may not open a case asks, and it counts whether we know them.
    """
    if question is None or question.person != person.id:
        return Standing(known=outsider and _is_known(person))
    since = datetime.combine(question.day, time(), UTC)
    wanted = Event.select(Event.id).where(
        Event.at >= since,
        Event.event == WANTED,
        Event.actor == person.address,
        Event.detail.startswith(f"{question.ref} "),
    )
    return Standing(
        known=True,
        settled=is_settled(question) or wanted.exists(),
        asked_again=_is_queued(question.asked_again),
        cases=facts.cases_of_person(question.person),
        language=_asked_in(question),
    )


def gone(people: Collection[int]) -> frozenset[int]:
    """Those of these numbers who were erased."""
    if not people:
        return frozenset()
    rows = Person.select(Person.id, Person.address).where(Person.id.in_(list(people)))
    return frozenset(row.id for row in rows if is_nobody(row.address))


def is_settled(question: Question) -> bool:
    """Whether the mail that says what came of it is queued."""
    return _is_queued(question.settled)


def wanted(now: datetime) -> tuple[Wanted, ...]:
    """Copies that were confirmed of late, sent or not, oldest first; none of who was erased since."""
    rows = Event.select().where(Event.at >= now - MEMORY, Event.event == WANTED).order_by(Event.id)
    return tuple(each for row in rows if (each := _wanted(row)) is not None)


def drop_what_went(copies: Iterable[Wanted]) -> None:
    """Forget the content of those that were sent: it was for their reader alone."""
    for each in copies:
        row = Outbox.get_or_none(Outbox.dedupe == each.question.settled, Outbox.state == OutboxState.SENT)
        draft = load_draft(row.draft) if row else None
        if row and draft and draft.attachments:
            with transaction():
                bare = dump_draft(replace(draft, attachments=()))
                Outbox.update(draft=bare).where(Outbox.id == row.id).execute()
                digests = [attachment.sha256 for attachment in draft.attachments]
                Blob.delete().where(Blob.sha256.in_(digests)).execute()


def _wanted(row: Event) -> Wanted | None:
    person = facts.find_person(row.actor)
    words = row.detail.split(" ")
    if person is None or len(words) != 3:
        return None
    ref, language, mailbox = words
    question = Question.of(Token(Purpose.RIGHTS, 0, person.id, int(ref)))
    answer = Inbound.select(Inbound.message_id).where(Inbound.id == row.inbound).get_or_none()
    message_id = answer.message_id if answer else None
    return Wanted(question, person, language, mailbox, message_id) if question else None


def _asked_in(question: Question) -> str:
    """The language of the mail that asked, or "" where it is no longer kept."""
    row = Outbox.get_or_none(Outbox.dedupe == question.asked)
    draft = load_draft(row.draft) if row else None
    return draft.language if draft else ""


def _is_queued(key: str) -> bool:
    return bool(Outbox.select(Outbox.id).where(Outbox.dedupe == key).exists())


def _is_known(person: PersonValue) -> bool:
    """Whether this person asked something, or wrote on somebody's case."""
    asked = Case.select(Case.id).where(Case.requester == person.id)
    wrote = Message.select(Message.id).where(Message.author == person.address)
    return bool(asked.exists() or wrote.exists())
