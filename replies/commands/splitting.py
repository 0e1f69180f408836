"""`#split`: the worker's mail that a notification told of becomes a case of its own. Pure.

The message moves: on the old case a line of the timeline says where it went. The worker hears nothing (they
wrote in one thread and get the answers in it); the concierges get the new case as a request. The old case
goes back to what our last word there made it.
"""

from __future__ import annotations

from dataclasses import replace

from cases.calendar import add_working
from cases.effects import Effect, MoveCase, MoveMessage, OpenCase, RecordEvent, SendMail
from cases.lifecycle import next_state
from cases.model import (
    OWED_BY_CONCIERGE,
    Case,
    CaseEvent,
    CaseState,
    Direction,
    Message,
    OutboxKind,
    Purpose,
    Role,
)
from cases.routing import on_duty
from cases.settings import Concierge
from replies.commands.grammar import Command
from replies.commands.plan import Desk, Plan, Refusal
from replies.mails import colleagues
from replies.mails.shared import Incoming


def split(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """Two mails of the worker at least: one stays."""
    if command.arguments:
        return Refusal("no-arguments", {"extra": " ".join(command.arguments)})
    if desk.case is None:
        return Refusal("needs-case")
    return replace(plan, split=True) if len(_written(desk.case)) > 1 else Refusal("split-only")


def told_of(desk: Desk) -> Message:
    """The worker's mail that the notification which is answered here told of; else their latest."""
    assert desk.case is not None
    written = _written(desk.case)
    if desk.purpose is Purpose.ANSWER and desk.has_token:
        return next((m for m in written if m.id > desk.token_ref), written[-1])
    return written[-1]


def split_off(case: Case, desk: Desk) -> list[Effect]:
    """The new case with that message, and the old one without it."""
    message, actor, tag = told_of(desk), desk.author.address, desk.settings.tag
    new = _new_case(case, message, desk)
    effects: list[Effect] = [
        OpenCase(
            new.id,
            new.requester,
            new.mailbox,
            new.subject,
            new.language,
            new.origin,
            new.client,
            new.promised_at,
            new.linked_to,
            created_at=new.created_at,
        ),
        MoveMessage(message.id, case.id, new.id, actor),
        RecordEvent(case.id, "case.split", actor, f"{tag(new.id)} from this"),
    ]
    before = f"{tag(case.id)} {desk.writer.base(case.subject)}".strip()
    incoming = Incoming(message.new_text, message.author, message=message.id)
    drafts = colleagues.request(desk.mails, new, _told(new, desk), incoming, [before])
    effects += [SendMail(draft, on_case=False) for draft in drafts]
    return [*effects, *_back(case, message, actor)]


def _written(case: Case) -> list[Message]:
    return [m for m in case.messages if m.direction is Direction.IN and m.role is Role.WORKER]


def _new_case(case: Case, message: Message, desk: Desk) -> Case:
    """As opened when the worker wrote; a time promised for this message stands."""
    settings = desk.settings
    promised = case.promised_at if case.state in OWED_BY_CONCIERGE else None
    return Case(
        id=desk.background.new_case,
        state=CaseState.NEW,
        subject=desk.writer.base(message.subject) or case.subject,
        requester=case.requester,
        mailbox=case.mailbox,
        language=case.language,
        created_at=message.at,
        client=case.client,
        promised_at=promised or add_working(settings.hours, desk.now, settings.response.target),
        linked_to=case.id,
        messages=(message,),
    )


def _told(new: Case, desk: Desk) -> tuple[Concierge, ...]:
    """As for a new request, and whoever split it off."""
    first, _ = on_duty(
        desk.settings.concierges,
        language=new.language,
        client=new.client,
        topics=new.topics,
        requester=new.requester.address,
        today=desk.now.date(),
    )
    return first if desk.author in first else (*first, desk.author)


def _back(case: Case, message: Message, actor: str) -> list[Effect]:
    """Only that message made the case open again: our last word stands."""
    people = [
        m
        for m in case.messages
        if m.id != message.id
        and (m.direction, m.role) in ((Direction.IN, Role.WORKER), (Direction.OUT, Role.CONCIERGE))
    ]
    if case.state is not CaseState.OPEN or not people or people[-1].direction is Direction.IN:
        return []
    event = CaseEvent.ASKED if people[-1].kind == OutboxKind.QUESTIONS else CaseEvent.ANSWERED
    after = next_state(case.state, event)
    assert after is not None
    return [MoveCase(case.id, event, case.state, after, actor, "split")]
