"""What older mail needs to know of the cases that its Message-IDs lead to, without their texts.

Only mail by people counts here: receipts, vacation answers and what the service sent by itself are shown
on a case and decide nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from peewee import fn

from cases import model
from cases.model import CaseState, Direction, Origin, Role
from db.connect import transaction
from db.matches import live_ids
from db.tables import Case, KnownId, Message, Outbox, Person
from db.values import load_need, person_of

_MACHINES = (Role.AUTOMATIC, Role.SERVICE)
_CHUNK = 500  # ids asked for at once
MOMENT = 27  # characters of a stored moment
T = TypeVar("T")

Place = tuple[datetime, str]
"""Where a mail stands in time: its date and its Message-ID ("" without one), so that no two are equal."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A case as older mail sees it. `imported`: nothing but older mail has made it what it is.

    first, last: places of the earliest and latest mail by a person (None: there is none); asked: of the
    earliest one from outside; told: of the earliest of ours that went to `requester` (only where nobody
    outside wrote).
    """

    case: int
    imported: bool
    state: CaseState
    created_at: datetime
    closed_at: datetime | None
    subject: str
    requester: model.Person
    language: str
    client: str | None
    first: Place | None
    last: datetime | None
    asked: Place | None
    told: Place | None
    need: model.Need


def conversations(
    message_ids: Sequence[str], is_outside: Callable[[str], bool] = bool
) -> tuple[Conversation, ...]:
    """Every live case that knows one of these ids, oldest case first. `is_outside` judges an address."""
    known: set[int] = set()
    for ids in _chunks(message_ids):
        rows = KnownId.select(KnownId.case_id).where(KnownId.message_id.in_(ids), KnownId.case_id > 0)
        known.update(row.case_id for row in rows)
    cases = {row.id: row for row in _cases(known)}
    ended = [row.id for row in cases.values() if row.merged_into is not None]
    if ended:
        cases |= {row.id: row for row in _cases(set(live_ids(ended)))}
    live = sorted(row.id for row in cases.values() if row.merged_into is None)
    return tuple(_conversation(cases[case_id], is_outside) for case_id in live)


def waiting_mails(message_ids: Sequence[str]) -> tuple[int, ...]:
    """Received mail without case that knows one of these ids, in order of arrival."""
    found: set[int] = set()
    for ids in _chunks(message_ids):
        rows = KnownId.select(KnownId.case_id).where(KnownId.message_id.in_(ids), KnownId.case_id < 0)
        found.update(-row.case_id for row in rows)
    return tuple(sorted(found))


def was_sent(message_id: str) -> bool:
    """Whether this very service sent a mail under this Message-ID, so that its case shows it already."""
    return bool(Outbox.select(Outbox.id).where(Outbox.message_id == message_id).exists())


def forget_waiting(inbound_id: int) -> None:
    """This mail waits no longer for its case."""
    with transaction():
        KnownId.delete().where(KnownId.case_id == -inbound_id).execute()


def _cases(ids: set[int]) -> Iterator[Case]:
    for chunk in _chunks(ids):
        yield from Case.select(Case, Person).join(Person).where(Case.id.in_(chunk))


def _conversation(row: Case, is_outside: Callable[[str], bool]) -> Conversation:
    people = (Message.case == row.id) & Message.role.not_in(_MACHINES)
    # Moments are text of fixed width: in front of the id they order both.
    place = Message.at.concat(fn.COALESCE(Message.message_id, ""))
    rows = Message.select(Message.direction, fn.MIN(place), fn.MAX(Message.at)).where(people)
    found: Any = rows.group_by(Message.direction).tuples()
    sides = {direction: (_place(first), _moment(last)) for direction, first, last in found}
    asked = sides[Direction.IN][0] if Direction.IN in sides else None
    return Conversation(
        case=row.id,
        imported=_imported(row),
        state=CaseState(row.state),
        created_at=row.created_at,
        closed_at=row.closed_at,
        subject=row.subject,
        requester=person_of(row.requester),
        language=row.language,
        client=row.client,
        first=min((first for first, _ in sides.values()), default=None),
        last=max((last for _, last in sides.values()), default=None),
        asked=asked,
        told=_told(people, row.requester.address, is_outside) if asked is None else None,
        need=load_need(row.need),
    )


def _imported(row: Case) -> bool:
    if row.origin != Origin.IMPORT or row.state not in (CaseState.OPEN, CaseState.CLOSED):
        return False
    return not Outbox.select(Outbox.id).where(Outbox.case_id == row.id).exists()


def _told(people: Any, requester: str, is_outside: Callable[[str], bool]) -> Place | None:
    if not is_outside(requester):
        return None
    rows = Message.select(Message.at, Message.message_id, Message.to).where(people)
    for row in rows.order_by(Message.at, fn.COALESCE(Message.message_id, "")):
        if requester in {address.strip().lower() for address in row.to}:
            return row.at, row.message_id or ""
    return None


def _place(text: str) -> Place:
    return _moment(text[:MOMENT]), text[MOMENT:]


def _moment(value: str | datetime) -> datetime:
    """An aggregate comes as text or converted, as the engine likes."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    ids = list(dict.fromkeys(values))
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
