"""What waits, what is answered at once, and what #undo and #send make of a mail that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.earlier import EarlierMail
from cases.effects import Decision, RecordEvent, ReleaseInbound, SendMail, SettleInbound
from cases.model import InboundState, OutboxKind, Purpose
from cases.reasons import Reason
from cases.settings import ResponseSettings
from replies.commands.plan import Desk
from replies.decide import decide
from tests import desk as d

ANNA = d.ANNA.address
HOLD = d.settings(response=ResponseSettings(hold=timedelta(minutes=5)))

WAITS = [
    "Begin with a question.",
    "Begin.\n#close",
    "#close quietly",
    "#topic writing",
    "#note She asked before.",
    "#assign bram",
    "#ask",
    "#recommend",
    "#remember likes books",
    "#merge LC-9",
    "#topic writing\n#status",
    "Begin.\n#cc tom@example.org",
    "#time 30m",
]
AT_ONCE = ["#status", "#list", "#help", "#report", "#suggest", "Begin.\n#close\n#preview", "Begin.\n#clxyz"]


def _waiting(state: str, reason: str, purpose: Purpose = Purpose.RECEIPT) -> dict[str, Any]:
    at = d.NOW - timedelta(minutes=58)
    return {
        "purpose": purpose,
        "token_ref": 90,
        "waiting": EarlierMail(90, InboundState(state), reason, ANNA, at if state == "accepted" else None),
    }


def _receipts(decision: Decision) -> list[str]:
    return [m.text for m in d.sent(decision) if m.kind is OutboxKind.RECEIPT]


@pytest.mark.parametrize("text", WAITS)
def test_whole_mail_waits(text: str) -> None:
    """Nothing is applied, nothing goes to anybody but the author's receipt; the timeline has a line."""
    decision = decide(d.desk(text, settings=HOLD))
    until = d.NOW + timedelta(minutes=5)
    assert (InboundState.HELD, "on-hold", until) == (decision.disposition, decision.reason, decision.until)
    assert [SendMail, RecordEvent] == [type(e) for e in decision.effects]
    [draft] = d.sent(decision)
    token = d.SIGNER.verify(draft.token, d.NOW)
    assert token is not None
    assert (ANNA, Purpose.RECEIPT, 100) == (draft.to[0].key, token.purpose, token.ref)
    assert "today (Monday) 10:05" in draft.text
    assert "#undo" in draft.text
    assert draft.subject.startswith("On hold")


@pytest.mark.parametrize("text", WAITS)
def test_time_is_over(text: str) -> None:
    """Decided anew it does what it would have done without waiting, and gives no second receipt."""
    released = decide(d.desk(text, settings=HOLD, waived=frozenset({"on-hold"})))
    without = decide(d.desk(text))
    assert (released.disposition, released.reason) == (without.disposition, without.reason)
    others = [m for m in d.sent(without) if m.to[0].key != ANNA]
    assert others == [m for m in d.sent(released) if m.to[0].key != ANNA]
    assert ("#status" in text) == bool(_receipts(released))


@pytest.mark.parametrize("text", AT_ONCE)
def test_questions_and_mistakes_are_answered_at_once(text: str) -> None:
    """What changes nothing has nothing to wait for."""
    decision = decide(d.desk(text, settings=HOLD))
    assert (InboundState.ACCEPTED, None) == (decision.disposition, decision.until)


def test_receipt_shows_what_will_happen() -> None:
    """The mail as it will go out and every change, in both languages, without the mark of what is done."""
    for author, language, words in (
        (d.ANNA, "en", ("Reply with", "topics: writing")),
        (d.BRAM, "nl", ("#herroep", "thema's: writing")),
    ):
        desk = d.desk(
            "Begin small.\n#topic writing\n#cc tom@example.org",
            settings=HOLD,
            author=author,
            language=language,
            person=d.PEOPLE[author.address],
        )
        [text] = _receipts(decide(desk))
        assert all(word in text for word in (*words, "> Begin small.", "maria@example.org, tom@example.org"))
        assert "✓" not in text


def test_checks_are_made_when_the_time_is_over() -> None:
    """A colleague answered while the mail was on hold: it is held, and its author asked."""
    case = d.case(messages=(d.ASKED, d.ANSWERED_BY_BRAM))
    desk = d.desk("Begin.", case=case, settings=HOLD, waived=frozenset({"on-hold"}))
    assert (InboundState.HELD, "collision") == (decide(desk).disposition, decide(desk).reason)


@pytest.mark.parametrize("reason", ["on-hold", "collision", "leak", "signature-at-risk", "cc-outside"])
@pytest.mark.parametrize("text", ["#undo", "#herroep", "#ongedaan", "#Undo\n\nThanks, Anna"])
def test_undo_drops_all_of_it(text: str, reason: str) -> None:
    """In reply to the receipt, or to the question about a mail that was not sent."""
    purpose = Purpose.RECEIPT if reason == "on-hold" else Purpose.TRANSCRIPT
    decision = decide(d.desk(text, settings=HOLD, **_waiting("held", reason, purpose)))
    assert [SettleInbound(90, InboundState.DISCARDED, Reason.UNDONE)] == [
        e for e in decision.effects if isinstance(e, SettleInbound)
    ]
    assert "concierge-commands" == decision.reason
    assert "dropped" in d.text_to(decision, ANNA)
    assert [] == d.to_worker(decision)


TOO_LATE = [
    # (state, reason, what is said)
    ("accepted", "concierge-answer", "already sent at 09:02"),
    ("accepted", "concierge-commands", "already done at 09:02"),
    ("accepted", "transcript", "settled already"),
    ("discarded", "undone", "settled already"),
]


