"""Mails about what somebody asked of their own data: the question, what came of it, who else is told. Pure.

They go to the address that asked, answer its mail, and belong to no case.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.effects import Draft
from cases.model import OutboxKind, Person, Purpose
from cases.rights import CONFIRM_WITHIN, Question
from replies.mails.shared import Mails
from templates.drafts import Addressing, Thread
from templates.values import of_worker


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks or answers: their language, the mailbox that they wrote to, the mail that is answered."""

    person: Person
    language: str
    mailbox: str
    message_id: str | None


def question(mails: Mails, to: Asker, asked: Question) -> Draft:
    """Whether they want this; a reply is the answer."""
    variables = {"again": False, "text": ""}
    return _question(mails, _where(to, Purpose.RIGHTS, asked, asked.asked), asked, variables)


def question_again(mails: Mails, to: Asker, asked: Question, answer: str) -> Draft:
    """The same once more, after an answer that said neither yes nor no."""
    variables = {"again": True, "text": answer}
    return _question(mails, _where(to, Purpose.RIGHTS, asked, asked.asked_again), asked, variables)


def done(mails: Mails, to: Asker, asked: Question) -> Draft:
    """What they wanted is done; when that is to be forgotten, this is the last mail to them."""
    variables = {"worker": of_worker(to.person, to.language), "rights": list(asked.rights.slugs)}
    where = _where(to, Purpose.WORKER, asked, asked.settled)
    return mails.write(OutboxKind.RECEIPT, "worker/right-done", where, variables)


def not_done(mails: Mails, to: Asker, asked: Question, reason: str) -> Draft:
    """Why nothing was done: no | late | elsewhere."""
    variables = {
        "worker": of_worker(to.person, to.language),
        "rights": list(asked.rights.slugs),
        "reason": reason,
    }
    key = asked.settled if reason == "no" else f"right-{reason}:{to.person.id}:{asked.person}:{asked.ref}"
    where = _where(to, Purpose.WORKER, asked, key)
    return mails.write(OutboxKind.RECEIPT, "worker/right-not-done", where, variables)


def _question(mails: Mails, where: Addressing, asked: Question, more: dict[str, object]) -> Draft:
    variables = {
        "worker": of_worker(where.to, where.language),
        "rights": list(asked.rights.slugs),
        "until": asked.day + CONFIRM_WITHIN,
        **more,
    }
    return mails.write(OutboxKind.CONFIRMATION, "worker/right-asked", where, variables)


def _where(to: Asker, purpose: Purpose, asked: Question, dedupe: str) -> Addressing:
    return Addressing(
        to.person,
        to.language,
        purpose,
        to.mailbox,
        ref=asked.ref if purpose is Purpose.RIGHTS else 0,
        thread=Thread().after(to.message_id),
        dedupe=dedupe,
    )
