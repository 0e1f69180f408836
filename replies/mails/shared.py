"""What the mails of one decision share: settings, moment, templates, who reads, and how they are addressed.

The mails themselves are functions: `worker` writes to the worker, in their own thread; `colleagues` writes
about a case to concierges, each of whom has a thread of their own per case; `own` writes to one concierge
about their own mail. Pure: templates in, drafts out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cases.catalogue import Catalogue
from cases.earlier import SentBefore
from cases.effects import Draft
from cases.model import Address, Attachment, Case, OutboxKind, Person, Purpose, Role
from cases.settings import Concierge, Settings
from replies.advice.places import countries_of
from replies.advice.suggestions import Suggestions, suggestions
from templates.drafts import Addressing, Thread, Writer
from templates.values import of_case, of_concierge, of_need, of_sender, of_service, of_worker

Threads = Mapping[str, Thread]
"""Our earlier mails about one case, by the address of the concierge or lead who got them."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a worker (or somebody else) wrote, for the mails that show it.

    `message`: id of the last message of the case before this one. `reopened`: it opened the case again.
    `rating`: that of the survey, where this came with one. `wishes`: about their own data, in plain words.
    `offers`: slugs of topics that they seem to offer help with.
    `note`: what the concierge `noted_by` wrote beside it, for colleagues only.
    `sent`: what went to them earlier on the case; `sent_for`: for whom a form says that it wrote. `unread`:
    why there is nothing, or not everything, to read (a phrase), or "".
    `written_in`: the language of the words as ISO 639-1 has it, "" where not sure.
    """

    words: str
    author: Address
    role: Role = Role.WORKER
    attachments: tuple[Attachment, ...] = ()
    cc: tuple[str, ...] = ()
    message: int = 0
    reopened: bool = False
    rating: int | None = None
    wishes: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    written_in: str = ""
    unread: str = ""
    note: str = ""
    noted_by: str = ""
    sent_for: Address | None = None
    sent: SentBefore = field(default_factory=SentBefore)


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer to the survey. `passed_on`: it asks something, which a concierge gets to see."""

    rating: int
    comment: str
    passed_on: bool = False


@dataclass(frozen=True, slots=True)
class Mails:
    """The mails of one decision: the same moment, settings and templates for all.

    `people` are roster and lead by address, lower case. `outside`: what else than words says of the topics.
    """

    settings: Settings
    writer: Writer
    now: datetime
    catalogue: Catalogue
    people: Mapping[str, Person]
    outside: Mapping[str, float] = field(default_factory=dict)

    def write(
        self, kind: OutboxKind, template: str, where: Addressing, variables: Mapping[str, object]
    ) -> Draft:
        """A draft with the text of `template`. Raises TemplateProblem."""
        return self.writer.write(kind, template, where, self.now, variables)

    def to_concierge(
        self, case: Case, concierge: Concierge, threads: Threads, purpose: Purpose, ref: int = 0
    ) -> Addressing:
        """In the thread that this concierge has of the case."""
        key = concierge.address.lower()
        return Addressing(
            self.people[key],
            self.settings.language_of(concierge),
            purpose,
            case.mailbox,
            case.id,
            ref,
            thread=threads.get(key, Thread()),
        )

    def thread_subject(self, case: Case, thread: Thread) -> str:
        """One subject for everything a concierge gets about a case: who asks, and what about."""
        who = case.requester.name or case.requester.address
        subject = f"{who}: {self.writer.base(case.subject) or '…'}"
        return f"Re: {subject}" if thread.parent else subject

    def of_case(self, case: Case, language: str) -> Mapping[str, object]:
        """The case as templates show it."""
        return of_case(case, self.settings, self.catalogue, language)

    def standard(self, case: Case, author: Concierge | None, words: str) -> dict[str, object]:
        """The variables of concierges' own templates (CONTRACT 3)."""
        return {
            "worker": of_worker(case.requester, case.language),
            "concierge": of_concierge(author) if author else {"name": self.settings.name, "first": ""},
            "case": self.of_case(case, case.language),
            "need": of_need(case.need),
            "options": [],
            "words": words,
            "promise": case.promised_at,
            "service": of_service(self.settings, self.settings.mailbox(case.mailbox), self.now),
        }

    def near(self, case: Case, incoming: Incoming) -> Suggestions:
        """What would help with what a worker wrote."""
        return suggestions(
            case,
            incoming.words,
            self.catalogue,
            self.writer.library,
            first=case.request,
            sent=incoming.sent,
            outside=self.outside,
            countries=countries_of(self.settings, case.client),
        )

    def _titles(self, sent: SentBefore, language: str) -> list[str]:
        """Options and templates by their titles; a template that went since by its name."""
        titles = {file.name: file.title for file in self.writer.library.files(language)}
        return [*sent.options, *(titles.get(name, name) for name in sent.templates)]

    def worker_wrote(
        self, case: Case, incoming: Incoming, near: Suggestions, language: str
    ) -> dict[str, object]:
        """What a worker wrote, what is known of them, and what would help, for a concierge."""
        return {
            "worker": of_worker(case.requester, incoming.written_in or case.language),
            "case": self.of_case(case, language),
            "words": incoming.words,
            "attachments": [a.name for a in incoming.attachments],
            "need": of_need(case.need),
            "earlier": [],
            "remembered": list(case.requester.remembered),
            "promise": case.promised_at,
            **near.shown(language),
            "rating": incoming.rating,
            "rated": case.survey.rating if case.survey and incoming.rating is None else None,
            "sent": self._titles(incoming.sent, case.language),
            "cc": list(incoming.cc),
            "wishes": list(incoming.wishes),
            "offers": [
                topic.name(language) for slug in incoming.offers if (topic := self.catalogue.topic(slug))
            ],
            "unread": incoming.unread,
            "sent_for": of_sender(incoming.sent_for) if incoming.sent_for else None,
            "author": ""
            if incoming.role is Role.WORKER
            else f"{incoming.author.name} <{incoming.author.addr_spec}>".strip(),
        }
