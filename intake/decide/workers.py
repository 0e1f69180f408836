"""A worker's mail: a request, a later mail in a case, a stranger's voice, a survey answer. Pure.

Longer than others: what a later mail does to case and survey stands together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from cases.calendar import add_working
from cases.effects import (
    ChangeCase,
    Decision,
    Effect,
    MoveCase,
    MoveSurvey,
    RecordEvent,
    RememberPerson,
    SendMail,
    case_after,
)
from cases.lifecycle import next_state
from cases.model import (
    ASKED_SURVEYS,
    OVER,
    OWED_BY_CONCIERGE,
    Case,
    CaseEvent,
    CaseState,
    Direction,
    InboundState,
    Need,
    Role,
    SurveyState,
)
from cases.reasons import Reason
from cases.routing import listeners
from cases.subjects import same_subject
from followups.survey_answers import read_answer
from followups.surveys import Answered, answered
from followups.thanks import is_thanks
from intake.decide.facts import Facts
from intake.decide.holding import hold, may_open
from intake.decide.messages import answering, received
from intake.decide.opening import Asked, case_for, open_case
from intake.decide.spoken import goes_on_in
from intake.decide.unread import gives_back, is_empty_reply, unread
from intake.reading.language import asked_language, written_in
from replies.commands.handlers import merged
from replies.mails import colleagues, worker
from replies.mails.shared import Incoming, Rated
from replies.mails.wish import wish
from replies.needs.needs import read_needs, read_request
from replies.offering import offered_in
from replies.wishes import wishes

ACCEPTED = InboundState.ACCEPTED
DONE = frozenset({CaseState.ANSWERED}) | OVER
"""Nobody owes anything: thanks leave it so."""


def request(facts: Facts, linked_to: int | None = None) -> Decision:
    """A new mail that belongs to no case."""
    if not may_open(facts) and Reason.SENDER_NOT_ALLOWED not in facts.waived:
        return hold(facts, Reason.SENDER_NOT_ALLOWED)
    count, _ = facts.settings.limits.requests_per_sender
    if facts.background.recent_requests >= count and Reason.RATE_LIMIT not in facts.waived:
        return hold(facts, Reason.RATE_LIMIT)
    assert facts.person is not None
    parsed = facts.parsed
    asked = Asked(
        facts.person,
        parsed.subject,
        facts.language,
        received(facts, facts.background.new_case, Direction.IN, Role.WORKER, kind="request"),
        incoming(facts, Role.WORKER),
        answering(parsed),
        linked_to=linked_to,
    )
    said = read_request(parsed.subject, facts.said, facts.written_on)
    case = replace(case_for(facts, asked), need=said)
    effects = open_case(facts, asked, case, [earlier_line(c, facts) for c in facts.background.earlier])
    effects += _propose(facts, case, asked.incoming, effects)
    sure = {parsed.language, asked_language(facts.said)}
    if facts.person.language != case.language and case.language in sure:
        effects.append(RememberPerson(facts.person.id, language=case.language))
    return Decision(ACCEPTED, Reason.REQUEST_LINKED if linked_to else Reason.REQUEST, tuple(effects), case.id)


def follow_up(
    facts: Facts, *, learns: bool = True, rating: int | None = None, stays: bool = False
) -> Decision:
    """A later mail in a case: by the requester, or by somebody else who may never become the requester.

    `learns` False: what it says of a need is not stored ("2" before a survey answer numbers no question).
    `rating`: that of the survey, where the mail answers that too. `stays`: in this case, however long closed.
    """
    case = facts.case
    assert case is not None
    if facts.address.key != case.requester.address:
        return _third_party(facts, case)
    if _is_rating(facts, case):
        return survey_answer(facts)
    if _only_thanks(facts, case):
        return _thanked(facts, case)
    if is_empty_reply(facts):
        return _without_words(facts, case)
    if case.state is CaseState.CLOSED and not (stays or _reopens(facts, case)):
        return request(facts, linked_to=case.id)
    effects: list[Effect] = [received(facts, case.id, Direction.IN, Role.WORKER, kind="follow-up")]
    reopened = case.state in OVER
    after = next_state(case.state, CaseEvent.WORKER_WROTE)
    assert after is not None
    changes: dict[str, object] = {}
    if case.wait_until is not None:
        changes["wait_until"] = None
    if case.state not in OWED_BY_CONCIERGE:  # a concierge owes an answer again, from now
        changes["promised_at"] = add_working(facts.settings.hours, facts.now, facts.settings.response.target)
    if after is not case.state:
        effects.append(MoveCase(case.id, CaseEvent.WORKER_WROTE, case.state, after, case.requester.address))
    need = merged(case.need, _said(facts)) if learns else case.need
    if need != case.need:
        changes["need"] = need
    spoken = goes_on_in(case, facts.said, facts.settings.languages)
    if spoken:
        changes["language"] = spoken
        effects.append(RememberPerson(case.requester.id, language=spoken))
    if changes:
        event = "case.need" if "need" in changes else "case.changed"
        effects.append(ChangeCase(case.id, changes, event, case.requester.address))
    if reopened and case.survey and case.survey.state is SurveyState.SCHEDULED:
        cancelled = {"reason": Reason.REOPENED}
        effects.append(MoveSurvey(case.id, SurveyState.CANCELLED, SurveyState.SCHEDULED, cancelled))
    effects += _tell(facts, case_after(case, effects), Role.WORKER, reopened=reopened, rating=rating)
    return Decision(ACCEPTED, Reason.FOLLOW_UP, tuple(effects), case.id)


def _names(facts: Facts, case: Case) -> tuple[str, ...]:
    """Of the worker and of those who may have helped, as they stand in words of thanks."""
    return (facts.settings.name, case.requester.name, *(c.name for c in facts.settings.concierges))


def _only_thanks(facts: Facts, case: Case) -> bool:
    """CONTRACT 5: words of thanks alone, in the thread of the case; in doubt not.

    To a worker who owes an answer, "Great!" may be one.
    """
    if case.state not in DONE and case.state is not CaseState.WAITING:
        return False
    more = facts.attachments or facts.invited is not None or facts.is_encrypted or facts.words.unsure
    same = same_subject(facts.parsed.subject, case.subject, facts.settings.case_prefix)
    return (
        same
        and not more
        and is_thanks(facts.new_text, _names(facts, case), bare=case.state is CaseState.WAITING)
    )


def _thanked(facts: Facts, case: Case) -> Decision:
    """Kept and shown; state, promise, owner's reminders and survey stay as they are."""
    shown = received(facts, case.id, Direction.IN, Role.WORKER, kind="follow-up")
    told = _tell(facts, replace(case, promised_at=None), Role.WORKER, reopened=False)
    return Decision(ACCEPTED, Reason.THANKS, (shown, *told), case.id)


