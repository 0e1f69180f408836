"""`#merge LC-9`: this case becomes part of another one of the same requester. Pure.

This case is closed and its messages stay with it; intake follows `merged_into`, so that whatever is answered
to either lands in the other one. That one takes over what is still owed: the worker's question is open there,
with the earlier of the two promised times.
"""

from __future__ import annotations

from dataclasses import replace

from cases.effects import AddMessage, ChangeCase, Effect, MoveCase, MoveSurvey, SendMail, case_after
from cases.lifecycle import next_state
from cases.model import (
    OWED_BY_CONCIERGE,
    RUNNING_SURVEYS,
    Address,
    Case,
    CaseEvent,
    CaseState,
    Direction,
    Role,
    SurveyState,
)
from cases.reasons import Reason
from cases.routing import may_know
from replies.commands.grammar import Command
from replies.commands.handlers import merged
from replies.commands.phrases import say
from replies.commands.plan import Desk, Plan, Refusal
from replies.mails import colleagues
from replies.mails.colleagues import Note
from replies.mails.shared import Incoming
from templates.phrases import quote


def merge(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """Checks the other case: it is there, live, somebody's else than this one, and of the same requester."""
    settings, case = desk.settings, desk.case
    number = settings.case_number(command.arguments[0]) if len(command.arguments) == 1 else None
    if number is None:
        return Refusal("needs-case-number", {"example": f"#merge {settings.tag(9)}"})
    if case is None:
        return Refusal("needs-case")
    tag = settings.tag(number)
    other = desk.background.others.get(number)
    if number == case.id:
        return Refusal("merge-itself", {"case": tag})
    if other is None or not may_know(desk.author, other, settings):
        return Refusal("unknown-case", {"case": tag})
    if other.requester.id != case.requester.id:
        return Refusal("merge-requester", {"case": tag})
    if other.client != plan.fields.get("client", case.client):
        return Refusal("merge-client", {"case": tag})
    if other.merged_into is not None:
        into = settings.tag(other.merged_into)
        return Refusal("merge-itself" if other.merged_into == case.id else "merge-merged",
                       {"case": tag, "into": into})  # fmt: skip
    if case.state is CaseState.REJECTED:
        return Refusal("not-in-state", {"state": case.state})
    return replace(plan, merge=number)


def join(case: Case, other: Case, desk: Desk) -> list[Effect]:
    """`case`, as it is after the rest of the mail, ends in `other`."""
    actor, tag = desk.author.address, desk.settings.tag
    ended = {"merged_into": other.id, "wait_until": None}
    effects: list[Effect] = [ChangeCase(case.id, ended, "case.merged", actor, f"into {tag(other.id)}")]
    if case.state is not CaseState.CLOSED:
        effects.append(MoveCase(case.id, CaseEvent.CLOSED, case.state, CaseState.CLOSED, actor, "merged"))
    if case.survey and case.survey.state in RUNNING_SURVEYS:
        effects.append(_cancelled(case, Reason.MERGED, actor))
    fields = _taken_over(case, other)
    effects.append(ChangeCase(other.id, fields, "case.merged", actor, f"{tag(case.id)} into this"))
    if case.state in OWED_BY_CONCIERGE and other.state not in OWED_BY_CONCIERGE:
        after = next_state(other.state, CaseEvent.WORKER_WROTE)
        assert after is not None
        effects.append(MoveCase(other.id, CaseEvent.WORKER_WROTE, other.state, after, actor, "merged"))
        if other.state is CaseState.CLOSED and other.survey and other.survey.state is SurveyState.SCHEDULED:
            effects.append(_cancelled(other, Reason.REOPENED, actor))
    words = say("merged-note", desk.language, case=tag(case.id), subject=desk.writer.base(case.subject))
    effects.append(
        AddMessage(
            other.id,
            Direction.NOTE,
            Role.CONCIERGE,
            desk.author.mailbox,
            (),
            "note",
            desk.subject,
            words,
            words,
        )
    )
    return [*effects, *_told(case, case_after(other, effects), words, desk)]


def _cancelled(case: Case, reason: Reason, actor: str) -> MoveSurvey:
    assert case.survey is not None
    return MoveSurvey(case.id, SurveyState.CANCELLED, case.survey.state, {"reason": reason}, actor)


def _taken_over(case: Case, other: Case) -> dict[str, object]:
    """What the other case takes over: only what it does not know better, and nothing that would be lost."""
    fields: dict[str, object] = {}
    if other.owner is None and case.owner:
        fields["owner"] = case.owner
    topics = tuple(dict.fromkeys((*other.topics, *case.topics)))
    if topics != other.topics:
        fields["topics"] = topics
    need = merged(case.need, other.need)
    if need != other.need:
        fields["need"] = need
    for name in ("first_answer_at", "recommended_at"):
        if getattr(other, name) is None and getattr(case, name) is not None:
            fields[name] = getattr(case, name)
    if case.last_answer_at and (other.last_answer_at is None or other.last_answer_at < case.last_answer_at):
        fields["last_answer_at"] = case.last_answer_at
    if case.minutes:
        fields["minutes"] = other.minutes + case.minutes
    if case.billed is not None and (other.billed is None or other.currency == case.currency):
        fields["billed"] = case.billed + (other.billed or 0)
        fields["currency"] = case.currency
    if case.state in OWED_BY_CONCIERGE:
        promises = [case.promised_at, *([other.promised_at] if other.state in OWED_BY_CONCIERGE else [])]
        fields["promised_at"] = min((p for p in promises if p is not None), default=None)
        fields["wait_until"] = None
    return fields


def _told(case: Case, other: Case, words: str, desk: Desk) -> list[Effect]:
    """A colleague who has the other case hears of it: a note, or the question where an answer is owed."""
    owner = desk.settings.concierge(other.owner) if other.owner else None
    if owner is None or owner is desk.author:
        return []
    asked = [m for m in case.messages if m.direction is Direction.IN and m.role is Role.WORKER]
    latest = asked[-1].new_text if asked else ""
    if case.state in OWED_BY_CONCIERGE:
        author = Address(case.requester.name, case.requester.address)
        before = other.messages[-1].id if other.messages else 0
        incoming = Incoming(latest, author, message=before)
        drafts = colleagues.follow_up(desk.mails, other, [owner], {}, incoming)
    else:
        note = Note(desk.author, f"{words}\n\n{quote(latest)}".strip())
        drafts = colleagues.notes(desk.mails, other, [owner], {}, note)
    return [SendMail(draft, on_case=False) for draft in drafts]
