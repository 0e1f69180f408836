"""Mails about what somebody offers to help others with: the question, and what came of it. Pure.

As those about their own data (`followups.rights_mails`) they go to the address that asked, answer its mail,
and belong to no case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.effects import Draft
from cases.model import OutboxKind, Purpose
from cases.offers import Offering
from followups.rights_mails import Asker
from templates.drafts import Addressing, Writer
from templates.values import of_worker


@dataclass(frozen=True, slots=True)
class OfferMails:
    """The mails of one decision."""

    writer: Writer
    now: datetime

    def question(self, to: Asker, asked: Offering, topics: Sequence[str]) -> Draft:
        """Whether they want this; a reply is the answer. `topics`: by their names."""
        return self._question(to, asked, topics, f"{asked.key}:asked", {"again": False, "text": ""})

    def question_again(self, to: Asker, asked: Offering, topics: Sequence[str], answer: str) -> Draft:
        """The same once more, after an answer that said neither yes nor no."""
        return self._question(to, asked, topics, f"{asked.key}:again", {"again": True, "text": answer})

    def done(self, to: Asker, asked: Offering, topics: Sequence[str]) -> Draft:
        """It is so from now on."""
        count, length = self.writer.settings.experts.asked_at_most
        variables = {
            "act": asked.act.value,
            "helps": list(topics),
            "number": count,
            "days": max(1, length.days),
        }
        return self._write(OutboxKind.RECEIPT, "worker/offer-done", self._where(to, asked.key), variables)

    def not_done(self, to: Asker, asked: Offering, topics: Sequence[str], reason: str) -> Draft:
        """Why an answer did nothing: no | late | elsewhere."""
        return self._nothing(to, f"{asked.key}:{reason}:{to.person.id}", topics, reason, asked.act.value)

    def not_asked(self, to: Asker, key: str, topics: Sequence[str], reason: str) -> Draft:
        """Why nothing is asked: `unknown` (then `topics` are those that there are), `already`, `nothing`."""
        act = "withdraw" if reason == "nothing" else "offer"
        return self._nothing(to, f"offer:{to.person.id}:{reason}:{key}", topics, reason, act)

    def _nothing(self, to: Asker, key: str, topics: Sequence[str], reason: str, act: str) -> Draft:
        variables = {"act": act, "helps": list(topics), "reason": reason}
        return self._write(OutboxKind.RECEIPT, "worker/offer-not-done", self._where(to, key), variables)

    def _question(
        self, to: Asker, asked: Offering, topics: Sequence[str], key: str, more: Mapping[str, object]
    ) -> Draft:
        where = replace(self._where(to, key), purpose=Purpose.OFFER, ref=asked.ref)
        variables = {"act": asked.act.value, "helps": list(topics), "until": asked.until, **more}
        return self._write(OutboxKind.CONFIRMATION, "worker/offer-asked", where, variables)

    def _where(self, to: Asker, dedupe: str) -> Addressing:
        return Addressing(to.person, to.language, Purpose.WORKER, to.mailbox, thread=to.thread, dedupe=dedupe)

    def _write(
        self, kind: OutboxKind, template: str, where: Addressing, variables: Mapping[str, object]
    ) -> Draft:
        worker = of_worker(where.to, where.language)
        return self.writer.write(kind, template, where, self.now, {"worker": worker, **variables})
