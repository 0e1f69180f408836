"""Sends people everything that is stored about them, once they confirmed that they want it.

The clock does it, because putting it together may take longer than the decision about a mail may. What was
sent is dropped here once the mail is over; a copy in the Sent folder is not made: it is for one reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog

from cases.effects import AwaitErasure, Decision, Effect, RecordEvent, SendMail
from cases.errors import TemporaryError
from cases.model import Attachment, InboundState, OutboxKind, Purpose
from cases.reasons import Reason
from cases.rights import Right
from cases.settings import Settings
from db import rights
from db.apply import apply
from db.connect import transaction
from db.rights import Wanted
from followups.readers import reader
from followups.rights_mails import Asker, RightsMails
from templates.drafts import AUTO_GENERATED, Addressing, Thread, Writer
from templates.values import of_worker

log = structlog.get_logger("followups")
Pack = Callable[[str, str, datetime], Attachment | None]
"""What is stored about whoever has this address, explained in this language; None: too large for a mail."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """Of one service; `pack` puts it together."""

    settings: Settings
    writer: Writer
    pack: Pack

    def run_once(self, now: datetime) -> int:
        """Send whatever was confirmed; gives to how many."""
        copies = rights.wanted(now)
        rights.drop_what_went(copies)
        return sum(self._guarded(copy, now) for copy in copies if not rights.is_settled(copy.question))

    def rehearse(self, now: datetime) -> list[Decision]:
        """One for each copy that was confirmed; nothing is put together."""
        waiting = [copy for copy in rights.wanted(now) if not rights.is_settled(copy.question)]
        return [Decision(InboundState.ACCEPTED, Reason.RIGHT_CONFIRMED) for _ in waiting]

    def _guarded(self, wanted: Wanted, now: datetime) -> int:
        data = self._packed(wanted, now)
        with transaction():
            if rights.is_settled(wanted.question):
                return 0
            decision = Decision(
                InboundState.ACCEPTED, Reason.RIGHT_CONFIRMED, tuple(self._effects(wanted, data, now))
            )
            apply(decision, None, now, "service")
        log.info("data.sent", person=wanted.person.id, octets=data.size if data else None)
        return 1

    def _packed(self, wanted: Wanted, now: datetime) -> Attachment | None:
        try:
            return self.pack(wanted.person.address, wanted.language, now)
        except TemporaryError:
            raise
        except Exception as error:  # then a person hands it over, who sees what is wrong
            log.error("data.failed", person=wanted.person.id, error=type(error).__name__)
            return None

    def _effects(self, wanted: Wanted, data: Attachment | None, now: datetime) -> Iterator[Effect]:
        question, person = wanted.question, wanted.person
        to = Asker(person, wanted.language, wanted.mailbox, Thread().after(wanted.message_id))
        draft = RightsMails(self.writer, now).done(to, question, data)
        yield SendMail(draft, on_case=False, copy=False)
        if data is None:
            yield from self._by_hand(wanted, now)
        elif question.rights & Right.FORGET:
            yield AwaitErasure(person.address, question.settled)
        yield RecordEvent(None, "right.done", person.address, " ".join(question.rights.slugs))

    def _by_hand(self, wanted: Wanted, now: datetime) -> Iterator[Effect]:
        """The lead, or whom they ask, hands it over."""
        for lead in sorted({address.lower() for address in self.settings.lead}):
            to = reader(lead, self.settings, now)
            where = Addressing(
                to.person,
                to.language,
                Purpose.RECEIPT,
                wanted.mailbox,
                automatic=AUTO_GENERATED,
                dedupe=f"by-hand:{wanted.question.settled}:{to.person.id}",
            )
            variables = {"worker": of_worker(wanted.person, wanted.language)}
            draft = self.writer.write(
                OutboxKind.NOTIFICATION, "concierge/data-by-hand", where, now, variables
            )
            yield SendMail(draft, on_case=False)
