"""#send, #undo, #accept and #discard: what becomes of a mail that waits. Pure."""

from __future__ import annotations

from cases.effects import Decision, Effect, RecordEvent, ReleaseInbound, SettleInbound
from cases.model import InboundState
from cases.reasons import SIGNATURE_CUT, Reason
from replies.commands.phrases import say
from replies.commands.plan import Desk, Plan
from replies.queries import answer_queries

ACCEPTED = InboundState.ACCEPTED


def settled(plan: Plan, desk: Desk) -> Decision:
    """The decision for a mail that settles another one."""
    if plan.send:
        return _release(plan, desk)
    return _undo(plan, desk) if plan.undo else _let_in(plan, desk)


def _release(plan: Plan, desk: Desk) -> Decision:
    """#send: the held mail is decided again with that one check waived; what is on hold goes now.

    #send without: the lines that were asked about stay cut (`cases.reasons.SIGNATURE_CUT`).
    """
    waits = desk.waiting
    assert waits is not None
    waived = (waits.reason, SIGNATURE_CUT) if plan.without else (waits.reason,)
    effects = (ReleaseInbound(waits.inbound, waived, desk.author.address),)
    return Decision(ACCEPTED, Reason.CONCIERGE_COMMANDS, effects, desk.case.id if desk.case else None)


def _undo(plan: Plan, desk: Desk) -> Decision:
    """Nothing of a mail that waits is done, ever."""
    waits = desk.waiting
    assert waits is not None
    case = desk.case.id if desk.case else None
    effects: list[Effect] = [
        SettleInbound(waits.inbound, InboundState.DISCARDED, Reason.UNDONE),
        RecordEvent(case, "mail.undone", desk.author.address, str(waits.inbound)),
    ]
    effects += answer_queries(plan, desk, (), (say("undone", desk.language),), desk.case)
    return Decision(ACCEPTED, Reason.CONCIERGE_COMMANDS, tuple(effects), case)


def _let_in(plan: Plan, desk: Desk) -> Decision:
    """#accept and #discard of a held mail."""
    waits = desk.waiting
    assert waits is not None
    actor = desk.author.address
    settling: Effect = SettleInbound(waits.inbound, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON)
    event, slug = "held.discarded", "discarded"
    if plan.settle is InboundState.ACCEPTED:
        settling = ReleaseInbound(waits.inbound, (waits.reason,), actor)
        event, slug = "held.accepted", "accepted"
    effects: list[Effect] = [settling, RecordEvent(None, event, actor, str(waits.inbound))]
    effects += answer_queries(plan, desk, (), (say(slug, desk.language),))
    return Decision(ACCEPTED, Reason.CONCIERGE_COMMANDS, tuple(effects))
