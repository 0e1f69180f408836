"""What somebody wrote in the shared mailbox itself, found in its Sent folder (CONTRACT 4). Pure.

It joins its case as an answer, moves the state and starts the survey clock; it is never sent again, and
commands in it never run. Our own copies are recognised by their Message-ID, or, where a relay rewrote
that, by the signed address in Reply-To and the Date: then the real Message-ID is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.effects import AddMessage, ChangeCase, Decision, Effect, LearnMessageId, MoveCase
from cases.lifecycle import answer_times, next_state
from cases.model import Address, Case, CaseEvent, Direction, InboundState, Role
from cases.reasons import Reason
from cases.settings import Settings
from intake.reading.parsed import Parsed

ACCEPTED, DISCARDED = InboundState.ACCEPTED, InboundState.DISCARDED


@dataclass(frozen=True, slots=True)
class SentFacts:
    """A mail of the Sent folder. `ours`: outbox id of which it is a copy; `case`: the one it refers to."""

    now: datetime
    settings: Settings
    parsed: Parsed
    new_text: str
    case: Case | None = None
    ours: int | None = None
    our_case: int | None = None
    renamed: bool = False  # a copy of ours under another Message-ID


def decide_sent(facts: SentFacts) -> Decision:
    """The decision for one mail of the Sent folder."""
    if facts.ours is not None:
        return _copy(facts)
    case = facts.case
    if case is None or not _reaches(facts.parsed, case.requester.address):
        return Decision(DISCARDED, Reason.SENT_UNMATCHED, case=case.id if case else None)
    author = _author(facts)
    at = min(facts.parsed.date or facts.now, facts.now)
    effects: list[Effect] = [
        AddMessage(
            case.id,
            Direction.OUT,
            Role.CONCIERGE,
            author,
            tuple(a.addr_spec for a in facts.parsed.to),
            "answer",
            facts.parsed.subject,
            facts.new_text,
            facts.parsed.text,
            facts.parsed.message_id,
            at=at,
        )
    ]
    fields = answer_times(case, CaseEvent.ANSWERED, at)
    if case.owner is None and (registered := facts.settings.concierge(author.addr_spec)):
        fields["owner"] = registered.address.lower()
    effects.append(ChangeCase(case.id, fields, "case.answered", author.addr_spec, "from the mailbox"))
    after = next_state(case.state, CaseEvent.ANSWERED)
    if after is not None and after is not case.state:
        effects.append(MoveCase(case.id, CaseEvent.ANSWERED, case.state, after, author.addr_spec))
    return Decision(ACCEPTED, Reason.SENT_REPLY, tuple(effects), case.id)


def _copy(facts: SentFacts) -> Decision:
    """Our own mail. Under another Message-ID it teaches us the name that answers will refer to."""
    real = facts.parsed.message_id
    if not facts.renamed or not real or facts.our_case is None:
        return Decision(DISCARDED, Reason.OWN, case=facts.our_case)
    assert facts.ours is not None
    return Decision(
        DISCARDED, Reason.OWN, (LearnMessageId(facts.our_case, facts.ours, real),), facts.our_case
    )


def _reaches(parsed: Parsed, address: str) -> bool:
    return any(a.key == address for a in (*parsed.to, *parsed.cc))


def _author(facts: SentFacts) -> Address:
    """Who wrote it: From or Sender where registered, else the mailbox."""
    written = (*facts.parsed.from_, *((facts.parsed.sender,) if facts.parsed.sender else ()))
    for address in written:
        concierge = facts.settings.concierge(address.addr_spec)
        if concierge is not None:
            return concierge.mailbox
    return written[0] if written else Address("", facts.settings.mailboxes[0].address)
