"""What the clock does to a case, effect by effect: moves, marks, and who gets which mail with what rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.catalogue import Catalogue
from cases.effects import (
    ChangeCase,
    Decision,
    Draft,
    MoveCase,
    MoveSurvey,
    RecordEvent,
    ReleaseInbound,
    SendMail,
    SettleInbound,
)
from cases.model import (
    SILENCE,
    Address,
    CaseEvent,
    CaseState,
    Direction,
    InboundState,
    OutboxKind,
    Person,
    Purpose,
    Role,
    Survey,
    SurveyState,
)
from cases.reasons import Reason
from cases.settings import Concierge, Settings, Span
from cases.tokens import Token
from followups import decide
from followups.decide import Known
from followups.mails import ClockMails, Reader
from followups.promise import ESCALATED, OTHERS_TOLD, REMINDED, WAIT, WAIT_OVER
from followups.silence import NUDGED
from followups.surveys import Idle, Step, StepKind
from templates.drafts import Addressing, Thread, Writer
from templates.load import load_library
from tests.followups.clock_cases import ANNA, BOX, BRAM, CARL, LEAD, MARIA, at, case, mark, message, settings

LIBRARY = load_library()
NOW = at("2026-11-23 12:00")
PROMISED = at("2026-11-23 13:00")
PROMISE = PROMISED.isoformat(timespec="seconds")
ASKED = message(at("2026-11-23 09:00"), Direction.IN, Role.WORKER, "request", 5)
QUESTIONS = message(at("2026-11-10 09:00"), Direction.OUT, Role.CONCIERGE, "questions", 6)
PEOPLE = {LEAD: Person(9, LEAD)} | {
    c.address: Person(number, c.address, c.name) for number, c in ((7, ANNA), (8, BRAM), (6, CARL))
}


def mails(its: Settings | None = None, now: Any = NOW) -> ClockMails:
    its = its or settings(remind=Span(working_minutes=120))
    return ClockMails(its, Writer(its, LIBRARY), Catalogue(), now)


def find(who: Concierge | str) -> Reader:
    """Anna and Bram read English, Carl Dutch; each has a thread of their own."""
    address = who if isinstance(who, str) else who.address
    concierge = None if isinstance(who, str) else who
    language = "nl" if concierge is CARL else "en"
    return Reader(
        PEOPLE[address], language, Thread(f"<to-{PEOPLE[address].id}@x>", ("<first@x>",)), concierge
    )


def sent(decision: Decision) -> list[SendMail]:
    return [effect for effect in decision.effects if isinstance(effect, SendMail)]


def token(draft: Draft) -> Token:
    found = settings().signer.verify(draft.token, NOW)
    assert found is not None
    return found


def addressed(effect: SendMail) -> tuple[str, str, Purpose, int, int, int]:
    """To whom, in what language, and what an answer may do: purpose, case, person, last message known."""
    draft, its = effect.draft, token(effect.draft)
    return draft.to[0].addr_spec, draft.language, its.purpose, its.case, its.person, its.ref


def _told(effects: list[SendMail]) -> None:
    """Mail to our own people is marked automatic, in their own thread, and no message of the case."""
    for effect in effects:
        draft = effect.draft
        person = PEOPLE[draft.to[0].addr_spec].id
        assert ("auto-generated", BOX, 12, NOW) == (draft.automatic, draft.mailbox, draft.case, draft.date)
        assert (f"<to-{person}@x>", ("<first@x>",)) == (draft.parent, draft.references)
        assert not effect.on_case


S = SurveyState
MOVED, ASK = Step(StepKind.MOVE, PROMISED, Reason.MOVED), Step(StepKind.ASK, NOW, Reason.DUE)
REMIND, LAPSE = Step(StepKind.REMIND, NOW, Reason.NO_ANSWER), Step(StepKind.LAPSE, NOW, Reason.NO_ANSWER)
SURVEYS = [
    # (survey before, step, state after, fields beside the reason, kind of mail)
    (None, Step(StepKind.MOVE, PROMISED, Reason.SCHEDULED), S.SCHEDULED, {"due_at": PROMISED}, None),
    (S.SCHEDULED, MOVED, S.SCHEDULED, {"due_at": PROMISED}, None),
    (S.SCHEDULED, ASK, S.ASKED, {"asked_at": NOW}, "survey"),
    (S.ASKED, REMIND, S.REMINDED, {"reminded_at": NOW}, "survey-reminder"),
    (S.REMINDED, LAPSE, S.LAPSED, {}, None),
    (S.SCHEDULED, Step(StepKind.THROTTLE, NOW, Reason.ASKED_RECENTLY), S.THROTTLED, {}, None),
    (S.SCHEDULED, Step(StepKind.CANCEL, NOW, Reason.NEVER), S.CANCELLED, {}, None),
]


@pytest.mark.parametrize(("before", "step", "after", "fields", "kind"), SURVEYS)
def test_step_of_a_survey(
    before: SurveyState | None, step: Step, after: SurveyState, fields: dict[str, object], kind: str | None
) -> None:
    """The move with its reason and moment, then the mail that goes with it, if any."""
    found = case(survey=Survey(before) if before else None, state=CaseState.ANSWERED)
    decision = decide.survey_decision(found, step, mails())
    assert decision is not None
    assert MoveSurvey(12, after, before, {"reason": step.reason, **fields}) == decision.effects[0]
    assert [kind] * (kind is not None) == [effect.draft.kind for effect in sent(decision)]
    assert len(decision.effects) == 1 + (kind is not None)
    assert (step.reason, 12, InboundState.ACCEPTED) == (decision.reason, decision.case, decision.disposition)


def test_nothing_to_do_for_a_survey() -> None:
    """No decision, so nothing on the timeline."""
    assert decide.survey_decision(case(), Step(StepKind.NOTHING, reason=Idle.OWED), mails()) is None


@pytest.mark.parametrize("kind", [OutboxKind.SURVEY, OutboxKind.SURVEY_REMINDER])
def test_survey_mail(kind: OutboxKind) -> None:
    """To the worker in their thread, once a case; its buttons write to its own address."""
    found = case(
        messages=(replace(ASKED, message_id="<asked@x>"),), language="nl", subject="Re: [LC-12] Talks"
    )
    made = mails().survey(found) if kind is OutboxKind.SURVEY else mails().survey_reminder(found)
    assert ("maria@example.org", "nl", Purpose.SURVEY, 12, 1, 0) == addressed(SendMail(made))
    assert (kind, "auto-generated", f"{kind}:12", BOX) == (
        made.kind,
        made.automatic,
        made.dedupe,
        made.mailbox,
    )
    assert ("<asked@x>", 12) == (made.parent, made.case)
    assert 1 == made.subject.count("[LC-12]")
    assert 5 == made.text.count(f"mailto:learninghelp%2B{made.token}@example.org")


WAITS = [
    # (until, owner, who hears)
    (NOW, ANNA.address, [ANNA.address]),
    (NOW - timedelta(days=3), None, [ANNA.address, BRAM.address, CARL.address]),
    (NOW, "gone@example.org", [ANNA.address, BRAM.address, CARL.address]),
    (NOW + timedelta(seconds=1), ANNA.address, None),
    (None, ANNA.address, None),
]


@pytest.mark.parametrize(("until", "owner", "told"), WAITS)
def test_end_of_a_wait(until: Any, owner: str | None, told: list[str] | None) -> None:
    """The owner hears of it, or everybody; an answer to it goes to the worker."""
    found = case(wait_until=until, owner=owner, messages=(ASKED, QUESTIONS))
    decision = decide.wait_decision(found, mails(), find)
    if told is None:
        assert decision is None
        return
    assert decision is not None
    over = ChangeCase(12, {"wait_until": None}, WAIT_OVER, "service")
    assert (over, "wait-over", 12) == (decision.effects[0], decision.reason, decision.case)
    effects = sent(decision)
    assert told == [effect.draft.to[0].addr_spec for effect in effects]
    assert {(Purpose.ANSWER, 12, 6)} == {addressed(e)[2:4] + addressed(e)[5:] for e in effects}
    assert [f"wait:12:{until.isoformat()}:{PEOPLE[a].id}" for a in told] == [e.draft.dedupe for e in effects]
    assert {OutboxKind.REMINDER} == {effect.draft.kind for effect in effects}
    _told(effects)


def _promised(now: Any, known: Known = Known(), **fields: Any) -> Decision | None:  # noqa: B008 - a frozen value
    its = settings(remind=Span(working_minutes=120), others_after=Span(working_minutes=60))
    return decide.promise_decision(case(messages=(ASKED,), **fields), known, mails(its, now), find)


def test_reminder_of_a_promise() -> None:
    """To the owner, in words of the worker; the mark is of this promised time."""
    decision = _promised(NOW, owner=CARL.address)
    assert decision is not None
    [effect] = sent(decision)
    assert (CARL.address, "nl", Purpose.ANSWER, 12, 6, 5) == addressed(effect)
    assert (OutboxKind.REMINDER, f"reminder:12:{PROMISE}:6") == (effect.draft.kind, effect.draft.dedupe)
    assert "> words" in effect.draft.text
    assert RecordEvent(12, REMINDED, "service", PROMISE) == decision.effects[-1]
    assert ("reminded", 12) == (decision.reason, decision.case)
    _told([effect])


def test_escalation_of_a_promise() -> None:
    """A concierge's answer to it goes to the worker, a lead's is a note for colleagues."""
    decision = _promised(PROMISED, Known((mark(REMINDED, PROMISE),)), owner=ANNA.address)
    assert decision is not None
    effects = sent(decision)
    assert [
        (BRAM.address, "en", Purpose.ANSWER, 12, 8, 5),
        (LEAD, "en", Purpose.NOTE, 12, 9, 5),
    ] == [addressed(effect) for effect in effects]
    assert [f"escalation:12:{PROMISE}:{n}" for n in (8, 9)] == [effect.draft.dedupe for effect in effects]
    assert {OutboxKind.ESCALATION} == {effect.draft.kind for effect in effects}
    assert [True, False] == ["Who replies first" in effect.draft.text for effect in effects]
    assert all("The case is with Anna Peeters." in effect.draft.text for effect in effects)
    assert RecordEvent(12, ESCALATED, "service", PROMISE) == decision.effects[-1]
    _told([replace(e, draft=replace(e.draft, date=NOW)) for e in effects])


def test_escalation_says_that_the_owner_is_away() -> None:
    """Whoever hears of it knows that nobody else will answer."""
    day = NOW.date()
    its = settings(replace(ANNA, away=((day, day),)), BRAM, remind=Span(working_minutes=120))
    found = case(messages=(ASKED,), owner=ANNA.address)
    told = decide.promise_decision(found, Known(), mails(its, PROMISED), find)
    assert told is not None
    assert all("Anna Peeters, who is away." in effect.draft.text for effect in sent(told))
    nobody = decide.promise_decision(replace(found, owner=None), Known(), mails(its, PROMISED), find)
    assert nobody is not None
    assert all("Nobody has taken the case." in effect.draft.text for effect in sent(nobody))


def _notified(
    to: Concierge, language: str, purpose: Purpose = Purpose.ANSWER, text: str = "Who asks"
) -> Draft:
    """What a concierge was told of the case when it came."""
    where = Addressing(
        PEOPLE[to.address], language, purpose, BOX, 12, 3, automatic="auto-replied", dedupe="notified:1"
    )
    made = Writer(settings(), LIBRARY).draft(OutboxKind.NOTIFICATION, where, NOW, "Maria: Talks", text)
    return replace(made, parent="<parent@x>", references=("<other@x>",))


OTHERS = [
    # (whom Bram's colleagues hear it from: what was told, the texts that Anna gets)
    ((_notified(BRAM, "en"),), ["Who asks"]),
    ((_notified(BRAM, "en"), _notified(BRAM, "en", text="And more")), ["Who asks", "And more"]),
    ((_notified(BRAM, "nl", text="Wie vraagt"), _notified(CARL, "en")), ["Who asks"]),  # in her language
    ((_notified(BRAM, "nl", text="Wie vraagt"),), ["Wie vraagt"]),  # or in another
    ((_notified(BRAM, "en", Purpose.NOTE), _notified(CARL, "nl", text="Wie vraagt")), ["Wie vraagt"]),
    ((_notified(BRAM, "en", Purpose.NOTE),), []),  # a note is nothing to answer
    ((), []),
]


@pytest.mark.parametrize(("told", "texts"), OTHERS)
def test_others_hear_what_the_first_were_told(told: tuple[Draft, ...], texts: list[str]) -> None:
    """Of one colleague's mails, signed anew for the reader, at the moment when it is told."""
    known = Known(told=frozenset({BRAM.address}), notifications=told)
    decision = _promised(at("2026-11-23 10:00"), known, topics=("presenting",))
    assert decision is not None
    effects = [e for e in sent(decision) if e.draft.to[0].addr_spec == ANNA.address]
    assert texts == [effect.draft.text.partition("\n")[0] for effect in effects]
    names = [effect.draft.dedupe or "" for effect in effects]
    assert len(names) == len({name for name in names if name.startswith("others:12:7:")})
    for effect in effects:
        draft = effect.draft
        assert (7, Purpose.ANSWER, 3) == (token(draft).person, token(draft).purpose, token(draft).ref)
        assert (None, (), at("2026-11-23 10:00")) == (draft.parent, draft.references, draft.date)
        assert ("auto-replied", OutboxKind.NOTIFICATION) == (draft.automatic, draft.kind)
        assert not effect.on_case
    assert RecordEvent(12, OTHERS_TOLD, "service", ANNA.address) == decision.effects[-1]


