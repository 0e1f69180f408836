"""A concierge's mail: the three checks of CONTRACT 6, confirmation by reply, then `replies.decide`. Pure.

Nothing acts without a registered sender, a token made for that person, and proof of who wrote. A missing
proof or token holds the mail and asks the registered address; a failed check is never released by a reply.
"""

from __future__ import annotations

from dataclasses import replace

from cases.effects import (
    Decision,
    Effect,
    RecordEvent,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
)
from cases.model import InboundState, OutboxKind, Proof, Purpose
from cases.settings import Concierge
from cases.tokens import Token
from intake.closing_formulas import formula_kind
from intake.facts import Facts
from intake.forwarding import decide_forward
from intake.holding import hold
from intake.quotes import Confidence
from intake.signatures import signature_at_risk, signature_block
from replies.decide import Line, decide, planned, transcript
from replies.grammar import read
from replies.handlers import WAIVABLE
from replies.mails import Mails
from replies.plan import Desk
from replies.table import TABLE, VERBS
from replies.words import say
from templates.drafts import Thread

CONFIRMABLE = ("unproven", "no-token")
DESK_PURPOSES = frozenset(Purpose) - {Purpose.WORKER, Purpose.SURVEY}


def decide_concierge(facts: Facts) -> Decision:
    """The decision for a mail from a registered address."""
    concierge = facts.settings.concierge(facts.address.key)
    assert concierge is not None
    assert facts.person is not None
    if facts.proof is Proof.FAIL and "dmarc-fail" not in facts.waived:
        return hold(facts, "dmarc-fail")
    token = own_token(facts)
    if token is not None and token.purpose is Purpose.CONFIRM:
        return _confirmed(facts, concierge)
    desk = desk_of(facts, concierge, token)
    if token is None and not _needs_no_token(facts) and "no-token" not in facts.waived:
        return _confirm(facts, concierge, desk, "no-token")
    if _unproven(facts, token) and "unproven" not in facts.waived:
        return _confirm(facts, concierge, desk, "unproven")
    if desk.forwarded_from is not None and not _only_queries(facts):
        return decide_forward(facts, desk)
    return _with_memory(decide(desk), facts, desk)


def _only_queries(facts: Facts) -> bool:
    commands = read(facts.new_text, VERBS).commands
    return bool(commands) and all(TABLE[c.verb].anywhere for c in commands)


def own_token(facts: Facts) -> Token | None:
    """The token that was made for this person; the one that led to the case comes first."""
    assert facts.person is not None
    leading = facts.match.token
    tokens: tuple[Token, ...] = (leading, *facts.tokens) if leading else facts.tokens
    for token in tokens:
        if token.person == facts.person.id and token.purpose in DESK_PURPOSES:
            return token
    return None


def desk_of(facts: Facts, concierge: Concierge, token: Token | None) -> Desk:
    """The facts as the concierge's desk sees them."""
    assert facts.person is not None
    mails = Mails(facts.settings, facts.writer, facts.now)
    return Desk(
        now=facts.now,
        settings=facts.settings,
        writer=facts.writer,
        catalogue=facts.catalogue,
        author=concierge,
        person=facts.person,
        language=mails.language_of(concierge),
        inbound=facts.inbound,
        purpose=token.purpose if token else Purpose.ANSWER if facts.case else None,
        token_ref=token.ref if token else 0,
        case=facts.case,
        text=facts.new_text,
        subject=facts.parsed.subject,
        message_id=facts.parsed.message_id,
        signature=facts.split.signature,
        signature_at_risk=signature_at_risk(facts.split.signature),
        unsure=facts.split.confidence is Confidence.LOW,
        forwarded_from=_forwarded_from(facts),
        closing=_closing(facts.new_text, concierge.name),
        attachments=facts.attachments,
        waived=facts.waived,
        open_cases=facts.open_cases,
        earlier=facts.earlier,
        people=facts.people,
        threads=facts.threads,
        told=facts.told,
        recommended=facts.recommended,
        ratings=facts.ratings,
        rejected=facts.rejected,
    )


