"""Whom the clock tells about a case: the owner or all told, the others on duty, the lead. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.model import Case
from cases.routing import may_know, on_duty, present
from cases.settings import Concierge, Settings


@dataclass(frozen=True, slots=True)
class Escalated:
    """Who hears that a promise was not kept; `lead`: addresses of those who are no concierge."""

    concierges: tuple[Concierge, ...]
    lead: tuple[str, ...]


def local_date(now: datetime, settings: Settings) -> date:
    """The date on the service's own clock."""
    return now.astimezone(ZoneInfo(settings.organisation.timezone)).date()


def duty(case: Case, settings: Settings, today: date) -> tuple[tuple[Concierge, ...], tuple[Concierge, ...]]:
    """(who hears of this case first, the others), as `cases.routing.on_duty`."""
    return on_duty(
        settings.concierges,
        language=case.language,
        client=case.client,
        topics=case.topics,
        requester=case.requester.address,
        today=today,
    )


def owner_of(case: Case, settings: Settings) -> Concierge | None:
    """The owner, if still on the roster."""
    return settings.concierge(case.owner) if case.owner else None


def not_told(case: Case, told: Collection[str], settings: Settings, today: date) -> tuple[Concierge, ...]:
    """The others on duty, beside those of the topic, who have had no mail about the case."""
    _, others = duty(case, settings, today)
    return tuple(c for c in others if c.address.lower() not in told)


def reminded(case: Case, told: Collection[str], settings: Settings, today: date) -> tuple[Concierge, ...]:
    """The owner; an absent owner's case goes to those on duty as well; without owner all who were told."""
    owner = owner_of(case, settings)
    if owner is not None and present(owner, today):
        return (owner,)
    first, _ = duty(case, settings, today)
    if owner is not None:
        return (owner, *(c for c in first if c != owner))
    asked = case.requester.address
    knowing = (
        c
        for c in settings.concierges
        if c.address.lower() in told and asked not in c.addresses and may_know(c, case, settings)
    )
    return tuple(c for c in knowing if present(c, today)) or first


def escalated(case: Case, *, owner_knows: bool, settings: Settings, today: date) -> Escalated:
    """The other concierges and the lead; the owner too, unless reminded before; somebody in any case."""
    first, others = duty(case, settings, today)
    owner = owner_of(case, settings)
    concierges = [*first, *others]
    if owner is not None:
        concierges = [c for c in concierges if c != owner]
        if not owner_knows:
            concierges.insert(0, owner)
    lead = []
    for address in dict.fromkeys(a.lower() for a in settings.lead):
        registered = settings.concierge(address)
        if registered is None:
            lead.append(address)
        elif registered not in (*concierges, owner) and case.requester.address not in registered.addresses:
            concierges.append(registered)
    if not concierges and not lead:
        concierges = [owner] if owner else list(first)
    return Escalated(tuple(concierges), tuple(a for a in lead if a != case.requester.address))
