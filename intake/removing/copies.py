"""Removes the copies of certain mails from a mailbox: found by Message-ID, content or address.

A mail is removed only after what lies under its UID was read again and is what was looked for. Without
UIDPLUS (RFC 4315) nothing is removed, because EXPUNGE would also remove what other people marked; it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from cases.masking import Mask
from cases.settings import MailboxSettings
from cases.tokens import Signer
from db import mailbox_copies
from db.fingerprint import content_hash, message_id
from db.mailbox_copies import Copy
from intake.imap.mailbox import Mailbox
from intake.imap.values import Fetched, FolderState
from intake.removing.folders import all_of
from intake.removing.places import Outcome, Place

DAY = timedelta(days=1)
ANSWERS = 5  # an answer to an answer to … a mail that names somebody
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


def remove_naming(
    box: Mailbox, mailbox: MailboxSettings, address: str, signer: Signer, *, rehearse: bool = False
) -> Outcome:
    """Remove what names this address and is a mail that we sent, or one that was erased from the store; and
    what answers one of these and was erased.

    That is what is left once the store knows nothing of them any more, and what tells our own people of mail
    in which somebody else named them. Anything else stays; `rehearse` and errors as above.
    """
    found: dict[tuple[str, int], Place] = {}
    more = _ours_naming(box, mailbox, address, signer)
    for _ in range(ANSWERS):
        found |= {(place.folder, place.uid): place for place in more}
        more = [
            place
            for place in _erased_answers(box, mailbox, {each.message_id or "" for each in more}, signer)
            if (place.folder, place.uid) not in found
        ]
    removed: list[Place] = []
    stayed: list[Place] = []
    for folder in all_of(box, mailbox):
        box.open(folder, read_only=rehearse)
        for place in [each for each in found.values() if each.folder == folder]:
            if message_id(box.header(place.uid)) == place.message_id:
                (removed if rehearse or box.remove(place.uid) else stayed).append(place)
    return Outcome(tuple(removed), tuple(stayed))


def _ours_naming(box: Mailbox, mailbox: MailboxSettings, address: str, signer: Signer) -> list[Place]:
    places: list[Place] = []
    for folder in all_of(box, mailbox):
        box.open(folder, read_only=True)
        uids = box.uids_naming(address, anywhere=True)
        named = {uid: message_id(header) for uid, header in box.headers(uids).items()}
        ids = {each for each in named.values() if each}
        known = mailbox_copies.ours(ids) | mailbox_copies.emptied(ids, signer)
        places += [
            Place(mailbox.address, folder, mail.uid, named[mail.uid], mail.internal_date)
            for mail in box.fetch([uid for uid in uids if named.get(uid) in known])
            if not mail.undelivered
            and Mask(address).stands_in(mail.raw)  # the server finds parts of words: "anna@" in "joanna@"
        ]
    return places


def _erased_answers(box: Mailbox, mailbox: MailboxSettings, ids: set[str], signer: Signer) -> list[Place]:
    """What was erased and answers one of these: a concierge's words, which name nobody."""
    places: list[Place] = []
    for folder in all_of(box, mailbox) if ids else ():
        box.open(folder, read_only=True)
        uids = sorted({uid for each in ids if each for uid in box.uids_answering(each)})
        named = {uid: message_id(header) for uid, header in box.headers(uids).items()}
        known = mailbox_copies.emptied({each for each in named.values() if each}, signer)
        places += [
            Place(mailbox.address, folder, one.uid, named[one.uid], one.internal_date)
            for one in box.sizes([uid for uid, each in named.items() if each in known])
        ]
    return places


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
    return [mail.uid for mail in box.fetch(uids) if _is(copy, mail)] or _by_content(box, copy)


def _by_content(box: Mailbox, copy: Copy) -> list[int]:
    """Among the mail of the days around it, the last of which are read."""
    near = box.uids_between(copy.at.date() - DAY, copy.at.date() + 2 * DAY)[-SEARCHED:]
    return [mail.uid for mail in box.fetch(near) if _is(copy, mail)]


def _is(copy: Copy, mail: Fetched) -> bool:
    if mail.undelivered:  # nobody knows what it is
        return False
    return message_id(mail.raw) is None and content_hash(mail.raw) == copy.content_hash
