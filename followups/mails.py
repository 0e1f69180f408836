"""The mails that the clock sends about one case: surveys, reminders, escalations, nudges. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.catalogue import Catalogue
from cases.effects import Draft
from cases.introductions import Introduction
from cases.model import Case, OutboxKind, Person, Purpose, Role
from cases.routing import present
from cases.settings import Concierge, Settings
from followups.promise import promise_id
from followups.recipients import local_date, owner_of
from templates.drafts import AUTO_GENERATED, Addressing, Thread, Writer, worker_thread
from templates.values import of_case, of_worker, survey_buttons


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the service who is told: the language they read, and their thread of the case."""

    person: Person
    language: str
    thread: Thread
    concierge: Concierge | None


@dataclass(frozen=True, slots=True)
class ClockMails:
    """The mails of one round."""

    settings: Settings
    writer: Writer
    catalogue: Catalogue
    now: datetime

    # --- to the worker ---------------------------------------------------------------------------

    def survey(self, case: Case) -> Draft:
        """One question about the help, 1 to 5, answered by replying."""
        return self._survey(OutboxKind.SURVEY, "followup/survey", case)

    def survey_reminder(self, case: Case) -> Draft:
        """Once, when the survey stayed unanswered."""
        return self._survey(OutboxKind.SURVEY_REMINDER, "followup/survey-reminder", case)

    def nudge(self, case: Case, asked: datetime) -> Draft:
        """Once after our questions of `asked` stayed unanswered."""
        where = self._to_worker(case, Purpose.WORKER, f"nudge:{case.id}:{asked.isoformat()}")
        variables = {"worker": of_worker(case.requester, case.language), "case": self._case(case)}
        return self.writer.write(OutboxKind.REMINDER, "worker/nudge", where, self.now, variables)

    def closed(self, case: Case, asked: datetime) -> Draft:
        """The notice that the case is put aside because the worker stayed silent."""
        where = self._to_worker(case, Purpose.WORKER, f"closed-by-silence:{case.id}:{asked.isoformat()}")
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case),
            "silent": True,
        }
        return self.writer.write(OutboxKind.CLOSED, "worker/closed", where, self.now, variables)

    def _survey(self, kind: OutboxKind, template: str, case: Case) -> Draft:
        where = self._to_worker(case, Purpose.SURVEY, f"{kind}:{case.id}")
        mailbox = self.settings.mailbox(case.mailbox)
        reply_to = mailbox.reply_address(self.writer.token(where, self.now))
        subject = self.writer.tagged(case.id, self.writer.answer_subject(case.subject))
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case),
            "buttons": survey_buttons(reply_to, subject),
        }
        return self.writer.write(kind, template, where, self.now, variables)

    # --- to concierges and the lead --------------------------------------------------------------

    def wait_over(self, case: Case, to: Reader) -> Draft:
        """What a concierge asked for with #wait."""
        assert case.wait_until is not None
        where = self._to_reader(case, to, f"wait:{case.id}:{case.wait_until.isoformat()}:{to.person.id}")
        variables = {**self._words(case, to), "since": case.wait_until}
        return self.writer.write(OutboxKind.REMINDER, "concierge/wait-over", where, self.now, variables)

    def reminder(self, case: Case, to: Reader) -> Draft:
        """The promised time is near; a reply goes to the worker."""
        where = self._to_reader(case, to, f"reminder:{case.id}:{promise_id(case)}:{to.person.id}")
        variables = {**self._words(case, to), **self._promise(case)}
        return self.writer.write(OutboxKind.REMINDER, "followup/reminder", where, self.now, variables)

    def escalation(self, case: Case, to: Reader) -> Draft:
        """The promised time is over. A concierge's reply goes to the worker, a lead's is a note."""
        where = self._to_reader(case, to, f"escalation:{case.id}:{promise_id(case)}:{to.person.id}")
        variables = {
            **self._words(case, to),
            **self._promise(case),
            "answers": to.concierge is not None,
        }
        return self.writer.write(OutboxKind.ESCALATION, "followup/escalation", where, self.now, variables)

    def introduction(self, case: Case, to: Reader, asked: Introduction, outcome: str) -> Draft:
        """Nobody answered in time about an introduction; a reply stays a note."""
        key = f"introduction:{asked.case}:{asked.colleague.id}:{outcome}:to:{to.person.id}"
        where = replace(self._to_reader(case, to, key), purpose=Purpose.NOTE)
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": of_case(case, self.settings, self.catalogue, to.language),
            "colleague": asked.colleague.name or asked.colleague.address,
            "helps": [self.catalogue.topic_name(asked.topic, to.language)],
            "outcome": outcome,
        }
        return self.writer.write(
            OutboxKind.NOTIFICATION, "concierge/introduction", where, self.now, variables
        )

    def repeated(self, case: Case, told: Sequence[Draft], to: Reader) -> list[Draft]:
        """What one colleague was told of the case, for somebody who was not: their own signed address.

        Of all who were told, one whose mails are in the reader's language, if there is such a one.
        """
        useful = [(d, t) for d in told if (t := self._answerable(d)) is not None]
        fitting = [d for d, _ in useful if d.language == to.language] or [d for d, _ in useful]
        if not fitting:
            return []
        colleague = fitting[0].to[0].key
        drafts = []
        for number, (draft, ref) in enumerate(useful):
            if draft.to[0].key != colleague:
                continue
            where = self._to_reader(case, to, "", ref)
            addressed = self.writer.draft(draft.kind, where, self.now, draft.subject, "")
            drafts.append(
                replace(
                    draft,
                    to=addressed.to,
                    token=addressed.token,
                    date=self.now,
                    parent=None,
                    references=(),
                    dedupe=f"others:{case.id}:{to.person.id}:{number}",
                )
            )
        return drafts

    def _answerable(self, draft: Draft) -> int | None:
        """The reference in the draft's token, if an answer to it goes to the worker."""
        token = self.settings.signer.verify(draft.token, self.now)
        return token.ref if token is not None and token.purpose is Purpose.ANSWER else None

    def _words(self, case: Case, to: Reader) -> Mapping[str, object]:
        latest = next((m for m in reversed(case.messages) if m.role is Role.WORKER), None)
        return {
            "worker": of_worker(case.requester, case.language),
            "case": self._case(case, to.language),
            "words": latest.new_text if latest else "",
        }

    def _promise(self, case: Case) -> Mapping[str, object]:
        owner = owner_of(case, self.settings)
        return {
            "promise": case.promised_at,
            "owner": owner.name if owner else "",
            "away": owner is not None and not present(owner, local_date(self.now, self.settings)),
        }

    def _to_reader(self, case: Case, to: Reader, dedupe: str, ref: int | None = None) -> Addressing:
        last = case.messages[-1].id if case.messages else 0
        return Addressing(
            to.person,
            to.language,
            Purpose.ANSWER if to.concierge is not None else Purpose.NOTE,
            case.mailbox,
            case.id,
            last if ref is None else ref,
            automatic=AUTO_GENERATED,
            thread=to.thread,
            dedupe=dedupe,
        )

    def _to_worker(self, case: Case, purpose: Purpose, dedupe: str) -> Addressing:
        return Addressing(
            case.requester,
            case.language,
            purpose,
            case.mailbox,
            case.id,
            automatic=AUTO_GENERATED,
            thread=worker_thread(case.messages),
            dedupe=dedupe,
        )

    def _case(self, case: Case, language: str | None = None) -> Mapping[str, object]:
        return of_case(case, self.settings, self.catalogue, language or case.language)
