"""#merge and #split: two cases become one, one becomes two, and nobody loses what is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.effects import (
    AddMessage,
    ChangeCase,
    Decision,
    MoveCase,
    MoveMessage,
    MoveSurvey,
    OpenCase,
)
from cases.model import (
    Address,
    Case,
    CaseState,
    Direction,
    Message,
    Need,
    Person,
    Purpose,
    Role,
    Survey,
    SurveyState,
)
from replies.commands.plan import Desk
from replies.decide import decide
from tests import desk as d

ANNA, BRAM = d.ANNA.address, d.BRAM.address
WORKER = Address(d.MARIA.name, d.MARIA.address)
AGAIN = d.message(4, Role.WORKER, Direction.IN, "And how do I learn Excel?", WORKER, subject="Re: Presenting")
ANSWERED = d.message(3, Role.CONCIERGE, Direction.OUT, "Begin small.", d.ANNA.mailbox, kind="answer")
QUESTIONS = replace(ANSWERED, kind="questions")


def _merging(text: str = "#merge LC-9", case: Case | None = None, **other: Any) -> Desk:
    nine = d.case(**{"id": 9, "subject": "Slides", "messages": (), "topics": ("writing",), **other})
    return d.desk(text, case=case or d.case(), others={9: nine})


def _moves(decision: Decision, case: int) -> list[tuple[CaseState, CaseState]]:
    return [(e.before, e.after) for e in decision.effects if isinstance(e, MoveCase) and e.case == case]


def _fields(decision: Decision, case: int) -> dict[str, object]:
    found = (e.fields for e in decision.effects if isinstance(e, ChangeCase) and e.case == case)
    return {k: v for fields in found for k, v in fields.items()}


@pytest.mark.parametrize("state", [s for s in CaseState if s is not CaseState.REJECTED])
@pytest.mark.parametrize("other", list(CaseState))
def test_merge_in_every_state(state: CaseState, other: CaseState) -> None:
    """This case ends closed; the other one is open again exactly when an answer was owed here."""
    decision = decide(_merging(case=d.case(state=state), state=other))
    assert [] == d.to_worker(decision)
    assert ([] if state is CaseState.CLOSED else [(state, CaseState.CLOSED)]) == _moves(decision, 7)
    assert 9 == _fields(decision, 7)["merged_into"]
    owed, owes = state in ("new", "open"), other in ("new", "open")
    assert ([(other, CaseState.OPEN)] if owed and not owes else []) == _moves(decision, 9)
    notes = [e.new_text for e in decision.effects if isinstance(e, AddMessage) and e.case == 9]
    assert ["LC-7, “Presenting”, is part of this case from now on."] == notes


def test_merge_hands_on_what_would_be_lost() -> None:
    """Promise, topics, need, minutes and amount; an owner is kept, and taken over where there is none."""
    soon = d.NOW + timedelta(hours=1)
    case = d.case(owner=ANNA, promised_at=soon, minutes=30, billed=Decimal(95), currency="EUR",
                  need=Need(time=60, with_="alone"))  # fmt: skip
    decision = decide(
        _merging(case=case, minutes=15, billed=Decimal(5), currency="EUR", need=Need(with_="others"))
    )
    fields = _fields(decision, 9)
    assert (ANNA, ("writing", "presenting"), 45, Decimal(100), soon) == tuple(
        fields[name] for name in ("owner", "topics", "minutes", "billed", "promised_at")
    )
    assert Need(time=60, with_="others") == fields["need"]
    assert "owner" not in _fields(decide(_merging(case=case, owner=BRAM)), 9)
    later = decide(_merging(case=case, promised_at=soon - timedelta(minutes=30)))
    assert soon - timedelta(minutes=30) == _fields(later, 9)["promised_at"]


def test_merge_drops_the_survey() -> None:
    """One person is not asked twice about one thing."""
    case = d.case(state=CaseState.ANSWERED, survey=Survey(SurveyState.SCHEDULED))
    decision = decide(_merging(case=case))
    assert [MoveSurvey(7, SurveyState.CANCELLED, SurveyState.SCHEDULED, {"reason": "merged"}, ANNA)] == [
        e for e in decision.effects if isinstance(e, MoveSurvey)
    ]


@pytest.mark.parametrize(("state", "purpose"), [("new", Purpose.ANSWER), ("answered", Purpose.NOTE)])
def test_merge_tells_the_colleague_who_has_the_other_case(state: str, purpose: Purpose) -> None:
    """With the worker's words, in a mail that can be answered where an answer is owed."""
    decision = decide(_merging(case=d.case(state=CaseState(state)), owner=BRAM))
    [mail] = [m for m in d.sent(decision) if m.to[0].key == BRAM]
    token = d.SIGNER.verify(mail.token, d.NOW)
    assert token is not None
    assert (9, purpose) == (token.case, token.purpose)
    assert "My talks fall flat" in mail.text


def test_words_and_merge() -> None:
    """The words answer the worker on this case; nothing is owed then, and the other case knows the answer."""
    decision = decide(_merging("Begin small.\n#merge LC-9", state=CaseState.ANSWERED))
    assert ["answer"] == [m.kind for m in d.to_worker(decision)]
    assert [("new", "answered"), ("answered", "closed")] == _moves(decision, 7)
    assert [] == _moves(decision, 9)
    assert d.NOW == _fields(decision, 9)["last_answer_at"]


