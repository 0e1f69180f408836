"""A mail that waits for a person: kept whole, announced within the minute to the concierges on duty."""

from __future__ import annotations

from dataclasses import replace

from cases.effects import Decision, Draft, Effect, RecordEvent, SendMail
from cases.model import InboundState, Proof
from cases.reasons import Reason
from cases.routing import on_duty
from intake.decide.facts import Facts
from intake.decide.messages import answering
from intake.reading.mime.addresses import without_addresses
from replies.mails import colleagues, worker


def hold(facts: Facts, reason: Reason) -> Decision:
    """Hold a worker's (or an unknown sender's) mail and tell the concierges on duty."""
    case = facts.case.id if facts.case else None
    effects: list[Effect] = [SendMail(draft, on_case=False) for draft in announcements(facts, reason)]
    effects.append(RecordEvent(case, "mail.held", "service", reason))
    return Decision(InboundState.HELD, reason, tuple(effects), case)


def announcements(facts: Facts, reason: Reason) -> list[Draft]:
    """One mail to each concierge on duty: who, subject, why, first lines."""
    first, _ = on_duty(
        facts.settings.concierges,
        language=facts.language,
        client=facts.settings.client_at(facts.mailbox, facts.address.addr_spec),
        today=facts.now.date(),
    )
    senders = (
        ", ".join(f"{without_addresses(a.name)} <{a.addr_spec}>".strip() for a in facts.parsed.from_) or "?"
    )
    variables = {
        "sender": senders,
        "subject": facts.parsed.subject,
        "at": facts.now,
        "reason": reason,
        "text": facts.typed(facts.new_text or facts.parsed.text),
        "attachments": [a.name for a in facts.parsed.attachments],
        "number": facts.mail.inbound,
        "proven": facts.classified.proof is Proof.PASS and reason != Reason.FROM_NOT_SINGLE,
    }
    return colleagues.announcements(facts.mails, facts.mail.inbound, facts.mailbox.address, first, variables)


def too_large(facts: Facts) -> Decision:
    """Held and announced; a proven sender gets a polite answer. Nothing is deleted."""
    decision = hold(facts, Reason.TOO_LARGE)
    if facts.classified.proof is Proof.PASS and facts.person is not None and may_open(facts):
        thread = answering(facts.parsed)
        draft = worker.too_big(facts.mails, facts.person, facts.mailbox, facts.parsed.subject, thread)
        return replace(decision, effects=(SendMail(draft, on_case=False), *decision.effects))
    return decision


def may_open(facts: Facts) -> bool:
    """Whether the author may open a case ([[mailbox]] allowed_senders; a concierge always may)."""
    key = facts.address.key
    return facts.mailbox.admits(key) or facts.settings.concierge(key) is not None
