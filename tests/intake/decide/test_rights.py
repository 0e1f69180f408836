"""What each signed address lets its holder do: every purpose, in the hands of everybody who may hold it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.earlier import EarlierMail
from cases.effects import AddMessage, Decision, MoveCase, MoveSurvey, ReleaseInbound, SettleInbound
from cases.model import CaseState, InboundState, Purpose, Role, Survey, SurveyState
from intake.decide.concierges import DESK_PURPOSES, desk_of
from intake.decide.decide import decide
from tests import desk as d

ANNA, ALIAS, BRAM = "anna@example.org", "a.peeters@example.org", "bram@example.org"
MARIA, EVE = "maria@example.org", "eve@example.com"
OWN = d.case(requester=d.PEOPLE[ANNA])  # a concierge asks, as everybody may
ASKED_ABOUT = d.case(
    state=CaseState.ANSWERED,
    owner=ANNA,
    survey=Survey(SurveyState.ASKED, d.NOW - timedelta(days=1), d.NOW - timedelta(days=1)),
)


def to(*tokens: str) -> str:
    return ", ".join(f"help+{token}@example.org" for token in tokens)


def _closed(decision: Decision) -> bool:
    return any(isinstance(e, MoveCase) and e.after is CaseState.CLOSED for e in decision.effects)


# What a concierge's "#close" does at an address on case 7 that was made for them.
CLOSES = {
    Purpose.WORKER: False,
    Purpose.ANSWER: True,
    Purpose.NOTE: True,
    Purpose.SURVEY: False,
    Purpose.CONFIRM: False,  # answers one question, and steers nothing
    Purpose.HELD: True,
    Purpose.TRANSCRIPT: True,
    Purpose.RECEIPT: True,
    Purpose.DIGEST: True,
    Purpose.INTRODUCTION: False,
    Purpose.RIGHTS: False,  # about the person's own data alone
    Purpose.OFFER: False,  # about what they offer
}


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("sender", [ANNA, ALIAS])
def test_address_that_was_made_for_a_concierge(purpose: Purpose, sender: str) -> None:
    """Only those that a concierge is written to from steer a case; a new purpose has to be judged here."""
    raw = d.mail("#close", sender=sender, to=to(d.token(purpose, 11)))
    assert CLOSES[purpose] == _closed(decide(d.facts(raw, (d.case(),))))


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("sender", [MARIA, EVE, BRAM])
def test_address_in_other_hands(purpose: Purpose, sender: str) -> None:
    """Anna's address closes nothing for the worker, for a stranger or for a colleague who is not asked."""
    raw = d.mail("#close", sender=sender, to=to(d.token(purpose, 11)))
    assert not _closed(decide(d.facts(raw, (d.case(),))))


@pytest.mark.parametrize("purpose", Purpose)
def test_address_of_the_worker(purpose: Purpose) -> None:
    """A worker's own mail is a worker's, whatever their address was made for."""
    raw = d.mail("#close", sender=MARIA, to=to(d.token(purpose, 1)))
    assert not _closed(decide(d.facts(raw, (d.case(),))))


@pytest.mark.parametrize("purpose", Purpose)
def test_what_an_address_means_at_a_concierges_desk(purpose: Purpose) -> None:
    """One that no desk has is an answer to the worker, whoever it was made for; others are what they are."""
    for person in (1, 11, 12):
        raw = d.mail("Begin small.", sender=ANNA, to=to(d.token(purpose, person)))
        desk = desk_of(d.facts(raw, (d.case(),)), d.ANNA, None)
        assert desk.purpose is (purpose if purpose in DESK_PURPOSES else Purpose.ANSWER)


@pytest.mark.parametrize("purpose", [Purpose.WORKER, Purpose.SURVEY])
def test_workers_address_in_a_concierges_hands(purpose: Purpose) -> None:
    """A reply to all of the worker's: the concierge is asked whether they meant it, and is no third party."""
    raw = d.mail("Begin small.", sender=ANNA, to=to(d.token(purpose, 1)))
    decision = decide(d.facts(raw, (d.case(),)))
    assert (InboundState.HELD, "no-token") == (decision.disposition, decision.reason)


WORKERS = [Purpose.WORKER, Purpose.SURVEY, Purpose.INTRODUCTION]


@pytest.mark.parametrize("mine", WORKERS)
@pytest.mark.parametrize("sender", [ANNA, ALIAS])
@pytest.mark.parametrize("fields", ["to", "references"])
def test_concierge_who_asks_gets_no_concierges_rights_on_their_case(
    mine: Purpose, sender: str, fields: str
) -> None:
    """Their address as a worker, beside one of a colleague's that came along in a reply to all."""
    own, colleagues = d.token(mine, 11), d.token(Purpose.ANSWER, 12)
    if fields == "to":
        raw = d.mail("#close", sender=sender, to=to(own, colleagues))
    else:
        raw = d.mail("#close", sender=sender, to=to(colleagues), References=f"<{own}.5@example.org>")
    assert not _closed(decide(d.facts(raw, (OWN,))))


