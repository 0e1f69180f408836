"""Where copies of what is stored may lie in the mailboxes, and which mail there is ours to remove."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cases.masking import Mask
from cases.model import InboundState
from cases.settings import Settings
from cases.tokens import Signer
from db import theirs
from db.others import mentioning
from db.tables import Erased, Event, Inbound, Outbox, Person

FROM_FILES = "import:"  # begins the folder of mail that was imported from a file
_HANDLED = (InboundState.ACCEPTED, InboundState.DISCARDED)
INBOX = "INBOX"
_MANY = 500  # values of one list in a statement
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail that may lie in a mailbox. `folder`: where it was fetched, "" for one of ours (Sent).

    Its UID counts there under this UIDVALIDITY, until it is moved; Message-ID or content tell it anywhere.
    """

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    message_id: str | None
    content_hash: str | None
    at: datetime


def copies_of(address: str, settings: Settings) -> tuple[tuple[Copy, ...], int]:
    """Where the mails may lie that `db.erase.erase_person` would empty, and how many others name the address.

    Reads all mail, changes nothing.
    """
    key = address.strip().lower()
    _, found = mentioning(Mask(key))
    cases = [row.id for row in theirs.cases_of(Person.get_or_none(Person.address == key))]
    mails = theirs.mails_of(key, cases, found, settings)
    outgoing = theirs.outgoing(key, cases, mails, roster=theirs.on_roster(key, settings))
    sent = (
        Copy(each.mailbox, "", 0, 0, each.message_id, None, each.sent_at) for each in theirs.sent(outgoing)
    )
    renamed = (copy for box in settings.mailboxes for copy in renamed_copies(cases, box.address))
    return (*received_copies(mails), *sent, *renamed), len(found - mails)


def received_copies(inbound_ids: Iterable[int]) -> tuple[Copy, ...]:
    """Of these received mails, those that were fetched from a mailbox, in the order of their numbers."""
    columns = (
        *(Inbound.mailbox, Inbound.folder, Inbound.uidvalidity, Inbound.uid, Inbound.message_id),
        *(Inbound.content_hash, Inbound.internal_date, Inbound.received_at),
    )
    found: list[Copy] = []
    for ids in _parts(sorted(inbound_ids)):
        for row in Inbound.select(*columns).where(Inbound.id.in_(ids)).order_by(Inbound.id):
            if not row.folder.startswith(FROM_FILES):
                at = row.internal_date or row.received_at
                place = (row.mailbox, row.folder, row.uidvalidity, row.uid)
                found.append(Copy(*place, row.message_id, row.content_hash, at))
    return tuple(found)


def renamed_copies(case_ids: Iterable[int], mailbox: str) -> tuple[Copy, ...]:
    """Copies of ours on these cases under the Message-ID that a relay gave them."""
    found = []
    for ids in _parts(sorted(case_ids)):
        rows = Event.select().where(Event.case_id.in_(ids), Event.event == "mail.renamed")
        found += [Copy(mailbox, "", 0, 0, row.detail, None, row.at) for row in rows.order_by(Event.id)]
    return tuple(found)


def handled(mailbox: str, message_ids: Collection[str], signer: Signer) -> frozenset[str]:
    """Of these Message-IDs those of received mail that is stored and decided, or was emptied since.

    Backlog is not among them, nor what people wrote in the mailbox itself: nobody has handled it here.
    """
    known: set[str] = set()
    for ids in _parts(sorted(message_ids)):
        rows = Inbound.select(Inbound.message_id, Inbound.state, Inbound.backlog).where(
            Inbound.message_id.in_(ids), Inbound.mailbox == mailbox, Inbound.folder == INBOX
        )
        waiting: set[str] = set()
        for row in rows:
            decided = row.state in _HANDLED and not row.backlog
            (known if decided else waiting).add(row.message_id)
        known -= waiting  # one of its copies still waits for somebody
        marks = {mark: each for each in ids for mark in signer.fingerprints(f"message-id:{each}")}
        for part in _parts(sorted(marks)):
            found = Erased.select(Erased.fingerprint).where(Erased.fingerprint.in_(part))
            known |= {marks[row.fingerprint] for row in found} - waiting
    return frozenset(known)


def emptied(message_ids: Collection[str], signer: Signer) -> frozenset[str]:
    """Of these Message-IDs those of mail, received or ours, of which nothing is stored any more."""
    known: set[str] = set()
    for ids in _parts(sorted(message_ids)):
        marks = {mark: each for each in ids for mark in signer.fingerprints(f"message-id:{each}")}
        for part in _parts(sorted(marks)):
            found = Erased.select(Erased.fingerprint).where(Erased.fingerprint.in_(part))
            known |= {marks[row.fingerprint] for row in found}
        rows = Inbound.select(Inbound.message_id).where(Inbound.message_id.in_(ids), Inbound.content != b"")
        known -= {row.message_id for row in rows}
        known |= {
            row.message_id for row in Outbox.select().where(Outbox.message_id.in_(ids), Outbox.subject == "")
        }
    return frozenset(known)


def ours(message_ids: Collection[str]) -> frozenset[str]:
    """Of these Message-IDs those of mail that we sent."""
    known: set[str] = set()
    for ids in _parts(sorted(message_ids)):
        rows = Outbox.select(Outbox.message_id).where(
            Outbox.message_id.in_(ids), Outbox.sent_at.is_null(False)
        )
        known |= {row.message_id for row in rows}
    return frozenset(known)


def _parts(values: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
