"""A concierge's mail: the three checks of CONTRACT 6, then `replies.decide`. Pure.

Nothing acts without a registered sender, a token made for that person, and proof of who wrote. A missing
proof or token holds the mail and asks the registered address (`confirming`); a failed check is never released
by a reply.
"""

from __future__ import annotations

from dataclasses import replace

from cases.effects import (
    Decision,
    Effect,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
)
from cases.model import Case, InboundState, Person, Proof, Purpose
from cases.reasons import ASKED, SIGNATURE_CUT, Reason
from cases.routing import may_know
from cases.settings import Concierge
from cases.tokens import Token
from intake.decide import confirming
from intake.decide.facts import Facts
from intake.decide.forwarding import decide_forward
from intake.decide.holding import hold
from intake.decide.match import ERASED, UNKNOWN
from intake.decide.messages import answering, chain
from intake.reading.signatures.doubtful import doubtful
from intake.reading.signatures.own_words import closing
from intake.reading.signatures.sign_off import own_block
from intake.reading.signatures.signatures import signature_block
from replies.commands.grammar import read
from replies.commands.phrases import refused, say
from replies.commands.plan import Desk, Refusal
from replies.commands.table import TABLE, VERBS
from replies.decide import decide
from replies.mails import own
from replies.mended import Line
from replies.returned import transcript
from templates.drafts import Addressing

DESK_PURPOSES = frozenset(
    {
        Purpose.ANSWER,
        Purpose.NOTE,
        Purpose.CONFIRM,
        Purpose.HELD,
        Purpose.TRANSCRIPT,
        Purpose.RECEIPT,
        Purpose.DIGEST,
    }
)
"""What a concierge is written to from. Named one by one: a new purpose gives no rights by itself."""


def decide_concierge(facts: Facts) -> Decision:
    """The decision for a mail from a registered address."""
    concierge = facts.settings.concierge(facts.address.key)
    assert concierge is not None
    assert facts.person is not None
    if facts.classified.proof is Proof.FAIL and Reason.DMARC_FAIL not in facts.waived:
        return hold(facts, Reason.DMARC_FAIL)
    token = own_token(facts)
    desk = desk_of(facts, concierge, token)
    if facts.classified.match.by == ERASED:
        return _of_nobody(facts, desk)
    if facts.classified.match.by == UNKNOWN:
        return _of_no_case(facts, desk)
    if facts.is_encrypted:
        return transcript(desk, [Line("", False, say("encrypted", desk.language))])
    if token is not None and token.purpose is Purpose.CONFIRM:
        return confirming.answered(facts, desk)
    if token is None and not _needs_no_token(facts) and Reason.NO_TOKEN not in facts.waived:
        return confirming.ask(facts, desk, Reason.NO_TOKEN)
    if _unproven(facts, token) and Reason.UNPROVEN not in facts.waived:
        return confirming.ask(facts, desk, Reason.UNPROVEN)
    if desk.case is not None and not may_know(concierge, desk.case, facts.settings):
        return _of_others(facts, desk, desk.case)
    if desk.forwarded_from is not None and not desk.unsure and not _only_queries(facts):
        return decide_forward(facts, desk)
    return _with_memory(decide(desk), facts, desk)


def _of_nobody(facts: Facts, desk: Desk) -> Decision:
    """Case or mail is empty since its person was erased. A reply quotes them: nothing of it may be kept."""
    led = facts.classified.match.token
    assert led is not None
    where = Addressing(
        desk.person,
        desk.language,
        Purpose.RECEIPT,
        facts.mailbox.address,
        ref=facts.mail.inbound,
        thread=answering(facts.parsed),
        dedupe=f"erased:{facts.mail.inbound}",
    )
    about = say("case-erased", desk.language, detail=facts.settings.tag(led.case))
    done = about if led.case else say("mail-erased", desk.language)
    receipt = own.done(facts.mails, where, done)
    return Decision(InboundState.DISCARDED, Reason.ERASED, (SendMail(receipt, on_case=False),))


def _of_no_case(facts: Facts, desk: Desk) -> Decision:
    """A case that was lost with what came after a backup: it may be here under another number."""
    led = facts.classified.match.token
    assert led is not None
    named = say("case-unknown", desk.language, detail=facts.settings.tag(led.case))
    return transcript(desk, [Line("", False, named)])


def _of_others(facts: Facts, desk: Desk, case: Case) -> Decision:
    """A case that is another client's since: what is in it now is no more theirs to see or to answer."""
    nowhere = replace(desk, background=replace(desk.background.for_client(None), case=None))
    if _only_queries(facts):
        return decide(nowhere)
    unknown = Refusal("unknown-case", {"case": desk.settings.tag(case.id)})
    return transcript(nowhere, [Line("", False, refused(unknown, desk.language))])


def _only_queries(facts: Facts) -> bool:
    commands = facts.words.reading.commands
    return bool(commands) and all(TABLE[c.verb].anywhere for c in commands)


