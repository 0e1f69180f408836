"""Erases those who asked for it by mail, once the last mail to them is over (or a day has passed).

Not a step like the others: erasing is a transaction of its own, and the database is tidied outside of any.
In that transaction the concierges of cases that were still open are told, without a name, and so is the lead,
who alone can delete what lies in the mailbox. Nothing here says in a log whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from cases.effects import Decision, Draft, Effect, RecordEvent, SendMail
from cases.errors import TemporaryError
from cases.model import InboundState, OutboxKind, Purpose
from cases.reasons import Reason
from cases.routing import serving
from cases.settings import Concierge, MailboxSettings, Settings
from db import waiting_erasures
from db.apply import apply
from db.erase import erase_person
from db.erasure import Erased
from db.mailbox_copies import FROM_FILES
from followups.mails import Reader
from followups.readers import reader
from templates.drafts import AUTO_GENERATED, Addressing, Writer

log = structlog.get_logger("followups")
SENT = "Sent"  # where the server says itself which folder it is: most call it so


@dataclass(frozen=True, slots=True)
class Erasures:
    """The erasures of one service."""

    settings: Settings
    writer: Writer

    def run_once(self, now: datetime) -> int:
        """Erase whoever is due; gives how many. Who fails waits for the next round, the others go on."""
        return sum(self._guarded(address, now) for address in waiting_erasures.due(now))

    def rehearse(self, now: datetime) -> list[Decision]:
        """One for each who is due; nobody is erased."""
        return [Decision(InboundState.ACCEPTED, Reason.ERASED) for _ in waiting_erasures.due(now)]

    def _guarded(self, address: str, now: datetime) -> int:
        try:
            erased = erase_person(address, self.settings, now, partial(self._tell, address, now))
        except TemporaryError:
            raise
        except Exception as error:  # the item boundary; a traceback would name them
            log.error("erasure.failed", error=type(error).__name__)
            return 0
        log.info("person.erased", person=erased.person, cases=len(erased.cases), finished=erased.finished)
        return 1

    def _tell(self, address: str, now: datetime, erased: Erased) -> None:
        """Mails and a line on the timeline; nothing where this only finishes what was begun."""
        if erased.person is None:
            return
        self._send(
            (*self._to_concierges(address, erased, now), *self._to_lead(address, erased, now)), erased, now
        )

    def tell_concierges(self, address: str, now: datetime, erased: Erased) -> None:
        """As above where an operator erases, to whom the command says what the lead would read."""
        if erased.person is not None:
            self._send(tuple(self._to_concierges(address, erased, now)), erased, now)

    def _send(self, drafts: tuple[Draft, ...], erased: Erased, now: datetime) -> None:
        event = RecordEvent(None, "person.erased", "service", f"person {erased.person}")
        effects: list[Effect] = [*(SendMail(draft, on_case=False) for draft in drafts), event]
        apply(Decision(InboundState.ACCEPTED, Reason.ERASED, tuple(effects)), None, now, "service")

    def _to_concierges(self, address: str, erased: Erased, now: datetime) -> Iterator[Draft]:
        """To the owner of each case that was still open, else to all; the lead reads it in their own mail."""
        found: dict[Concierge, list[str]] = {}
        for closed in erased.closed:
            owner = self.settings.concierge(closed.owner) if closed.owner else None
            for concierge in (owner,) if owner else serving(self.settings.concierges, closed.client):
                found.setdefault(concierge, []).append(self.settings.tag(closed.case))
        lead = self._lead()
        for concierge, tags in found.items():
            if address not in concierge.addresses and not lead & set(concierge.addresses):
                to = reader(concierge, self.settings, now)
                where = self._where(to, erased, "forgotten", now)
                variables = {"tags": tags}
                yield self.writer.write(OutboxKind.NOTIFICATION, "concierge/forgotten", where, now, variables)

    def _to_lead(self, address: str, erased: Erased, now: datetime) -> Iterator[Draft]:
        """What was done, and what lies where only a person may delete it."""
        variables = {
            "number": len(erased.cases),
            "mail_count": len(erased.received),
            "tags": [self.settings.tag(closed.case) for closed in erased.closed],
            "on_roster": erased.on_roster,
            "copies": self._folders(erased),
        }
        for lead in sorted(self._lead() - {address}):
            to = reader(lead, self.settings, now)
            where = self._where(to, erased, "erased", now)
            yield self.writer.write(OutboxKind.NOTIFICATION, "concierge/erased", where, now, variables)

    def _lead(self) -> set[str]:
        return {address.lower() for address in self.settings.lead}

    def _folders(self, erased: Erased) -> list[dict[str, object]]:
        """Where copies lie: each folder of a mailbox with how many, and when the first and the last came."""
        moments: dict[tuple[str, str], list[datetime]] = {}
        for copy in erased.received:
            if not copy.folder.startswith(FROM_FILES):
                box = self._box(copy.mailbox)
                folder = (box.processed_folder if box and copy.filed else "") or copy.folder
                moments.setdefault((copy.mailbox, folder), []).append(copy.received_at)
        for ours in erased.sent:
            box = self._box(ours.mailbox)
            folder = box.sent_folder if box and box.sent_folder != "auto" else SENT
            moments.setdefault((ours.mailbox, folder), []).append(ours.sent_at)
        return [
            {"folder": folder, "mailbox": mailbox, "number": len(at), "first": min(at), "last": max(at)}
            for (mailbox, folder), at in moments.items()
        ]

    def _box(self, address: str) -> MailboxSettings | None:
        return next((box for box in self.settings.mailboxes if box.address == address), None)

    def _where(self, to: Reader, erased: Erased, what: str, now: datetime) -> Addressing:
        """Of no case: what is on it is emptied."""
        return Addressing(
            to.person,
            to.language,
            Purpose.RECEIPT,
            self.settings.mailboxes[0].address,
            automatic=AUTO_GENERATED,
            dedupe=f"{what}:{erased.person}:{now.date()}:{to.person.id}",
        )