def test_no_step_of_a_promise_is_no_decision() -> None:
    """Nor is one while a #wait runs."""
    assert _promised(at("2026-11-23 09:30")) is None
    waits = Known((mark(WAIT, "", "2026-11-23 09:30"),))
    assert _promised(PROMISED, waits, wait_until=at("2026-11-24 09:00")) is None


SILENT = settings(nudge=timedelta(days=5), close_after=timedelta(days=7))
WAITING = {"state": CaseState.WAITING, "messages": (ASKED, QUESTIONS), "promised_at": None}
ASKED_AT = QUESTIONS.at.isoformat()


def test_silent_worker_is_asked_once_more() -> None:
    """In their own thread, as automatic mail, under a name that is queued once."""
    decision = decide.silence_decision(case(**WAITING), (), mails(SILENT))
    assert decision is not None
    [mail, marked] = decision.effects
    assert isinstance(mail, SendMail)
    assert ("maria@example.org", "en", Purpose.WORKER, 12, 1, 0) == addressed(mail)
    assert (OutboxKind.REMINDER, f"nudge:12:{ASKED_AT}", "auto-generated") == (
        mail.draft.kind, mail.draft.dedupe, mail.draft.automatic,
    )  # fmt: skip
    assert (RecordEvent(12, NUDGED, "service", ASKED_AT), "nudged", 12) == (
        marked,
        decision.reason,
        decision.case,
    )


