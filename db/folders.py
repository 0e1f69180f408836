"""Folders and what was fetched from them: octets and cursor are one commit, before anything is read.

Longer than 250 lines: every way in which a received mail comes into its table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import peewee
from peewee import JOIN, fn

from cases.errors import PermanentError
from cases.model import InboundState
from cases.tokens import Signer
from db.connect import transaction
from db.erased import mail_texts
from db.fingerprint import content_hash, message_id
from db.statement import Insert, Statement, slot, slots
from db.tables import Cursor, Erased, Inbound

MANY = 2**31 - 1  # above every id
_HANDLED = (InboundState.ACCEPTED, InboundState.DISCARDED)
_STORED = Insert(Inbound, ignore=True)
_SEEN = Statement(
    lambda marks: peewee.Select(
        columns=[
            Inbound.select(fn.MIN(Inbound.id))
            .where(
                Inbound.content_hash == slot(Inbound.content_hash),
                Inbound.message_id == slot(Inbound.message_id),
                Inbound.id < slot(Inbound.id),
            )
            .alias("copy"),
            fn.EXISTS(
                Erased.select(Erased.fingerprint).where(
                    Erased.fingerprint.in_(slots(Erased.fingerprint, "marks", marks))
                )
            ).alias("erased"),
        ]
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a mail was here before. `copy`: number of the first one like it; `erased`: it was erased, so
    that nothing of it may be kept.
    """

    copy: int | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder was read; mail up to `backlog_uid` is stored and threaded, never answered."""

    uidvalidity: int
    last_uid: int
    backlog_uid: int


@dataclass(frozen=True, slots=True)
class Unfiled:
    """A handled mail that still lies where it was fetched."""

    id: int
    uidvalidity: int
    uid: int


def cursor(mailbox: str, folder: str) -> Position | None:
    """Where to go on reading; None for a folder that is new to us."""
    row = Cursor.get_or_none(Cursor.mailbox == mailbox, Cursor.folder == folder)
    return Position(row.uidvalidity, row.last_uid, row.backlog_uid) if row else None


def start(mailbox: str, folder: str, uidvalidity: int, last_uid: int, backlog_uid: int) -> None:
    """Begin to read a folder, or begin anew: its UIDVALIDITY changed (RFC 3501 section 2.3.1.1)."""
    position = {"uidvalidity": uidvalidity, "last_uid": last_uid, "backlog_uid": backlog_uid}
    with transaction():
        Cursor.insert(mailbox=mailbox, folder=folder, **position).on_conflict(
            conflict_target=(Cursor.mailbox, Cursor.folder), update=position
        ).execute()


def store(
    mailbox: str,
    folder: str,
    uidvalidity: int,
    fetched: Sequence[tuple[int, bytes, datetime | None]],
    now: datetime,
    backlog_uid: int,
    *,
    backlog_before: datetime | None = None,
    sizes: Mapping[int, int] = MappingProxyType({}),
    read_to: int | None = None,
    reason: str = "",
) -> int:
    """Keep the octets of `fetched` (UID, octets, INTERNALDATE) and move the cursor, in one commit.

    Mail up to `backlog_uid` is backlog; with `backlog_before` only what the server received before that.
    `sizes`: the true size, by UID, of mail of which only the header section was fetched. `read_to`: how far
    the folder counts as read then; None: to the last of these. `reason`: known before anything is read.

    Mail stored before is skipped, so that a fetch may be repeated; gives the number of new mails.
    Raises PermanentError when the folder meanwhile has another UIDVALIDITY: `start` it first.
    """
    if not fetched:
        return 0
    with transaction():
        known = cursor(mailbox, folder)
        if known and known.uidvalidity != uidvalidity:
            raise PermanentError(
                f"{folder} of {mailbox} has UIDVALIDITY {known.uidvalidity}, not {uidvalidity}: read it anew"
            )
        inserted = [
            _insert(
                mailbox,
                folder,
                uidvalidity,
                uid,
                raw,
                internal_date,
                now,
                uid <= backlog_uid and _is_before(internal_date, backlog_before),
                sizes.get(uid),
                reason,
            )
            for uid, raw, internal_date in fetched
        ]
        last_uid = max(uid for uid, _, _ in fetched) if read_to is None else read_to
        if known is None:
            start(mailbox, folder, uidvalidity, last_uid, backlog_uid)
        elif last_uid > known.last_uid:
            Cursor.update(last_uid=last_uid).where(
                Cursor.mailbox == mailbox, Cursor.folder == folder
            ).execute()
        return sum(row is not None for row in inserted)


def keep_again(
    mailbox: str,
    uidvalidity: int,
    uid: int,
    raw: bytes,
    date: datetime | None,
    size: int,
    at: datetime,
    *,
    reason: str = "",
) -> int | None:
    """Keep a mail that was handled before the database was put back, as if it came at `at`; its id.

    None when it is there. A negative `uidvalidity`: it lies in the processed folder now. `reason`: known
    before anything is read.
    """
    with transaction():
        return _insert(mailbox, "INBOX", uidvalidity, uid, raw, date, at, False, size, reason)


def stored_as(mailbox: str, folder: str, uidvalidity: int, uid: int) -> int | None:
    """The id of a mail, by where it was fetched."""
    place = (Inbound.mailbox == mailbox, Inbound.folder == folder)
    row = Inbound.get_or_none(*place, Inbound.uidvalidity == uidvalidity, Inbound.uid == uid)
    return row.id if row else None


def read_to(mailbox: str, folder: str, uidvalidity: int, uid: int) -> None:
    """The folder is read up to `uid`; never back."""
    Cursor.update(last_uid=uid).where(
        Cursor.mailbox == mailbox,
        Cursor.folder == folder,
        Cursor.uidvalidity == uidvalidity,
        Cursor.last_uid < uid,
    ).execute()


def store_file(mailbox: str, name: str, raw: bytes, date: datetime | None, now: datetime) -> int | None:
    """Keep one imported mail as backlog; its id, or None when its like is there already.

    `name` says which import it came from ("import:archive.mbox"); inside it the mails are numbered.
    """
    with transaction():
        if copy_of(message_id(raw), content_hash(raw), raw, None) is not None:
            return None
        last = Inbound.select(Inbound.uid).where(
            Inbound.mailbox == mailbox, Inbound.folder == name, Inbound.uidvalidity == 0
        )
        row = last.order_by(Inbound.uid.desc()).limit(1).get_or_none()
        return _insert(mailbox, name, 0, row.uid + 1 if row else 1, raw, date, now, True)


def _insert(
    mailbox: str,
    folder: str,
    uidvalidity: int,
    uid: int,
    raw: bytes,
    internal_date: datetime | None,
    now: datetime,
    backlog: bool,
    size: int | None = None,
    reason: str = "",
) -> int | None:
    inserted: int | None = _STORED.one(
        mailbox=mailbox,
        folder=folder,
        uidvalidity=uidvalidity,
        uid=uid,
        content=raw,
        size=len(raw) if size is None else size,
        content_hash=content_hash(raw),
        message_id=message_id(raw),
        received_at=now,
        internal_date=internal_date,
        backlog=backlog,
        state=InboundState.RECEIVED,
        reason=reason,
    )
    return inserted


def _is_before(moment: datetime | None, limit: datetime | None) -> bool:
    return limit is None or moment is None or moment < limit


def seen(msg_id: str | None, digest: str, raw: bytes, before: int | None, signer: Signer) -> Seen:
    """What is known of a mail with this Message-ID and this content (among those of an id below `before`).

    Without a Message-ID only the very same octets are a copy: two short mails may well say the same.
    """
    marks = [each for text in mail_texts(msg_id, digest, raw) for each in signer.fingerprints(text)]
    if msg_id and marks:
        limit = MANY if before is None else before
        copy, erased = _SEEN.first(content_hash=digest, message_id=msg_id, id=limit, marks=marks)
        return Seen(copy, bool(erased))
    known = Erased.select(Erased.fingerprint).where(Erased.fingerprint.in_(marks))
    return Seen(copy_of(msg_id, digest, raw, before), bool(marks and known.exists()))


def copy_of(msg_id: str | None, digest: str, raw: bytes, before: int | None) -> int | None:
    """The first mail (of an id below `before`) with this Message-ID and this content."""
    same = Inbound.select(Inbound.id).where(Inbound.content_hash == digest)
    if before is not None:
        same = same.where(Inbound.id < before)
    if msg_id:
        same = same.where(Inbound.message_id == msg_id)
    else:
        same = same.where(Inbound.message_id.is_null(), Inbound.content == raw)
    row = same.order_by(Inbound.id).limit(1).get_or_none()
    return row.id if row else None


def unfiled(mailbox: str, folder: str, limit: int = 100) -> tuple[Unfiled, ...]:
    """Handled mail of this folder that may be moved away now, under the UIDVALIDITY of the cursor.

    Backlog stays where people left it: nobody has handled it here.
    """
    rows = (
        Inbound.select(Inbound.id, Inbound.uidvalidity, Inbound.uid)
        .join(
            Cursor,
            JOIN.INNER,
            on=(
                (Cursor.mailbox == Inbound.mailbox)
                & (Cursor.folder == Inbound.folder)
                & (Cursor.uidvalidity == Inbound.uidvalidity)
            ),
        )
        .where(
            Inbound.mailbox == mailbox,
            Inbound.folder == folder,
            Inbound.state.in_(_HANDLED),
            Inbound.filed == False,  # noqa: E712 - a column
            Inbound.backlog == False,  # noqa: E712
        )
        .order_by(Inbound.id)
        .limit(limit)
    )
    return tuple(Unfiled(row.id, row.uidvalidity, row.uid) for row in rows)


def mark_filed(inbound_ids: Sequence[int]) -> None:
    """These mails no longer lie in the folder they were fetched from."""
    with transaction():
        Inbound.update(filed=True).where(Inbound.id.in_(list(inbound_ids))).execute()
