"""The caps of [limits] on automatic mail (CONTRACT 6): what is over a cap waits in the outbox as held.

A cap stops a loop with somebody's robot. Notifications to the roster are no answers to anybody and count
only towards `automatic_total`. Receipts and transcripts answer a concierge, who may write all day: a cap
of their own, and none on the case, because a transcript that waits looks like an answer that went out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Protocol

from cases.effects import Decision, Effect, SendMail
from cases.model import REPLIES_TO_CONCIERGE, OutboxKind
from cases.settings import Limits

CONCIERGE_FACTOR = 20  # times automatic_per_sender: more than anybody writes, and the end of a loop


class Answers(Protocol):
    """How many automatic mails answered an address since then or, with a case, were sent on that case.

    `to_concierge`: those that answered a concierge's own mail, instead of all others.
    """

    def __call__(self, address: str, since: datetime, case_id: int | None, *, to_concierge: bool) -> int: ...


def within_limits(
    decision: Decision,
    limits: Limits,
    now: datetime,
    total: Callable[[datetime], int],
    answers: Answers,
) -> Decision:
    """The decision with mail over a cap marked as held; `total(since)` counts all automatic mail."""
    effects: list[Effect] = []
    planned: dict[object, int] = {}
    total, answers = cache(total), cache(answers)  # nothing changes while this decision is made
    for effect in decision.effects:
        if isinstance(effect, SendMail) and effect.draft.automatic is not None:
            reason = _over(effect, limits, now, total, answers, planned)
            effects.append(replace(effect, held=reason) if reason else effect)
        else:
            effects.append(effect)
    return replace(decision, effects=tuple(effects))


def _over(
    effect: SendMail,
    limits: Limits,
    now: datetime,
    total: Callable[[datetime], int],
    answers: Answers,
    planned: dict[object, int],
) -> str:
    draft = effect.draft

    def exceeded(key: object, cap: int, counted: int) -> bool:
        here = planned.get(key, 0)
        planned[key] = here + 1
        return counted + here >= cap

    count, per = limits.automatic_total
    if exceeded("total", count, total(now - per)):
        return "over [limits] automatic_total"
    if draft.kind is OutboxKind.NOTIFICATION:
        return ""
    address = draft.to[0].key
    count, per = limits.automatic_per_sender
    if draft.kind in REPLIES_TO_CONCIERGE:
        counted = answers(address, now - per, None, to_concierge=True)
        over = exceeded((address, "as concierge"), count * CONCIERGE_FACTOR, counted)
        return "over [limits] automatic_per_sender" if over else ""
    if exceeded(address, count, answers(address, now - per, None, to_concierge=False)):
        return "over [limits] automatic_per_sender"
    count, per = limits.automatic_per_case
    if draft.case is not None and exceeded(
        draft.case, count, answers("", now - per, draft.case, to_concierge=False)
    ):
        return "over [limits] automatic_per_case"
    return ""
