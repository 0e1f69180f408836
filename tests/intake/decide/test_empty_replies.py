"""A reply in which nothing is typed changes nothing; and what is asked below a worker's signature is kept."""

from __future__ import annotations

import pytest

from cases.effects import ChangeCase, MoveCase
from cases.model import Case, CaseState, Direction, InboundState, Role
from intake.decide.decide import decide
from intake.decide.words import words_of
from intake.reading.parsed import Parsed
from tests import desk as d

FOOT = "\n\n---\nLearning Help · LC-7 · ref lc-7-eggphmqc3vd6gaud"
OURS = f"Begin with a question to the room.\n\nAnna Peeters, Learning Help{FOOT}"
MARKED = "\n".join(f"> {line}" for line in OURS.split("\n"))
HEADER = (
    "From: Anna Peeters via Learning Help <help@example.org>\nSent: Monday, 23 November 2026 10:02\n"
    "To: Maria Claes\nSubject: Re: [LC-7] Presenting\n\n"
)
WROTE = "On Mon, 23 Nov 2026 at 10:02, Anna Peeters via Learning Help <help@example.org> wrote:\n"
IPHONE = "Op 23 nov 2026 om 10:02 heeft Learning Help <help@example.org> het volgende geschreven:\n"
EMPTY = {
    "nothing": "",
    "blank lines": "\n\n \n",
    "a footer": "\n\nVerstuurd vanaf mijn iPhone\n",
    "a footer and a quotation": f"\n\nVerstuurd vanaf mijn iPhone\n\n> {IPHONE}> \n{MARKED}",
    "a quotation": f"{WROTE}{MARKED}",
    "one without marks": f"{WROTE}\n{OURS}",
    "one of outlook's": f"{HEADER}{OURS}",
    "one without introduction": MARKED,
}


def _case(state: CaseState) -> Case:
    sent = d.message(2, Role.CONCIERGE, Direction.OUT, OURS, d.BRAM.mailbox)
    closed = {"closed_at": d.NOW} if state is CaseState.CLOSED else {}
    return d.case(state=state, promised_at=None, messages=(d.ASKED, sent), **closed)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.ANSWERED, CaseState.WAITING])
@pytest.mark.parametrize("body", EMPTY.values(), ids=EMPTY)
def test_a_reply_without_words_changes_nothing(body: str, state: CaseState) -> None:
    """No new promise, not open again; and nobody is shown our own mail, or its signed address, as theirs."""
    raw = d.mail(body, subject="Re: [LC-7] Presenting", in_reply_to="<m2@example.org>")
    decision = decide(d.facts(raw, (_case(state),), sent_before=(OURS,)))
    assert (InboundState.ACCEPTED, 7) == (decision.disposition, decision.case)
    assert not [e for e in decision.effects if isinstance(e, MoveCase | ChangeCase)]
    told = d.text_to(decision, "anna@example.org")
    assert "An empty reply" in told
    assert "question to the room" not in told.split("Ready to use")[0]


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        (f"Why?\n\n{WROTE}{MARKED}", "Re: [LC-7] Presenting"),
        (f"{WROTE}{MARKED}\n\nEn daarna?", "Re: [LC-7] Presenting"),
        (
            "---------- Forwarded message ---------\nFrom: Karl <karl@example.net>\nDate: Fri, Nov 20, 2026\n"
            "Subject: no\nTo: Maria\n\nNo talks before May.",
            "Fwd: [LC-7] Presenting",
        ),
    ],
)
def test_words_do(body: str, subject: str) -> None:
    """Above or below the quotation; and a mail that is forwarded is a message."""
    raw = d.mail(body, subject=subject, in_reply_to="<m2@example.org>")
    decision = decide(d.facts(raw, (_case(CaseState.CLOSED),), sent_before=(OURS,)))
    assert [e for e in decision.effects if isinstance(e, MoveCase)]


@pytest.mark.parametrize(
    "below",
    [
        "PS: my boss forbids it, so what else is there?",
        "P.S. Ik ben maandag vrij.",
        "NB: only after four.",
        "Is there anything for a Monday evening?",
        "Maria Claes\nSales\nCan I bring my colleague along?",
        "Maria Claes\nTel. +32 2 555 01 01\nPS Is het gratis?",
        "My boss says that the budget of this year is frozen, so what else\nis there that costs nothing?",
    ],
)
def test_what_a_worker_asks_below_the_dashes_is_kept(below: str) -> None:
    """A postscript, or a question that is no slogan."""
    asked = [line for line in below.split("\n") if line not in ("Maria Claes", "Sales") and "+32" not in line]
    words = words_of(Parsed(1, plain=f"Thanks for that.\n-- \n{below}"), None)
    assert words.new_text == "\n\n".join(("Thanks for that.", "\n".join(asked)))


@pytest.mark.parametrize(
    "below",
    [
        "Maria Claes\nSales\nReady for your next step?\nTel. +32 2 555 01 01",
        "Maria Claes\nWe move the world, and you?",
        "Maria Claes\nExample NV",
        "Please consider the environment before printing this e-mail.",
        "This e-mail is confidential and intended only for the addressee. Not you? Delete it.",
    ],
)
def test_a_slogan_is_not(below: str) -> None:
    """Nor a disclaimer, which does not take the words above the dashes along."""
    assert words_of(Parsed(1, plain=f"Thanks for that.\n-- \n{below}"), None).new_text == "Thanks for that."