ENDS = [
    # (latest answer, first recommendation, is a survey ruled out?)
    (None, None, True),
    (NOW, None, False),
    (None, NOW, False),
    (NOW, NOW, False),
]


@pytest.mark.parametrize(("answered", "recommended", "ruled_out"), ENDS)
def test_case_of_a_silent_worker_is_closed(answered: Any, recommended: Any, ruled_out: bool) -> None:
    """With a notice; without any answer there is nothing to rate."""
    found = case(**WAITING, last_answer_at=answered, recommended_at=recommended)
    marks = (mark(NUDGED, ASKED_AT, "2026-11-15 10:00"),)
    decision = decide.silence_decision(found, marks, mails(SILENT))
    assert decision is not None
    closed, *ruled, notice = decision.effects
    why = "the worker is silent"
    assert MoveCase(12, CaseEvent.CLOSED, CaseState.WAITING, CaseState.CLOSED, "service", why) == closed
    never = ChangeCase(12, {"survey_after": SILENCE}, "survey.none", "service", SILENCE)
    assert [never] * ruled_out == ruled
    assert isinstance(notice, SendMail)
    assert ("maria@example.org", "en", Purpose.WORKER, 12, 1, 0) == addressed(notice)
    assert (OutboxKind.CLOSED, f"closed-by-silence:12:{ASKED_AT}", "auto-generated") == (
        notice.draft.kind, notice.draft.dedupe, notice.draft.automatic,
    )  # fmt: skip
    assert ("closed-by-silence", 12) == (decision.reason, decision.case)