def own_token(facts: Facts) -> Token | None:
    """The token that was made for this person; the one that led to the case comes first."""
    led = facts.classified.match.token
    if led is None:
        return None
    me = _registered(facts)
    for token in (led, *facts.mail.tokens):
        # One that was made for another case says nothing about this one, whoever holds it.
        if token.person == me.id and token.case == led.case and token.purpose in DESK_PURPOSES:
            return token
    return None


def _registered(facts: Facts) -> Person:
    """The person of the registered address, who holds the tokens, also when an alias wrote."""
    concierge = facts.settings.concierge(facts.address.key)
    assert concierge is not None
    assert facts.person is not None
    return facts.people.get(concierge.address.lower(), facts.person)


def _purpose(facts: Facts, token: Token | None) -> Purpose | None:
    """What the address was made for. A mail that its author had to confirm keeps the meaning of the address
    that it went to, whoever that was made for: a note stays a note."""
    led = token or facts.classified.match.token
    if led is not None and led.purpose in DESK_PURPOSES:
        return led.purpose
    return Purpose.ANSWER if facts.case else None


def desk_of(facts: Facts, concierge: Concierge, token: Token | None) -> Desk:
    """The facts as the concierge's desk sees them."""
    own, reading = facts.words.own, facts.words.reading
    asked, text = doubtful(facts.words.split.signature, facts.background.known_signatures), own.kept
    if asked and _as_it_is(facts):
        reading, text = reading.followed_by(read(asked, VERBS)), f"{text}\n\n{asked}".strip()
    return Desk(
        background=facts.background,
        author=concierge,
        person=_registered(facts),
        language=facts.settings.language_of(concierge),
        inbound=facts.mail.inbound,
        purpose=_purpose(facts, token),
        token_ref=token.ref if token else 0,
        has_token=token is not None,
        mailbox=facts.mailbox.address,
        reading=reading.as_words if Reason.MAYBE_COMMAND in facts.waived else reading,
        text=text,
        invitation=facts.invitation(facts.case.language if facts.case else facts.language),
        is_plain=facts.parsed.html is None,
        unsure=facts.words.unsure and bool(own.kept),
        quoted=facts.words.split.doubtful,
        subject=facts.parsed.subject,
        message_id=facts.parsed.message_id,
        references=chain(facts.parsed),
        signature=own.signature,
        doubtful=asked,
        forwarded_from=_forwarded_from(facts),
        closing=closing(own.kept, concierge.name),
        attachments=facts.attachments,
        said_in_files=facts.enclosed.said,
        left_out=facts.enclosed.left_out,
        waived=facts.waived,
        received_at=facts.mail.received_at,
    )


def _as_it_is(facts: Facts) -> bool:
    """Whether its author said that what was taken for a signature are words for the worker."""
    return Reason.SIGNATURE_AT_RISK in facts.waived and SIGNATURE_CUT not in facts.waived


def _forwarded_from(facts: Facts) -> str | None:
    """The author of the mail inside a forwarded mail that belongs to no case; "" where it names none."""
    forwarded = facts.words.forwarded
    if facts.case is not None or forwarded is None:
        return None
    return forwarded.from_.addr_spec if forwarded.from_ else ""


def _needs_no_token(facts: Facts) -> bool:
    """A mail about no case cannot touch one: registered sender and proof are enough (CONTRACT 4)."""
    return facts.case is None


def _unproven(facts: Facts, token: Token | None) -> bool:
    """A signed address alone proves where nothing was found out, never against what was."""
    if facts.classified.proof is Proof.MISSING:
        return facts.mailbox.proof != "token" or token is None
    return facts.classified.proof is Proof.FAIL


def _with_memory(decision: Decision, facts: Facts, desk: Desk) -> Decision:
    """A corrected mail replaces the one that waited; the concierge's signature is learnt for next time."""
    if decision.disposition is not InboundState.ACCEPTED or decision.reason == Reason.TRANSCRIPT:
        return decision
    effects: list[Effect] = list(decision.effects)
    waits = desk.waiting if decision.reason in (Reason.CONCIERGE_ANSWER, Reason.CONCIERGE_NOTE) else None
    released = any(isinstance(e, ReleaseInbound | SettleInbound) for e in effects)
    if waits and not released and waits.state is InboundState.HELD and waits.reason in ASKED:
        effects.append(SettleInbound(waits.inbound, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON))
    mine = (desk.author.name, *desk.author.name.split()[:1], *desk.author.addresses)
    block = own_block(desk.text, mine)
    if not (desk.doubtful and _as_it_is(facts)):
        block = signature_block(desk.signature) or block
    if desk.doubtful and SIGNATURE_CUT in facts.waived:
        block = "\n".join(line.strip() for line in desk.doubtful.split("\n") if line.strip())
    if block:
        effects.append(RememberPerson(desk.person.id, signature=block))
    return replace(decision, effects=tuple(effects))