def _forwarded_from(facts: Facts) -> str | None:
    """The author of the mail inside a forwarded mail that belongs to no case; "" where it names none."""
    if facts.case is not None or facts.forwarded is None:
        return None
    return facts.forwarded.from_.addr_spec if facts.forwarded.from_ else ""


def _closing(text: str, name: str) -> str:
    """The last lines that are only a closing formula ("Kind regards,") and the writer's own name."""
    lines = text.rstrip().split("\n")
    own = {name.casefold(), name.partition(" ")[0].casefold()}
    start = len(lines)
    while start and (
        not lines[start - 1].strip()
        or formula_kind(lines[start - 1])
        or lines[start - 1].strip().rstrip(".,").casefold() in own
    ):
        start -= 1
    return "\n".join(lines[start:]).strip()


def _needs_no_token(facts: Facts) -> bool:
    """A new mail with only #help, #list and the like: registered sender and proof are enough."""
    if facts.case is not None:
        return False
    return facts.forwarded is not None or _only_queries(facts)


def _unproven(facts: Facts, token: Token | None) -> bool:
    if facts.proof is Proof.PASS:
        return False
    return facts.mailbox.proof != "token" or token is None


def _confirm(facts: Facts, concierge: Concierge, desk: Desk, reason: str) -> Decision:
    """Hold the mail and ask the registered address; a reply from there releases it."""
    _, lines = planned(desk, read(desk.text, VERBS))
    would = [line.line for line in lines]
    mails = Mails(facts.settings, facts.writer, facts.now, facts.catalogue)
    variables = {
        "subject": facts.writer.base(facts.parsed.subject),
        "at": facts.parsed.date or facts.now,
        "reason": reason,
        "text": facts.new_text,
        "done": would,
    }
    assert facts.person is not None
    draft = mails.personal(
        OutboxKind.CONFIRMATION,
        "concierge/confirmation",
        concierge,
        facts.person,
        facts.mailbox.address,
        variables,
        purpose=Purpose.CONFIRM,
        ref=facts.inbound,
        case=None,
        thread=Thread().after(facts.parsed.message_id),
        dedupe=f"confirmation:{facts.inbound}",
    )
    case = facts.case.id if facts.case else None
    event = RecordEvent(case, "mail.held", concierge.address, reason)
    return Decision(InboundState.HELD, reason, (SendMail(draft, on_case=False), event), case)


def _confirmed(facts: Facts, concierge: Concierge) -> Decision:
    """A reply to our question: the held mail is decided again, as proven."""
    waits = facts.rejected
    ours = waits is not None and waits.author.lower() in concierge.addresses
    if waits is None or not ours or waits.state != "held" or waits.reason not in CONFIRMABLE:
        desk = desk_of(facts, concierge, own_token(facts))
        settled = Line("", False, say("already-settled", desk.language))
        return transcript(desk, [settled])
    released = ReleaseInbound(waits.inbound, CONFIRMABLE, concierge.address)
    return Decision(InboundState.ACCEPTED, "confirmed", (released,))


def _with_memory(decision: Decision, facts: Facts, desk: Desk) -> Decision:
    """A corrected mail replaces the one that waited; the concierge's signature is learnt for next time."""
    if decision.disposition is not InboundState.ACCEPTED or decision.reason == "transcript":
        return decision
    effects: list[Effect] = list(decision.effects)
    waits = desk.rejected
    released = any(isinstance(e, ReleaseInbound | SettleInbound) for e in effects)
    if waits and not released and waits.state == "held" and waits.reason in WAIVABLE:
        effects.append(SettleInbound(waits.inbound, InboundState.DISCARDED, "discarded-by-person"))
    block = signature_block(f"{facts.new_text}\n{facts.split.signature}")
    if block:
        effects.append(RememberPerson(desk.person.id, signature=block))
    return replace(decision, effects=tuple(effects))
