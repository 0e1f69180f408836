"""Mails about a case to those who work on it: requests, notes, troubles, held mail. Pure.

A reply to a request reaches the worker; a reply to a note or to bad news stays a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.earlier import SentBefore
from cases.effects import Draft
from cases.model import Address, Attachment, Case, OutboxKind, Purpose, Role
from cases.refusals import OURS
from cases.routing import everyone
from cases.settings import Concierge, Settings
from cases.tokens import find_tokens
from replies.mails.asked_first import asked_first
from replies.mails.shared import Incoming, Mails, Rated, Threads
from templates.drafts import Addressing, Thread
from templates.values import of_worker


@dataclass(frozen=True, slots=True)
class Note:
    """What one colleague tells the others."""

    author: Concierge
    words: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """A mail that did not arrive. `reason` in the server's words; `stopped`: nothing more is sent there.

    `why` is the kind of refusal (`cases.refusals`) or "".
    """

    recipient: str
    subject: str
    reason: str
    stopped: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Denied:
    """A held mail that is not from the concierge in whose name it came. `inbound`: its number."""

    inbound: int
    mailbox: str
    subject: str
    received_at: datetime | None = None


def request(
    mails: Mails, case: Case, to: Iterable[Concierge], incoming: Incoming, earlier: Sequence[str] = ()
) -> list[Draft]:
    """A new request to each of these concierges; a reply reaches the worker.

    `earlier`: other cases of that worker, a line each. Each mail refers to the request, so that an answer
    to it tells whose it is even where the database was lost with the number of the case (`intake.restored`).
    """
    drafts, near = [], mails.near(case, incoming)
    first = next((m.message_id for m in case.messages if m.message_id), "") or ""
    # A signed address that somebody took for a Message-ID is not shown to others.
    asked = Thread(references=(first,) if first and not any(find_tokens(first)) else ())
    for concierge in to:
        where = _asking(mails, case, concierge, {concierge.address.lower(): asked}, incoming)
        variables = {
            **mails.worker_wrote(case, incoming, near, where.language),
            "earlier": list(earlier),
            "note": incoming.note,
            "noted_by": incoming.noted_by,
        }
        drafts.append(mails.write(OutboxKind.NOTIFICATION, "concierge/notification", where, variables))
    return asked_first(mails, case, incoming, near, drafts)


def follow_up(
    mails: Mails, case: Case, to: Iterable[Concierge], threads: Threads, incoming: Incoming
) -> list[Draft]:
    """What was written on a case since, to each of these concierges; a reply reaches the worker."""
    drafts, near = [], mails.near(case, incoming)
    for concierge in to:
        where = _asking(mails, case, concierge, threads, incoming)
        variables = {
            **mails.worker_wrote(case, incoming, near, where.language),
            "reopened": incoming.reopened,
        }
        drafts.append(mails.write(OutboxKind.NOTIFICATION, "concierge/follow-up", where, variables))
    return asked_first(mails, case, incoming, near, drafts)


def assigned(
    mails: Mails, case: Case, to: Concierge, by: Concierge, threads: Threads, sent: SentBefore
) -> Draft:
    """The case was given to `to`. `sent`: what the worker got before."""
    latest = next((m for m in reversed(case.messages) if m.role is Role.WORKER), None)
    seen = case.messages[-1].id if case.messages else 0
    where = mails.to_concierge(case, to, threads, Purpose.ANSWER, seen)
    author = Address(case.requester.name, case.requester.address)
    incoming = Incoming(latest.new_text if latest else "", author, sent=sent)
    variables = {
        **mails.worker_wrote(case, incoming, mails.near(case, incoming), where.language),
        "by": by.name,
    }
    del variables["author"]
    where = replace(where, subject=mails.thread_subject(case, where.thread))
    return mails.write(OutboxKind.NOTIFICATION, "concierge/assigned", where, variables)


def notes(mails: Mails, case: Case, to: Iterable[Concierge], threads: Threads, note: Note) -> list[Draft]:
    """A colleague's note; a reply stays a note."""
    drafts = []
    for concierge in to:
        where = mails.to_concierge(case, concierge, threads, Purpose.NOTE)
        variables: dict[str, object] = {
            "worker": of_worker(case.requester, case.language),
            "case": mails.of_case(case, where.language),
            "author": note.author.name,
            "words": note.words,
            "attachments": [a.name for a in note.attachments],
        }
        where = replace(
            where,
            from_name=_via(mails, note.author.name),
            subject=mails.thread_subject(case, where.thread),
            attachments=note.attachments,
        )
        drafts.append(mails.write(OutboxKind.NOTIFICATION, "concierge/note", where, variables))
    return drafts


