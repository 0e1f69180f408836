"""A concierge's mail that nothing proves: held, asked about, and settled by the answer. Pure.

The question goes to the registered address, with a signed address that only its reader can answer to. A yes
decides the held mail again; a no discards it and tells the lead; of any other answer we ask once more and
then wait (`replies.consent`).
"""

from __future__ import annotations

from dataclasses import replace

from cases.earlier import EarlierMail, second_question
from cases.effects import Decision, Effect, RecordEvent, ReleaseInbound, SendMail, SettleInbound
from cases.model import InboundState, OutboxKind, Purpose
from cases.reasons import CONFIRMABLE, Reason
from intake.decide.facts import Facts
from replies.commands.phrases import say
from replies.commands.plan import Desk
from replies.consent import Consent
from replies.decide import planned
from replies.mails import colleagues, own
from replies.mails.colleagues import Denied
from replies.mended import Line
from replies.repeated import SENDING
from replies.returned import transcript
from templates.drafts import Addressing, Thread


def ask(facts: Facts, desk: Desk, reason: Reason) -> Decision:
    """Hold the mail and ask the registered address whether it is theirs."""
    _, lines = planned(desk)
    variables = {
        "subject": facts.writer.base(facts.parsed.subject),
        "at": facts.parsed.date or facts.now,
        "reason": reason,
        "text": desk.typed(desk.text),
        "done": [line.line for line in lines],
        "lead": list(colleagues.lead_besides(desk.settings, desk.author)),
    }
    where = _where(desk, facts.mailbox.address, facts.mail.inbound, f"confirmation:{facts.mail.inbound}")
    draft = own.reply(facts.mails, OutboxKind.CONFIRMATION, "concierge/confirmation", where, variables)
    case = facts.case.id if facts.case else None
    event = RecordEvent(case, "mail.held", desk.author.address, reason)
    return Decision(InboundState.HELD, reason, (SendMail(draft, on_case=False), event), case)


def answered(facts: Facts, desk: Desk) -> Decision:
    """What an answer to that question does with the held mail."""
    waits = facts.waiting
    ours = waits is not None and waits.author.lower() in desk.author.addresses
    if waits is None or not ours or waits.state is not InboundState.HELD or waits.reason not in CONFIRMABLE:
        return transcript(desk, [Line("", False, say("already-settled", desk.language))])
    said = facts.words.answer.says(SENDING)
    if said is Consent.YES:
        released = ReleaseInbound(waits.inbound, CONFIRMABLE, desk.author.address)
        return Decision(InboundState.ACCEPTED, Reason.CONFIRMED, (released,))
    if said is Consent.NO:
        return _denied(facts, desk, waits)
    return _unclear(facts, desk, waits)


def _denied(facts: Facts, desk: Desk, waits: EarlierMail) -> Decision:
    """Discarded; the lead is told, and the answer gets a line back."""
    told = colleagues.denied(
        facts.mails,
        desk.author,
        Denied(waits.inbound, facts.mailbox.address, waits.subject, waits.received_at),
    )
    where = replace(
        _where(desk, facts.mailbox.address, waits.inbound, f"denied:{waits.inbound}"), purpose=Purpose.RECEIPT
    )
    lead = ", ".join(draft.to[0].addr_spec for draft in told)
    done = say("not-theirs-told" if lead else "not-theirs", desk.language, detail=lead)
    receipt = own.done(facts.mails, where, done)
    effects: list[Effect] = [SettleInbound(waits.inbound, InboundState.DISCARDED, Reason.NOT_THEIRS)]
    effects += [SendMail(draft, on_case=False) for draft in (receipt, *told)]
    effects.append(RecordEvent(waits.case, "mail.denied", desk.author.address, str(waits.inbound)))
    return Decision(InboundState.ACCEPTED, Reason.DENIED, tuple(effects))


def _unclear(facts: Facts, desk: Desk, waits: EarlierMail) -> Decision:
    """Asked once more; after that the mail stays held until a person or the calendar settles it."""
    if waits.asked_again:
        return Decision(InboundState.ACCEPTED, Reason.CONSENT_UNCLEAR)
    variables = {
        "subject": facts.writer.base(waits.subject),
        "at": waits.received_at or facts.now,
        "text": desk.typed(desk.text),
        "lead": list(colleagues.lead_besides(desk.settings, desk.author)),
    }
    where = _where(desk, facts.mailbox.address, waits.inbound, second_question(waits.inbound))
    draft = own.reply(facts.mails, OutboxKind.CONFIRMATION, "concierge/confirmation-again", where, variables)
    event = RecordEvent(waits.case, "mail.asked-again", desk.author.address, str(waits.inbound))
    return Decision(InboundState.ACCEPTED, Reason.CONSENT_UNCLEAR, (SendMail(draft, on_case=False), event))


def _where(desk: Desk, mailbox: str, inbound: int, dedupe: str) -> Addressing:
    """To the registered address, as an answer to the mail being decided."""
    return Addressing(
        desk.person,
        desk.language,
        Purpose.CONFIRM,
        mailbox,
        ref=inbound,
        thread=Thread().after(desk.message_id, desk.references),
        dedupe=dedupe,
    )
