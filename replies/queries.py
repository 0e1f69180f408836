"""What a concierge gets back about their own mail: receipt, preview, status, list, card, suggestions. Pure.

Everything one mail asks for comes in as few mails as there are kinds of answers, to its author only.
Longer than 250 lines: one short function a kind of answer, and all of them are shown alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.effects import Draft, Effect, SendMail, without_foot
from cases.model import Case, CaseState, InboundState, OutboxKind, Purpose, Role
from cases.names import is_new_name
from cases.reasons import Reason
from cases.routing import may_know
from replies.advice.places import countries_of
from replies.advice.search import search, sought
from replies.advice.suggestions import suggestions
from replies.commands.keeping import NO_OFFERS, Offers, offers
from replies.commands.plan import Desk, Plan
from replies.commands.table import card
from replies.commands.teaching import offered
from replies.experts import found
from replies.mails import own
from replies.outcome import survey_now
from templates.drafts import Addressing
from templates.excerpts import MANY
from templates.phrases import minutes, money
from templates.report_values import summary
from templates.values import of_case, of_need, of_worker

RECEIPTS = "receipt:"
"""The beginning of the dedupe keys of receipts of what was done: these come as one in a busy minute."""
SUGGESTED = 6  # options
QUESTIONS = ("queries", "preview", "send", "without")
"""Fields of a plan that are answered, or carried out with a mail of before: not acts of their own."""


def answer_queries(
    plan: Plan, desk: Desk, mails: Sequence[Draft], done: Sequence[str], case: Case | None = None
) -> tuple[Effect, ...]:
    """The mails to the author; () where a plain reply needs none."""
    replier = _Replier(desk, case)
    drafts: list[Draft] = []
    # A mail that was on hold has its receipt already.
    told = Reason.ON_HOLD in desk.waived
    if plan.preview:
        drafts.append(replier.preview(mails, done))
    elif wants_receipt(plan, desk) and done and not told:
        found = offers(plan, desk, case) if mails else NO_OFFERS
        silent = not mails and not _sends_later(plan, case)
        taught = offered(plan, desk, case)
        drafts.append(replier.receipt(mails, done, silent=silent, found=found, phrases=taught))
    for name, arguments in dict.fromkeys(plan.queries):
        if name == "help":
            drafts.append(replier.help())
        elif name == "list":
            drafts.append(replier.list())
        elif name == "status" and case is not None:
            drafts.append(replier.status())
        elif name == "suggest" and case is not None:
            drafts.append(replier.suggest(" ".join(arguments)))
        elif name == "expert" and case is not None:
            drafts.append(replier.experts(arguments))
        elif name == "report" and desk.background.report is not None:
            drafts.append(replier.report(desk.background.report))
    return tuple(
        SendMail(draft, on_case=False, together=RECEIPTS if (draft.dedupe or "").startswith(RECEIPTS) else "")
        for draft in drafts
    )


def receipt(
    desk: Desk, mails: Sequence[Draft], done: Sequence[str], case: Case | None, until: datetime
) -> Draft:
    """The receipt of a mail that is on hold until then."""
    return _Replier(desk, case).receipt(mails, done, until)


def wants_receipt(plan: Plan, desk: Desk) -> bool:
    """[response] receipts: "always" | "commands" | "problems"; always when mail is held back a while, or a
    file was left out of it."""
    setting = desk.settings.response.receipts
    if setting == "always" or desk.settings.response.hold or (desk.left_out and not plan.note):
        return True
    noted = plan.note and desk.purpose is not Purpose.NOTE
    return setting == "commands" and (noted or plan.asks_beside(*QUESTIONS, "note"))


def _sends_later(plan: Plan, case: Case | None) -> bool:
    """Whether mail to a worker comes of it that is not written yet: a mail let in, a survey that is due."""
    if plan.settle is InboundState.ACCEPTED:
        return True
    return plan.fields.get("survey_after") == "now" and case is not None and survey_now(case) == "survey-now"


class _Replier:
    def __init__(self, desk: Desk, case: Case | None) -> None:
        self.desk = desk
        self.case = case

    def receipt(
        self,
        mails: Sequence[Draft],
        done: Sequence[str],
        until: datetime | None = None,
        *,
        silent: bool = False,
        found: Offers = NO_OFFERS,
        phrases: Sequence[Mapping[str, str]] = (),
    ) -> Draft:
        said = {"done": list(done), "mails": _as_sent(mails), "silent": silent, "until": until}
        variables = {"case": self.case, **said, "links": found[0], "more": found[1], "phrases": phrases}
        draft = self._personal(OutboxKind.RECEIPT, "concierge/receipt", variables)
        return replace(draft, dedupe=f"on-hold:{self.desk.inbound}") if until else draft

    def report(self, figures: Mapping[str, Any]) -> Draft:
        variables = summary(
            figures, self.desk.settings.organisation, self.desk.background.named, self.desk.language
        )
        return self._personal(OutboxKind.REPORT, "report/summary", variables)

    def preview(self, mails: Sequence[Draft], done: Sequence[str]) -> Draft:
        variables = {"case": self.case, "mails": _as_sent(mails), "done": list(done)}
        return self._personal(OutboxKind.RECEIPT, "concierge/preview", variables, Purpose.TRANSCRIPT)

    def help(self) -> Draft:
        rows = [{"command": command, "does": does} for command, does in card(self.desk.language)]
        return self._personal(OutboxKind.RECEIPT, "concierge/help", {"rows": rows})

    def list(self) -> Draft:
        mine = [
            c
            for c in self.desk.background.open_cases
            if c.state is not CaseState.ANSWERED
            and (c.owner is None or c.owner in self.desk.author.addresses)
            and may_know(self.desk.author, c, self.desk.settings)
        ]
        cases = [
            {
                **of_case(c, self.desk.settings, self.desk.catalogue, self.desk.language),
                "worker": c.requester.name or c.requester.address,
                "promise": c.promised_at,
                "late": bool(
                    c.promised_at and c.promised_at < self.desk.now and c.state is not CaseState.WAITING
                ),
            }
            for c in sorted(mine, key=self._urgency)
        ]
        variables = {"cases": cases[:MANY], "more": len(cases[MANY:])}
        return self._personal(OutboxKind.RECEIPT, "concierge/list", variables)

    def _urgency(self, case: Case) -> tuple[bool, datetime]:
        """What waits for an answer first, by the promised time."""
        return case.state is CaseState.WAITING, case.promised_at or self.desk.now

    def status(self) -> Draft:
        case = self.case
        assert case is not None
        timeline = [
            {"at": m.at, "text": f"{m.author.name or m.author.addr_spec}: {_one_line(m.new_text)}"}
            for m in case.messages[-12:]
        ]
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": case,
            "need": of_need(case.need),
            "promise": case.promised_at,
            "remembered": list(case.requester.remembered),
            "survey": _survey(case),
            "billing": _billing(case, self.desk.language),
            "timeline": timeline,
            "names": _former_names(case),
            "colleagues": [
                {"name": each.colleague.name or each.colleague.address, "state": each.state.value}
                for each in self.desk.background.introductions
            ],
        }
        return self._personal(OutboxKind.RECEIPT, "concierge/status", variables)

    def suggest(self, words: str) -> Draft:
        case, desk = self.case, self.desk
        assert case is not None
        text = words or "\n".join(m.new_text for m in case.messages if m.role is Role.WORKER)
        topic = desk.catalogue.topic(words) if words else None
        about = replace(case, topics=(topic.slug,)) if topic else case
        outside = desk.background.outside
        where = countries_of(desk.settings, case.client)
        near = suggestions(
            about, text, desk.catalogue, desk.writer.library, SUGGESTED, outside=outside, countries=where
        )
        if topic is None and sought(words):  # what they look for, whatever the case is about
            near = replace(near, options=search(words, case, desk.catalogue, SUGGESTED, where))
        variables = {
            "case": case,
            "need": of_need(case.need),
            **near.shown(desk.language),
            "similar": [
                {"topic": one.topic, "options": list(one.options), "rating": one.rating}
                for one in desk.background.similar
            ],
        }
        return self._personal(OutboxKind.RECEIPT, "concierge/suggestion", variables, Purpose.ANSWER)

    def experts(self, topics: Sequence[str]) -> Draft:
        case, desk = self.case, self.desk
        assert case is not None
        variables = {"case": case, "worker": of_worker(case.requester), **found(topics, case, desk)}
        return self._personal(OutboxKind.RECEIPT, "concierge/experts", variables)

    def _personal(
        self,
        kind: OutboxKind,
        template: str,
        variables: Mapping[str, object],
        purpose: Purpose = Purpose.RECEIPT,
    ) -> Draft:
        desk = self.desk
        ref = desk.inbound
        if purpose is Purpose.ANSWER and self.case and self.case.messages:
            ref = self.case.messages[-1].id
        where = Addressing(
            desk.person,
            desk.language,
            purpose,
            desk.service_address,
            self.case.id if self.case else None,
            ref,
            thread=desk.own_thread,
            dedupe=f"{template.rpartition('/')[2]}:{desk.inbound}",
        )
        return own.reply(desk.mails, kind, template, where, variables)


def _as_sent(mails: Sequence[Draft]) -> list[dict[str, object]]:
    return [
        {
            "to": ", ".join(a.addr_spec for a in (*m.to, *m.cc)),
            "subject": m.subject,
            "text": without_foot(m.text),
        }
        for m in mails
    ]


def _survey(case: Case) -> str:
    survey = case.survey
    if survey is None:
        return ""
    if survey.rating is not None:
        return f"{survey.rating}/5"
    when = survey.due_at.date().isoformat() if survey.due_at else ""
    return f"{survey.state.value} {when}".strip()


def _billing(case: Case, language: str) -> str:
    """Minutes and amount in words; "" where there are none."""
    spent = minutes(case.minutes, language) if case.minutes else ""
    return ", ".join(filter(None, (spent, money(case.billed, language, case.currency))))


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 120 else f"{words[:117].rstrip()} …"


def _former_names(case: Case) -> list[str]:
    """Names under which the requester wrote on the case, other than the present one."""
    written = (m.author.name for m in case.messages if m.author.key == case.requester.address)
    return [name for name in dict.fromkeys(written) if is_new_name(case.requester.name, name)]
