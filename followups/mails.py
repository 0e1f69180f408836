"""The mails that the clock sends: survey, reminder of it, and the end of a #wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.catalogue import Catalogue
from cases.effects import Draft
from cases.model import Case, OutboxKind, Person, Purpose, Role
from cases.settings import Settings
from templates.drafts import AUTO_GENERATED, Addressing, Thread, Writer, worker_thread
from templates.values import of_case, of_worker, survey_buttons


@dataclass(frozen=True, slots=True)
class ClockMails:
    """The mails of one round."""

    settings: Settings
    writer: Writer
    catalogue: Catalogue
    now: datetime

    def survey(self, case: Case) -> Draft:
        """One question about the help, 1 to 5, answered by replying."""
        return self._survey(OutboxKind.SURVEY, "followup/survey", case)

    def survey_reminder(self, case: Case) -> Draft:
        """Once, when the survey stayed unanswered."""
        return self._survey(OutboxKind.SURVEY_REMINDER, "followup/survey-reminder", case)

    def wait_over(self, case: Case, to: Person, language: str, thread: Thread) -> Draft:
        """What a concierge asked for with #wait."""
        assert case.wait_until is not None
        latest = next((m for m in reversed(case.messages) if m.role is Role.WORKER), None)
        where = Addressing(
            to,
            language,
            Purpose.ANSWER,
            case.mailbox,
            case.id,
            case.messages[-1].id if case.messages else 0,
            automatic=AUTO_GENERATED,
            thread=thread,
            dedupe=f"wait:{case.id}:{case.wait_until.isoformat()}",
        )
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": of_case(case, self.settings, self.catalogue, language),
            "words": latest.new_text if latest else "",
            "since": case.wait_until,
        }
        return self.writer.write(OutboxKind.REMINDER, "concierge/wait-over", where, self.now, variables)

    def _survey(self, kind: OutboxKind, template: str, case: Case) -> Draft:
        where = Addressing(
            case.requester,
            case.language,
            Purpose.SURVEY,
            case.mailbox,
            case.id,
            automatic=AUTO_GENERATED,
            thread=worker_thread(case.messages),
            dedupe=f"{kind}:{case.id}",
        )
        mailbox = self.settings.mailbox(case.mailbox)
        reply_to = mailbox.reply_address(self.writer.token(where, self.now))
        subject = self.writer.tagged(case.id, self.writer.answer_subject(case.subject))
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": of_case(case, self.settings, self.catalogue, case.language),
            "buttons": survey_buttons(reply_to, subject),
        }
        return self.writer.write(kind, template, where, self.now, variables)