def _without_words(facts: Facts, case: Case) -> Decision:
    """Kept and told; nothing is asked, so that nothing changes and nothing is promised."""
    owed = case if case.state in OWED_BY_CONCIERGE else replace(case, promised_at=None)
    kept = received(facts, case.id, Direction.IN, Role.WORKER, kind="follow-up")
    told = _tell(facts, owed, Role.WORKER, reopened=False)
    return Decision(ACCEPTED, Reason.FOLLOW_UP, (kept, *told), case.id)


def _is_rating(facts: Facts, case: Case) -> bool:
    """Only a digit, while the survey is out: its button, where no signed address can stand in a link."""
    asked = case.survey is not None and case.survey.state in ASKED_SURVEYS
    return asked and re.fullmatch(r"\s*[1-5]\s*", facts.new_text) is not None


def survey_answer(facts: Facts) -> Decision:
    """A reply to the survey. What is no rating, or asks something, is a mail to the concierge as well."""
    case = facts.case
    if case is None or facts.address.key != case.requester.address:
        return follow_up(facts) if case is not None else request(facts)
    answer = read_answer(facts.said, facts.parsed.subject, case.language, _names(facts, case))
    outcome = answered(case, answer, facts.settings, facts.now)
    if answer.unclear and outcome.reason == "no-rating":
        return _asked_again(facts, case, answer.comment)
    if answer.question or (answer.rating is None and answer.comment.strip()):
        decision = follow_up(
            facts, learns=answer.rating is None, rating=outcome.rating if outcome.counts else None, stays=True
        )
    else:
        shown = received(facts, case.id, Direction.IN, Role.WORKER, kind="survey-answer")
        decision = Decision(ACCEPTED, Reason.SURVEY_ANSWER, (shown,), case.id)
    if not outcome.counts or case.survey is None:
        missed = RecordEvent(case.id, "survey.not-counted", case.requester.address, outcome.reason)
        return replace(decision, effects=(*decision.effects, missed))
    fields = {"rating": outcome.rating, "comment": outcome.comment, "answered_at": facts.now}
    effects: list[Effect] = [
        MoveSurvey(case.id, SurveyState.ANSWERED, case.survey.state, fields, case.requester.address)
    ]
    effects += _after_rating(facts, case, outcome, answer.question, _recipients(decision.effects))
    return replace(decision, reason=Reason.SURVEY_ANSWER, effects=(*decision.effects, *effects))


def _asked_again(facts: Facts, case: Case, words: str) -> Decision:
    """Thanks without a rating, or a number that is none: kept, and once a case asked for a digit.

    Thanks are the survey's comment, and shown to the concierge as any other comment.
    """
    shown = received(facts, case.id, Direction.IN, Role.WORKER, kind="survey-answer")
    missed = RecordEvent(case.id, "survey.not-counted", case.requester.address, "no-rating")
    rated = Rated(0, facts.typed(facts.new_text))
    thanks = worker.thanks(facts.mails, case, answering(facts.parsed), rated)
    effects: list[Effect] = [shown, missed, SendMail(thanks)]
    survey = case.survey
    if is_thanks(words, _names(facts, case)) and survey is not None and not survey.comment:
        kept = {"comment": words, "asked_at": survey.asked_at, "reminded_at": survey.reminded_at}
        if survey.rating is not None:
            kept["answered_at"] = survey.answered_at
        effects.append(MoveSurvey(case.id, survey.state, survey.state, kept, case.requester.address))
        owed = case if case.state in OWED_BY_CONCIERGE else replace(case, promised_at=None)
        effects += _tell(facts, owed, Role.WORKER, reopened=False)
    return Decision(ACCEPTED, Reason.SURVEY_ANSWER, tuple(effects), case.id)


