"""The line to colleagues who were told of a request that somebody else answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cases.effects import Draft
from cases.model import Case, OutboxKind, Purpose
from cases.settings import Concierge
from replies.mails.clock import clock
from replies.mails.shared import Mails, Threads
from templates.values import of_worker


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote to a worker, since their message of that number; `asked`: questions."""

    author: Concierge
    since: int
    asked: bool = False


def answered(
    mails: Mails, case: Case, to: Iterable[Concierge], threads: Threads, answer: Answer
) -> list[Draft]:
    """Somebody answered, in one line; once each for what the worker wrote. A reply is a note."""
    drafts = []
    for concierge in to:
        where = mails.to_concierge(case, concierge, threads, Purpose.NOTE)
        variables: dict[str, object] = {
            "worker": of_worker(case.requester, case.language),
            "case": mails.of_case(case, where.language),
            "author": answer.author.name or answer.author.address,
            "when": clock(mails.now, where.language, mails.settings.organisation.timezone, mails.now),
            "asked": answer.asked,
        }
        where = replace(
            where,
            subject=mails.thread_subject(case, where.thread),
            dedupe=f"answered:{case.id}:{answer.since}:{where.to.id}",
        )
        drafts.append(mails.write(OutboxKind.NOTIFICATION, "concierge/answered", where, variables))
    return drafts
