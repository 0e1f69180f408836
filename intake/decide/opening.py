"""A new case and the mails that go with it: acknowledgement and notifications. Pure.

Used for a worker's own request and for one that a concierge forwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.calendar import add_working
from cases.effects import AddMessage, ChangeCase, Effect, OpenCase, SendMail
from cases.forms import nobody_reads
from cases.model import Address, Case, CaseState, Direction, Message, Need, Origin, Person, Role
from cases.routing import on_duty
from intake.decide.facts import Facts
from replies.mails import colleagues, worker
from replies.mails.shared import Incoming
from templates.drafts import Thread

NO_THREAD = Thread()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, by whom. `message`: the effect that puts it on the case."""

    requester: Person
    subject: str
    language: str
    message: AddMessage
    incoming: Incoming
    thread: Thread = NO_THREAD
    origin: Origin = Origin.MAIL
    linked_to: int | None = None
    topics: tuple[str, ...] = ()
    client: str | None = None  # None: that of the mailbox, else of the requester's domain


def case_for(facts: Facts, asked: Asked) -> Case:
    """The case as it will be, for the mails of this decision."""
    client = asked.client or facts.settings.client_at(facts.mailbox, asked.requester.address)
    settings = facts.settings.for_client(client)
    message = Message(
        0,
        facts.now,
        Direction.IN,
        Role.WORKER,
        Address(asked.requester.name, asked.requester.address),
        (),
        "request",
        asked.message.message_id,
        asked.message.new_text,
        asked.message.references,
        asked.subject,
    )
    return Case(
        id=facts.background.new_case,
        state=CaseState.NEW,
        subject=facts.writer.base(asked.subject) or _first_words(asked.message.new_text),
        requester=asked.requester.for_client(client),
        mailbox=facts.mailbox.address,
        language=asked.language,
        created_at=facts.now,
        topics=asked.topics,
        client=client,
        origin=asked.origin,
        promised_at=add_working(settings.hours, facts.now, settings.response.target),
        linked_to=asked.linked_to,
        messages=(message,),
    )


def open_case(facts: Facts, asked: Asked, case: Case, earlier: Sequence[str] = ()) -> list[Effect]:
    """The case with its first message, the acknowledgement, and the request to the concierges on duty."""
    facts = facts.for_client(case.client)
    effects: list[Effect] = [
        OpenCase(
            case.id,
            case.requester,
            case.mailbox,
            case.subject,
            case.language,
            case.origin,
            case.client,
            case.promised_at,
            case.linked_to,
        ),
        asked.message,
    ]
    if case.need != Need():  # what the mail itself says of it
        said_by = case.requester.address
        effects.append(ChangeCase(case.id, {"need": case.need}, "case.need", said_by))
    told = not facts.is_encrypted and not nobody_reads(case.requester.address)
    if facts.settings.intake.acknowledge != "no" and told:
        written = asked.incoming.written_in
        effects.append(SendMail(worker.acknowledgement(facts.mails, case, asked.thread, written)))
    first, _ = on_duty(
        facts.settings.concierges,
        language=case.language,
        client=case.client,
        topics=case.topics,
        requester=case.requester.address,
        today=facts.now.date(),
    )
    drafts = colleagues.request(facts.mails, case, first, asked.incoming, earlier)
    effects += [SendMail(draft, on_case=False) for draft in drafts]
    return effects


def _first_words(text: str) -> str:
    """A subject for a mail that came without one."""
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:60].rpartition(" ")[0] + " …"
