"""An accepted plan as effects: what the worker gets, what changes, whom colleagues hear it from. Pure.

Longer than 250 lines: the effects of one mail are collected in one place, in the order in which they happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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
from cases.lifecycle import next_state
from cases.model import (
    Address,
    Case,
    CaseEvent,
    CaseState,
    Direction,
    InboundState,
    Role,
)
from replies import on_hold
from replies.answers import NothingFitsError, WorkerMail, worker_mail
from replies.commands import merging, splitting
from replies.commands.contradictions import reaches_worker
from replies.commands.phrases import say
from replies.commands.plan import Change, Desk, Plan
from replies.mails import colleagues, worker
from replies.mails.colleagues import Note
from replies.queries import answer_queries
from templates.drafts import Thread, worker_thread
from templates.phrases import moment

__all__ = ["NothingFitsError", "decision", "reaches_worker"]

ACCEPTED = InboundState.ACCEPTED


def decision(plan: Plan, desk: Desk) -> Decision:
    """The effects of `plan`. Raises TemplateProblem or NothingFitsError: then nothing is done."""
    if plan.send:
        return _release(desk)
    if plan.undo:
        return _undo(plan, desk)
    if plan.settle:
        return _settle(plan, desk)
    if desk.case is None:
        return Decision(ACCEPTED, "concierge-commands", answer_queries(plan, desk, (), ()))
    work = _Work(plan, desk, _seen(plan, desk))
    return work.decision()


def _seen(plan: Plan, desk: Desk) -> Case:
    """The case with the plan's changes, as templates and advice see it."""
    assert desk.case is not None
    fields = {k: v for k, v in plan.fields.items() if k != "wait_until"}
    requester = desk.case.requester
    if plan.remember:
        requester = replace(requester, remembered=(*requester.remembered, *plan.remember))
    return replace(desk.case, requester=requester, **fields)  # type: ignore[arg-type]


