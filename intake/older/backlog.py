"""Older mail: what lay in the mailbox before us, and what is imported from files. Pure.

It is threaded by Message-ID, In-Reply-To and References alone, and the result does not depend on the order
of arrival: a parent that comes after its children joins them, a mail that connects two cases makes them
one, and ids that are named but never seen join those who name them. Whoever takes part does not matter
here, tokens neither: they may be those of an earlier installation. Nothing is ever sent, and no case of
live mail changes: older mail is only shown on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from cases.effects import AddMessage, AwaitCase, Decision, Effect, OpenCase, SettleImported
from cases.model import (
    Address,
    Attachment,
    CaseState,
    Direction,
    InboundState,
    Kind,
    Need,
    Origin,
    Person,
    Role,
)
from cases.reasons import Reason
from db.conversations import Conversation, Place
from intake.reading.parsed import Parsed

ACCEPTED, DISCARDED = InboundState.ACCEPTED, InboundState.DISCARDED
_UNSHOWN = {
    Kind.OWN: Reason.OWN,
    Kind.BULK: Reason.BULK,
    Kind.DELIVERY_REPORT: Reason.REPORT_UNMATCHED,
    Kind.DISPOSITION_REPORT: Reason.DISPOSITION_REPORT,
}


class Side(StrEnum):
    """Where a mail came from."""

    OUTSIDE = "outside"
    CONCIERGE = "concierge"
    SERVICE = "service"  # from the mailbox itself


class Claim(IntEnum):
    """How well a mail says whose case it is; the lowest wins, then the earliest."""

    ASKED = 0  # its author wrote from outside
    TOLD = 1  # one of us wrote to them
    ALONE = 2  # a concierge wrote to nobody outside


@dataclass(frozen=True, slots=True)
class Older:
    """One older mail and the cases that its ids lead to (oldest first).

    machine: no person wrote it. person: whom a case of this mail alone would be for; None: it opens none.
    ids: its own and all that it names. reason: why it is shown: imported or backlog.
    need: what it says of one, where it may be the request.
    open_since: cases with mail of people from then on stay open; None: all are closed.
    """

    parsed: Parsed
    at: datetime
    mailbox: str
    side: Side
    kind: Kind
    machine: bool
    author: Address
    person: Person | None
    claim: Claim
    subject: str
    language: str
    client: str | None
    new_text: str
    attachments: tuple[Attachment, ...]
    ids: tuple[str, ...]
    conversations: tuple[Conversation, ...]
    new_case: int
    reason: Reason
    need: Need
    duplicate: bool = False
    erased: bool = False  # it is by somebody, or a case for somebody, who was erased since it was written
    open_since: datetime | None = None

    @property
    def place(self) -> Place:
        return self.at, self.parsed.message_id or ""

    @property
    def opens(self) -> bool:
        """Whether there may be a case of this mail alone."""
        return self.person is not None and not self.machine


def backlog(older: Older) -> Decision:
    """Stored and threaded, never answered; a case of its own is closed at once."""
    if older.erased:
        return Decision(DISCARDED, Reason.ERASED)
    if older.duplicate:
        return Decision(DISCARDED, Reason.DUPLICATE)
    if older.kind is Kind.MALFORMED:
        return Decision(DISCARDED, Reason.FROM_NOT_SINGLE)
    if not older.conversations and not older.opens:
        waits = (AwaitCase(older.ids),) if older.ids else ()
        return Decision(DISCARDED, _UNSHOWN.get(older.kind, Reason.AUTOMATIC), waits)
    reason = Reason.AUTOMATIC_ON_CASE if older.machine else older.reason
    if not older.conversations:
        return Decision(ACCEPTED, reason, tuple(_opened(older)), older.new_case)
    survivor, merged = _one(older.conversations)
    fields = _changed(survivor, _together(older, (survivor, *merged))) if survivor.imported else {}
    requester = fields.get("requester", survivor.requester)
    assert isinstance(requester, Person)
    effects: list[Effect] = [_shown(older, survivor.case, requester)]
    if merged or fields:
        effects.append(SettleImported(survivor.case, tuple(c.case for c in merged), fields))
    return Decision(ACCEPTED, reason, tuple(effects), survivor.case)


def _opened(older: Older) -> Iterator[Effect]:
    assert older.person is not None
    yield OpenCase(
        older.new_case,
        older.person,
        older.mailbox,
        older.subject,
        older.language,
        Origin.IMPORT,
        older.client,
        state=_state(older, (), older.at),
        created_at=older.at,
        need=older.need,
    )
    yield _shown(older, older.new_case, older.person)


def _one(found: tuple[Conversation, ...]) -> tuple[Conversation, tuple[Conversation, ...]]:
    """The case that stays, and those that end in it: live ones stay what they are (CONTRACT 6)."""
    survivor = next((c for c in found if not c.imported), found[0])
    return survivor, tuple(c for c in found if c.imported and c is not survivor)


def _together(older: Older, found: tuple[Conversation, ...]) -> dict[str, object]:
    """The fields of a case that all these and the mail make, whatever came first."""
    claims = [_claim(c) for c in found]
    firsts = [(c.first or (c.created_at, ""), c.subject) for c in found]
    ends = [c.last or c.created_at for c in found]
    if not older.machine:
        ends.append(older.at)
        firsts.append((older.place, older.subject))
        if older.person is not None:
            claims.append((older.claim, older.place, older.person, older.language, older.client, older.need))
    (created_at, _), subject = min(firsts)
    _, _, requester, language, client, need = min(claims, key=lambda claim: claim[:2])
    last = max(ends)
    state = _state(older, found, last)
    return {
        "state": state,
        "created_at": created_at,
        "closed_at": last if state is CaseState.CLOSED else None,
        "subject": subject,
        "requester": requester,
        "language": language,
        "client": client,
        "need": need,
    }


def _changed(case: Conversation, fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if getattr(case, name) != value}


def _claim(case: Conversation) -> tuple[Claim, Place, Person, str, str | None, Need]:
    if case.asked is not None:
        claim, place = Claim.ASKED, case.asked
    elif case.told is not None:
        claim, place = Claim.TOLD, case.told
    else:
        claim, place = Claim.ALONE, case.first or (case.created_at, "")
    return claim, place, case.requester, case.language, case.client, case.need


def _state(older: Older, found: Iterable[Conversation], last: datetime) -> CaseState:
    late = older.open_since is not None and last >= older.open_since
    open_ = late or any(c.state is CaseState.OPEN for c in found)
    return CaseState.OPEN if open_ else CaseState.CLOSED


def _shown(older: Older, case: int, requester: Person) -> AddMessage:
    parsed = older.parsed
    ours = older.side is Side.SERVICE or (older.side is Side.CONCIERGE and not older.machine)
    return AddMessage(
        case=case,
        direction=Direction.OUT if ours else Direction.IN,
        role=_role(older, requester),
        author=older.author,
        to=tuple(a.addr_spec for a in parsed.to),
        kind=older.kind.value if older.machine and older.kind is not Kind.OWN else older.reason,
        subject=parsed.subject,
        new_text=older.new_text,
        text=parsed.text,
        message_id=parsed.message_id,
        references=tuple(i for i in older.ids if i != parsed.message_id),
        at=older.at,
        attachments=older.attachments,
    )


def _role(older: Older, requester: Person) -> Role:
    if older.machine:
        return Role.SERVICE if older.side is Side.SERVICE else Role.AUTOMATIC
    if older.side is not Side.OUTSIDE:
        return Role.CONCIERGE
    return Role.WORKER if older.author.key == requester.address else Role.THIRD_PARTY
