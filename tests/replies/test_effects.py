"""What each mail of a concierge does, effect by effect: the case, the timeline, and who gets which mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.effects import (
    AddMessage,
    ChangeCase,
    Decision,
    Effect,
    MoveCase,
    RecordEvent,
    RecordRecommendation,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
)
from cases.model import CaseEvent, CaseState, Direction, InboundState, Need, Person, Purpose, Role
from cases.reasons import Reason
from cases.settings import Client, ResponseSettings
from replies.decide import decide
from tests import desk as d

ANNA, BRAM, MARIA = d.ANNA.address, d.BRAM.address, d.MARIA.address
NEW, OPEN, WAITING, ANSWERED = CaseState.NEW, CaseState.OPEN, CaseState.WAITING, CaseState.ANSWERED
FIRST = {"first_answer_at": d.NOW, "last_answer_at": d.NOW}


def changed(fields: Mapping[str, object], event: str, detail: str, case: int = 7) -> ChangeCase:
    return ChangeCase(case, fields, event, ANNA, detail)


def moved(event: CaseEvent, before: CaseState, after: CaseState, detail: str = "") -> MoveCase:
    return MoveCase(7, event, before, after, ANNA, detail)


OWNED = changed({"owner": ANNA}, "case.owner", "Anna Peeters")
ANSWER = (changed(FIRST, "case.answered", "answer"), moved(CaseEvent.ANSWERED, NEW, ANSWERED))
TO_MARIA = ("answer", MARIA, Purpose.WORKER, 7, 1, 0)
RECEIPT = ("receipt", ANNA, Purpose.RECEIPT, 7, 11, 100)
LATER = d.NOW + timedelta(days=3)
NOTE = AddMessage(
    7,
    Direction.NOTE,
    Role.CONCIERGE,
    d.ANNA.mailbox,
    (),
    "note",
    "Re: [LC-7] Maria Claes: Presenting",
    "Careful.",
    "Careful.",
    "<reply@example.org>",
)
BOOK = {**d.CATALOGUE.options[1].ledger(), "reasons": ["about presenting, €25, 4 hours"]}

MAILS: list[tuple[str, tuple[Effect, ...], list[tuple[object, ...]]]] = [
    # (mail, what is no mail, (kind, to, purpose, case, person, reference) of each mail)
    ("Begin small.", (OWNED, *ANSWER), [TO_MARIA]),
    (
        "#ask",
        (
            OWNED,
            changed({"first_answer_at": d.NOW}, "case.answered", "questions"),
            moved(CaseEvent.ASKED, NEW, WAITING),
        ),
        [("questions", *TO_MARIA[1:]), RECEIPT],
    ),
    (
        "#option talk-book",
        (
            OWNED,
            RecordRecommendation(7, ANNA, "presenting", (BOOK,)),
            changed({**FIRST, "recommended_at": d.NOW}, "case.answered", "recommendation"),
            moved(CaseEvent.ANSWERED, NEW, ANSWERED),
        ),
        [("recommendation", *TO_MARIA[1:]), RECEIPT],
    ),
    ("#take", (OWNED, moved(CaseEvent.ASSIGNED, NEW, OPEN)), [RECEIPT]),
    (
        "#assign bram\nBegin small.",
        (
            changed({"owner": BRAM}, "case.owner", "Bram Jansen"),
            moved(CaseEvent.ASSIGNED, NEW, OPEN),
            changed(FIRST, "case.answered", "answer"),
            moved(CaseEvent.ANSWERED, OPEN, ANSWERED),
        ),
        [("notification", BRAM, Purpose.ANSWER, 7, 12, 1), TO_MARIA, RECEIPT],
    ),
    (
        "#remember likes books\n#remember comes on Mondays",
        (RememberPerson(1, remember="likes books"), RememberPerson(1, remember="comes on Mondays")),
        [RECEIPT],
    ),
    (
        "#lang nl",
        (changed({"language": "nl"}, "case.language", "nl"), RememberPerson(1, language="nl")),
        [RECEIPT],
    ),
    ("#note Careful.", (NOTE,), [("notification", BRAM, Purpose.NOTE, 7, 12, 0), RECEIPT]),
    (
        "#close",
        (moved(CaseEvent.CLOSED, NEW, CaseState.CLOSED),),
        [("closed", *TO_MARIA[1:]), RECEIPT],
    ),
    ("#close quietly", (moved(CaseEvent.CLOSED, NEW, CaseState.CLOSED),), [RECEIPT]),
    (
        "Begin small.\n#close",
        (OWNED, *ANSWER, moved(CaseEvent.CLOSED, ANSWERED, CaseState.CLOSED)),
        [TO_MARIA, RECEIPT],
    ),
    ("#reject", (moved(CaseEvent.REJECTED, NEW, CaseState.REJECTED),), [RECEIPT]),
    ("#wait 3d", (changed({"wait_until": LATER}, "case.wait", "2026-11-26T09:00+00:00"),), [RECEIPT]),
    ("#survey 3d", (changed({"survey_after": "3d"}, "case.survey", "3d"),), [RECEIPT]),
    ("#need time=2h", (changed({"need": Need(time=120)}, "case.need", "time=2h"),), [RECEIPT]),
    ("#topic writing", (changed({"topics": ("writing",)}, "case.topic", "writing"),), [RECEIPT]),
    ("#time 30m", (changed({"minutes": 30}, "case.time", "30 min"),), [RECEIPT]),
    (
        "Begin small.\n#cc tom@example.org",
        (
            OWNED,
            changed(FIRST, "case.answered", "answer"),
            RecordEvent(7, "case.cc", ANNA, "tom@example.org"),
            moved(CaseEvent.ANSWERED, NEW, ANSWERED),
        ),
        [TO_MARIA, RECEIPT],
    ),
    ("#status", (), [RECEIPT]),
    ("Begin small.\n#preview", (), [("receipt", ANNA, Purpose.TRANSCRIPT, 7, 11, 100)]),
]


def no_mails(decision: Decision) -> tuple[Effect, ...]:
    return tuple(effect for effect in decision.effects if not isinstance(effect, SendMail))


def mails(decision: Decision) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for draft in d.sent(decision):
        token = d.SIGNER.verify(draft.token, d.NOW)
        assert token is not None
        found.append((draft.kind, draft.to[0].key, token.purpose, token.case, token.person, token.ref))
    return found


@pytest.mark.parametrize(
    ("text", "effects", "sent"), MAILS, ids=[text.replace("\n", " ") for text, *_ in MAILS]
)
def test_effects(text: str, effects: tuple[Effect, ...], sent: list[tuple[object, ...]]) -> None:
    """In the order in which they happen; only what goes to the worker is a message of the case."""
    decision = decide(d.desk(text))
    assert effects == no_mails(decision)
    assert sent == mails(decision)
    assert (InboundState.ACCEPTED, 7) == (decision.disposition, decision.case)
    for effect in decision.effects:
        if isinstance(effect, SendMail):
            words = effect.draft.kind in ("answer", "questions", "recommendation")
            assert (effect.draft.to[0].key == MARIA) == effect.on_case
            assert (d.ANNA.mailbox if words else None) == effect.author
            assert words == (effect.draft.automatic is None)


TOM = Person(77, "tom@example.org", "Tom De Smet", "nl")


@pytest.mark.parametrize("acknowledge", ["questions", "no"])
def test_case_of_somebody_else(acknowledge: str) -> None:
    """#requester: it is theirs now, they are acknowledged as everybody is, and the words go to them."""
    its = d.settings()
    its = replace(its, intake=replace(its.intake, acknowledge=acknowledge))
    desk = d.desk("#requester tom@example.org\n#remember likes books\nBegin small.", settings=its)
    background = replace(desk.background, people={**d.PEOPLE, "tom@example.org": TOM})
    decision = decide(replace(desk, background=background))
    assert [RememberPerson(77, remember="likes books")] == [
        effect for effect in decision.effects if isinstance(effect, RememberPerson)
    ]
    given = changed({"requester": TOM}, "case.requester", "tom@example.org")
    assert given in no_mails(decision)
    kinds = [kind for kind, address, *_ in mails(decision) if address == "tom@example.org"]
    assert ["acknowledgement"] * (acknowledge != "no") + ["answer"] == kinds
    assert {77} == {person for _, address, _, _, person, _ in mails(decision) if address == "tom@example.org"}
    assert MARIA not in [address for _, address, *_ in mails(decision)]
    assert "Tom De Smet" in d.text_to(decision, ANNA)