OTHER_PERSON = Person(2, "joris@example.org")
MERGE_REFUSED = [
    # (text, what the other case is, what is said)
    ("#merge", {}, "like #merge LC-9"),
    ("#merge LC-9 LC-8", {}, "like #merge LC-9"),
    ("#merge nine", {}, "like #merge LC-9"),
    ("#merge LC-7", {}, "LC-7 is this case itself"),
    ("#merge LC-8", {}, "no case LC-8"),
    ("#merge LC-9", {"requester": OTHER_PERSON}, "LC-9 is somebody else's"),
    ("#merge LC-9", {"merged_into": 4}, "part of LC-4"),
    ("#merge LC-9", {"merged_into": 7}, "LC-9 is this case itself"),
    ("#merge LC-9\n#close", {}, "no #close"),
    ("#merge LC-9\n#requester joris@example.org", {}, "only one of #merge"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "other", "said"), MERGE_REFUSED)
def test_merge_refused(text: str, other: dict[str, Any], said: str) -> None:
    """Itself, unknown, somebody else's, merged already; nothing is done."""
    desk = _merging(text, **other)
    desk = d.with_(desk, people={**desk.people, OTHER_PERSON.address: OTHER_PERSON})
    decision = decide(desk)
    assert "transcript" == decision.reason
    assert said in d.text_to(decision, ANNA)


def test_rejected_case_is_not_merged() -> None:
    """It is no learning request: there is nothing to hand on."""
    assert "transcript" == decide(_merging(case=d.case(state=CaseState.REJECTED))).reason


SPLIT = [
    # (state, messages, token ref, what the split one is, moves of the old case)
    ("new", (d.ASKED, AGAIN), 1, 4, []),
    ("open", (d.ASKED, ANSWERED, AGAIN), 3, 4, [("open", "answered")]),
    ("open", (d.ASKED, QUESTIONS, AGAIN), 3, 4, [("open", "waiting")]),
    ("open", (d.ASKED, ANSWERED, AGAIN, replace(AGAIN, id=5)), 3, 4, []),
    ("open", (d.ASKED, ANSWERED, AGAIN, replace(AGAIN, id=5)), 4, 5, []),
    ("answered", (d.ASKED, AGAIN, replace(ANSWERED, id=6)), 0, 1, []),
    ("answered", (d.ASKED, AGAIN, replace(ANSWERED, id=6)), 6, 4, []),
]  # fmt: skip


@pytest.mark.parametrize(("state", "messages", "ref", "moved", "moves"), SPLIT)
def test_split(
    state: str, messages: tuple[Message, ...], ref: int, moved: int, moves: list[tuple[str, str]]
) -> None:
    """The mail that the notification told of moves to a new case; the worker hears nothing."""
    case = d.case(state=CaseState(state), messages=messages, topics=())
    decision = decide(d.desk("#split", case=case, token_ref=ref))
    assert [] == d.to_worker(decision)
    [opened] = [e for e in decision.effects if isinstance(e, OpenCase)]
    assert (50, 7, d.MARIA) == (opened.case, opened.linked_to, opened.requester)
    at = next(m.at for m in messages if m.id == moved)
    promise = d.NOW + timedelta(hours=3 if state in ("new", "open") else 4)
    assert (at, promise) == (opened.created_at, opened.promised_at)
    assert MoveMessage(moved, 7, 50, ANNA) in decision.effects
    assert moves == _moves(decision, 7)
    told = {m.to[0].key: m for m in d.sent(decision) if m.kind == "notification"}
    assert {ANNA, BRAM} == set(told)
    assert all("[LC-50]" in m.subject and "LC-7 Presenting" in m.text for m in told.values())
    assert "a case of its own: LC-50" in d.text_to(decision, ANNA)


SPLIT_REFUSED = [
    ("#split", (d.ASKED,), "only one mail"),
    ("#split", (d.ASKED, ANSWERED), "only one mail"),
    ("#split now", (d.ASKED, AGAIN), "“now”"),
    ("Begin small.\n#split", (d.ASKED, AGAIN), "notification of the new case"),
    ("#split\n#merge LC-9", (d.ASKED, AGAIN), "only one of #merge"),
]


@pytest.mark.parametrize(("text", "messages", "said"), SPLIT_REFUSED)
def test_split_refused(text: str, messages: tuple[Message, ...], said: str) -> None:
    """One mail of the worker stays; words would go with the wrong case."""
    decision = decide(d.desk(text, case=d.case(messages=messages)))
    assert "transcript" == decision.reason
    assert said in d.text_to(decision, ANNA)


def test_split_and_close() -> None:
    """The old case may end in the same mail."""
    case = d.case(state=CaseState.OPEN, messages=(d.ASKED, ANSWERED, AGAIN))
    decision = decide(d.desk("#split\n#close quietly", case=case, token_ref=3))
    assert [("open", "answered"), ("answered", "closed")] == _moves(decision, 7)
