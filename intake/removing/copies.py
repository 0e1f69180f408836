"""Removes the copies of certain mails from a mailbox: found by Message-ID or content, removed by UID.

A mail is removed only after what lies under its UID was read again and is what was looked for. Without
UIDPLUS (RFC 4315) nothing is removed, because EXPUNGE would also remove what other people marked; it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from cases.settings import MailboxSettings
from db.fingerprint import content_hash, message_id
from db.mailbox_copies import Copy
from intake.imap.mailbox import Mailbox
from intake.imap.values import FolderState
from intake.removing.folders import all_of
from intake.removing.places import Outcome, Place

DAY = timedelta(days=1)
SEARCHED = 200  # mails of one folder that are read at most to find one that has no Message-ID


def remove_copies(
    box: Mailbox, mailbox: MailboxSettings, copies: Iterable[Copy], *, rehearse: bool = False
) -> Outcome:
    """Remove every copy of these mails in INBOX, the processed folder and Sent.

    The open folder is another one afterwards. `rehearse`: only say what would go. Raises TemporaryError when
    the line is lost: the same may be asked again.
    """
    wanted = {
        (copy.message_id or copy.content_hash): copy for copy in copies if copy.mailbox == mailbox.address
    }
    removed: list[Place] = []
    stayed: list[Place] = []
    found: set[str | None] = set()
    for folder in all_of(box, mailbox) if wanted else ():
        state = box.open(folder, read_only=rehearse)
        for key, copy in wanted.items():
            for uid in _uids(box, state, copy):
                found.add(key)
                places = removed if rehearse or box.remove(uid) else stayed
                places.append(Place(mailbox.address, folder, uid, copy.message_id, copy.at))
    missing = (copy for key, copy in wanted.items() if key not in found)
    return Outcome(
        tuple(removed),
        tuple(stayed),
        tuple(Place(mailbox.address, copy.folder or "Sent", 0, copy.message_id, None) for copy in missing),
    )


def naming(box: Mailbox, mailbox: MailboxSettings, address: str) -> tuple[Place, ...]:
    """Mail from, to, or with a copy to this address that lies there, of whatever origin."""
    found: list[Place] = []
    for folder in all_of(box, mailbox):
        box.open(folder, read_only=True)
        uids = box.uids_naming(address)
        headers = box.headers(uids)
        for one in box.sizes(uids):
            named = message_id(headers.get(one.uid, b""))
            found.append(Place(mailbox.address, folder, one.uid, named, one.internal_date))
    return tuple(found)


def _uids(box: Mailbox, state: FolderState, copy: Copy) -> Sequence[int]:
    """The UIDs of this mail in the open folder."""
    if copy.message_id is not None:
        uids = box.find_by_message_id(state.name, copy.message_id)
        headers = box.headers(uids)
        return [uid for uid in uids if message_id(headers.get(uid, b"")) == copy.message_id]
    if copy.folder == state.name and copy.uidvalidity == state.uidvalidity:
        uids = (copy.uid,)
    else:
        uids = ()
    return [mail.uid for mail in box.fetch(uids) if _is(copy, mail.raw)] or _by_content(box, copy)


def _by_content(box: Mailbox, copy: Copy) -> list[int]:
    """Among the mail of the days around it, the last of which are read."""
    near = box.uids_between(copy.at.date() - DAY, copy.at.date() + 2 * DAY)[-SEARCHED:]
    return [mail.uid for mail in box.fetch(near) if _is(copy, mail.raw)]


def _is(copy: Copy, raw: bytes) -> bool:
    return message_id(raw) is None and content_hash(raw) == copy.content_hash
