"""Tells the lead ahead of time that a login of the service ends, and that one was refused.

Once at 30, 7 and 1 days before a secret or certificate ends; a refused login once, from another mailbox, as
nothing goes out from that one. The timeline is the memory. Where there is no lead, the concierges are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.effects import Decision, Draft
from cases.endings import Ending, RefusedLogin, step
from cases.model import OutboxKind, Purpose
from cases.settings import Settings
from db import followups
from followups.decide import written_decision
from followups.readers import reader
from followups.recipients import local_date
from templates.drafts import AUTO_GENERATED, Addressing, Writer

TOLD = "login-end.told"
MEMORY = timedelta(days=45)  # longer than the first warning is before the end
Warned = tuple[str, Ending | RefusedLogin]  # an address, and what it is told about


@dataclass(frozen=True, slots=True)
class Logins:
    """The warnings of one service; `endings` and `refused` say what there is now."""

    settings: Settings
    writer: Writer
    endings: Callable[[], Sequence[Ending]]
    refused: Callable[[], Sequence[RefusedLogin]]

    def due(self, now: datetime) -> Iterator[Warned]:
        """Who is to be told what, and was not yet."""
        found: list[Ending | RefusedLogin] = [
            *(each for each in self.endings() if step(each, local_date(now, self.settings)) is not None),
            *(each for each in self.refused() if self._another(each.mailbox)),
        ]
        people = self.settings.lead or tuple(c.address for c in self.settings.concierges)
        for each in found:
            for address in dict.fromkeys(a.lower() for a in people):
                if not self._was_told(address, each, now):
                    yield address, each

    def tell(self, warned: Warned, now: datetime) -> Decision | None:
        """One mail to one person, and that it was written."""
        address, what = warned
        if self._was_told(address, what, now):
            return None
        draft = (
            self._ending(address, what, now)
            if isinstance(what, Ending)
            else self._refusal(address, what, now)
        )
        return written_decision(draft, TOLD, address, self._key(what, now), now)

    def _ending(self, address: str, what: Ending, now: datetime) -> Draft:
        variables = {
            "recipient": what.mailbox,
            "day": what.day,
            "days_left": what.days_left(local_date(now, self.settings)),
            "certificate": what.is_certificate,
        }
        mailbox = self.settings.mailboxes[0].address
        return self._write("concierge/secret-ends", mailbox, address, self._key(what, now), now, variables)

    def _refusal(self, address: str, what: RefusedLogin, now: datetime) -> Draft:
        variables = {"recipient": what.mailbox, "reason": what.why, "by_person": what.by_person}
        mailbox = self._another(what.mailbox) or what.mailbox
        return self._write("concierge/login-refused", mailbox, address, self._key(what, now), now, variables)

    def _write(
        self, template: str, mailbox: str, address: str, key: str, now: datetime, variables: dict[str, object]
    ) -> Draft:
        to = reader(address, self.settings, now)
        dedupe = f"{TOLD}:{to.person.id}:{key}"
        where = Addressing(
            to.person, to.language, Purpose.DIGEST, mailbox, automatic=AUTO_GENERATED, dedupe=dedupe
        )
        return self.writer.write(OutboxKind.ESCALATION, template, where, now, variables)

    def _another(self, mailbox: str) -> str | None:
        """A mailbox that can still send, to tell about this one."""
        refused = {each.mailbox.lower() for each in self.refused()} | {mailbox.lower()}
        return next((b.address for b in self.settings.mailboxes if b.address.lower() not in refused), None)

    def _was_told(self, address: str, what: Ending | RefusedLogin, now: datetime) -> bool:
        marks = followups.service_marks((TOLD,), address, now - MEMORY)
        return any(mark.detail == self._key(what, now) for mark in marks)

    def _key(self, what: Ending | RefusedLogin, now: datetime) -> str:
        """What is told once: this end at this step, or this refusal."""
        if isinstance(what, RefusedLogin):
            return f"{what.mailbox} refused {what.since}".rstrip()
        return f"{what.mailbox} {what.day} {step(what, local_date(now, self.settings))}"
