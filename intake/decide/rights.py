"""What people ask about their own data by mail: asked back at their own address, done on their yes. Pure.

Anybody may ask, in any mail of theirs. The mail itself changes nothing and proves nothing; a question goes to
the address that it came from, and the answer to its signed address, from that same address, is the proof. The
line is no answer to anything else: a mail that holds nothing besides opens, answers and reopens no case.
"""

from __future__ import annotations

from dataclasses import replace

from cases.effects import (
    AwaitErasure,
    Decision,
    Effect,
    MoveSurvey,
    RecordEvent,
    RememberPerson,
)
from cases.model import OF_A_PERSON, RUNNING_SURVEYS, InboundState, Kind, Proof, SurveyState
from cases.reasons import Reason
from cases.rights import WANTED, Question, Right
from followups.rights_mails import Asker, RightsMails
from intake.decide.facts import Facts
from intake.decide.holding import may_open
from intake.decide.match import ERASED, Match
from intake.decide.messages import alone, answering
from intake.decide.words import Words
from replies.consent import Consent
from replies.repeated import OFFERING, repeating
from replies.rights import Request, wants_no_surveys
from replies.wishes import wishes

ACCEPTED = InboundState.ACCEPTED


def request_in(facts: Facts) -> Request | None:
    """What the mail asks of its author's data, where we may write to them about it.

    A question goes out to whoever may write to us, to whom we know, and to whom their mail host has proven;
    a mail in the name of an unknown outsider is treated as any other, or we would be somebody's loudspeaker.
    """
    request = facts.words.request
    if request is None and facts.kind is Kind.SURVEY_ANSWER:
        request = _no_surveys(facts.said)
    if request is None or facts.person is None:
        return None
    admitted = may_open(facts) or Reason.SENDER_NOT_ALLOWED in facts.waived
    known = facts.background.standing.known or facts.classified.proof is Proof.PASS
    return request if admitted or known else None


def _no_surveys(text: str) -> Request | None:
    """ "Stop" in plain words, as the whole answer or beside a rating and other words."""
    if wants_no_surveys(text):
        return Request(Right.STOP)
    return Request(Right.STOP, words=text) if Right.STOP in wishes(text) else None


def asking(facts: Facts, request: Request) -> tuple[Effect, ...]:
    """The question, at most once a day, and a line of the service's own timeline."""
    if not request.rights:
        return ()
    asker = asker_of(facts, request.language)
    question = Question(asker.person.id, request.rights, facts.now.date())
    effects: list[Effect] = [
        alone(_mails(facts).question(asker, question)),
        RecordEvent(None, "right.asked", facts.address.key, " ".join(request.rights.slugs)),
    ]
    told = request.language or facts.parsed.language
    if asker.person.language is None and told == asker.language:
        effects.append(RememberPerson(asker.person.id, language=asker.language))
    return tuple(effects)


def words_only(facts: Facts, request: Request) -> Facts:
    """The facts with the other words alone as what is new in the mail."""
    split = replace(facts.words.split, new_text=request.words)
    return replace(facts, words=replace(facts.words, split=split, request=None))


def question_of(facts: Facts) -> Question | None:
    """The question whose signed address this mail went to, whoever wrote it."""
    return Question.of(facts.classified.match.token)


def is_of_erased(found: Match, words: Words) -> bool:
    """Whether it answers a question whose person was erased since: it would only bring them back."""
    if found.by != ERASED or found.token is None or found.token.purpose not in OF_A_PERSON:
        return False
    question = Question.of(found.token)
    said = _said(words, question) if question else words.answer.says(OFFERING)
    return said is not Consent.UNCLEAR


def answered(facts: Facts, question: Question) -> Decision | None:
    """What an answer to that question does; None where it is none, and has to be read as any other mail."""
    assert facts.person is not None
    said = _said(facts.words, question)
    standing = facts.background.standing
    if question.person != facts.person.id:
        return None if said is Consent.UNCLEAR else _not_done(facts, question, "elsewhere")
    if said is Consent.UNCLEAR:
        return _unclear(facts, question)
    if standing.settled:
        return Decision(ACCEPTED, Reason.RIGHT_SETTLED)
    if said is Consent.NO:
        return _not_done(facts, question, "no")
    if not question.is_open(facts.now):
        return _not_done(facts, question, "late")
    return _carried_out(facts, question)


def _said(words: Words, question: Question) -> Consent:
    """Words that repeat what was asked are no more than a yes."""
    return words.answer.says(repeating(question.rights))


def _unclear(facts: Facts, question: Question) -> Decision | None:
    """Asked once more; later words, and another request, are a mail like any other."""
    request = facts.words.request
    other = request is not None and bool(request.rights & ~question.rights)
    standing = facts.background.standing
    if other or standing.asked_again or standing.settled or not question.is_open(facts.now):
        return None
    draft = _mails(facts).question_again(asker_of(facts), question, facts.typed(facts.new_text))
    event = RecordEvent(None, "right.asked-again", facts.address.key, " ".join(question.rights.slugs))
    return Decision(ACCEPTED, Reason.CONSENT_UNCLEAR, (alone(draft), event))


def _not_done(facts: Facts, question: Question, reason: str) -> Decision:
    draft = _mails(facts).not_done(asker_of(facts), question, reason)
    what = " ".join(question.rights.slugs)
    event = RecordEvent(None, "right.not-done", facts.address.key, f"{what}: {reason}")
    because = Reason.RIGHT_DECLINED if reason == "no" else Reason.RIGHT_NOT_DONE
    return Decision(ACCEPTED, because, (alone(draft), event))


def _carried_out(facts: Facts, question: Question) -> Decision:
    """At once, but for a copy of the data: the clock puts that together, and does the rest with it."""
    effects: list[Effect] = []
    asker, what = asker_of(facts), " ".join(question.rights.slugs)
    if question.rights & (Right.STOP | Right.FORGET):
        effects += _no_more_surveys(facts, question)
    if question.rights & Right.MYDATA:
        how = f"{question.ref} {asker.language} {asker.mailbox}"
        effects.append(RecordEvent(None, WANTED, facts.address.key, how))
        return Decision(ACCEPTED, Reason.RIGHT_CONFIRMED, tuple(effects))
    effects.append(alone(_mails(facts).done(asker, question)))
    if question.rights & Right.FORGET:
        effects.append(AwaitErasure(facts.address.key, question.settled))
    effects.append(RecordEvent(None, "right.done", facts.address.key, what))
    return Decision(ACCEPTED, Reason.RIGHT_CONFIRMED, tuple(effects))


def _no_more_surveys(facts: Facts, question: Question) -> list[Effect]:
    """None from now on; those that are planned or out are dropped."""
    effects: list[Effect] = [RememberPerson(question.person, surveys_stopped=True)]
    for case in facts.background.standing.cases:
        if case.survey is not None and case.survey.state in RUNNING_SURVEYS:
            dropped = {"reason": Reason.STOPPED}
            effects.append(
                MoveSurvey(case.id, SurveyState.CANCELLED, case.survey.state, dropped, facts.address.key)
            )
    return effects


def _mails(facts: Facts) -> RightsMails:
    return RightsMails(facts.writer, facts.now)


def asker_of(facts: Facts, language: str | None = None) -> Asker:
    """Who asks; an answer ("Ja") goes on in the language of the question."""
    assert facts.person is not None
    wanted = (language, facts.background.standing.language)
    spoken = next((code for code in wanted if code in facts.settings.languages), facts.language)
    return Asker(facts.person, spoken, facts.mailbox.address, answering(facts.parsed))
