"""Colleagues who help others: who is proposed for a case, in a fair order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cases.model import Case, Person
from cases.settings import Settings

Asked = tuple[tuple[int, datetime], ...]
"""Cases (numbers) for which somebody was asked to help, and when."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who offered to help. topics: each with the moment since when; `client`: whose people they are.

    `away`: a concierge's absence, or a machine that answered for them lately. `reachable` False: mail to
    them comes back.
    """

    person: Person
    topics: Mapping[str, datetime]
    language: str
    client: str | None = None
    asked: Asked = ()
    away: bool = False
    reachable: bool = True

    @property
    def spoken(self) -> str:
        """The language that they are written to in."""
        return self.person.language or self.language

    def is_of(self, case: Case, settings: Settings) -> bool:
        """Whether they are colleagues of who asks: never the same person, nor another client's people."""
        if self.person.address == case.requester.address or not self.reachable:
            return False
        domain = settings.client_of(self.person.address)
        return self.client == case.client and domain in (None, case.client)

    def recent(self, now: datetime, settings: Settings) -> tuple[datetime, ...]:
        """When they were asked within the time of [experts] asked_at_most, oldest first."""
        _, per = settings.experts.asked_at_most
        return tuple(sorted(at for _, at in self.asked if at > now - per))

    def free_at(self, now: datetime, settings: Settings) -> datetime | None:
        """When they may be asked again; None: now."""
        count, per = settings.experts.asked_at_most
        recent = self.recent(now, settings)
        return recent[-count] + per if len(recent) >= count else None


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who may be asked, best first; how many are left out: asked often lately, away, asked before on it."""

    helpers: tuple[Helper, ...] = ()
    resting: int = 0
    away: int = 0
    before: int = 0


_NEVER = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)


def proposed(
    helpers: Iterable[Helper], topic: str, case: Case, settings: Settings, now: datetime
) -> Proposed:
    """Who helps with a topic: first who writes the language of the case, then who was asked longest ago."""
    fitting = [each for each in helpers if topic in each.topics and each.is_of(case, settings)]
    new = [each for each in fitting if case.id not in {number for number, _ in each.asked}]
    free = [each for each in new if each.free_at(now, settings) is None]
    here = [each for each in free if not each.away]

    def turn(helper: Helper) -> tuple[bool, datetime, int, datetime, int]:
        last = max((at for _, at in helper.asked), default=_NEVER)
        spoken = helper.spoken != case.language
        return spoken, last, len(helper.asked), helper.topics[topic], helper.person.id

    return Proposed(
        tuple(sorted(here, key=turn)),
        resting=len(new) - len(free),
        away=len(free) - len(here),
        before=len(fitting) - len(new),
    )
