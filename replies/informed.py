"""Colleagues who were told of a worker's mail hear, once, that somebody else wrote to the worker. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from cases.effects import SendMail
from cases.model import Case, Direction, Message, Purpose, Role
from cases.routing import may_know, present
from cases.settings import Concierge
from cases.tokens import find_tokens
from replies.commands.plan import Desk
from replies.mails.answered import Answer, answered
from templates.drafts import Thread


def informed(desk: Desk, case: Case, *, asked: bool) -> list[SendMail]:
    """One line to whoever was told of the worker's latest mail, is there, and wrote nothing since.

    `asked`: what the worker got are questions.
    """
    latest = next((m for m in reversed(case.messages) if m.role is Role.WORKER), None)
    if latest is None:
        return []
    others = [
        c for c in desk.settings.concierges if c is not desk.author and _concerned(c, latest, desk, case)
    ]
    answer = Answer(desk.author, latest.id, asked)
    return [SendMail(d, on_case=False) for d in answered(desk.mails, case, others, desk.threads, answer)]


def _concerned(colleague: Concierge, latest: Message, desk: Desk, case: Case) -> bool:
    here = (
        present(colleague, desk.now.date())
        and may_know(colleague, case, desk.settings)
        and case.requester.address not in colleague.addresses
    )
    wrote = any(
        m.id > latest.id and m.direction is Direction.OUT and m.author.key in colleague.addresses
        for m in case.messages
    )
    thread = desk.threads.get(colleague.address.lower(), Thread())
    before = max((m.id for m in case.messages if m.id < latest.id), default=0)
    return here and not wrote and any(seen >= before for seen in _seen(thread, desk))


def _seen(thread: Thread, desk: Desk) -> Iterator[int]:
    """Up to which message the case had come when each notification to them was written."""
    for message_id in (thread.parent, *thread.references):
        for token in find_tokens(message_id or ""):
            read = desk.settings.signer.verify(token, desk.now)
            if read is not None and read.purpose is Purpose.ANSWER:
                yield read.ref