SETTLES: list[tuple[str, dict[str, Any], tuple[Effect, ...], str, int | None]] = [
    # (text, desk, effects, the receipt's words, case)
    (
        "#accept",
        d.held("dmarc-fail", author="eve@example.com", purpose=Purpose.HELD),
        (
            ReleaseInbound(90, ("dmarc-fail",), ANNA),
            RecordEvent(None, "held.accepted", ANNA, "90"),
        ),
        "the held mail was let in",
        None,
    ),
    (
        "#discard",
        d.held("dmarc-fail", author="eve@example.com", purpose=Purpose.HELD),
        (
            SettleInbound(90, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON),
            RecordEvent(None, "held.discarded", ANNA, "90"),
        ),
        "the held mail stays out",
        None,
    ),
    ("#send", d.held("leak"), (ReleaseInbound(90, ("leak",), ANNA),), "", 7),
    ("#send", d.held("collision"), (ReleaseInbound(90, ("collision",), ANNA),), "", 7),
    (
        "#undo",
        d.held("on-hold", purpose=Purpose.RECEIPT),
        (
            SettleInbound(90, InboundState.DISCARDED, Reason.UNDONE),
            RecordEvent(7, "mail.undone", ANNA, "90"),
        ),
        "dropped: nothing of it was done",
        7,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "desk", "effects", "words", "case"), SETTLES)
