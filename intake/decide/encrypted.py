"""A mail whose words are encrypted: nobody here has a key, so that is said to whoever wrote it. Pure.

It opens, moves, answers and rates nothing, and nothing is promised about it. Its author is written to once a
day, in words that say how to write instead; those who would have read it hear that it came.
"""

from __future__ import annotations

from dataclasses import replace

from cases.effects import Decision, Effect, SendMail
from cases.model import Case, Direction, InboundState, Proof, Role
from cases.reasons import Reason
from cases.routing import listeners
from intake.decide.concierges import decide_concierge
from intake.decide.facts import Facts
from intake.decide.holding import hold, may_open
from intake.decide.messages import answering, received
from intake.decide.workers import incoming
from replies.mails import colleagues, worker


def decide_encrypted(facts: Facts) -> Decision:
    """The decision for an encrypted mail of a person, whoever it is."""
    if facts.settings.concierge(facts.address.key) is not None:
        return decide_concierge(facts)
    if facts.classified.proof is Proof.FAIL and Reason.DMARC_FAIL not in facts.waived:
        return hold(facts, Reason.DMARC_FAIL)
    if facts.case is not None:
        return _on_case(facts, facts.case)
    if not may_open(facts) and Reason.SENDER_NOT_ALLOWED not in facts.waived:
        return hold(facts, Reason.SENDER_NOT_ALLOWED)
    held = hold(facts, Reason.ENCRYPTED)
    return replace(held, effects=(_answer(facts, None), *held.effects))


def _on_case(facts: Facts, case: Case) -> Decision:
    """Kept on its case, which stays as it is: what was asked may be known, what was said is not."""
    is_theirs = facts.address.key == case.requester.address
    role = Role.WORKER if is_theirs else Role.THIRD_PARTY
    shown = received(facts, case.id, Direction.IN, role, kind="encrypted", new_text="")
    effects: list[Effect] = [replace(shown, text="")]
    if is_theirs:
        effects.append(_answer(facts, case))
    to = listeners(facts.settings.concierges, case, facts.background.told, facts.now.date())
    seen = replace(incoming(facts, role), words="", written_in="", wishes=())
    drafts = colleagues.follow_up(facts.mails, replace(case, promised_at=None), to, facts.threads, seen)
    effects += [SendMail(draft, on_case=False) for draft in drafts]
    return Decision(InboundState.ACCEPTED, Reason.ENCRYPTED, tuple(effects), case.id)


def _answer(facts: Facts, case: Case | None) -> SendMail:
    assert facts.person is not None
    thread = answering(facts.parsed)
    to = worker.Unread(facts.person, facts.mailbox, facts.parsed.subject, case)
    return SendMail(worker.encrypted(facts.mails, to, thread), on_case=case is not None)
