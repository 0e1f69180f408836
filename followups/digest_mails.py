"""The digests as mails: what to do now comes first, and each case is answered by a link. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cases.effects import Draft
from cases.growth import NO_GROWTH, GivenLink, Growth, Weed, keep_command
from cases.model import Case, OutboxKind, Person, Purpose
from cases.reasons import FOR_THOSE_ON_DUTY
from cases.settings import Settings
from db.followups import HeldMail, Week
from followups.digest import Agenda
from templates.drafts import AUTO_GENERATED, Addressing, Writer
from templates.values import base_subject


@dataclass(frozen=True, slots=True)
class DigestMails:
    """The digests of one moment. `last_messages`: case -> what somebody who reads it now knows of."""

    settings: Settings
    writer: Writer
    now: datetime
    last_messages: Mapping[int, int]

    def digest(
        self, to: Person, language: str, day: date, plan: Agenda, automatic: int, growth: Growth = NO_GROWTH
    ) -> Draft:
        """To a concierge, in the morning; `automatic`: mails taken as automatic since the last one.

        `growth`: links of their answers in the past week, each with a mail that keeps it.
        """
        variables = {
            "day": day,
            "late": self._items(plan.late, to, language),
            "today": self._items(plan.today, to, language),
            "open": self._items(plan.open, to, language),
            "later": self._items(plan.later, to, language),
            "waiting": self._items(plan.waiting, to, language),
            "held": [self._held(mail, to, language) for mail in plan.held],
            "automatic": automatic,
            "links": [self._link(link, to, language) for link in growth.links],
            "more": growth.more,
        }
        where = self._where(to, language, f"digest:{to.id}:{day}")
        return self.writer.write(OutboxKind.DIGEST, "concierge/digest", where, self.now, variables)

    def lead_digest(
        self,
        to: Person,
        language: str,
        day: date,
        week: Week,
        cases: Mapping[str, tuple[Case, ...]],
        held: int,
        growth: Growth = NO_GROWTH,
    ) -> Draft:
        """To a lead, once a week. `cases`: lists "late", "open" and "waiting". `growth`: of all answers."""
        count = sum(week.ratings.values())
        mean = sum(rating * times for rating, times in week.ratings.items()) / count if count else 0.0
        variables = {
            "day": day,
            "late": [self._item(case, None, language) for case in cases["late"]],
            "open_count": len(cases["open"]) + len(cases["late"]),
            "waiting_count": len(cases["waiting"]),
            "held_count": held,
            "opened": week.opened,
            "first_answers": week.first_answers,
            "recommended": week.recommended,
            "closed": week.closed,
            "taken_in": week.taken_in,
            "moved": week.moved,
            "differs": week.differs,
            "mean": f"{mean:.1f}" if count else "",
            "scores": [{"rating": r, "count": n} for r, n in sorted(week.ratings.items(), reverse=True)],
            "links": [self._link(link, None, language) for link in growth.links],
            "more": growth.more,
            "weeds": [_weed(weed) for weed in growth.weeds],
        }
        where = self._where(to, language, f"lead-digest:{to.id}:{day}")
        return self.writer.write(OutboxKind.DIGEST, "concierge/lead-digest", where, self.now, variables)

    def _where(self, to: Person, language: str, dedupe: str) -> Addressing:
        mailbox = self.settings.mailboxes[0].address
        return Addressing(to, language, Purpose.DIGEST, mailbox, automatic=AUTO_GENERATED, dedupe=dedupe)

    def _items(self, cases: Iterable[Case], to: Person, language: str) -> list[Mapping[str, object]]:
        return [self._item(case, to, language) for case in cases]

    def _item(self, case: Case, to: Person | None, language: str) -> Mapping[str, object]:
        owner = self.settings.concierge(case.owner) if case.owner else None
        mine = owner is not None and to is not None and to.address in owner.addresses
        return {
            "tag": self.settings.tag(case.id),
            "subject": base_subject(case.subject, self.settings.case_prefix),
            "worker": case.requester.name or case.requester.address,
            "promise": case.promised_at,
            "until": case.wait_until,
            "owner": owner.name if owner and not mine else "",
            "link": self._answer(case, to, language) if to else "",
        }

    def _answer(self, case: Case, to: Person, language: str) -> str:
        """A link to answer to the worker, signed for this concierge; "" without plus addresses."""
        ref = self.last_messages.get(case.id, 0)
        where = Addressing(to, language, Purpose.ANSWER, case.mailbox, case.id, ref)
        who = case.requester.name or case.requester.address
        subject = self.writer.tagged(
            case.id, f"Re: {who}: {base_subject(case.subject, self.settings.case_prefix)}"
        )
        return self.writer.link(where, self.now, subject)

    def _link(self, given: GivenLink, to: Person | None, language: str) -> Mapping[str, object]:
        """A link of an answer; for its concierge with a mail to the case that keeps it."""
        command = keep_command(given.slug, language)
        mail = ""
        if to is not None:
            box = self.settings.mailboxes[0].address
            where = Addressing(to, language, Purpose.RECEIPT, box, given.case)
            mail = self.writer.link(where, self.now, self.settings.tag(given.case), command)
        tag = self.settings.tag(given.case)
        return {"title": given.title, "url": given.url, "command": command, "tag": tag, "link": mail}

    def _held(self, mail: HeldMail, to: Person, language: str) -> Mapping[str, object]:
        where = Addressing(to, language, Purpose.HELD, mail.mailbox, ref=mail.inbound)
        accept, discard = {"nl": ("#aanvaard", "#verwerp")}.get(language, ("#accept", "#discard"))
        decided_by_reply = mail.reason in FOR_THOSE_ON_DUTY
        subject = f"Re: {mail.subject}"
        return {
            "sender": mail.author or "?",
            "subject": mail.subject,
            "reason": mail.reason,
            "accept": self.writer.link(where, self.now, subject, accept) if decided_by_reply else "",
            "discard": self.writer.link(where, self.now, subject, discard) if decided_by_reply else "",
        }


def _weed(weed: Weed) -> Mapping[str, object]:
    said = {"slug": weed.slug, "title": weed.title, "dead": weed.dead}
    return {**said, "mean": f"{weed.mean:.1f}", "count": weed.ratings}