def test_settling(
    text: str, desk: dict[str, Any], effects: tuple[Effect, ...], words: str, case: int | None
) -> None:
    """Exactly the mail that waits, with exactly the check that it waited for."""
    decision = decide(d.desk(text, **desk))
    assert (effects, case) == (no_mails(decision), decision.case)
    assert words in d.text_to(decision, ANNA)
    assert (InboundState.ACCEPTED, "concierge-commands") == (decision.disposition, decision.reason)


def test_transcript_and_question_stand_on_the_timeline() -> None:
    """Of the case, with what was wrong; the mail back is answered as a correction of that very mail."""
    wrong = decide(d.desk("Begin.\n#closs\n#topic nothing-such"))
    [event] = no_mails(wrong)
    assert isinstance(event, RecordEvent)
    assert (7, "mail.not-carried-out", ANNA) == (event.case, event.event, event.actor)
    assert "#closs: this is not a command; #topic nothing-such: there is no topic" in event.detail
    held = decide(d.desk("Begin, and mail anna@example.org."))
    assert (RecordEvent(7, "mail.held", ANNA, "leak"),) == no_mails(held)
    for decision in (wrong, held):
        assert [("transcript", ANNA, Purpose.TRANSCRIPT, 7, 11, 100)] == mails(decision)
        assert 7 == decision.case
    assert "- ✓ `#topic writing` – fine." in d.text_to(decide(d.desk("#topic writing\n#closs")), ANNA)
    nowhere = decide(d.desk("#close", case=None, purpose=None))
    assert (None, None) == (nowhere.case, no_mails(nowhere)[0].case)  # type: ignore[union-attr]


def test_mail_on_hold_says_until_when_on_the_timeline() -> None:
    """The moment at which it is decided, as the clock will read it."""
    its = d.settings(response=ResponseSettings(hold=timedelta(minutes=5)))
    decision = decide(d.desk("Begin small.", settings=its))
    assert (RecordEvent(7, "mail.on-hold", ANNA, "2026-11-23T09:05:00+00:00"),) == no_mails(decision)


def test_merging_says_so() -> None:
    """In the receipt, with the case that this one is part of now."""
    assert "now part of LC-9" in d.text_to(decide(d.desk("#merge LC-9")), ANNA)


def test_amount_and_client_of_a_bill() -> None:
    """As a decimal number, never a float."""
    its = d.settings(clients=(Client("acme", "Acme", rate=(Decimal(95), "EUR", "case")),))
    [bill] = no_mails(decide(d.desk("#bill 95,50", settings=its)))
    fields = {"billed": Decimal("95.50"), "currency": "EUR", "client": "acme"}
    assert changed(fields, "case.bill", "95.50 EUR") == bill


def test_leak_that_everybody_copied_in_can_see() -> None:
    """A colleague who is in Cc is named in the words without a question."""
    text = "Bram (mailto:bram@example.org) can help."
    assert "leak" == decide(d.desk(text)).reason
    assert "concierge-answer" == decide(d.desk(f"{text}\n#cc bram@example.org")).reason
