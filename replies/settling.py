"""#send, #undo, #accept and #discard: what becomes of a mail that waits. Pure."""

from __future__ import annotations

from cases.effects import Decision, Effect, RecordEvent, ReleaseInbound, SettleInbound
from cases.model import InboundState
from replies.commands.phrases import say
from replies.commands.plan import Desk, Plan
from replies.queries import answer_queries

ACCEPTED = InboundState.ACCEPTED


def settled(plan: Plan, desk: Desk) -> Decision:
    """The decision for a mail that settles another one."""
    if plan.send:
        return _release(desk)
    return _undo(plan, desk) if plan.undo else _let_in(plan, desk)


def _release(desk: Desk) -> Decision:
    """#send: the held mail is decided again with that one check waived; what is on hold goes now."""
    waits = desk.waiting
    assert waits is not None
    effects = (ReleaseInbound(waits.inbound, (waits.reason,), desk.author.address),)
    return Decision(ACCEPTED, "concierge-commands", effects, desk.case.id if desk.case else None)


def _undo(plan: Plan, desk: Desk) -> Decision:
    """Nothing of a mail that waits is done, ever."""
    waits = desk.waiting
    assert waits is not None
    case = desk.case.id if desk.case else None
    effects: list[Effect] = [
        SettleInbound(waits.inbound, InboundState.DISCARDED, "undone"),
        RecordEvent(case, "mail.undone", desk.author.address, str(waits.inbound)),
    ]
    effects += answer_queries(plan, desk, (), (say("undone", desk.language),), desk.case)
    return Decision(ACCEPTED, "concierge-commands", tuple(effects), case)


def _let_in(plan: Plan, desk: Desk) -> Decision:
    """#accept and #discard of a held mail."""
    waits = desk.waiting
    assert waits is not None
    effects: list[Effect] = []
    if plan.settle == "accept":
        effects.append(ReleaseInbound(waits.inbound, (waits.reason,), desk.author.address))
    else:
        effects.append(SettleInbound(waits.inbound, InboundState.DISCARDED, "discarded-by-person"))
    effects.append(RecordEvent(None, f"held.{plan.settle}ed", desk.author.address, str(waits.inbound)))
    slug = "accepted" if plan.settle == "accept" else "discarded"
    effects += answer_queries(plan, desk, (), (say(slug, desk.language),))
    return Decision(ACCEPTED, "concierge-commands", tuple(effects))
