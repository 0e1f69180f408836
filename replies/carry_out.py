"""An accepted plan as effects: what the worker gets, what changes, whom colleagues hear it from. Pure.

What a plan does to a case happens in steps, in the order of `STEPS`: each looks at the case as the steps
before it left it, and gives its effects. All of them are carried out together, or none.
Longer than 250 lines: the steps stand in one place, beside their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cases.effects import (
    TEMPLATE_USED,
    AddMessage,
    AskIntroduction,
    ChangeCase,
    Decision,
    Effect,
    KeepOption,
    MoveCase,
    RecordEvent,
    RecordRecommendation,
    RememberPerson,
    SendMail,
    case_after,
)
from cases.lifecycle import next_state
from cases.model import Address, Case, CaseEvent, Direction, InboundState, Role
from cases.reasons import Reason
from cases.routing import may_know
from replies import on_hold
from replies.advised import FewFitError, NothingFitsError, UnsureTopicError
from replies.answers import WorkerMail, changed_fields, worker_mail
from replies.commands import merging, splitting
from replies.commands.contradictions import reaches_worker
from replies.commands.keeping import completed
from replies.commands.plan import Desk, Plan
from replies.commands.teaching import taught
from replies.informed import informed
from replies.mails import colleagues, introductions, worker
from replies.mails.colleagues import Note
from replies.outcome import outcome
from replies.queries import answer_queries
from replies.settling import settled
from templates.drafts import Thread, worker_thread

__all__ = ["FewFitError", "NothingFitsError", "UnsureTopicError", "decision", "reaches_worker"]

ACCEPTED = InboundState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Work:
    """One mail on one case: what it asks for, where, and the mail that it makes for the worker, if any."""

    plan: Plan
    desk: Desk
    mail: WorkerMail | None = None

    @property
    def actor(self) -> str:
        return self.desk.author.address

    @property
    def noted(self) -> bool:
        """Whether it leaves words or files for colleagues."""
        return self.plan.note and bool(self.desk.private.strip() or self.desk.files)


Step = Callable[[Work, Case], Sequence[Effect]]


def decision(plan: Plan, desk: Desk) -> Decision:
    """The effects of `plan`. Raises TemplateProblem, NothingFitsError, FewFitError, UnsureTopicError: then
    nothing is done."""
    if plan.send or plan.undo or plan.settle:
        return settled(plan, desk)
    if desk.case is None:
        return Decision(ACCEPTED, Reason.CONCIERGE_COMMANDS, answer_queries(plan, desk, (), ()))
    # Whose case it is comes first: what else the mail says is said of them, and its words go to them.
    whose = _whose(Work(plan, desk), desk.case)
    changes = [*whose, *_changes(Work(plan, desk), case_after(desk.case, whose))]
    case, effects = case_after(desk.case, changes), [*changes]
    # Templates and advice see the case with what this mail changes.
    work = Work(plan, desk, _worker_mail(plan, desk, case) if reaches_worker(plan, desk) else None)
    for step in STEPS:
        more = step(work, case)
        case, effects = case_after(case, more), [*effects, *more]
    return _decided(work, case, effects)


def _decided(work: Work, case: Case, effects: Sequence[Effect]) -> Decision:
    """Carried out now, shown first (#preview), or kept for a while ([response] hold)."""
    plan, desk = work.plan, work.desk
    shown = tuple(e.draft for e in effects if isinstance(e, SendMail) and e.on_case)
    waits = on_hold.waits_first(desk) and not plan.preview
    done = outcome(plan, desk, case, sent=work.mail is not None, waits=waits)
    if effects and waits:
        return on_hold.on_hold(desk, shown, done, case)
    answers = answer_queries(plan, desk, shown, done, case=case)
    if plan.preview:
        return Decision(ACCEPTED, Reason.CONCIERGE_COMMANDS, answers, case.id)
    reason = (
        Reason.CONCIERGE_ANSWER
        if work.mail
        else Reason.CONCIERGE_NOTE
        if work.noted
        else Reason.CONCIERGE_COMMANDS
    )
    return Decision(ACCEPTED, reason, (*effects, *answers), case.id)


def _worker_mail(plan: Plan, desk: Desk, case: Case) -> WorkerMail:
    # What is attached below #note belongs to "the rest of this mail".
    mail = worker_mail(plan, replace(desk, attachments=()) if plan.note else desk, case)
    copies = tuple(Address("", address) for address in plan.cc)
    return replace(mail, draft=replace(mail.draft, cc=copies)) if copies else mail


def _changes(work: Work, case: Case) -> list[Effect]:
    """What the commands say of the case and of its requester."""
    plan, person = work.plan, case.requester.id
    effects: list[Effect] = [
        ChangeCase(case.id, change.fields, change.event, work.actor, change.detail) for change in plan.changes
    ]
    client = case_after(case, effects).client
    effects += [RememberPerson(person, remember=line, client=client) for line in plan.remember]
    if "language" in plan.fields:
        effects.append(RememberPerson(person, language=str(plan.fields["language"])))
    return effects


def _whose(work: Work, case: Case) -> list[Effect]:
    """#requester on a case: it is somebody else's."""
    person = work.plan.requester
    if person is None or person.id == case.requester.id:
        return []
    return [ChangeCase(case.id, {"requester": person}, "case.requester", work.actor, person.address)]


def _acknowledged(work: Work, case: Case) -> list[Effect]:
    """Whoever a case was given to is acknowledged like everybody."""
    before, desk = work.desk.case, work.desk
    if before is None or before.requester.id == case.requester.id or desk.settings.intake.acknowledge == "no":
        return []
    return [SendMail(replace(worker.acknowledgement(desk.mails, case, Thread()), dedupe=None))]


def _owner(work: Work, case: Case) -> list[Effect]:
    """#take and #assign; else the first answer takes the case."""
    desk, to = work.desk, work.plan.assign
    if to is None and (work.mail is None or case.owner):
        return []
    owner = to or desk.author
    fields = {"owner": owner.address.lower()}
    effects: list[Effect] = [ChangeCase(case.id, fields, "case.owner", work.actor, owner.name)]
    if to is not None:
        effects += _move(work, case, CaseEvent.ASSIGNED)
    if to is not None and to is not desk.author:
        theirs = case_after(case, effects)
        by, sent = desk.author, desk.background.sent
        draft = colleagues.assigned(desk.mails, theirs, to, by, desk.threads, sent)
        effects.append(SendMail(draft, on_case=False))
    return effects


def _note(work: Work, case: Case) -> list[Effect]:
    """What is for colleagues only: on the case, and to those who know it."""
    desk = work.desk
    if not work.noted:
        return []
    others = [
        c
        for c in desk.settings.concierges
        if c is not desk.author
        and (c.address.lower() in desk.background.told or c.address.lower() == case.owner)
        and may_know(c, case, desk.settings)
    ]
    # A formula whose name was cut with the signature says nothing to a colleague.
    words = desk.private.strip().removesuffix(desk.closing).strip() or desk.private
    kept = AddMessage(
        case.id,
        Direction.NOTE,
        Role.CONCIERGE,
        desk.author.mailbox,
        (),
        "note",
        desk.subject,
        desk.typed(words),
        words,
        desk.message_id,
        attachments=desk.attachments,
    )
    note = Note(desk.author, kept.new_text, desk.attachments)
    drafts = colleagues.notes(desk.mails, case, others, desk.threads, note)
    return [kept, *(SendMail(draft, on_case=False) for draft in drafts)]


def _sent(work: Work, case: Case) -> list[Effect]:
    """The mail to the worker, what it recommends, and what that does to the case."""
    mail, desk = work.mail, work.desk
    if mail is None:
        return []
    effects: list[Effect] = [SendMail(mail.draft, author=desk.author.mailbox)]
    effects += [RecordEvent(case.id, TEMPLATE_USED, work.actor, name) for name in work.plan.templates]
    if mail.options:
        effects.append(RecordRecommendation(case.id, work.actor, mail.topic, mail.options))
    fields = changed_fields(mail, case, desk.now)
    if fields:
        effects.append(ChangeCase(case.id, fields, "case.answered", work.actor, mail.draft.kind.value))
    if desk.left_out:
        names = ", ".join(desk.left_out)
        effects.append(RecordEvent(case.id, "mail.files-left-out", work.actor, names))
    if work.plan.cc:
        effects.append(RecordEvent(case.id, "case.cc", work.actor, ", ".join(work.plan.cc)))
    # The words that reject a case are no answer.
    if mail.event is not None and work.plan.move is not CaseEvent.REJECTED:
        effects += _move(work, case, mail.event)
    return [*effects, *informed(desk, case, asked=mail.event is CaseEvent.ASKED)]


def _kept(work: Work, case: Case) -> list[Effect]:
    """#keep: options for the catalogue."""
    return [KeepOption(case.id, work.actor, option) for option in completed(work.plan, case)]


def _taught(work: Work, case: Case) -> list[Effect]:
    return [*taught(work.plan, case, work.actor, work.desk.catalogue)]


def _split(work: Work, case: Case) -> list[Effect]:
    return splitting.split_off(case, work.desk) if work.plan.split else []


def _moved(work: Work, case: Case) -> list[Effect]:
    """#close, #reopen, #reject: after the words of the same mail; a notice only where no words went."""
    event = work.plan.move
    if event is None or next_state(case.state, event) is None:
        return []
    effects: list[Effect] = []
    if event is CaseEvent.CLOSED and not work.plan.quietly and work.mail is None:
        effects.append(SendMail(worker.closed(work.desk.mails, case, worker_thread(case.messages))))
    return [*effects, *_move(work, case, event)]


def _merged(work: Work, case: Case) -> list[Effect]:
    number = work.plan.merge
    return [] if number is None else merging.join(case, work.desk.background.others[number], work.desk)


def _move(work: Work, case: Case, event: CaseEvent) -> list[Effect]:
    """The move of that event, where it changes the state."""
    after = next_state(case.state, event)
    if after is None or after is case.state:
        return []
    return [MoveCase(case.id, event, case.state, after, work.actor)]


def _introduced(work: Work, case: Case) -> list[Effect]:
    """#introduce: the colleague is asked, and nobody hears of it but the author."""
    if work.plan.introduce is None:
        return []
    asked, language = work.plan.introduce
    draft = introductions.colleague_asked(work.desk.mails, case, asked, language)
    return [AskIntroduction(asked), SendMail(draft, on_case=False, copy=False)]


STEPS: tuple[Step, ...] = (
    *(_acknowledged, _owner, _kept, _taught, _note, _sent, _introduced, _split, _moved, _merged),
)
"""After the changes of the case itself."""
