"""What has to be true after every round of the year, read from the database and the mail that went out.

Each sentence that is broken is said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cases.lifecycle import CASE, SURVEY
from cases.model import AT_MOST_ONCE_KINDS, OWED, OWED_BY_CONCIERGE, CaseState, SurveyState
from cases.model import OutboxKind as Kind
from cases.settings import Settings
from concierge.demo.year.people import People
from concierge.demo.year.post import Sent
from db import facts
from db.tables import Case, Event, Inbound, Outbox, Survey
from followups import promise
from followups.surveys import unwanted

ONE_CASE = frozenset({Kind.SURVEY, Kind.SURVEY_REMINDER, Kind.ACKNOWLEDGEMENT})
"""Kinds of which a case has at most one, over all time."""
UNDECIDED = frozenset({"received", "held"})
"""States of mail that is yet to be decided: in a round that was killed, or by a person."""
MOST_RETURNED = 4  # mails of a concierge in one case, over all of its answers
TWO_HOURS = timedelta(hours=2)  # between two rounds of a working day at most: so much before it is reminded
LATE = timedelta(hours=1)  # a step of the clock is taken in the next round


@dataclass
class Checks:
    """Of one year. `broken`: what was not true."""

    settings: Settings
    people: People
    broken: list[str] = field(default_factory=list)
    rounds: int = 0
    events: int = 0  # number of the last one that was looked at
    inbound: int = 0
    in_doubt: set[str] = field(default_factory=set)  # taken by the relay when the process was killed
    kinds: Counter[str] = field(default_factory=Counter)  # of the mails that went out
    _ids: set[str] = field(default_factory=set)
    _undecided_yet: set[int] = field(default_factory=set)  # mails whose case may still come
    _one: Counter[tuple[int, str]] = field(default_factory=Counter)
    _asked: dict[str, datetime] = field(default_factory=dict)
    _promised: dict[int, str] = field(default_factory=dict)
    _stored: Counter[str | None] = field(default_factory=Counter)  # Message-IDs of what came in

    def after_round(self, now: datetime, before: datetime) -> None:
        """Look at what this round did; `before`: when the one before was."""
        self.rounds += 1
        found = [
            *self._moves(),
            *self._undecided(now),
            *self._overdue_surveys(now, before),
            *self._promises(now, before),
        ]
        self.broken += [f"{now:%Y-%m-%d %H:%M}: {each}" for each in found]

    def _moves(self) -> Iterator[str]:
        """Every move of a case or survey is one of the tables."""
        rows: Any = (
            Event.select(Event.id, Event.case_id, Event.event, Event.detail)
            .where(Event.id > self.events, Event.event.in_(("case.moved", "survey.moved")))
            .order_by(Event.id)
            .tuples()
        )
        for number, case, event, detail in rows:
            self.events = number
            before, _, after = detail.partition(" (")[0].partition(" -> ")
            if event == "case.moved":
                legal = CaseState(after) in CASE[CaseState(before)].values()
            else:
                legal = SurveyState(after) in SURVEY[None if before == "none" else SurveyState(before)]
            if not legal:
                yield f"case {case}: {event} {detail} is in no table"

    def sent(self, new: Sequence[Sent], now: datetime) -> None:
        """Look at what the relay took."""
        self.kinds.update(str(sent.letter.mail.draft.kind) for sent in new)
        self.broken += [f"{now:%Y-%m-%d %H:%M}: {each}" for each in self._sent(new, now)]

    def _sent(self, new: Sequence[Sent], now: datetime) -> Iterator[str]:
        """No mail twice; no survey twice, none for an open case, none within `per_person`."""
        for sent in new:
            mail, draft = sent.letter.mail, sent.letter.mail.draft
            if mail.message_id in self._ids:
                if mail.message_id not in self.in_doubt or draft.kind in AT_MOST_ONCE_KINDS:
                    yield f"{draft.kind} {mail.message_id} went out twice"
                self.in_doubt.discard(mail.message_id)
                continue
            self._ids.add(mail.message_id)
            if draft.case is None:
                continue
            self._one[draft.case, draft.kind] += 1
            if draft.kind in ONE_CASE and self._one[draft.case, draft.kind] > 1:
                yield f"case {draft.case}: a second {draft.kind}"
            if draft.kind is Kind.SURVEY:
                yield from self._survey(draft.case, sent.letter.recipients[0].lower(), now)

    def _survey(self, case: int, person: str, now: datetime) -> Iterator[str]:
        state = CaseState(Case.get_by_id(case).state)
        asked_at = Survey.get(Survey.case == case).asked_at
        if state in OWED:
            yield f"case {case}: asked for a rating while it is {state}"
        last = self._asked.get(person)
        if last is not None and asked_at - last < self.settings.survey.per_person:
            yield f"case {case}: the person was asked {asked_at - last} before"
        self._asked[person] = asked_at
        if asked_at > now:
            yield f"case {case}: asked in the future"

    def learn(self) -> None:
        """Which case the service made of which mail: who wrote it reads that in the answer."""
        rows: Any = (
            Inbound.select(Inbound.id, Inbound.message_id, Inbound.case_id, Inbound.state)
            .where((Inbound.id > self.inbound) | Inbound.id.in_(sorted(self._undecided_yet)))
            .order_by(Inbound.id)
            .tuples()
        )
        for number, message_id, case, state in rows:
            if number > self.inbound:
                self.inbound = number
                self._stored[message_id] += 1  # now: old mail is made nameless later
            if state in UNDECIDED:
                self._undecided_yet.add(number)
            else:
                self._undecided_yet.discard(number)
            if case is not None and message_id:
                self.people.opened(message_id, case)

    def _undecided(self, now: datetime) -> Iterator[str]:
        """Every mail that came in is decided in that round, or soon after one that was killed at it."""
        rows = Inbound.select(Inbound.id, Inbound.state, Inbound.reason).where(
            Inbound.state.in_(("received", "shunted")), Inbound.received_at < now - LATE
        )
        waiting: Any = rows.tuples()
        for number, state, reason in waiting:
            yield f"inbound {number} is {state}: {reason}"

    def _overdue_surveys(self, now: datetime, before: datetime) -> Iterator[str]:
        """What was due at the round before is not still waiting, unless somebody owes a word."""
        rows: Any = (
            Survey.select(Survey.case, Survey.due_at, Case.state)
            .join(Case)
            .where(Survey.state == str(SurveyState.SCHEDULED), Survey.due_at <= now)
            .tuples()
        )
        for case, due_at, state in rows:
            if CaseState(state) not in OWED:
                yield f"case {case}: a survey was due at {due_at} and is still scheduled ({before:%H:%M})"

    def _promises(self, now: datetime, before: datetime) -> Iterator[str]:
        """Whoever owes an answer is reminded before it was promised for; what is not kept is escalated.

        Looked at are promises that a round could have reminded of: not those that fell due while the service
        was away.
        """
        owed: Any = (
            Case.select(Case.id, Case.promised_at)
            .where(
                Case.state.in_([str(state) for state in OWED_BY_CONCIERGE]),
                Case.promised_at <= now,
                Case.wait_until.is_null(),
            )
            .tuples()
        )
        late = {number: promised.isoformat(timespec="seconds") for number, promised in owed}
        new = {number: at for number, at in late.items() if self._promised.get(number) != at}
        if not new:
            return
        self._promised |= new
        marks: dict[int, set[tuple[str, str]]] = defaultdict(set)
        rows = Event.select(Event.case_id, Event.event, Event.detail).where(
            Event.case_id.in_(list(new)), Event.event.in_((promise.REMINDED, promise.ESCALATED))
        )
        lines: Any = rows.tuples()
        for case, event, detail in lines:
            marks[case].add((event, detail))
        watched = now - before <= TWO_HOURS
        for number, at in new.items():
            if watched and (promise.REMINDED, at) not in marks[number]:
                yield f"case {number}: nobody was reminded of the promise for {at}"
            if (promise.ESCALATED, at) not in marks[number]:
                yield f"case {number}: the promise for {at} has passed and nobody was told"

    # -- at the end

    def at_the_end(self, now: datetime) -> None:
        """Nothing is lost, and every survey that was due was sent or explained."""
        found = [*self._lost(), *self._unsent(), *self._circling(), *self._unexplained(now)]
        self.broken += [f"at the end: {each}" for each in found]

    def _lost(self) -> Iterator[str]:
        for message_id, author in self.people.message_ids:
            if author not in self.people.forgotten and self._stored[message_id] != 1:
                yield f"mail {message_id} was stored {self._stored[message_id]} times"

    def _circling(self) -> Iterator[str]:
        """What comes back to a concierge can be put right: nobody is sent in circles."""
        for number, count in sorted(Counter(number for number, _ in self.people.returned).items()):
            if count > MOST_RETURNED:
                yield f"case {number}: mails of its concierge came back {count} times"

    def _unsent(self) -> Iterator[str]:
        rows: Any = (
            Outbox.select(Outbox.id, Outbox.state, Outbox.kind, Outbox.last_reply)
            .where(Outbox.state.not_in(("sent", "suppressed", "cancelled", "failed")))
            .tuples()
        )
        for number, state, kind, reply in rows:
            yield f"outbox {number} ({kind}) is {state}: {reply}"

    def _unexplained(self, now: datetime) -> Iterator[str]:
        """A case that was answered has a survey, asked or with the reason why not; or it is not yet due."""
        rows: Any = (
            Case.select(Case.id, Case.state, Case.merged_into, Survey.state, Survey.reason, Survey.due_at)
            .left_outer_join(Survey)
            .where(Case.first_answer_at.is_null(False))
            .tuples()
        )
        for number, state, merged, survey, reason, due_at in rows:
            if survey is None:
                case = facts.case(number)
                wanted = case is not None and unwanted(case) is None
                if wanted and CaseState(state) not in OWED and merged is None:
                    yield f"case {number} is {state} and has no survey"
            elif survey != SurveyState.SCHEDULED and not reason:
                yield f"case {number}: its survey is {survey} without a reason"
            elif survey == SurveyState.SCHEDULED and due_at <= now and CaseState(state) not in OWED:
                yield f"case {number}: its survey was due at {due_at}"
