"""Mails about what somebody asked of their own data: the question, and what came of it. Pure.

They go to the address that asked, answer its mail, and belong to no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cases.effects import Draft
from cases.model import Attachment, OutboxKind, Person, Purpose
from cases.rights import CONFIRM_WITHIN, Question, Right
from templates.drafts import Addressing, Thread, Writer
from templates.values import of_worker


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks or answers: their language, the mailbox that they wrote to, the thread that is answered."""

    person: Person
    language: str
    mailbox: str
    thread: Thread


@dataclass(frozen=True, slots=True)
class RightsMails:
    """The mails of one decision."""

    writer: Writer
    now: datetime

    def question(self, to: Asker, asked: Question) -> Draft:
        """Whether they want this; a reply is the answer."""
        return self._question(to, asked, asked.asked, {"again": False, "text": ""})

    def question_again(self, to: Asker, asked: Question, answer: str) -> Draft:
        """The same once more, after an answer that said neither yes nor no."""
        return self._question(to, asked, asked.asked_again, {"again": True, "text": answer})

    def done(self, to: Asker, asked: Question, data: Attachment | None = None) -> Draft:
        """What they wanted is done; when that is to be forgotten, this is the last mail to them.

        `data`: what they wanted to have; None where it cannot go by mail. Then they are not forgotten yet.
        """
        kept = bool(asked.rights & Right.MYDATA) and data is None
        rights = asked.rights & ~Right.FORGET if kept else asked.rights
        variables = {
            "rights": list(rights.slugs),
            "by_hand": kept,
            "postponed": rights != asked.rights,
        }
        where = self._where(to, Purpose.WORKER, asked.settled)
        if data is not None:
            where = replace(where, attachments=(data,))
        return self._write(OutboxKind.RECEIPT, "worker/right-done", where, variables)

    def not_done(self, to: Asker, asked: Question, reason: str) -> Draft:
        """Why nothing was done: no | late | elsewhere."""
        key = asked.settled if reason == "no" else f"right-{reason}:{to.person.id}:{asked.person}:{asked.ref}"
        variables = {"rights": list(asked.rights.slugs), "reason": reason}
        where = self._where(to, Purpose.WORKER, key)
        return self._write(OutboxKind.RECEIPT, "worker/right-not-done", where, variables)

    def _question(self, to: Asker, asked: Question, dedupe: str, more: Mapping[str, object]) -> Draft:
        where = replace(self._where(to, Purpose.RIGHTS, dedupe), ref=asked.ref)
        variables = {"rights": list(asked.rights.slugs), "until": asked.day + CONFIRM_WITHIN, **more}
        return self._write(OutboxKind.CONFIRMATION, "worker/right-asked", where, variables)

    def _write(
        self, kind: OutboxKind, template: str, where: Addressing, variables: Mapping[str, object]
    ) -> Draft:
        worker = of_worker(where.to, where.language)
        return self.writer.write(kind, template, where, self.now, {"worker": worker, **variables})

    def _where(self, to: Asker, purpose: Purpose, dedupe: str) -> Addressing:
        return Addressing(
            to.person,
            to.language,
            purpose,
            to.mailbox,
            thread=to.thread,
            dedupe=dedupe,
        )
