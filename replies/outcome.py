"""What a concierge's mail did, in words, for its receipt. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cases.model import Case, CaseEvent, SurveyState
from replies.commands.keeping import completed, kept_words
from replies.commands.phrases import say
from replies.commands.plan import Change, Desk, Plan
from replies.commands.teaching import taught_words
from templates.phrases import moment

ENVELOPE: Final = "winmail.dat"  # left out where it could not be unpacked
_MOVED: Mapping[CaseEvent, str] = {
    CaseEvent.CLOSED: "closed",
    CaseEvent.REOPENED: "reopened",
    CaseEvent.REJECTED: "rejected",
}


def survey_now(case: Case) -> str:
    """What `#survey now` comes to, as a phrase: it goes, went, waits for an answer, or may not go."""
    if case.requester.surveys_stopped:
        return "survey-stopped"
    if case.survey is not None and case.survey.asked_at is not None:
        return "survey-over"
    if case.survey is not None and case.survey.state not in (SurveyState.SCHEDULED, SurveyState.CANCELLED):
        return "survey-over"
    return "survey-now" if case.first_answer_at or case.recommended_at else "survey-first"


def _left_out(desk: Desk) -> list[str]:
    """The files that did not go along, each with its reason."""
    envelopes = [name for name in desk.left_out if name.lower() == ENVELOPE]
    others = [name for name in desk.left_out if name.lower() != ENVELOPE]
    rows = (("left-out", others), ("left-out-envelope", envelopes))
    return [say(slug, desk.language, detail=", ".join(names)) for slug, names in rows if names]


def outcome(plan: Plan, desk: Desk, case: Case, *, sent: bool, waits: bool) -> tuple[str, ...]:
    """A line each, in the concierge's language. `sent`: words went to the worker; `waits`: all of it will be.

    `case`: as the mail leaves it.
    """
    language, tag = desk.language, desk.settings.tag
    done = []
    if sent:
        done.append(say("sent", language, detail=case.requester.name or case.requester.address))
    if sent:
        done += _left_out(desk)
    if plan.note and desk.private.strip():
        done.append(say("noted", language))
    done += [_changed(change, desk, case) for change in plan.changes]
    done += [say("remembered", language, detail=line) for line in plan.remember]
    done += [kept_words(option, desk) for option in completed(plan, case)]
    done += taught_words(plan, case, desk)
    if plan.requester is not None:
        done.append(say("requester", language, detail=plan.requester.name or plan.requester.address))
    if plan.assign is not None:
        done.append(say("assigned", language, detail=plan.assign.name))
    if plan.introduce is not None:
        asked, _ = plan.introduce
        who = asked.colleague.name or asked.colleague.address
        until = moment(asked.until, language, desk.settings.organisation.timezone, desk.now)
        done.append(say("introduce-asked", language, detail=who, until=until))
    if plan.cc:
        done.append(say("case.cc", language, detail=", ".join(plan.cc)))
    if plan.split and waits:  # another case may have the number by then
        done.append(say("split-later", language))
    elif plan.split:
        done.append(say("split", language, detail=tag(desk.background.new_case)))
    if plan.move is not None:
        done.append(say(_MOVED[plan.move], language))
    if plan.merge is not None:
        done.append(say("merged", language, detail=tag(plan.merge)))
    return tuple(done)


def _changed(change: Change, desk: Desk, case: Case) -> str:
    if change.fields.get("survey_after") == "now":
        days = desk.settings.survey.per_person.days
        who = case.requester.name or case.requester.address
        return say(survey_now(case), desk.language, detail=who, days=days)
    return say(change.event, desk.language, detail=_detail(change, desk))


def _detail(change: Change, desk: Desk) -> str:
    """What was changed, in words; a time in the service's zone."""
    until = change.fields.get("wait_until")
    if isinstance(until, datetime):
        return moment(until, desk.language, desk.settings.organisation.timezone, desk.now)
    return change.detail
