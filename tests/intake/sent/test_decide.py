"""What somebody wrote in the shared mailbox itself: whose answer it is, when, and what it changes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.effects import AddMessage, ChangeCase, Decision, LearnMessageId, MoveCase
from cases.model import Case, CaseEvent, CaseState, Direction, InboundState, Role
from intake.reading.parse import parse
from intake.sent.decide import SentFacts, decide_sent
from tests import desk as d

ANNA, BRAM = "anna@example.org", "bram@example.org"
WRITTEN = d.NOW - timedelta(hours=1)
EARLIER = d.NOW - timedelta(days=2)


def _facts(case: Case | None = None, text: str = "Begin small.", **fields: str) -> SentFacts:
    usual = {"sender": f"Learning Help <{d.HELP}>", "to": d.MARIA.address, "Date": _dated(WRITTEN), **fields}
    return SentFacts(d.NOW, d.settings(), parse(d.mail(text, **usual)), text, case)


def _dated(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")


def _fields(decision: Decision) -> dict[str, object]:
    found = [e.fields for e in decision.effects if isinstance(e, ChangeCase)]
    return {name: value for fields in found for name, value in fields.items()}


ONCE = [
    # (case before, Sender, what is written down)
    ({}, BRAM, {"first_answer_at": WRITTEN, "last_answer_at": WRITTEN, "owner": BRAM}),
    ({"first_answer_at": EARLIER}, BRAM, {"last_answer_at": WRITTEN, "owner": BRAM}),
    ({"owner": ANNA}, BRAM, {"first_answer_at": WRITTEN, "last_answer_at": WRITTEN}),
    ({"owner": ANNA, "first_answer_at": EARLIER}, BRAM, {"last_answer_at": WRITTEN}),
    ({}, "", {"first_answer_at": WRITTEN, "last_answer_at": WRITTEN}),  # nobody that is registered
    ({}, "tom@example.org", {"first_answer_at": WRITTEN, "last_answer_at": WRITTEN}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "sender", "fields"), ONCE)
def test_first_answer_and_owner_are_written_down_once(
    before: dict[str, object], sender: str, fields: dict[str, object]
) -> None:
    """A later answer moves the survey's clock, and neither the first answer nor the owner."""
    assert fields == _fields(decide_sent(_facts(d.case(**before), Sender=sender)))


AUTHORS = [
    # (From, Sender, author)
    (f"Learning Help <{d.HELP}>", BRAM, BRAM),
    (f"Anna <{ANNA}>", BRAM, ANNA),
    ("Anna <a.peeters@example.org>", "", ANNA),  # an alias of hers
    (f"Learning Help <{d.HELP}>", "", d.HELP),
    (f"Learning Help <{d.HELP}>", "tom@example.org", d.HELP),
]


@pytest.mark.parametrize(("from_", "sender", "author"), AUTHORS)
def test_author(from_: str, sender: str, author: str) -> None:
    """From or Sender where registered, else the mailbox."""
    decision = decide_sent(_facts(d.case(), sender=from_, Sender=sender))
    [message] = [e for e in decision.effects if isinstance(e, AddMessage)]
    assert (author, Direction.OUT, Role.CONCIERGE) == (
        message.author.addr_spec, message.direction, message.role,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("date", "at"), [(WRITTEN, WRITTEN), (d.NOW + timedelta(days=1), d.NOW), (None, d.NOW)]
)
def test_time_of_an_answer(date: datetime | None, at: datetime) -> None:
    """As its Date says, but never later than now; a mail without one was written now."""
    decision = decide_sent(_facts(d.case(), Date=_dated(date) if date else ""))
    assert at == _fields(decision)["first_answer_at"]
    assert [at] == [e.at for e in decision.effects if isinstance(e, AddMessage)]


@pytest.mark.parametrize("state", CaseState)
def test_state_after_it(state: CaseState) -> None:
    """It is an answer, in every state, and commands in it never run."""
    decision = decide_sent(_facts(d.case(state=state), "Begin small.\n\n#close"))
    moves = [(e.event, e.before, e.after) for e in decision.effects if isinstance(e, MoveCase)]
    answered = [(CaseEvent.ANSWERED, state, CaseState.ANSWERED)]
    assert ([] if state is CaseState.ANSWERED else answered) == moves
    assert (InboundState.ACCEPTED, "sent-reply", 7) == (
        decision.disposition, decision.reason, decision.case,
    )  # fmt: skip


def test_what_stands_on_the_case() -> None:
    """The whole mail, the words apart from what they answer, and the line of the timeline."""
    facts = replace(_facts(d.case(owner=ANNA), Sender=BRAM, Subject="Re: Talks"), new_text="Begin small.")
    decision = decide_sent(replace(facts, parsed=replace(facts.parsed, text="Begin small.\n> Hello")))
    message, changed, _ = decision.effects
    assert (
        AddMessage(
            7,
            Direction.OUT,
            Role.CONCIERGE,
            d.BRAM.mailbox,
            (d.MARIA.address,),
            "answer",
            "Re: Talks",
            "Begin small.",
            "Begin small.\n> Hello",
            "<new@example.org>",
            at=WRITTEN,
        )
        == message
    )
    fields = {"first_answer_at": WRITTEN, "last_answer_at": WRITTEN}
    assert ChangeCase(7, fields, "case.answered", BRAM, "from the mailbox") == changed


def test_mail_without_author_is_the_mailboxs() -> None:
    """As some clients file what was sent by a rule."""
    decision = decide_sent(_facts(d.case(), sender=""))
    assert [d.HELP] == [e.author.addr_spec for e in decision.effects if isinstance(e, AddMessage)]


REACHES = [
    # (To, Cc, is it an answer to the worker?)
    (d.MARIA.address, "", True),
    ("MARIA@Example.org", "", True),
    ("tom@example.org", d.MARIA.address, True),
    ("tom@example.org", "", False),
    (f"{d.MARIA.address}.invalid", "", False),
]


@pytest.mark.parametrize(("to", "cc", "reaches"), REACHES)
def test_only_mail_to_the_worker_counts(to: str, cc: str, reaches: bool) -> None:
    """Mail to others about a case changes nothing on it; without a case nothing is said of any."""
    decision = decide_sent(_facts(d.case(), to=to, Cc=cc))
    assert ("sent-reply" if reaches else "sent-unmatched", 7) == (decision.reason, decision.case)
    assert reaches == bool(decision.effects)
    unknown = decide_sent(_facts(None, to=to, Cc=cc))
    assert (InboundState.DISCARDED, "sent-unmatched", None, ()) == (
        unknown.disposition, unknown.reason, unknown.case, unknown.effects,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("renamed", "our_case", "message_id", "learnt"),
    [
        (True, 7, "<0100@relay.example.com>", [LearnMessageId(7, 5, "<0100@relay.example.com>")]),
        (False, 7, "<0100@relay.example.com>", []),
        (True, None, "<0100@relay.example.com>", []),
        (True, 7, "", []),
    ],
)
def test_copy_of_our_own_mail(
    renamed: bool, our_case: int | None, message_id: str, learnt: list[LearnMessageId]
) -> None:
    """It is no answer; under another name it teaches that name."""
    facts = replace(
        _facts(d.case(), Message_ID=message_id), ours=5, our_case=our_case, renamed=renamed
    )  # fmt: skip
    decision = decide_sent(facts)
    assert (InboundState.DISCARDED, "own", our_case) == (
        decision.disposition, decision.reason, decision.case,
    )  # fmt: skip
    assert learnt == list(decision.effects)
