"""Mails to the worker: the acknowledgement, what a concierge wrote, and short notices. Pure.

All hang in the worker's own thread. Only what carries a concierge's words is not marked as automatic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from cases.effects import Draft
from cases.model import Attachment, Case, OutboxKind, Person, Purpose
from cases.settings import Concierge, MailboxSettings
from replies.mails.shared import Mails, Rated
from templates.drafts import AUTO_REPLIED, Addressing, Thread, worker_thread
from templates.values import of_concierge, of_worker


@dataclass(frozen=True, slots=True)
class Letter:
    """What a concierge says to a worker: a key of `LETTERS`, whose words, and what goes along."""

    kind: OutboxKind
    author: Concierge
    variables: Mapping[str, object]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail that nobody here can read, of that person; `case`: where it belongs to one."""

    author: Person
    mailbox: MailboxSettings
    subject: str
    case: Case | None = None


LETTERS: Final[Mapping[OutboxKind, str]] = MappingProxyType(
    {
        OutboxKind.ANSWER: "worker/answer",
        OutboxKind.QUESTIONS: "worker/questions",
        OutboxKind.RECOMMENDATION: "worker/recommendation",
    }
)
"""The template of each kind of mail with a concierge's words."""


def acknowledgement(mails: Mails, case: Case, thread: Thread, written_in: str = "") -> Draft:
    """At once, once a case, with the promised time and (by default) the four questions.

    Without the questions to somebody who surely wrote in a language that the service does not have.
    """
    questions = ""
    foreign = written_in not in ("", *mails.settings.languages)
    if mails.settings.intake.acknowledge == "questions" and not foreign:
        questions = mails.writer.library.render(
            "questions", case.language, mails.standard(case, None, "")
        ).text
    variables = {**_about(mails, case), "promise": case.promised_at, "questions": questions}
    where = replace(_automatic(case, thread), dedupe=f"acknowledgement:{case.id}")
    return mails.write(OutboxKind.ACKNOWLEDGEMENT, "worker/acknowledgement", where, variables)


def closed(mails: Mails, case: Case, thread: Thread) -> Draft:
    """The notice that a case was closed."""
    variables = {**_about(mails, case), "silent": False}
    return mails.write(OutboxKind.CLOSED, "worker/closed", _automatic(case, thread), variables)


def thanks(mails: Mails, case: Case, thread: Thread, rated: Rated) -> Draft:
    """For an answer to the survey, once a case."""
    variables = {
        **_about(mails, case),
        "rating": rated.rating,
        "comment": rated.comment,
        "passed_on": rated.passed_on,
    }
    where = replace(_automatic(case, thread), dedupe=f"thanks:{case.id}")
    return mails.write(OutboxKind.THANKS, "followup/thanks", where, variables)


def too_big(mails: Mails, to: Person, mailbox: MailboxSettings, subject: str, thread: Thread) -> Draft:
    """The polite answer to a mail over size."""
    language = to.language or mails.settings.languages[0]
    where = Addressing(to, language, Purpose.WORKER, mailbox.address, thread=thread)
    variables = {
        "worker": of_worker(to, language),
        "subject": mails.writer.base(subject),
        "reason": "too-large",
        "limit": f"{mails.settings.intake.max_message // 1_000_000} MB",
    }
    return mails.write(OutboxKind.ACKNOWLEDGEMENT, "worker/too-big", where, variables)


def encrypted(mails: Mails, mail: Unread, thread: Thread) -> Draft:
    """Nobody here can open their mail, and how to write instead; once a day to each."""
    case, to = mail.case, mail.author
    language = case.language if case else to.language or mails.settings.languages[0]
    where = Addressing(
        to,
        language,
        Purpose.WORKER,
        mail.mailbox.address,
        case.id if case else None,
        automatic=AUTO_REPLIED,
        thread=thread,
        dedupe=f"encrypted:{to.id}:{mails.now:%Y-%m-%d}",
    )
    variables = {
        "worker": of_worker(to, language),
        "case": mails.of_case(case, language) if case else None,
        "subject": mails.writer.base(mail.subject),
    }
    return mails.write(OutboxKind.ACKNOWLEDGEMENT, "worker/encrypted", where, variables)


def personal(mails: Mails, case: Case, letter: Letter) -> Draft:
    """A mail with a concierge's words: their name, no mark of automatic mail."""
    where = Addressing(
        case.requester,
        case.language,
        Purpose.WORKER,
        case.mailbox,
        case.id,
        from_name=letter.author.name,
        automatic=None,
        thread=worker_thread(case.messages),
        attachments=letter.attachments,
    )
    variables = {
        "concierge": of_concierge(letter.author),
        "case": mails.of_case(case, case.language),
        **letter.variables,
    }
    return mails.write(letter.kind, LETTERS[letter.kind], where, variables)


def _automatic(case: Case, thread: Thread) -> Addressing:
    return Addressing(
        case.requester,
        case.language,
        Purpose.WORKER,
        case.mailbox,
        case.id,
        automatic=AUTO_REPLIED,
        thread=thread,
    )


def _about(mails: Mails, case: Case) -> dict[str, object]:
    return {
        "worker": of_worker(case.requester, case.language),
        "case": mails.of_case(case, case.language),
    }