def test_nothing_is_due_of_a_silent_worker() -> None:
    """Not yet, and never where nobody of ours has written."""
    assert decide.silence_decision(case(**WAITING), (), mails(SILENT, QUESTIONS.at)) is None
    assert decide.silence_decision(case(**{**WAITING, "messages": (ASKED,)}), (), mails(SILENT)) is None


def test_mail_on_hold_and_mail_that_nobody_confirmed() -> None:
    """The first is decided anew with that one check waived, the second is left out."""
    accepted = InboundState.ACCEPTED
    released = ReleaseInbound(90, ("on-hold",), "service")
    assert Decision(accepted, Reason.HOLD_OVER, (released,)) == decide.released_decision(90)
    settled = SettleInbound(90, InboundState.DISCARDED, Reason.EXPIRED)
    assert Decision(accepted, Reason.EXPIRED, (settled,)) == decide.expired_decision(90)


def test_digest_is_written_down_with_its_day() -> None:
    """Sent or not needed: never again for that day."""
    draft = replace(_notified(ANNA, "en"), case=None)
    done = RecordEvent(None, "digest.sent", ANNA.address, "2026-11-23")
    accepted = InboundState.ACCEPTED
    assert Decision(
        accepted, Reason.DIGEST_SENT, (SendMail(draft, on_case=False), done)
    ) == decide.written_decision(draft, "digest.sent", ANNA.address, "2026-11-23", NOW)
    assert Decision(
        accepted, Reason.DIGEST_EMPTY, (replace(done, event="digest.empty"),)
    ) == decide.written_decision(None, "digest.empty", ANNA.address, "2026-11-23", NOW)


def test_words_of_the_worker_are_those_of_their_latest_mail() -> None:
    """Not of a colleague's note, nor of an absence."""
    later = replace(ASKED, id=7, new_text="And slides?", author=Address("", MARIA.address))
    away = replace(later, id=8, role=Role.AUTOMATIC, new_text="I am away.")
    decision = decide.promise_decision(
        case(messages=(ASKED, later, away), owner=ANNA.address), Known(), mails(), find
    )
    assert decision is not None
    [effect] = sent(decision)
    assert "> And slides?" in effect.draft.text
    assert "away" not in effect.draft.text
