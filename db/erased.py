"""What was erased is known again when it is seen again, by keyed fingerprints alone (`Signer.fingerprint`).

The mailbox, other people's archives and backups may hold copies. Fingerprinted are Message-IDs and content
hashes of emptied mails, the octets of masked mails without Message-ID, and the address with the moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

import peewee

from cases.tokens import Signer
from db.statement import Insert
from db.tables import Case, Erased, Inbound, Person

NOBODY = "erased.invalid"  # domain of whoever was erased (RFC 2606 section 2): nothing can be sent there
_MARKS = Insert(Erased, ignore=True)


def nobody(person_id: int) -> str:
    """The address that stands for somebody who was erased."""
    return f"erased-{person_id}@{NOBODY}"


def is_nobody(address: str) -> bool:
    """Whether this stands for somebody who was erased."""
    return address.endswith(f"@{NOBODY}")


def of_nobody() -> peewee.ModelSelect[Case]:
    """Numbers of the cases of those who were erased."""
    return Case.select(Case.id).join(Person).where(Person.address.endswith(f"@{NOBODY}"))


def mail_texts(message_id: str | None, content_hash: str, raw: bytes) -> tuple[str, ...]:
    """What a received mail is looked up by."""
    if message_id:
        return f"message-id:{message_id}", f"content:{content_hash}"
    return f"content:{content_hash}", f"octets:{hashlib.sha256(raw).hexdigest()}"


def mark_mail(row: Inbound, signer: Signer, now: datetime) -> None:
    """This mail is about to be emptied: neither it nor a copy of it comes back."""
    _mark(mail_texts(row.message_id, row.content_hash, bytes(row.content)), signer, now)


def mark_octets(raw: bytes, signer: Signer, now: datetime) -> None:
    """This mail, which has no Message-ID, is about to be masked: its octets do not come back as they were."""
    _mark([f"octets:{hashlib.sha256(raw).hexdigest()}"], signer, now)


def mark_address(address: str, signer: Signer, now: datetime) -> None:
    """Mail of this address that was written until now does not come back; the latest moment counts."""
    for each in signer.fingerprints(f"address:{address}"):
        Erased.delete().where(Erased.fingerprint == each).execute()
    _mark([f"address:{address}"], signer, now)


def erased_at(addresses: Collection[str], signer: Signer) -> datetime | None:
    """When the last of these addresses (lower case) was erased; None: none was."""
    keys = [each for address in addresses for each in signer.fingerprints(f"address:{address}")]
    if not keys:
        return None
    rows = Erased.select(Erased.at).where(Erased.fingerprint.in_(keys))
    return max((row.at for row in rows), default=None)


def _mark(texts: Iterable[str], signer: Signer, now: datetime) -> None:
    marks = [{"fingerprint": signer.fingerprint(text), "at": now} for text in dict.fromkeys(texts)]
    if marks:
        _MARKS.many(marks)
