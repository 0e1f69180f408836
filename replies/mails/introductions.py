"""Mails of an introduction: to the colleague, to the worker, to both, and to whoever asked for it. Pure.

The colleague is told the topic, what a concierge wrote about it, and the frame (how long, by when), never who
asks; the worker is told the colleague's name, and neither what the other answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cases.effects import Draft
from cases.introductions import Introduction
from cases.model import Address, Case, OutboxKind, Person, Purpose
from cases.settings import Concierge
from replies.mails.shared import Mails, Threads
from templates.drafts import Addressing, Thread, worker_thread
from templates.values import of_need, of_worker

_NO_THREAD = Thread()


def colleague_asked(
    mails: Mails,
    case: Case,
    asked: Introduction,
    language: str,
    thread: Thread = _NO_THREAD,
    answer: str = "",
    *,
    again: bool = False,
) -> Draft:
    """Whether they want to help this time. `answer`: what they said, where it was neither yes nor no."""
    key = f"introduction:{asked.case}:{asked.colleague.id}"
    where = Addressing(
        asked.colleague,
        language,
        Purpose.INTRODUCTION,
        case.mailbox,
        ref=asked.case,
        thread=thread,
        dedupe=f"{key}:again" if again else key,
    )
    variables = {
        "worker": of_worker(asked.colleague, language),
        "helps": [mails.catalogue.topic_name(asked.topic, language)],
        "need": of_need(case.need),
        "words": asked.words,
        "until": asked.until,
        "again": again,
        "text": answer,
    }
    return mails.write(OutboxKind.INTRODUCTION, "worker/introduction-colleague", where, variables)


def worker_asked(
    mails: Mails, case: Case, asked: Introduction, until: datetime, *, again: bool = False
) -> Draft:
    """Whether they want to be introduced to this colleague, who agreed."""
    key = f"introduction:{asked.case}:{asked.colleague.id}:worker"
    where = Addressing(
        case.requester,
        case.language,
        Purpose.INTRODUCTION,
        case.mailbox,
        case.id,
        ref=asked.colleague.id,
        thread=worker_thread(case.messages),
        dedupe=f"{key}:again" if again else key,
    )
    variables = {**_between(mails, case, asked, case.language), "until": until, "again": again}
    return mails.write(OutboxKind.INTRODUCTION, "worker/introduction-worker", where, variables)


def introduced(mails: Mails, case: Case, asked: Introduction) -> Draft:
    """To both, who answer each other."""
    where = Addressing(
        case.requester,
        case.language,
        Purpose.WORKER,
        case.mailbox,
        case.id,
        dedupe=f"introduction:{asked.case}:{asked.colleague.id}:both",
    )
    variables = {
        **_between(mails, case, asked, case.language),
        "recipient": asked.colleague.address,
    }
    draft = mails.write(OutboxKind.INTRODUCTION, "worker/introduction", where, variables)
    colleague = Address(asked.colleague.name, asked.colleague.address)
    both = (*draft.to, colleague)
    return replace(draft, to=both, reply_to=both)


def settled(
    mails: Mails, to: Person, language: str, asked: Introduction, mailbox: str, thread: Thread, reason: str
) -> Draft:
    """What their answer came to: no | over | elsewhere. Over is said alike, whatever the reason."""
    where = Addressing(
        to,
        language,
        Purpose.WORKER,
        mailbox,
        thread=thread,
        dedupe=f"introduction:{asked.case}:{asked.colleague.id}:{reason}:{to.id}",
    )
    variables = {"worker": of_worker(to, language), "reason": reason}
    return mails.write(OutboxKind.RECEIPT, "worker/introduction-settled", where, variables)


def told(
    mails: Mails, case: Case, to: Concierge, threads: Threads, asked: Introduction, outcome: str
) -> Draft:
    """What came of it, to a concierge: introduced | declined | refused | over. A reply stays a note."""
    where = mails.to_concierge(case, to, threads, Purpose.NOTE)
    where = replace(
        where,
        subject=mails.thread_subject(case, where.thread),
        dedupe=f"introduction:{asked.case}:{asked.colleague.id}:{outcome}:to:{where.to.id}",
    )
    variables = {**_between(mails, case, asked, where.language), "outcome": outcome}
    return mails.write(OutboxKind.NOTIFICATION, "concierge/introduction", where, variables)


def _between(mails: Mails, case: Case, asked: Introduction, language: str) -> Mapping[str, object]:
    return {
        "worker": of_worker(case.requester, case.language),
        "case": mails.of_case(case, language),
        "colleague": asked.colleague.name or asked.colleague.address,
        "helps": [mails.catalogue.topic_name(asked.topic, language)],
    }
