"""A case as its requester may see it: their words, what was sent to them, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.model import Direction
from cases.moments import public_moment
from cases.rights import WANTED, Question
from cases.tags import tag
from cases.typed import without_marks
from db.tables import Case, Event, Inbound, Message, Recommendation, Survey

_OF_COLLEAGUES = Event.event.startswith("introduction.") & (Event.event != "introduction.made")
"""Whom a concierge asked to help, and who did not: never shown to who asked the question."""
SOMEBODY = "somebody else"  # stands for whoever is neither this person nor on the roster
_AROUND = "<>()[]{},;:\"'"  # what stands around an address in a line of text


def without_addresses(text: str, name_of: Callable[[str], str | None]) -> str:
    """A line with what `name_of` gives in place of each address, and `SOMEBODY` where that is None."""
    return " ".join(_without(word, name_of) if "@" in word else word for word in text.split(" "))


def _without(word: str, name_of: Callable[[str], str | None]) -> str:
    address = word.strip(_AROUND)
    return word.replace(address, name_of(address) or SOMEBODY) if address else word


def _wanted(detail: str) -> str:
    """What was confirmed, of a line that is written for the clock."""
    ref = detail.partition(" ")[0]
    return " ".join(Question.rights_in(int(ref)).slugs) if ref.isdecimal() else ""


class Reader:
    """Reads for one person. Afterwards it knows what it left out.

    others: ids of received mails that were sent to this person too; notes_seen, left_out: numbers of notes,
    and of mails by others on this person's cases that were not sent to them.
    """

    def __init__(
        self,
        key: str,
        prefix: str,
        name_of: Callable[[str], str | None],
        recipients: Callable[[bytes], frozenset[str]],
        *,
        notes: bool = False,
    ) -> None:
        self.others: set[int] = set()
        self.notes_seen = 0
        self.left_out = 0
        self._key, self._prefix, self._notes = key, prefix, notes
        self._name_of, self._recipients = name_of, recipients

    def case(self, row: Case) -> dict[str, Any]:
        """One case with its messages, survey, recommendations and timeline."""
        messages = Message.select().where(Message.case == row.id).order_by(Message.at, Message.id)
        given = Recommendation.select().where(Recommendation.case == row.id).order_by(Recommendation.id)
        events = Event.select().where(Event.case_id == row.id, ~_OF_COLLEAGUES).order_by(Event.at, Event.id)
        return {
            "case": tag(self._prefix, row.id),
            "state": row.state,
            "subject": row.subject,
            "language": row.language,
            "topics": row.topics,
            "client": row.client,
            "origin": row.origin,
            "helped_by": self._name(row.owner) if row.owner else None,
            "need": row.need,
            "created_at": public_moment(row.created_at),
            "promised_at": public_moment(row.promised_at),
            "first_answer_at": public_moment(row.first_answer_at),
            "last_answer_at": public_moment(row.last_answer_at),
            "recommended_at": public_moment(row.recommended_at),
            "closed_at": public_moment(row.closed_at),
            "wait_until": public_moment(row.wait_until),
            "merged_into": tag(self._prefix, row.merged_into) if row.merged_into else None,
            "linked_to": tag(self._prefix, row.linked_to) if row.linked_to else None,
            "minutes": row.minutes,
            "survey": _survey(Survey.get_or_none(Survey.case == row.id)),
            "recommendations": [self._recommendation(each) for each in given],
            "messages": [shown for each in messages if (shown := self.message(each))],
            "timeline": [self.event(each) for each in events],
        }

    def message(self, row: Message) -> dict[str, Any] | None:
        """A message by this person, or one that was sent to them; None for all others."""
        by_them = row.author.strip().lower() == self._key
        if row.direction == Direction.NOTE:
            self.notes_seen += 1
            if not self._notes:
                return None
        elif not by_them and not self._was_sent_to_them(row):
            self.left_out += row.direction == Direction.IN
            return None
        return {
            "at": public_moment(row.at),
            "direction": row.direction,
            "from": self._key if by_them else row.author_name or self._name(row.author),
            "to": [self.masked(address) for address in row.to],
            "kind": row.kind,
            "subject": row.subject,
            "message_id": row.message_id,
            "text": without_marks(row.new_text),
            "attachments": [
                {name: each.get(name) for name in ("name", "type", "size")} for each in row.attachments
            ],
        }

    def event(self, row: Event) -> dict[str, Any]:
        """A line of the timeline; colleagues by name, others not at all."""
        return {
            "at": public_moment(row.at),
            "event": row.event,
            "by": self.masked(row.actor),
            "detail": _wanted(row.detail) if row.event == WANTED else self.masked(row.detail),
        }

    def masked(self, text: str) -> str:
        """`text` with a colleague's name, or nobody's, in place of each address that is not this person's."""
        return without_addresses(text, self._shown)

    def _shown(self, address: str) -> str | None:
        return address if address.lower() == self._key else self._name_of(address)

    def _name(self, address: str) -> str:
        return self._name_of(address) or SOMEBODY

    def _was_sent_to_them(self, row: Message) -> bool:
        """By the recipients that were noted, or by those of its octets: copies are noted nowhere else."""
        sent = self._key in {address.strip().lower() for address in row.to}
        if row.inbound is None or row.outbox is not None:
            return sent
        if not sent:
            mail = Inbound.select(Inbound.content).where(Inbound.id == row.inbound).get_or_none()
            sent = mail is not None and self._key in self._recipients(bytes(mail.content))
        if sent:
            self.others.add(row.inbound)
        return sent

    def _recommendation(self, row: Recommendation) -> dict[str, Any]:
        return {
            "at": public_moment(row.at),
            "by": self.masked(row.actor),
            "topic": row.topic,
            "title": row.title,
            "provider": row.provider,
            "kind": row.kind,
            "price": row.price,
            "currency": row.currency,
            "interest": row.interest,
            "reasons": row.reasons,
        }


def _survey(row: Survey | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "state": row.state,
        "reason": row.reason,
        "due_at": public_moment(row.due_at),
        "asked_at": public_moment(row.asked_at),
        "reminded_at": public_moment(row.reminded_at),
        "answered_at": public_moment(row.answered_at),
        "rating": row.rating,
        "comment": row.comment,
    }
