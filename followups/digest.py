"""What stands in a concierge's morning digest: late, due today, open, put off, waiting. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.model import OWED_BY_CONCIERGE, Case, CaseState
from cases.reasons import FOR_THOSE_ON_DUTY
from cases.routing import may_know, present, serving
from cases.settings import Concierge, Settings
from db.followups import HeldMail
from followups.recipients import duty, local_date, owner_of


@dataclass(frozen=True, slots=True)
class Agenda:
    """Cases of one concierge, each in one list, the most urgent first."""

    late: tuple[Case, ...] = ()
    today: tuple[Case, ...] = ()
    open: tuple[Case, ...] = ()
    later: tuple[Case, ...] = ()  # put off with #wait
    waiting: tuple[Case, ...] = ()  # for the worker
    held: tuple[HeldMail, ...] = ()

    @property
    def to_do(self) -> bool:
        """Whether the concierge can do anything; where not, there is no digest."""
        return bool(self.late or self.today or self.open or self.held)


def concerns(
    case: Case, concierge: Concierge, told: Iterable[str], settings: Settings, now: datetime
) -> bool:
    """Their own cases; those of nobody that they were told of or are on duty for; those of absent owners."""
    if case.requester.address in concierge.addresses and len(settings.concierges) > 1:
        return False
    owner, today = owner_of(case, settings), local_date(now, settings)
    if owner == concierge:
        return True
    if owner is not None and present(owner, today):
        return False
    first, _ = duty(case, settings, today)
    knows = concierge.address.lower() in told and may_know(concierge, case, settings)
    return concierge in first or (owner is None and knows)


def agenda(
    concierge: Concierge,
    cases: Iterable[Case],
    told: Mapping[int, frozenset[str]],
    held: Iterable[HeldMail],
    settings: Settings,
    now: datetime,
) -> Agenda:
    """What concerns this concierge, as of `now`; `told`: case -> addresses that had mail about it."""
    lists: dict[str, list[Case]] = {name: [] for name in ("late", "today", "open", "later", "waiting")}
    for case in cases:
        if concerns(case, concierge, told.get(case.id, ()), settings, now):
            lists[_list_of(case, settings, now)].append(case)
    lists["later"].sort(key=lambda c: c.wait_until or now)
    for name in ("late", "today", "open"):
        lists[name].sort(key=lambda c: (c.promised_at is None, c.promised_at or now, c.id))
    theirs = (m for m in held if m.author in concierge.addresses or _is_theirs(m, concierge, settings))
    return Agenda(**{name: tuple(found) for name, found in lists.items()}, held=tuple(theirs))


def _is_theirs(mail: HeldMail, concierge: Concierge, settings: Settings) -> bool:
    """Whether a held mail waits for this concierge among others: they serve the client it is for."""
    if mail.reason not in FOR_THOSE_ON_DUTY:
        return False
    box = next((box for box in settings.mailboxes if box.address == mail.mailbox), None)
    client = settings.client_at(box, mail.author) if box else settings.client_of(mail.author)
    return concierge in serving(settings.concierges, client)


def _list_of(case: Case, settings: Settings, now: datetime) -> str:
    if case.wait_until is not None and case.wait_until > now:
        return "later"
    if case.state is CaseState.WAITING:
        return "waiting"
    assert case.state in OWED_BY_CONCIERGE
    if case.promised_at is None:
        return "open"
    if case.promised_at <= now:
        return "late"
    due = case.promised_at.astimezone(ZoneInfo(settings.timezone)).date()
    return "today" if due == local_date(now, settings) else "open"
