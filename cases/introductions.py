"""A colleague is asked to help with a case, then the worker, then both are introduced to each other. Pure.

Each answers for themselves, at their own address; a no, or silence, of the one is never told to the other.
Nobody is reminded. What makes an introduction end meanwhile (the case is closed, the offer withdrawn) is
found when somebody answers, or by the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from cases.model import OVER, Case, Person
from cases.offers import ActState, Offering, helps_with
from cases.routing import listeners
from cases.settings import Concierge, Settings, Span

ANSWER_WITHIN = Span(working_days=3)
"""Of each of the two, from when they are asked."""


class IntroductionState(StrEnum):
    """Life of an introduction."""

    ASKED = "asked"  # the colleague -> agreed | declined | lapsed | cancelled
    AGREED = "agreed"  # now the worker -> introduced | refused | lapsed | cancelled
    INTRODUCED = "introduced"
    DECLINED = "declined"  # by the colleague
    REFUSED = "refused"  # by the worker
    LAPSED = "lapsed"  # whoever was asked did not answer in time
    CANCELLED = "cancelled"  # the case is closed, the offer withdrawn, one of them erased


_S = IntroductionState
RUNNING = frozenset({_S.ASKED, _S.AGREED})
"""Somebody is asked."""
MAY: Mapping[IntroductionState, frozenset[IntroductionState]] = MappingProxyType(
    {
        _S.ASKED: frozenset({_S.ASKED, _S.AGREED, _S.DECLINED, _S.LAPSED, _S.CANCELLED}),
        _S.AGREED: frozenset({_S.AGREED, _S.INTRODUCED, _S.REFUSED, _S.LAPSED, _S.CANCELLED}),
    }
)
"""Where it can go; staying where it is: asked once more."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Of a colleague to the requester of a case (its number then). `words`: a concierge's, what it is about.

    `until`: an answer to the question that is out counts until then; `again`: it was asked once more.
    """

    case: int
    colleague: Person
    topic: str
    words: str
    asked_by: str
    asked_at: datetime
    until: datetime
    state: IntroductionState = IntroductionState.ASKED
    again: bool = False

    def is_over(self, case: Case, acts: Iterable[Offering], settings: Settings, now: datetime) -> bool:
        """Whether a yes is too late, for whatever reason. `case`: the live one; `acts`: the colleague's."""
        known = tuple(act for act in acts if act.state is ActState.CONFIRMED)
        domain = settings.client_of(self.colleague.address)
        ours = bool(known) and known[-1].client == case.client and domain in (None, case.client)
        gone = case.state in OVER or self.colleague.id == case.requester.id or not ours
        return gone or now > self.until or self.topic not in helps_with(known)

    def told(self, case: Case, settings: Settings, today: date) -> tuple[Concierge, ...]:
        """Who hears what came of it: whoever asked for it, else who listens to the case."""
        asked_by = settings.concierge(self.asked_by)
        return (asked_by,) if asked_by else listeners(settings.concierges, case, frozenset(), today)
