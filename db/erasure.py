"""What erasing somebody gives: what was done, where copies lie, what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MailboxCopy:
    """Where a received mail was fetched from: it may still lie there.

    filed: it was moved to the processed folder since, under another UID: look for its Message-ID.
    folder "import:…": it came from a file, and lies in no mailbox.
    """

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    message_id: str | None
    received_at: datetime
    filed: bool


@dataclass(frozen=True, slots=True)
class SentCopy:
    """A mail that we sent: a copy may lie in the Sent folder, and lies with whoever got it."""

    mailbox: str
    message_id: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A case that was open until it was erased; `owner` is the concierge to be told, or None."""

    case: int
    owner: str | None
    mailbox: str
    language: str
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. `person`: their number, None where nobody had this address.

    cases: emptied; closed: those of them that were open; received, sent: where copies may lie; masked: rows
    of others in which the address or name stood; cancelled: mails that waited; sending: mails (ids) that
    were being sent and have to be emptied by doing it again; on_roster: what they wrote as concierge or lead,
    and their name and address, stay; compacted: the database file has forgotten it too.
    """

    person: int | None = None
    cases: tuple[int, ...] = ()
    closed: tuple[ClosedCase, ...] = ()
    received: tuple[MailboxCopy, ...] = ()
    sent: tuple[SentCopy, ...] = ()
    masked: int = 0
    cancelled: int = 0
    sending: tuple[int, ...] = ()
    on_roster: bool = False
    compacted: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do here; otherwise `erase_person` again, some minutes later."""
        return self.compacted and not self.sending
