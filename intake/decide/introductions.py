"""Answers to the two questions of an introduction: the colleague's, then the worker's. Pure.

As with what people ask of their own data, only a plain yes from the address that was asked, in time, does
anything. A colleague's no is kept from the case, with its reason; the concierge hears that it is one. What is
over is said alike to whoever is too late, whatever the reason: a closed case, a withdrawn offer, the time.
"""

from __future__ import annotations

from dataclasses import replace

from cases.calendar import add_working
from cases.effects import Decision, Effect, MoveIntroduction, SendMail
from cases.introductions import ANSWER_WITHIN, RUNNING, Introduction, IntroductionState
from cases.model import OVER, Case, Direction, InboundState, Person, Role
from cases.reasons import Reason
from cases.routing import listeners
from intake.decide import workers
from intake.decide.facts import Facts
from intake.decide.messages import alone, answering, received
from replies.consent import Consent
from replies.mails import colleagues, introductions
from replies.repeated import OFFERING

ACCEPTED = InboundState.ACCEPTED
_S = IntroductionState


def answered(facts: Facts) -> Decision | None:
    """What an answer does; None where the mail is none, and has to be read as any other."""
    asked, case, token = (
        facts.background.introduction,
        facts.background.asked_on,
        facts.classified.match.token,
    )
    if asked is None or case is None or token is None or token.is_older_than(asked.asked_at):
        return None
    assert facts.person is not None
    by_worker = token.case != 0
    said = facts.words.answer.says(OFFERING)
    who = case.requester if by_worker else asked.colleague
    if facts.person.id != who.id or token.person != who.id:
        return None if said is Consent.UNCLEAR else _elsewhere(facts, asked)
    waits = asked.state is (_S.AGREED if by_worker else _S.ASKED)
    over = asked.is_over(case, facts.background.helping, facts.settings, facts.now)
    if said is Consent.UNCLEAR:
        return _unclear(facts, asked, case, by_worker=by_worker) if waits and not over else None
    shown = _shown(facts, case, by_worker=by_worker)
    if not waits and asked.state not in (_S.LAPSED, _S.CANCELLED):
        return Decision(ACCEPTED, Reason.INTRODUCTION_SETTLED, shown, case.id if by_worker else None)
    if said is Consent.YES and (over or not waits):
        return _over(facts, asked, case, shown, by_worker=by_worker)
    if said is Consent.NO:
        effects = (*shown, *(_refused(facts, asked, case, by_worker=by_worker) if waits else ()))
        return Decision(ACCEPTED, Reason.INTRODUCTION_ANSWERED, effects, case.id if by_worker else None)
    if by_worker:
        made = introductions.introduced(facts.mails, case, asked)
        effects = (
            *shown,
            _moved(asked, _S.INTRODUCED),
            SendMail(made),
            *_told(facts, asked, case, "introduced"),
        )
        return Decision(ACCEPTED, Reason.INTRODUCTION_ANSWERED, effects, case.id)
    until = add_working(facts.settings.hours, facts.now, ANSWER_WITHIN)
    question = introductions.worker_asked(facts.mails, case, asked, until)
    agreed = replace(_moved(asked, _S.AGREED), until=until)
    return Decision(ACCEPTED, Reason.INTRODUCTION_ANSWERED, (agreed, SendMail(question, copy=False)))


def _shown(facts: Facts, case: Case, *, by_worker: bool) -> tuple[Effect, ...]:
    """A worker's answer belongs to their case, a colleague's to nobody but the service."""
    if not by_worker:
        return ()
    return (received(facts, case.id, Direction.IN, Role.WORKER, kind="follow-up"),)


def _refused(facts: Facts, asked: Introduction, case: Case, *, by_worker: bool) -> tuple[Effect, ...]:
    after, outcome = (_S.REFUSED, "refused") if by_worker else (_S.DECLINED, "declined")
    thanks = _settled(facts, asked, case, "no", by_worker=by_worker)
    return (_moved(asked, after), thanks, *_told(facts, asked, case, outcome))


def _over(
    facts: Facts, asked: Introduction, case: Case, shown: tuple[Effect, ...], *, by_worker: bool
) -> Decision:
    effects = [*shown, _settled(facts, asked, case, "over", by_worker=by_worker)]
    if asked.state in RUNNING:
        told = () if case.state in OVER else _told(facts, asked, case, "over")
        effects += [_moved(asked, _S.CANCELLED), *told]
    return Decision(ACCEPTED, Reason.INTRODUCTION_OVER, tuple(effects), case.id if by_worker else None)


def _unclear(facts: Facts, asked: Introduction, case: Case, *, by_worker: bool) -> Decision | None:
    """Asked once more. A worker's words reach the concierge as ever, a colleague's the second time."""
    if facts.words.request is not None:
        return None
    again = replace(_moved(asked, asked.state), again=True)
    if by_worker:
        decision = workers.follow_up(facts)
        if asked.again:
            return decision
        question = introductions.worker_asked(facts.mails, case, asked, asked.until, again=True)
        return replace(decision, effects=(*decision.effects, again, SendMail(question, copy=False)))
    if asked.again:
        return _passed_on(facts, case)
    thread, answer = answering(facts.parsed), facts.typed(facts.new_text)
    question = introductions.colleague_asked(
        facts.mails, case, asked, _language(facts, asked.colleague), thread, answer, again=True
    )
    return Decision(ACCEPTED, Reason.CONSENT_UNCLEAR, (again, alone(question)))


def _passed_on(facts: Facts, case: Case) -> Decision:
    """A colleague asks back: kept on the case as a third party's words, and shown."""
    kept = received(facts, case.id, Direction.IN, Role.THIRD_PARTY, kind="third-party")
    to = listeners(facts.settings.concierges, case, facts.background.told, facts.now.date())
    shown = workers.incoming(facts, Role.THIRD_PARTY)
    drafts = colleagues.follow_up(facts.mails, case, to, facts.threads, shown)
    told = (SendMail(draft, on_case=False) for draft in drafts)
    return Decision(ACCEPTED, Reason.THIRD_PARTY, (kept, *told), case.id)


def _elsewhere(facts: Facts, asked: Introduction) -> Decision:
    """Somebody else answers: they are told so, and nothing is done."""
    assert facts.person is not None
    draft = introductions.settled(
        facts.mails,
        facts.person,
        facts.language,
        asked,
        facts.mailbox.address,
        answering(facts.parsed),
        "elsewhere",
    )
    return Decision(ACCEPTED, Reason.INTRODUCTION_OVER, (alone(draft),))


def _settled(facts: Facts, asked: Introduction, case: Case, reason: str, *, by_worker: bool) -> Effect:
    who = case.requester if by_worker else asked.colleague
    language = case.language if by_worker else _language(facts, who)
    thread = answering(facts.parsed)
    draft = introductions.settled(facts.mails, who, language, asked, case.mailbox, thread, reason)
    return alone(draft)


def _told(facts: Facts, asked: Introduction, case: Case, outcome: str) -> tuple[Effect, ...]:
    to = asked.told(case, facts.settings, facts.now.date())
    drafts = [introductions.told(facts.mails, case, c, facts.threads, asked, outcome) for c in to]
    return tuple(SendMail(draft, on_case=False) for draft in drafts)


def _moved(asked: Introduction, after: IntroductionState) -> MoveIntroduction:
    return MoveIntroduction(asked.case, asked.colleague.id, asked.state, after)


def _language(facts: Facts, person: Person) -> str:
    spoken = person.language
    return spoken if spoken in facts.settings.languages else facts.language