def _recipients(effects: Iterable[Effect]) -> frozenset[str]:
    return frozenset(a.key for e in effects if isinstance(e, SendMail) for a in e.draft.to)


def _after_rating(
    facts: Facts, case: Case, outcome: Answered, question: bool, told: frozenset[str]
) -> list[Effect]:
    """Thanks once; a low rating to owner and lead once; a comment is offered to the concierge.

    Who is `told` already has the whole answer: one mail a person and event.
    """
    rated = Rated(outcome.rating or 0, facts.typed(outcome.comment), passed_on=question)
    thread = answering(facts.parsed)
    effects: list[Effect] = [SendMail(worker.thanks(facts.mails, case, thread, rated))]
    if outcome.alert:
        alerts = colleagues.low_rating(facts.mails, case, rated, facts.threads)
        effects += [SendMail(d, on_case=False) for d in alerts if d.to[0].key not in told]
    elif outcome.comment and not question:
        owed = case if case.state in OWED_BY_CONCIERGE else replace(case, promised_at=None)
        effects += _tell(facts, owed, Role.WORKER, reopened=False, rating=outcome.rating)
    return effects


def incoming(facts: Facts, role: Role) -> Incoming:
    """This mail as the notifications show it."""
    last = facts.case.messages[-1].id if facts.case and facts.case.messages else 0
    is_own, parsed = facts.settings.is_own, facts.parsed
    copied = tuple(a.addr_spec for a in (*parsed.to, *parsed.cc) if not is_own(a.key))
    said = (facts.new_text.strip(), facts.invitation(facts.settings.languages[0]))
    words = "\n\n".join(filter(None, said)) or ("" if gives_back(facts) else parsed.text)
    own = wishes(facts.said).slugs if role is Role.WORKER else ()
    seen = Incoming(facts.typed(words), facts.address, role, facts.attachments, copied, last, wishes=own)
    seen = replace(seen, offers=offered_in(facts.said, facts.catalogue) if may_open(facts) else ())
    said_in, sent = written_in(facts.said), facts.background.sent
    seen = replace(seen, written_in=said_in, unread=unread(facts), sent=sent)
    return replace(seen, sent_for=facts.sent_for)


def earlier_line(case: Case, facts: Facts) -> str:
    """An earlier case of the same person, in one line."""
    state = facts.writer.library.words("state", case.state.value, facts.settings.languages[0])
    rating = f", {case.survey.rating}/5" if case.survey and case.survey.rating else ""
    return f"{facts.settings.tag(case.id)} {facts.writer.base(case.subject)}, {state}{rating}"


def _reopens(facts: Facts, case: Case) -> bool:
    """CONTRACT 5: within `reopen_within`, and still about the same subject."""
    since = case.closed_at or facts.now
    same = same_subject(facts.parsed.subject, case.subject, facts.settings.case_prefix)
    return same and facts.now - since <= facts.settings.intake.reopen_within


def _third_party(facts: Facts, case: Case) -> Decision:
    """Kept and marked; the state stays as it is."""
    effects: list[Effect] = [received(facts, case.id, Direction.IN, Role.THIRD_PARTY, kind="third-party")]
    effects += _tell(facts, case, Role.THIRD_PARTY, reopened=False)
    return Decision(ACCEPTED, Reason.THIRD_PARTY, tuple(effects), case.id)


def _tell(facts: Facts, case: Case, role: Role, *, reopened: bool, rating: int | None = None) -> list[Effect]:
    to = listeners(facts.settings.concierges, case, facts.background.told, facts.now.date())
    shown = replace(incoming(facts, role), reopened=reopened, rating=rating)
    drafts = colleagues.follow_up(facts.mails, case, to, facts.threads, shown)
    effects = [SendMail(draft, on_case=False) for draft in drafts]
    return [*effects, *_propose(facts, case, shown, effects)]


def _propose(facts: Facts, case: Case, shown: Incoming, effects: Iterable[Effect]) -> list[Effect]:
    """What they seem to want of their own data, to the lead where they do not read it anyway."""
    return [SendMail(d, on_case=False) for d in wish(facts.mails, case, shown, _recipients(effects))]


def _said(facts: Facts) -> Need:
    """What the worker says of need, preference, time and budget in this mail."""
    return read_needs(
        facts.said,
        facts.words.split.answers,
        facts.language,
        facts.written_on,
    )
