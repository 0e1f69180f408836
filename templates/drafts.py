"""From words to a `Draft`: who it is from, the signed address it is answered to, its subject and foot.

Every mail about a case carries the case tag at the front of its subject (RFC 5256 section 2.1 takes such a
"[...]" off when it compares subjects, so threads stay together) and a short signed mark in its foot, for
mail systems that lose headers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.effects import FOOT, Draft
from cases.model import Address, Attachment, Direction, Message, OutboxKind, Person, Purpose, Role
from cases.settings import Settings
from cases.tokens import Token, lifetime
from templates.excerpts import HEADER, IN_A_LINK, NAME, REFERENCES, files, short, wholes
from templates.render import Library
from templates.values import base_subject, mailto, of_service

AUTO_REPLIED = "auto-replied"  # RFC 3834 section 5: caused by a mail
AUTO_GENERATED = "auto-generated"  # caused by the clock


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a mail hangs: the Message-ID it answers, and those before it, oldest first."""

    parent: str | None = None
    references: tuple[str, ...] = ()

    @classmethod
    def of(cls, message_ids: Sequence[str]) -> Thread:
        """The thread of these mails, oldest first: the latest is answered."""
        return cls(message_ids[-1], tuple(message_ids[:-1])) if message_ids else cls()

    def after(self, message_id: str | None, references: Sequence[str] = ()) -> Thread:
        """The thread as an answer to that message sees it; its own is `references` (RFC 5322, 3.6.4)."""
        if not message_id:
            return self
        before = dict.fromkeys((*self.references, self.parent or "", *references))
        return Thread(message_id, tuple(i for i in before if i and i != message_id))