@dataclass
class _Work:
    """Collects the effects of one mail on one case."""

    plan: Plan
    desk: Desk
    case: Case

    def decision(self) -> Decision:
        plan, desk = self.plan, self.desk
        # What is attached below #note belongs to "the rest of this mail".
        to_worker = replace(desk, attachments=()) if plan.note else desk
        mail = worker_mail(plan, to_worker, self.case) if reaches_worker(plan, desk) else None
        if mail is not None and plan.cc:
            copies = tuple(Address("", address) for address in plan.cc)
            mail = replace(mail, draft=replace(mail.draft, cc=copies))
        effects: list[Effect] = []
        effects += self._changes()
        effects += self._owner(mail)
        noted = plan.note and bool(desk.private.strip() or desk.files)
        if noted:
            effects += self._note()
        if mail is not None:
            effects += self._sent(mail)
        effects += self._split(effects)
        effects += self._moved(self._after(effects).state, mail)
        effects += self._merged(effects)
        shown = tuple(e.draft for e in effects if isinstance(e, SendMail) and e.on_case)
        waits = on_hold.waits_first(desk) and not plan.preview
        done = self._done(mail, waits=waits)
        if plan.preview:
            answers = answer_queries(plan, desk, shown, done, case=self.case)
            return Decision(ACCEPTED, "concierge-commands", answers, self.case.id)
        if effects and waits:
            return on_hold.on_hold(desk, shown, done, self.case)
        effects += answer_queries(plan, desk, shown, done, case=self.case)
        reason = "concierge-answer" if mail else "concierge-note" if noted else "concierge-commands"
        return Decision(ACCEPTED, reason, tuple(effects), self.case.id)

    def _after(self, effects: Sequence[Effect]) -> Case:
        """The case as these effects leave it."""
        fields: dict[str, object] = {}
        for effect in effects:
            if isinstance(effect, ChangeCase) and effect.case == self.case.id:
                fields |= effect.fields
            elif isinstance(effect, MoveCase) and effect.case == self.case.id:
                fields["state"] = effect.after
        return replace(self.case, **fields)  # type: ignore[arg-type]

    def _split(self, effects: Sequence[Effect]) -> list[Effect]:
        if not self.plan.split:
            return []
        return splitting.split_off(self._after(effects), self.desk)

    def _merged(self, effects: Sequence[Effect]) -> list[Effect]:
        other = None if self.plan.merge is None else self.desk.background.others[self.plan.merge]
        return [] if other is None else merging.join(self._after(effects), other, self.desk)

    def _changes(self) -> list[Effect]:
        actor = self.desk.author.address
        effects: list[Effect] = [
            ChangeCase(self.case.id, change.fields, change.event, actor, change.detail)
            for change in self.plan.changes
        ]
        person = self.case.requester.id
        effects += [RememberPerson(person, remember=line) for line in self.plan.remember]
        effects += self._given_to()
        if "language" in self.plan.fields:
            effects.append(RememberPerson(person, language=str(self.plan.fields["language"])))
        return effects

    def _given_to(self) -> list[Effect]:
        """#requester on a case: it is somebody else's, who is acknowledged like everybody."""
        person, desk = self.plan.requester, self.desk
        if person is None or person.id == self.case.requester.id:
            return []
        self.case = replace(self.case, requester=person)
        actor = desk.author.address
        changed = ChangeCase(self.case.id, {"requester": person}, "case.requester", actor, person.address)
        if desk.settings.intake.acknowledge == "no":
            return [changed]
        acknowledged = replace(worker.acknowledgement(desk.mails, self.case, Thread()), dedupe=None)
        return [changed, SendMail(acknowledged)]

    def _owner(self, mail: WorkerMail | None) -> list[Effect]:
        """#take and #assign; else the first answer takes the case."""
        desk, to = self.desk, self.plan.assign
        if to is None and (mail is None or self.case.owner):
            return []
        owner = to or desk.author
        effects: list[Effect] = [
            ChangeCase(
                self.case.id, {"owner": owner.address.lower()}, "case.owner", desk.author.address, owner.name
            )
        ]
        after = next_state(self.case.state, CaseEvent.ASSIGNED) if to else None
        if after is not None and after is not self.case.state:
            effects.append(
                MoveCase(self.case.id, CaseEvent.ASSIGNED, self.case.state, after, desk.author.address)
            )
            self.case = replace(self.case, state=after)
        self.case = replace(self.case, owner=owner.address.lower())
        if to is not None and to is not desk.author:
            draft = colleagues.assigned(desk.mails, self.case, to, desk.author, desk.threads)
            effects.append(SendMail(draft, on_case=False))
        return effects

    def _note(self) -> list[Effect]:
        desk = self.desk
        others = [
            c
            for c in desk.settings.concierges
            if c is not desk.author
            and (c.address.lower() in desk.background.told or c.address.lower() == self.case.owner)
        ]
        note = Note(desk.author, desk.private, desk.attachments)
        drafts = colleagues.notes(desk.mails, self.case, others, desk.threads, note)
        return [self._own_note(), *(SendMail(draft, on_case=False) for draft in drafts)]

    def _own_note(self) -> AddMessage:
        desk = self.desk
        return AddMessage(
            self.case.id,
            Direction.NOTE,
            Role.CONCIERGE,
            desk.author.mailbox,
            (),
            "note",
            desk.subject,
            desk.private,
            desk.private,
            desk.message_id,
            attachments=desk.attachments,
        )

    def _sent(self, mail: WorkerMail) -> list[Effect]:
        desk, now = self.desk, self.desk.now
        effects: list[Effect] = [SendMail(mail.draft, author=desk.author.mailbox)]
        if mail.options:
            effects.append(RecordRecommendation(self.case.id, desk.author.address, mail.topic, mail.options))
        fields: dict[str, object] = {}
        if self.case.first_answer_at is None:
            fields["first_answer_at"] = now
        if mail.event is CaseEvent.ANSWERED:
            fields["last_answer_at"] = now
        if mail.options:
            if self.case.recommended_at is None:
                fields["recommended_at"] = now
            if mail.topic and not self.case.topics:
                fields["topics"] = (mail.topic,)  # what was recommended about is what it was about
        if fields:
            effects.append(
                ChangeCase(self.case.id, fields, "case.answered", desk.author.address, mail.draft.kind.value)
            )
        if desk.left_out:
            names = ", ".join(desk.left_out)
            effects.append(RecordEvent(self.case.id, "mail.files-left-out", desk.author.address, names))
        if self.plan.cc:
            effects.append(RecordEvent(self.case.id, "case.cc", desk.author.address, ", ".join(self.plan.cc)))
        after = self._state_after(mail, self.case.state)
        if after is not self.case.state and self.plan.move is not CaseEvent.REJECTED:
            assert mail.event is not None
            effects.append(MoveCase(self.case.id, mail.event, self.case.state, after, desk.author.address))
        return effects

    def _state_after(self, mail: WorkerMail, state: CaseState) -> CaseState:
        if mail.event is None or self.plan.move is CaseEvent.REJECTED:
            return state  # the words that reject a case are no answer
        return next_state(state, mail.event) or state

    def _moved(self, state: CaseState, mail: WorkerMail | None) -> list[Effect]:
        """#close, #reopen, #reject: after the words of the same mail; a notice only where no words went."""
        event = self.plan.move
        after = next_state(state, event) if event else None
        if event is None or after is None:
            return []
        effects: list[Effect] = []
        if event is CaseEvent.CLOSED and not self.plan.quietly and mail is None:
            thread = worker_thread(self.case.messages)
            effects.append(SendMail(worker.closed(self.desk.mails, self.case, thread)))
        if after is not state:
            effects.append(MoveCase(self.case.id, event, state, after, self.desk.author.address))
        return effects

    def _done(self, mail: WorkerMail | None, *, waits: bool) -> tuple[str, ...]:
        """What was done, in words, for the receipt; `waits`: what will be."""
        plan, language = self.plan, self.desk.language
        done = []
        if mail is not None:
            done.append(say("sent", language, detail=self.case.requester.name or self.case.requester.address))
        if mail is not None and self.desk.left_out:
            done.append(say("left-out", language, detail=", ".join(self.desk.left_out)))
        if plan.note and self.desk.private.strip():
            done.append(say("noted", language))
        done += [say(change.event, language, detail=self._detail(change)) for change in plan.changes]
        done += [say("remembered", language, detail=line) for line in plan.remember]
        if plan.requester is not None:
            done.append(say("requester", language, detail=plan.requester.name or plan.requester.address))
        if plan.assign is not None:
            done.append(say("assigned", language, detail=plan.assign.name))
        if plan.cc:
            done.append(say("case.cc", language, detail=", ".join(plan.cc)))
        if plan.split and waits:  # another case may have the number by then
            done.append(say("split-later", language))
        elif plan.split:
            done.append(say("split", language, detail=self.desk.settings.tag(self.desk.background.new_case)))
        if plan.move is not None:
            done.append(say(_MOVED[plan.move], language))
        if plan.merge is not None:
            done.append(say("merged", language, detail=self.desk.settings.tag(plan.merge)))
        return tuple(done)

    def _detail(self, change: Change) -> str:
        """What was changed, in words; a time in the service's zone."""
        until, desk = change.fields.get("wait_until"), self.desk
        if isinstance(until, datetime):
            return moment(until, desk.language, desk.settings.timezone, desk.now)
        return change.detail