def failed(mails: Mails, case: Case, threads: Threads, failure: NotDelivered) -> list[Draft]:
    """A mail to the worker (or to somebody copied in) did not arrive: to the owner, or to all."""
    drafts, owner = [], mails.settings.concierge(case.owner) if case.owner else None
    for concierge in (owner,) if owner else everyone(case, mails.settings):
        where = mails.to_concierge(case, concierge, threads, Purpose.NOTE)
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": mails.of_case(case, where.language),
            "recipient": failure.recipient,
            "subject": failure.subject,
            "reason": failure.reason,
            "status": "",
            "stopped": failure.stopped,
            "why": "ours" if failure.why in OURS else failure.why,
        }
        where = replace(where, subject=mails.thread_subject(case, where.thread))
        drafts.append(mails.write(OutboxKind.NOTIFICATION, "concierge/mail-failed", where, variables))
    return drafts


def low_rating(mails: Mails, case: Case, rated: Rated, threads: Threads) -> list[Draft]:
    """A low rating, to the owner and the lead, once each; one mail where they are the same person."""
    settings = mails.settings
    owner = settings.concierge(case.owner) if case.owner else None
    drafts = []
    for address in dict.fromkeys((*([owner.address.lower()] if owner else []), *lead_of(settings))):
        person = mails.people[address]
        where = Addressing(
            person,
            settings.language_of(settings.concierge(address)),
            Purpose.NOTE,
            case.mailbox,
            case.id,
            thread=threads.get(address, Thread()),
            dedupe=f"low-rating:{case.id}:{person.id}",
        )
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": mails.of_case(case, where.language),
            "rating": rated.rating,
            "comment": rated.comment,
        }
        drafts.append(mails.write(OutboxKind.ESCALATION, "concierge/low-rating", where, variables))
    return drafts


def denied(mails: Mails, author: Concierge, mail: Denied) -> list[Draft]:
    """Somebody wrote in this concierge's name: to the lead, unless that is the concierge themselves."""
    settings = mails.settings
    drafts = []
    for address in lead_besides(settings, author):
        where = Addressing(
            mails.people[address],
            settings.language_of(settings.concierge(address)),
            Purpose.NOTE,
            mail.mailbox,
            dedupe=f"denied:{mail.inbound}:{address}",
        )
        variables = {
            "author": author.name or author.address,
            "subject": mails.writer.base(mail.subject),
            "at": mail.received_at or mails.now,
            "number": mail.inbound,
        }
        drafts.append(mails.write(OutboxKind.ESCALATION, "concierge/denied", where, variables))
    return drafts


def announcements(
    mails: Mails, inbound: int, mailbox: str, to: Iterable[Concierge], variables: Mapping[str, object]
) -> list[Draft]:
    """A held mail of a worker, to the concierges on duty; #accept or #discard in reply."""
    drafts = []
    for concierge in to:
        person = mails.people[concierge.address.lower()]
        where = Addressing(
            person,
            mails.settings.language_of(concierge),
            Purpose.HELD,
            mailbox,
            ref=inbound,
            dedupe=f"held:{inbound}:{variables['reason']}:{person.id}",
        )
        drafts.append(mails.write(OutboxKind.NOTIFICATION, "concierge/held", where, variables))
    return drafts


def lead_besides(settings: Settings, author: Concierge) -> tuple[str, ...]:
    """The addresses of the lead but for that of this concierge, who may be one of them."""
    return tuple(address for address in lead_of(settings) if address != author.address.lower())


def lead_of(settings: Settings) -> tuple[str, ...]:
    """The addresses of the lead, lower case, each once; of a concierge the registered one."""
    on_roster = (settings.concierge(address) for address in settings.lead)
    found = (c.address if c else a for a, c in zip(settings.lead, on_roster, strict=True))
    return tuple(dict.fromkeys(address.lower() for address in found))


def _asking(
    mails: Mails, case: Case, concierge: Concierge, threads: Threads, incoming: Incoming
) -> Addressing:
    """As from the one who asks, with their files."""
    where = mails.to_concierge(case, concierge, threads, Purpose.ANSWER, incoming.message)
    return replace(
        where,
        from_name=_via(mails, incoming.author.name or incoming.author.addr_spec),
        subject=mails.thread_subject(case, where.thread),
        attachments=incoming.attachments,
    )


def _via(mails: Mails, who: str) -> str:
    return f"{who} via {mails.settings.name}"
