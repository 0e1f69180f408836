"""The caps of [limits] on automatic mail (CONTRACT 6): what is over a cap waits in the outbox as held.

A cap stops a loop with somebody's robot. Notifications to the roster are no answers to anybody; they have
caps of their own, on each case and on what is announced as held, so that a flood from one side uses up
neither a concierge's day nor `automatic_total`, which lets other people's mail go. Receipts and transcripts
answer a concierge, who may write all day: a cap of their own, and none on the case, because a transcript that
waits looks like an answer that went out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Protocol

from cases.effects import Decision, Effect, OpenCase, SendMail
from cases.model import REPLIES_TO_CONCIERGE, OutboxKind
from cases.settings import Limits

CONCIERGE_FACTOR = 20  # times automatic_per_sender: more than anybody writes, and the end of a loop


TOLD_FACTOR = (
    3  # notifications to one colleague: times automatic_per_case on a case, else requests_per_sender
)


class Answers(Protocol):
    """How many automatic mails answered an address since then or, with a case, were sent on that case.

    `to_concierge`: those that answered a concierge's own mail, instead of all others.
    """

    def __call__(self, address: str, since: datetime, case_id: int | None, *, to_concierge: bool) -> int: ...


@dataclass(frozen=True, slots=True)
class Counted:
    """What was queued lately, and not held. total: all automatic mail since then. told: notifications since
    then about a case, or about none, by the address of the colleague."""

    total: Callable[[datetime], int]
    answers: Answers
    told: Callable[[datetime, int | None], Mapping[str, int]]


def within_limits(decision: Decision, limits: Limits, now: datetime, counted: Counted) -> Decision:
    """The decision with mail over a cap marked as held."""
    effects: list[Effect] = []
    planned: dict[object, int] = {}
    # Nothing changes while this decision is made.
    counted = Counted(cache(counted.total), cache(counted.answers), cache(counted.told))
    opened = {effect.case for effect in decision.effects if isinstance(effect, OpenCase)}
    told = counted.told
    counted = replace(counted, told=lambda since, case: {} if case in opened else told(since, case))
    for effect in decision.effects:
        if isinstance(effect, SendMail) and effect.draft.automatic is not None:
            reason = _over(effect, limits, now, counted, planned)
            effects.append(replace(effect, held=reason) if reason else effect)
        else:
            effects.append(effect)
    return replace(decision, effects=tuple(effects))


def _over(
    effect: SendMail,
    limits: Limits,
    now: datetime,
    counted: Counted,
    planned: dict[object, int],
) -> str:
    draft, answers = effect.draft, counted.answers

    def exceeded(key: object, cap: int, before: int) -> bool:
        here = planned.get(key, 0)
        planned[key] = here + 1
        return before + here >= cap

    address = draft.to[0].key
    if draft.kind is OutboxKind.NOTIFICATION:
        on_case = draft.case is not None
        name = "automatic_per_case" if on_case else "requests_per_sender"
        count, per = limits.automatic_per_case if on_case else limits.requests_per_sender
        before = counted.told(now - per, draft.case).get(address, 0)
        if exceeded((address, draft.case), count * TOLD_FACTOR, before):
            return f"over [limits] {name}"
    count, per = limits.automatic_total
    if exceeded("total", count, counted.total(now - per)):
        return "over [limits] automatic_total"
    if draft.kind is OutboxKind.NOTIFICATION:
        return ""
    count, per = limits.automatic_per_sender
    if draft.kind in REPLIES_TO_CONCIERGE:
        before = answers(address, now - per, None, to_concierge=True)
        over = exceeded((address, "as concierge"), count * CONCIERGE_FACTOR, before)
        return "over [limits] automatic_per_sender" if over else ""
    if exceeded(address, count, answers(address, now - per, None, to_concierge=False)):
        return "over [limits] automatic_per_sender"
    count, per = limits.automatic_per_case
    if draft.case is not None and exceeded(
        draft.case, count, answers("", now - per, draft.case, to_concierge=False)
    ):
        return "over [limits] automatic_per_case"
    return ""