_MOVED: Mapping[CaseEvent, str] = {
    CaseEvent.CLOSED: "closed",
    CaseEvent.REOPENED: "reopened",
    CaseEvent.REJECTED: "rejected",
}


def _release(desk: Desk) -> Decision:
    """#send: the held mail is decided again with that one check waived; what is on hold goes now."""
    waits = desk.waiting
    assert waits is not None
    effects = (ReleaseInbound(waits.inbound, (waits.reason,), desk.author.address),)
    return Decision(ACCEPTED, "concierge-commands", effects, desk.case.id if desk.case else None)


def _undo(plan: Plan, desk: Desk) -> Decision:
    """Nothing of a mail that waits is done, ever."""
    waits = desk.waiting
    assert waits is not None
    case = desk.case.id if desk.case else None
    effects: list[Effect] = [
        SettleInbound(waits.inbound, InboundState.DISCARDED, "undone"),
        RecordEvent(case, "mail.undone", desk.author.address, str(waits.inbound)),
    ]
    effects += answer_queries(plan, desk, (), (say("undone", desk.language),), desk.case)
    return Decision(ACCEPTED, "concierge-commands", tuple(effects), case)


def _settle(plan: Plan, desk: Desk) -> Decision:
    """#accept and #discard of a worker's held mail."""
    waits = desk.waiting
    assert waits is not None
    effects: list[Effect] = []
    if plan.settle == "accept":
        effects.append(ReleaseInbound(waits.inbound, (waits.reason,), desk.author.address))
    else:
        effects.append(SettleInbound(waits.inbound, InboundState.DISCARDED, "discarded-by-person"))
    effects.append(RecordEvent(None, f"held.{plan.settle}ed", desk.author.address, str(waits.inbound)))
    slug = "accepted" if plan.settle == "accept" else "discarded"
    effects += answer_queries(plan, desk, (), (say(slug, desk.language),))
    return Decision(ACCEPTED, "concierge-commands", tuple(effects))
