"""A mail that a concierge forwards: a case for the worker whom `#requester` names, with their words. Pure.

The original author is proposed where the command is missing, never assumed (CONTRACT 4): a forwarded mail
may have been written by a third person.
"""

from __future__ import annotations

from dataclasses import replace

from cases.effects import AddMessage, ChangeCase, Decision, Effect, SendMail
from cases.model import Address, Direction, InboundState, Need, Origin, Role
from cases.reasons import Reason
from intake.decide.facts import Facts
from intake.decide.opening import Asked, case_for, open_case
from intake.reading.language import language
from intake.reading.parsed import Parsed
from intake.reading.quotes.forwards import Forwarded
from intake.reading.quotes.split import split
from replies.commands.contradictions import note_words
from replies.commands.handlers import merged
from replies.commands.phrases import say
from replies.commands.plan import Desk
from replies.decide import planned, returned
from replies.mails.shared import Incoming
from replies.mended import Line
from replies.needs.needs import read_request
from replies.on_hold import on_hold, waits_first
from replies.queries import answer_queries
from replies.returned import transcript


def decide_forward(facts: Facts, desk: Desk) -> Decision:
    """Opens the case, or gives the mail back with the missing line ready to copy."""
    plan, lines = planned(desk)
    if not all(line.ok for line in lines):
        return returned(desk, lines, lambda corrected: decide_forward(facts, corrected))
    person = plan.requester
    if person is None:
        proposed = f"#requester {desk.forwarded_from}" if desk.forwarded_from else "#requester"
        return transcript(desk, [*lines, Line("", False, say("whose-case", desk.language), proposed)])
    if plan.asks_beside("requester", "changes", "queries", "note"):
        return transcript(desk, [*lines, Line("", False, say("in-a-forward", desk.language))])
    forward = facts.words.forwarded
    assert forward is not None
    author = Address(person.name, person.address)
    message = AddMessage(
        facts.background.new_case,
        Direction.IN,
        Role.WORKER,
        author,
        (facts.mailbox.address,),
        "request",
        forward.subject,
        facts.typed(forward.text),
        forward.text,
        attachments=facts.attachments,
    )
    client = plan.fields.get("client") or facts.settings.client_at(facts.mailbox, person.address)
    facts = facts.for_client(str(client) if client else None)
    found = language(forward.text)
    spoken = plan.fields.get("language") or (found if found in facts.settings.languages else person.language)
    topics = plan.fields.get("topics", ())
    private = note_words(desk.reading).strip().removesuffix(desk.closing).strip()
    asked = Asked(
        person,
        forward.subject,
        str(spoken or facts.settings.languages[0]),
        message,
        Incoming(
            message.new_text,
            author,
            attachments=facts.attachments,
            note=desk.typed(private),
            noted_by=desk.author.name or desk.author.address,
        ),
        origin=Origin.FORWARD,
        topics=topics if isinstance(topics, tuple) else (),
        client=str(client) if client else None,
    )
    case = replace(case_for(facts, asked), need=_need(forward, facts))
    effects: list[Effect] = open_case(facts, asked, case)
    actor = desk.author.address
    for change in plan.changes:
        fields = dict(change.fields)
        if isinstance(noted := fields.get("need"), Need):
            fields["need"] = merged(case.need, noted)
        effects.append(ChangeCase(case.id, fields, change.event, actor, change.detail))
    if private:
        note = replace(
            message,
            direction=Direction.NOTE,
            role=Role.CONCIERGE,
            author=desk.author.mailbox,
            kind="note",
            new_text=desk.typed(private),
            text=private,
            message_id=facts.parsed.message_id,
            attachments=(),
        )
        effects.append(note)
    done = [say("requester", desk.language, detail=person.name or person.address)]
    if private:
        done.append(say("noted", desk.language))
    mails = tuple(e.draft for e in effects if isinstance(e, SendMail) and e.on_case)
    if waits_first(desk):
        return on_hold(desk, mails, done, None)  # another case may have the number by then
    opened = say("opened", desk.language, detail=facts.settings.tag(case.id))
    effects += answer_queries(plan, desk, mails, (opened, *done), case=case)
    return Decision(InboundState.ACCEPTED, Reason.REQUEST, tuple(effects), case.id)


def _need(forward: Forwarded, facts: Facts) -> Need:
    """What the mail inside says of the need, without what it quotes."""
    inside = split(Parsed(len(forward.text), plain=forward.text, text=forward.text), first=True)
    return read_request(forward.subject, inside.said, facts.written_on)
