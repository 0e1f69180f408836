"""Erasing a person for an operator: the copies in the mailboxes first, then what is stored; and what remains.

In this order, because the store knows where the copies lie: if a mailbox cannot be reached, nothing is lost
and the same can be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from cases.errors import ConciergeError, PermanentError
from cases.moments import public_moment
from cases.settings import MailboxSettings, Settings
from concierge.own_data import collect
from db.erase import erase_person
from db.erasure import Erased
from db.mailbox_copies import Copy, copies_of
from db.own_data import OwnData
from followups.erasures import Erasures
from intake.imap.mailbox import Mailbox
from intake.removing.copies import naming, remove_copies, remove_naming
from intake.removing.places import Outcome, Place
from templates.drafts import Writer
from templates.load import load_library

NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing would do. `owned` None: they are only named, in `named` mails of others.

    lying: where nothing is stored of them (any more), what would be removed from the mailboxes.
    """

    address: str
    owned: OwnData | None
    copies: tuple[Copy, ...]
    named: int
    on_roster: bool
    lying: Outcome = NOTHING

    @property
    def stored(self) -> bool:
        """Whether the store has anything of them."""
        return self.owned is not None or bool(self.copies) or self.named > 0


@dataclass(frozen=True, slots=True)
class Done:
    """erased: in the store; mailbox: what became of the copies, None where they were left alone; others: mail
    from or to the person that lies there and is none of the service's.
    """

    erased: Erased
    mailbox: Outcome | None
    others: tuple[Place, ...]


def plan(address: str, settings: Settings, *, mailbox: bool = False) -> Plan:
    """What there is to erase; `mailbox`: where nothing is stored, what lies in the mailboxes.

    Raises PermanentError when there is nothing, or it is nobody's address.
    """
    key = address.strip().lower()
    if settings.is_own(key):
        raise PermanentError(f"{address} is an address of the service itself, not of a person.")
    owned, (copies, named) = collect(key, settings), copies_of(key, settings)
    planned = Plan(key, owned, copies, named, on_roster=key in settings.roster_addresses)
    if planned.stored:
        return planned
    if mailbox and not planned.on_roster:
        lying, others = _in_mailboxes(planned, settings, rehearse=True)
        if lying.removed or others:
            return replace(planned, lying=lying)
    where = (
        "and nothing of theirs lies in the mailboxes" if mailbox else "(--mailbox looks in the mailboxes too)"
    )
    raise PermanentError(
        f"Nothing is stored about {address} {where}. Look for other addresses of this person: "
        "`concierge cases` shows those of everybody who asked."
    )


def erase(planned: Plan, settings: Settings, now: datetime, *, mailbox: bool) -> Done:
    """Erase; `mailbox`: remove the copies too. Safe to repeat.

    Raises PermanentError, with nothing erased here, when a mailbox cannot be reached; see also `db.erase`.
    """
    outcome, others = _in_mailboxes(planned, settings) if mailbox else (None, ())
    if not planned.stored:
        return Done(Erased(compacted=True), outcome, others)
    library = load_library(settings.templates, settings.languages)
    told = Erasures(settings, Writer(settings, library))
    tell = partial(told.tell_concierges, planned.address, now)
    return Done(erase_person(planned.address, settings, now, tell), outcome, others)


def remaining(planned: Plan, done: Done, settings: Settings) -> tuple[Place, ...]:
    """Copies that still lie, or may lie, in the mailboxes."""
    if done.mailbox is not None:
        return (*done.mailbox.stayed, *done.mailbox.missing, *done.others)
    processed = {box.address: box.processed_folder for box in settings.mailboxes}
    return tuple(
        Place(copy.mailbox, _folder(copy, processed.get(copy.mailbox, "")), 0, copy.message_id, copy.at)
        for copy in sorted(planned.copies, key=lambda copy: copy.at)
    )


def as_json(done: Done, left: Iterable[Place], settings: Settings) -> dict[str, Any]:
    """The outcome with the keys of docs/own-data.md."""
    erased = done.erased
    return {
        "person": erased.person,
        "cases": [settings.tag(number) for number in erased.cases],
        "closed": [settings.tag(each.case) for each in erased.closed],
        "received": len(erased.received),
        "sent": len(erased.sent),
        "masked": erased.masked,
        "cancelled": erased.cancelled,
        "on_roster": erased.on_roster,
        "finished": erased.finished,
        "removed_from_mailbox": None if done.mailbox is None else len(done.mailbox.removed),
        "copies": [
            {
                "mailbox": place.mailbox,
                "folder": place.folder,
                "at": public_moment(place.at),
                "message_id": place.message_id,
            }
            for place in left
        ],
    }


def _in_mailboxes(
    planned: Plan, settings: Settings, *, rehearse: bool = False
) -> tuple[Outcome, tuple[Place, ...]]:
    """What became of the copies, and what else names them; `rehearse`: nothing is removed."""
    outcomes: list[Outcome] = []
    others: list[Place] = []
    try:
        for box in settings.mailboxes:
            with Mailbox(box.imap) as opened:
                outcomes.append(remove_copies(opened, box, planned.copies, rehearse=rehearse))
                if not planned.on_roster:  # their work for others lies there, and stays
                    naming_them = partial(remove_naming, opened, box, planned.address, settings.signer)
                    outcomes.append(naming_them(rehearse=rehearse))
                    others += _others(opened, box, planned.address, Outcome.of(outcomes))
    except ConciergeError as error:
        raise PermanentError(
            f"{error} Nothing was erased in the database yet: try again, or without --mailbox."
        ) from error
    return Outcome.of(outcomes), tuple(others)


def _others(opened: Mailbox, box: MailboxSettings, address: str, outcome: Outcome) -> list[Place]:
    """Mail from or to them that is none of the service's."""
    known = {(place.mailbox, place.folder, place.uid) for place in (*outcome.stayed, *outcome.removed)}
    return [
        place
        for place in naming(opened, box, address)
        if (place.mailbox, place.folder, place.uid) not in known
    ]


def _folder(copy: Copy, processed: str) -> str:
    """Where it lies by now, most likely."""
    if not copy.folder:
        return "Sent"
    return processed if copy.folder == "INBOX" and processed else copy.folder
