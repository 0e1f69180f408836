# ruff: noqa: E501 - one row a line
"""Whose answer to which question of an introduction does what, and what the others never learn by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.effects import MoveIntroduction
from cases.introductions import Introduction, IntroductionState
from cases.model import Case, CaseState, Person, Purpose
from cases.offers import Act, ActState, Offering
from intake.decide.decide import decide
from tests import desk as d

S = IntroductionState
TOM = Person(77, "tom@example.org", "Tom Claes", "en")
HELPS = (
    Offering(77, Act.OFFER, ("presenting",), 1, d.NOW, "en", state=ActState.CONFIRMED, settled_at=d.NOW),
)
GONE = (*HELPS, replace(HELPS[0], act=Act.WITHDRAW, topics=(), ref=2, settled_at=d.NOW))
OTHERS = (replace(HELPS[0], client="acme"),)
FORGED = (*HELPS, replace(HELPS[0], ref=3, client="acme", state=ActState.ASKED, settled_at=None))
ASKED = Introduction(7, TOM, "presenting", "", d.ANNA.address, d.NOW, d.NOW + timedelta(days=3))
AGREED = replace(ASKED, state=S.AGREED)
LATE = replace(ASKED, until=d.NOW - timedelta(minutes=1))
OLD = replace(ASKED, asked_at=d.NOW + timedelta(days=5))
COLLEAGUE = f"help+{d.token(Purpose.INTRODUCTION, 77, 0, 7)}@example.org"
WORKER = f"help+{d.token(Purpose.INTRODUCTION, 1, 7, 77)}@example.org"
OPEN, CLOSED = d.case(), d.case(state=CaseState.CLOSED)
T, M, J = "Tom Claes <tom@example.org>", "Maria Claes <maria@example.org>", "joris@example.org"

ROWS: list[tuple[str, str, str, Introduction, Case, tuple[Offering, ...], str, list[S], list[str]]] = [
    # (text, sender, address, introduction, case, the colleague's acts, reason, where it goes, who gets mail)
    ("yes", T, COLLEAGUE, ASKED, OPEN, HELPS, "introduction-answered", [S.AGREED], ["maria"]),
    ("ja hoor", T, COLLEAGUE, ASKED, OPEN, HELPS, "introduction-answered", [S.AGREED], ["maria"]),
    ("No, not with her.", T, COLLEAGUE, ASKED, OPEN, HELPS, "introduction-answered", [S.DECLINED], ["tom", "anna"]),
    ("maybe", T, COLLEAGUE, ASKED, OPEN, HELPS, "consent-unclear", [S.ASKED], ["tom"]),
    ("maybe", T, COLLEAGUE, replace(ASKED, again=True), OPEN, HELPS, "third-party", [], ["anna", "bram"]),
    ("yes", T, COLLEAGUE, AGREED, OPEN, HELPS, "introduction-settled", [], []),
    ("yes", T, COLLEAGUE, LATE, OPEN, HELPS, "introduction-over", [S.CANCELLED], ["tom", "anna"]),
    ("yes", T, COLLEAGUE, ASKED, CLOSED, HELPS, "introduction-over", [S.CANCELLED], ["tom"]),
    ("yes", T, COLLEAGUE, ASKED, OPEN, GONE, "introduction-over", [S.CANCELLED], ["tom", "anna"]),
    ("yes", T, COLLEAGUE, ASKED, OPEN, OTHERS, "introduction-over", [S.CANCELLED], ["tom", "anna"]),
    ("yes", T, COLLEAGUE, ASKED, OPEN, FORGED, "introduction-answered", [S.AGREED], ["maria"]),
    ("yes", T, COLLEAGUE, replace(ASKED, state=S.LAPSED), OPEN, HELPS, "introduction-over", [], ["tom"]),
    ("yes", J, COLLEAGUE, ASKED, OPEN, HELPS, "introduction-over", [], ["joris"]),
    ("yes", M, COLLEAGUE, ASKED, OPEN, HELPS, "introduction-over", [], ["maria"]),
    ("yes", T, WORKER, AGREED, OPEN, HELPS, "introduction-over", [], ["tom"]),
    ("yes", M, WORKER, AGREED, OPEN, HELPS, "introduction-answered", [S.INTRODUCED], ["maria", "anna"]),
    ("No thanks", M, WORKER, AGREED, OPEN, HELPS, "introduction-answered", [S.REFUSED], ["maria", "anna"]),
    ("yes", M, WORKER, ASKED, OPEN, HELPS, "introduction-settled", [], []),
    ("yes", M, WORKER, AGREED, CLOSED, HELPS, "introduction-over", [S.CANCELLED], ["maria"]),
    ("yes", M, WORKER, AGREED, OPEN, GONE, "introduction-over", [S.CANCELLED], ["maria", "anna"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sender", "to", "asked", "case", "acts", "reason", "moved", "told"), ROWS)
def test_answering(
    text: str,
    sender: str,
    to: str,
    asked: Introduction,
    case: Case,
    acts: tuple[Offering, ...],
    reason: str,
    moved: list[S],
    told: list[str],
) -> None:
    """Only who was asked, at their own address, in time and once; the other hears of a yes alone."""
    facts = d.facts(d.mail(text, sender=sender, to=to), (case,))
    known = {T: TOM, J: Person(78, J)}
    facts = d.with_(facts, person=known.get(sender, facts.person))
    decision = decide(d.with_(facts, introduction=asked, asked_on=case, helping=acts))
    assert (reason, moved) == (
        decision.reason,
        [e.after for e in decision.effects if isinstance(e, MoveIntroduction)],
    )
    mails = d.sent(decision)
    assert told == [mail.to[0].key.partition("@")[0] for mail in mails]
    assert all(mail.automatic for mail in mails)
    if sender == T:
        assert "with her" not in d.text_to(decision, "anna@example.org")
        assert "Maria" not in d.text_to(decision, "tom@example.org")


def test_address_of_a_time_before_this_question() -> None:
    """Numbers of cases are given again after a backup: the answer is a mail like any other."""
    facts = d.with_(d.facts(d.mail("yes", sender=T, to=COLLEAGUE)), person=TOM)
    decision = decide(d.with_(facts, introduction=OLD, asked_on=OPEN, helping=HELPS))
    assert "request" == decision.reason


def test_worker_who_offers_help_themselves_meanwhile() -> None:
    """What the colleague offered says nothing of the worker, who is asked back about their own."""
    facts = d.facts(d.mail("#offer presenting", sender=M, to=WORKER), (OPEN,))
    decision = decide(d.with_(facts, introduction=AGREED, asked_on=OPEN, helping=HELPS))
    assert "offer-asked" == decision.reason
    assert ["Please confirm: you can help with presenting"] == [mail.subject for mail in d.sent(decision)]