@pytest.mark.parametrize("mine", WORKERS)
def test_workers_address_proves_no_concierge(mine: Purpose) -> None:
    """Under `proof = "token"` the signed address is the proof: one that was made for a worker is none."""
    its = d.settings(mailboxes=(d.mailbox(proof="token"), d.mailbox(d.SECOND)))
    for purpose, closes in ((mine, False), (Purpose.ANSWER, True)):
        raw = d.mail("#close", sender=ALIAS, to=to(d.token(purpose, 11)), Authentication_Results="")
        assert closes == _closed(decide(d.facts(raw, (OWN,), its=its)))


@pytest.mark.parametrize("text", ["#list", "#report", "#help"])
def test_new_mail_without_any_proof_is_answered_nothing(text: str) -> None:
    """Under `proof = "token"` a mail about no case carries no token, so it needs the mail host's proof."""
    its = d.settings(mailboxes=(d.mailbox(proof="token"), d.mailbox(d.SECOND)))
    decision = decide(d.facts(d.mail(text, sender=ANNA, Authentication_Results=""), its=its))
    assert (InboundState.HELD, "unproven") == (decision.disposition, decision.reason)


RATES = [
    # (purpose, person, sender, text, rating)
    (Purpose.SURVEY, 1, MARIA, "4, thanks", 4),
    (Purpose.SURVEY, 1, EVE, "4, thanks", None),
    (Purpose.SURVEY, 11, ANNA, "4, thanks", None),  # made for her, on somebody else's case
    (Purpose.SURVEY, 2, MARIA, "4, thanks", None),  # made for somebody else
    *((purpose, 1, MARIA, "4, thanks", None) for purpose in Purpose if purpose is not Purpose.SURVEY),
]


@pytest.mark.parametrize(("purpose", "person", "sender", "text", "rating"), RATES)
def test_only_the_address_of_the_survey_rates(
    purpose: Purpose, person: int, sender: str, text: str, rating: int | None
) -> None:
    """In the hands of the person who was asked; elsewhere the words are words."""
    decision = decide(d.facts(d.mail(text, sender=sender, to=to(d.token(purpose, person))), (ASKED_ABOUT,)))
    assert ([rating] if rating else []) == [
        e.fields["rating"] for e in decision.effects if isinstance(e, MoveSurvey)
    ]


def _waiting(reason: str, author: str = ANNA) -> EarlierMail:
    return EarlierMail(90, InboundState.HELD, reason, author)


SETTLES = [
    # (text, purpose, what waits, is it settled?): which question of ours is answered at which address
    *(("Yes.", p, "unproven", p is Purpose.CONFIRM) for p in Purpose),
    *(("#accept", p, "sender-not-allowed", p is Purpose.HELD) for p in Purpose),
    *(("#discard", p, "sender-not-allowed", p is Purpose.HELD) for p in Purpose),
    *(("#undo", p, "on-hold", p in (Purpose.RECEIPT, Purpose.TRANSCRIPT)) for p in Purpose),
]


@pytest.mark.parametrize(("text", "purpose", "reason", "settled"), SETTLES)
def test_question_is_answered_at_its_own_address(
    text: str, purpose: Purpose, reason: str, settled: bool
) -> None:
    """A mail that waits is released or dropped only in reply to the mail that asked about it."""
    raw = d.mail(text, sender=ANNA, to=to(d.token(purpose, 11, 0, ref=90)))
    decision = decide(d.facts(raw, waiting=_waiting(reason)))
    assert settled == any(isinstance(e, ReleaseInbound | SettleInbound) for e in decision.effects)


def test_note_stays_a_note_only_at_its_own_address() -> None:
    """The same words: to the address of a note they are a note, to that of a notification an answer."""
    for purpose, reason in ((Purpose.NOTE, "concierge-note"), (Purpose.ANSWER, "concierge-answer")):
        decision = decide(d.facts(d.mail("Begin.", sender=ANNA, to=to(d.token(purpose, 11))), (d.case(),)))
        assert reason == decision.reason
        assert (reason == "concierge-answer") == bool(d.to_worker(decision))


def test_stranger_with_a_workers_address_becomes_nobody() -> None:
    """What they write is kept as a third party's; the requester stays who it was."""
    raw = d.mail("#close", sender=EVE, to=to(d.token(Purpose.WORKER, 1)))
    decision = decide(d.facts(raw, (d.case(),)))
    assert (InboundState.ACCEPTED, "third-party") == (decision.disposition, decision.reason)
    assert [Role.THIRD_PARTY] == [e.role for e in decision.effects if isinstance(e, AddMessage)]


def test_expired_address_gives_nothing() -> None:
    """After its last day an address is no address: the mail is held until its author confirms it."""
    raw = d.mail("#close", sender=ANNA, to=to(d.token(Purpose.ANSWER, 11)), In_Reply_To="<m1@example.org>")
    case = d.case(messages=(replace(d.ASKED, to=(d.HELP, ANNA)), d.ANSWERED_BY_BRAM), owner=ANNA)
    later = d.NOW + timedelta(days=10)
    facts = d.facts(raw, (case,))
    assert _closed(decide(facts))
    clues = replace(facts.mail.clues, addressed=(), referenced=())
    match = replace(facts.classified.match, token=None, by="message-id")
    facts = d.with_(facts, clues=clues, match=match, now=later)
    assert (InboundState.HELD, "no-token") == (decide(facts).disposition, decide(facts).reason)
