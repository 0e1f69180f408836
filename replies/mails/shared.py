"""Every mail that a decision about an inbound mail may send, as a Draft. Pure: templates in, values out.

Worker-facing mails hang in the worker's own thread; each concierge has a thread of their own per case.
Longer than 250 lines: all mails of a decision share settings, moment and addressing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.catalogue import Catalogue
from cases.effects import Draft
from cases.model import (
    Address,
    Attachment,
    Case,
    OutboxKind,
    Person,
    Purpose,
    Role,
)
from cases.settings import Concierge, MailboxSettings, Settings
from replies.advice.suggestions import suggestions
from templates.drafts import AUTO_REPLIED, Addressing, Thread, Writer, worker_thread
from templates.values import of_case, of_concierge, of_need, of_service, of_worker

NOTHING = Catalogue()
NO_THREAD = Thread()
Threads = Mapping[str, Thread]
People = Mapping[str, Person]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a worker (or somebody else) wrote, for the mails that show it."""

    words: str
    author: Address
    role: Role = Role.WORKER
    attachments: tuple[Attachment, ...] = ()
    cc: tuple[str, ...] = ()
    message: int = 0  # id of the last message of the case before this one

    @property
    def files(self) -> list[str]:
        return [a.name for a in self.attachments]


@dataclass(frozen=True, slots=True)
class Mails:
    """The mails of one decision: the same moment, settings and templates for all."""

    settings: Settings
    writer: Writer
    now: datetime
    catalogue: Catalogue = NOTHING

    def language_of(self, concierge: Concierge | None) -> str:
        """A concierge reads the service's mails in their first language that it speaks."""
        spoken = concierge.languages if concierge else ()
        return next((code for code in spoken if code in self.settings.languages), self.settings.languages[0])

    # --- to the worker ---------------------------------------------------------------------------

    def acknowledgement(self, case: Case, thread: Thread) -> Draft:
        """At once, once a case, with the promised time and (by default) the four questions."""
        questions = ""
        where = self._to_worker(case, thread, automatic=AUTO_REPLIED, dedupe=f"acknowledgement:{case.id}")
        if self.settings.intake.acknowledge == "questions":
            variables = {**self._standard(case, None, ""), "service": self._service(case.mailbox)}
            questions = self.writer.library.render("questions", case.language, variables).text
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case, case.language),
            "promise": case.promised_at,
            "questions": questions,
        }
        return self._write(OutboxKind.ACKNOWLEDGEMENT, "worker/acknowledgement", where, variables)

    def closed(self, case: Case, thread: Thread) -> Draft:
        """The notice that a case was closed."""
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case, case.language),
            "silent": False,
        }
        return self._write(
            OutboxKind.CLOSED,
            "worker/closed",
            self._to_worker(case, thread, automatic=AUTO_REPLIED),
            variables,
        )

    def thanks(self, case: Case, thread: Thread, rating: int, comment: str, *, passed_on: bool) -> Draft:
        """For an answer to the survey, once a case."""
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case, case.language),
            "rating": rating,
            "comment": comment,
            "passed_on": passed_on,
        }
        where = self._to_worker(case, thread, automatic=AUTO_REPLIED, dedupe=f"thanks:{case.id}")
        return self._write(OutboxKind.THANKS, "followup/thanks", where, variables)

    def low_rating(
        self, case: Case, rating: int, comment: str, people: People, threads: Threads
    ) -> list[Draft]:
        """A low rating, to the owner and the lead, once each; one mail where they are the same person."""
        owner = self.settings.concierge(case.owner) if case.owner else None
        on_roster = (self.settings.concierge(a) for a in self.settings.lead)
        lead = [c.address if c else a for a, c in zip(self.settings.lead, on_roster, strict=True)]
        addresses = [*([owner.address] if owner else []), *lead]
        drafts = []
        for address in dict.fromkeys(a.lower() for a in addresses):
            concierge = self.settings.concierge(address)
            person = people[concierge.address.lower() if concierge else address]
            where = Addressing(
                person,
                self.language_of(concierge),
                Purpose.NOTE,
                case.mailbox,
                case.id,
                thread=threads.get(address, Thread()),
                dedupe=f"low-rating:{case.id}:{person.id}",
            )
            variables = {
                "worker": of_worker(case.requester, case.language),
                "case": self._case(case, where.language),
                "rating": rating,
                "comment": comment,
            }
            drafts.append(self._write(OutboxKind.ESCALATION, "concierge/low-rating", where, variables))
        return drafts

    def too_big(self, to: Person, mailbox: MailboxSettings, subject: str, thread: Thread) -> Draft:
        """The polite answer to a mail over size."""
        language = to.language or self.settings.languages[0]
        where = Addressing(to, language, Purpose.WORKER, mailbox.address, thread=thread)
        variables = {
            "worker": of_worker(to, language),
            "subject": self.writer.base(subject),
            "reason": "too-large",
            "limit": f"{self.settings.intake.max_message // 1_000_000} MB",
        }
        return self._write(
            OutboxKind.ACKNOWLEDGEMENT,
            "worker/too-big",
            where,
            variables,
        )

    def to_worker(
        self,
        kind: OutboxKind,
        template: str,
        case: Case,
        author: Concierge,
        variables: Mapping[str, object],
        attachments: Sequence[Attachment] = (),
    ) -> Draft:
        """A mail with a concierge's words: their name, no mark of automatic mail."""
        where = self._to_worker(case, worker_thread(case.messages), from_name=author.name)
        return self._write(
            kind,
            template,
            where,
            {"concierge": of_concierge(author), "case": self._case(case, case.language), **variables},
            attachments=attachments,
        )

    # --- to concierges ---------------------------------------------------------------------------

    def notifications(
        self,
        template: str,
        case: Case,
        to: Iterable[Concierge],
        people: People,
        threads: Threads,
        incoming: Incoming,
        **extra: object,
    ) -> list[Draft]:
        """A request, or what was written since, to each of these concierges; a reply reaches the worker."""
        drafts = []
        who = incoming.author.name or incoming.author.addr_spec
        for concierge in to:
            language = self.language_of(concierge)
            where = self._to_concierge(
                case, concierge, people, threads, Purpose.ANSWER, ref=incoming.message, via=who
            )
            variables = {**self._worker_wrote(case, incoming, language), **extra}
            drafts.append(
                self._write(
                    OutboxKind.NOTIFICATION,
                    template,
                    where,
                    variables,
                    subject=self._thread_subject(case, threads.get(concierge.address.lower())),
                    attachments=incoming.attachments,
                )
            )
        return drafts

    def assigned(
        self, case: Case, to: Concierge, by: Concierge, people: People, threads: Threads, ref: int
    ) -> Draft:
        """The case was given to `to`."""
        latest = next((m for m in reversed(case.messages) if m.role is Role.WORKER), None)
        where = self._to_concierge(case, to, people, threads, Purpose.ANSWER, ref=ref)
        incoming = Incoming(
            latest.new_text if latest else "", Address(case.requester.name, case.requester.address)
        )
        variables = {**self._worker_wrote(case, incoming, where.language), "by": by.name}
        del variables["author"]
        subject = self._thread_subject(case, threads.get(to.address.lower()))
        return self._write(OutboxKind.NOTIFICATION, "concierge/assigned", where, variables, subject=subject)

    def notes(
        self,
        case: Case,
        to: Iterable[Concierge],
        author: Concierge,
        people: People,
        threads: Threads,
        words: str,
        attachments: Sequence[Attachment] = (),
    ) -> list[Draft]:
        """A colleague's note; a reply stays a note."""
        drafts = []
        for concierge in to:
            where = self._to_concierge(case, concierge, people, threads, Purpose.NOTE, via=author.name)
            variables: dict[str, object] = {
                "worker": of_worker(case.requester, case.language),
                "case": self._case(case, where.language),
                "author": author.name,
                "words": words,
                "attachments": [a.name for a in attachments],
            }
            drafts.append(
                self._write(
                    OutboxKind.NOTIFICATION,
                    "concierge/note",
                    where,
                    variables,
                    subject=self._thread_subject(case, threads.get(concierge.address.lower())),
                    attachments=attachments,
                )
            )
        return drafts

    def failed(
        self,
        case: Case,
        subject: str,
        reason: str,
        people: People,
        threads: Threads,
        *,
        recipient: str = "",
        status: str = "",
        stopped: bool = False,
    ) -> list[Draft]:
        """A mail to the worker (or `recipient`, copied in) did not arrive: to the owner, or to all."""
        owner = self.settings.concierge(case.owner) if case.owner else None
        drafts = []
        for concierge in (owner,) if owner else self.settings.concierges:
            where = self._to_concierge(case, concierge, people, threads, Purpose.NOTE)
            variables = {
                "worker": of_worker(case.requester, case.language),
                "case": self._case(case, where.language),
                "recipient": recipient or case.requester.address,
                "subject": subject,
                "reason": reason,
                "status": status,
                "stopped": stopped,
            }
            thread_subject = self._thread_subject(case, threads.get(concierge.address.lower()))
            drafts.append(
                self._write(
                    OutboxKind.NOTIFICATION, "concierge/mail-failed", where, variables, subject=thread_subject
                )
            )
        return drafts

    def personal(
        self,
        kind: OutboxKind,
        template: str,
        to: Concierge,
        person: Person,
        mailbox: str,
        variables: Mapping[str, object],
        *,
        purpose: Purpose,
        ref: int,
        case: Case | None = None,
        thread: Thread = NO_THREAD,
        dedupe: str | None = None,
    ) -> Draft:
        """A mail to one concierge about their own mail: transcript, receipt, confirmation, question, card."""
        where = Addressing(
            person,
            self.language_of(to),
            purpose,
            mailbox,
            case.id if case else None,
            ref,
            thread=thread,
            dedupe=dedupe,
        )
        shown = {**variables}
        if "case" in shown and isinstance(shown["case"], Case):
            shown["case"] = self._case(shown["case"], where.language)
        return self._write(kind, template, where, shown)

    def announcements(
        self,
        inbound: int,
        mailbox: str,
        to: Iterable[Concierge],
        people: People,
        variables: Mapping[str, object],
    ) -> list[Draft]:
        """A held mail of a worker, to the concierges on duty; #accept or #discard in reply."""
        drafts = []
        for concierge in to:
            person = people[concierge.address.lower()]
            where = Addressing(
                person,
                self.language_of(concierge),
                Purpose.HELD,
                mailbox,
                ref=inbound,
                dedupe=f"held:{inbound}:{variables['reason']}:{person.id}",
            )
            drafts.append(self._write(OutboxKind.NOTIFICATION, "concierge/held", where, variables))
        return drafts

    # --- shared ----------------------------------------------------------------------------------

    def standard(self, case: Case, author: Concierge | None, words: str) -> dict[str, object]:
        """The variables of concierges' own templates (CONTRACT 3)."""
        return {**self._standard(case, author, words), "service": self._service(case.mailbox)}

    def _standard(self, case: Case, author: Concierge | None, words: str) -> dict[str, object]:
        return {
            "worker": of_worker(case.requester, case.language),
            "concierge": of_concierge(author) if author else {"name": self.settings.name, "first": ""},
            "case": self._case(case, case.language),
            "need": of_need(case.need),
            "options": [],
            "words": words,
            "promise": case.promised_at,
        }

    def _worker_wrote(self, case: Case, incoming: Incoming, language: str) -> dict[str, object]:
        near = suggestions(case, incoming.words, self.catalogue, self.writer.library, self.now, language)
        return {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case, language),
            "words": incoming.words,
            "attachments": incoming.files,
            "need": of_need(case.need),
            "earlier": [],
            "remembered": list(case.requester.remembered),
            "promise": case.promised_at,
            "templates": near.templates,
            "options": near.options,
            "guesses": near.guesses,
            "rating": None,
            "cc": list(incoming.cc),
            "author": ""
            if incoming.role is Role.WORKER
            else f"{incoming.author.name} <{incoming.author.addr_spec}>".strip(),
        }

    def _case(self, case: Case, language: str) -> Mapping[str, object]:
        return of_case(case, self.settings, self.catalogue, language)

    def _service(self, mailbox: str) -> Mapping[str, object]:
        return of_service(self.settings, self.settings.mailbox(mailbox), self.now)

    def _thread_subject(self, case: Case, thread: Thread | None) -> str:
        """One subject for everything a concierge gets about a case: who asks, and what about."""
        who = case.requester.name or case.requester.address
        subject = f"{who}: {self.writer.base(case.subject) or '…'}"
        return f"Re: {subject}" if thread and thread.parent else subject

    def _to_worker(
        self,
        case: Case,
        thread: Thread,
        *,
        from_name: str | None = None,
        automatic: str | None = None,
        dedupe: str | None = None,
    ) -> Addressing:
        return Addressing(
            case.requester,
            case.language,
            Purpose.WORKER,
            case.mailbox,
            case.id,
            from_name=from_name,
            automatic=automatic,
            thread=thread,
            dedupe=dedupe,
        )

    def _to_concierge(
        self,
        case: Case,
        concierge: Concierge,
        people: People,
        threads: Threads,
        purpose: Purpose,
        *,
        ref: int = 0,
        via: str = "",
    ) -> Addressing:
        key = concierge.address.lower()
        return Addressing(
            people[key],
            self.language_of(concierge),
            purpose,
            case.mailbox,
            case.id,
            ref,
            from_name=f"{via} via {self.settings.name}" if via else None,
            thread=threads.get(key, Thread()),
        )

    def _write(
        self,
        kind: OutboxKind,
        template: str,
        where: Addressing,
        variables: Mapping[str, object],
        *,
        subject: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> Draft:
        return self.writer.write(
            kind, template, where, self.now, variables, subject=subject, attachments=attachments
        )