@dataclass(frozen=True, slots=True)
class Addressing:
    """To whom a mail goes, in what language, what goes along, and what a reply to it will mean.

    `subject` None: that of the template.
    """

    to: Person
    language: str
    purpose: Purpose
    mailbox: str
    case: int | None = None
    ref: int = 0
    from_name: str | None = None
    automatic: str | None = AUTO_REPLIED
    thread: Thread = Thread()
    dedupe: str | None = None
    subject: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes drafts from templates.

    `libraries`: those of clients with templates or languages of their own, by id; "" is everybody else's.
    """

    settings: Settings
    library: Library
    libraries: Mapping[str, Library] = field(default_factory=dict, repr=False)

    def for_client(self, client: str | None) -> Writer:
        """Writes as this client's people know the service; itself where that is the same."""
        settings = self.settings.for_client(client)
        common = self.libraries.get("", self.library)
        library = self.libraries.get(client or "", common)
        if settings is self.settings and library is self.library:
            return self
        return Writer(settings, library, self.libraries or {"": common})

    def write(
        self,
        kind: OutboxKind,
        template: str,
        where: Addressing,
        now: datetime,
        variables: Mapping[str, object],
    ) -> Draft:
        """A draft with the text of `template`, and its subject unless `where` has one.

        What somebody wrote and the template cuts goes along whole (`templates.excerpts`).
        Raises `templates.files.TemplateProblem` when the template cannot be rendered.
        """
        mailbox = self.settings.mailbox(where.mailbox)
        service = of_service(self.settings, mailbox, now, self.settings.timezone_of(where.to.address))
        whole = wholes(template, variables)
        values = {"service": service, "whole": whole, "answer": self._answer(where, now), **variables}
        rendered = self.library.render(template, where.language, values)
        if whole:
            where = replace(where, attachments=(*where.attachments, *files(whole, where.language)))
        subject = where.subject if where.subject is not None else rendered.subject or ""
        return self.draft(kind, where, now, subject, rendered.text)

    def _answer(self, where: Addressing, now: datetime) -> str:
        """What the commands in a mail to a concierge lead to by one tap: a reply to that mail."""
        if where.case is None or where.purpose not in (Purpose.ANSWER, Purpose.RECEIPT):
            return ""
        if where.purpose is Purpose.RECEIPT:
            return self.link(where, now, self.settings.tag(where.case))
        subject = where.subject or ""
        return self.link(where, now, self.tagged(where.case, f"Re: {subject.removeprefix('Re: ')}"))

    def draft(
        self,
        kind: OutboxKind,
        where: Addressing,
        now: datetime,
        subject: str,
        text: str,
    ) -> Draft:
        """A draft with this text; the case's tag and foot are added here and nowhere else."""
        return Draft(
            kind=kind,
            mailbox=where.mailbox,
            from_name=short(where.from_name, NAME) if where.from_name else self.settings.name,
            to=(Address(short(where.to.name, NAME), where.to.address),),
            subject=short(self.tagged(where.case, subject) if where.case else subject, HEADER),
            text=self.footed(text, where.case),
            language=where.language,
            token=self.token(where, now),
            date=now,
            case=where.case,
            automatic=where.automatic,
            parent=where.thread.parent,
            references=_ends(where.thread.references),
            attachments=where.attachments,
            dedupe=where.dedupe,
        )

    def token(self, where: Addressing, now: datetime) -> str:
        """The signed token that a mail with this addressing carries."""
        until = (now + lifetime(where.purpose)).date()
        token = Token(where.purpose, where.case or 0, where.to.id, where.ref, until)
        return self.settings.signer.sign(token)

    def link(self, where: Addressing, now: datetime, subject: str, body: str = "") -> str:
        """A link that opens an answer to a mail with this addressing, "mailto:…", with this text ready.

        "" without plus addresses, and where the mailbox is not configured any more.
        """
        try:
            mailbox = self.settings.mailbox(where.mailbox)
        except KeyError:
            return ""
        if not mailbox.plus_addressing:
            return ""
        return mailto(mailbox.reply_address(self.token(where, now)), short(subject, IN_A_LINK), body)

    def footed(self, text: str, case: int | None) -> str:
        """`text` with the quiet last line that names the case."""
        if not case:
            return text.rstrip() + "\n"
        mark = self.settings.signer.marker(self.settings.case_prefix, case)
        return f"{text.rstrip()}{FOOT}{self.settings.name} · {self.settings.tag(case)} · {mark}\n"

    def tagged(self, case: int, subject: str) -> str:
        """The subject with the case's tag in front: "[LC-12] words", "Re: [LC-12] words"."""
        tag = f"[{self.settings.tag(case)}]"
        words = " ".join(subject.split())
        if tag.lower() in words.lower():
            return words
        answers, rest = ("Re: ", words[3:].lstrip()) if words[:3].lower() == "re:" else ("", words)
        return f"{answers}{tag} {rest}".rstrip()

    def answer_subject(self, subject: str) -> str:
        """The subject of an answer, without tag: "Re: words"."""
        return f"Re: {self.base(subject)}"

    def base(self, subject: str) -> str:
        """The words of a subject: without reply prefixes and without our tag."""
        return base_subject(subject, self.settings.case_prefix)


def worker_thread(messages: Sequence[Message]) -> Thread:
    """The worker's thread: the latest mail of theirs is answered, all exchanged mails are references."""
    exchanged = [
        m
        for m in messages
        if m.message_id and m.direction is not Direction.NOTE and m.role is not Role.AUTOMATIC
    ]
    theirs = [m for m in exchanged if m.direction is Direction.IN and m.role is Role.WORKER]
    if not exchanged:
        return Thread()
    parent = theirs[-1] if theirs else exchanged[-1]
    ids: dict[str, None] = {}
    for message in exchanged:
        ids |= dict.fromkeys(i for i in (*message.references, message.message_id or "") if i)
        if message is parent:
            break
    return Thread(parent.message_id, tuple(i for i in ids if i != parent.message_id))


def _ends(references: tuple[str, ...]) -> tuple[str, ...]:
    """The first of a long thread, and the latest: what a client threads by."""
    if len(references) <= REFERENCES:
        return references
    return (references[0], *references[-(REFERENCES - 1) :])