@pytest.mark.parametrize(("state", "reason", "said"), TOO_LATE)
def test_undo_comes_too_late(state: str, reason: str, said: str) -> None:
    """It says when the mail was sent; nothing is done."""
    decision = decide(d.desk("#undo", settings=HOLD, **_waiting(state, reason)))
    assert "transcript" == decision.reason
    assert said in d.text_to(decision, ANNA)


ASKED = [
    # (text, reason of the mail that came back, what is said; "": it is dropped)
    ("#send", "transcript", "write it again, with the line put right"),
    ("#discard", "transcript", "there is nothing to drop"),
    ("#verwerp", "transcript", "there is nothing to drop"),
    ("#discard", "few-options", ""),
    ("#verwerp", "topic-unsure", ""),
    ("#discard", "collision", ""),
]


@pytest.mark.parametrize(("text", "reason", "said"), ASKED)
def test_what_may_be_done_with_a_mail_that_came_back(text: str, reason: str, said: str) -> None:
    """One that waits is dropped by #discard as by #undo; of another it is said that nothing waits."""
    state = InboundState.ACCEPTED if said else InboundState.HELD
    waiting = EarlierMail(90, state, reason, ANNA, d.NOW)
    decision = decide(d.desk(text, purpose=Purpose.TRANSCRIPT, token_ref=90, waiting=waiting))
    dropped = SettleInbound(90, InboundState.DISCARDED, Reason.UNDONE) in decision.effects
    assert dropped == (not said)
    assert said in d.text_to(decision, ANNA)


def test_undo_a_day_later_names_the_day() -> None:
    """The time of day alone would mislead."""
    waiting = EarlierMail(90, InboundState.ACCEPTED, "concierge-answer", ANNA, d.NOW - timedelta(days=3))
    desk = d.desk("#undo", purpose=Purpose.RECEIPT, token_ref=90, waiting=waiting)
    assert "already sent on Friday 20 November, 10:00" in d.text_to(decide(desk), ANNA)


def test_released_but_not_yet_decided_can_be_dropped() -> None:
    """Until it is carried out it is not too late."""
    decision = decide(d.desk("#undo", settings=HOLD, **_waiting("received", "released")))
    assert SettleInbound(90, InboundState.DISCARDED, Reason.UNDONE) in decision.effects


NOT_ALONE = ["#undo\n#close", "#undo\n#send", "Begin with a question.\n#undo", "#undo now"]


@pytest.mark.parametrize("text", NOT_ALONE)
def test_undo_stands_alone(text: str) -> None:
    """Words or commands beside it would be lost."""
    assert "transcript" == decide(d.desk(text, **_waiting("held", "on-hold"))).reason


def test_undo_elsewhere() -> None:
    """In reply to a notification nothing says which mail is meant."""
    assert "reply to the receipt" in d.text_to(decide(d.desk("#undo")), ANNA)


def test_send_ends_the_waiting() -> None:
    """In reply to the receipt: now."""
    decision = decide(d.desk("#send", settings=HOLD, **_waiting("held", "on-hold")))
    assert (ReleaseInbound(90, ("on-hold",), ANNA),) == decision.effects


@pytest.mark.parametrize(("text", "asks"), [("#cc tom@example.org", False), ("#cc boss@example.com", True)])
def test_cc(text: str, asks: bool) -> None:
    """Who may write here is copied in; others only after #send."""
    decision = decide(d.desk(f"Begin.\n{text}"))
    assert ("cc-outside" if asks else "concierge-answer") == decision.reason
    desk = d.desk(f"Begin.\n{text}", waived=frozenset({"cc-outside"}))
    [draft] = d.to_worker(decide(desk))
    assert [text.split()[1]] == [a.key for a in draft.cc]


def test_cc_for_everybody() -> None:
    """Where anybody may write, nobody is outside."""
    its = d.settings(mailboxes=(d.mailbox(allowed_senders=()),))
    assert "concierge-answer" == decide(d.desk("Begin.\n#cc boss@example.com", settings=its)).reason


CC_REFUSED = [
    ("Begin.\n#cc", "one mail address"),
    ("Begin.\n#cc tom", "one mail address"),
    ("Begin.\n#cc help@example.org", "the service itself"),
    ("Begin.\n#cc help+abc@example.org", "the service itself"),
    ("Begin.\n#cc maria@example.org", "is the worker"),
    ("Begin.\n#cc a.peeters@example.org", "your own address"),
    ("#cc tom@example.org", "copies somebody in on a mail"),
    ("#cc tom@example.org\n#close", "copies somebody in on a mail"),
    ("#cc tom@example.org\n#note Begin.", "copies somebody in on a mail"),
]


@pytest.mark.parametrize(("text", "said"), CC_REFUSED)
def test_cc_refused(text: str, said: str) -> None:
    """No own address, no mail without words for the worker."""
    decision = decide(d.desk(text))
    assert "transcript" == decision.reason
    assert said in d.text_to(decision, ANNA)


@pytest.mark.parametrize("text", ["#use presenting", "#option talk-book", "#ask"])
def test_cc_goes_with_every_mail_to_the_worker(text: str) -> None:
    """Templates, advice and questions alike; several add up, each once."""
    decision = decide(d.desk(f"{text}\n#cc tom@example.org, an@example.org\n#kopie TOM@example.org"))
    [draft] = d.to_worker(decision)
    assert ["tom@example.org", "an@example.org"] == [a.key for a in draft.cc]
    assert "copied in: tom@example.org, an@example.org" in d.text_to(decision, ANNA)


def test_desk_of_a_note_copies_nobody_in() -> None:
    """All of a reply to a note is a note."""
    desk: Desk = replace(d.desk("Begin.\n#cc tom@example.org"), purpose=Purpose.NOTE)
    assert "transcript" == decide(desk).reason
