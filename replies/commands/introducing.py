"""#expert and #introduce: colleagues who offered to help, and asking one of them. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.calendar import add_working
from cases.experts import Helper
from cases.introductions import ANSWER_WITHIN, RUNNING, Introduction
from cases.model import OVER, Case
from replies.advice.teaching import telltale
from replies.commands.grammar import Command
from replies.commands.handlers import ADDRESS
from replies.commands.plan import Desk, Plan, Refusal
from replies.commands.teaching import known_names
from templates.phrases import day

LONGEST = 300  # characters of what is said of the help that is needed


def expert(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """With a topic, or that of the case: a question that is answered to its author alone."""
    typed = " ".join(command.words)
    if not typed:
        topics = _topics(plan, desk)
        return replace(plan, queries=(*plan.queries, ("expert", topics))) if topics else Refusal("needs-name")
    found = desk.catalogue.topic(typed)
    if found is None:
        near = ", ".join(desk.catalogue.nearest_topics(typed, 1))
        return Refusal("unknown-topic", {"name": typed, "near": near})
    return replace(plan, queries=(*plan.queries, ("expert", (found.slug,))))


def introduce(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """A colleague is asked first; one at a time for a case, and each once."""
    case = desk.case
    assert case is not None
    address = command.arguments[0].lower() if command.arguments else ""
    if not ADDRESS.match(address):
        return Refusal("needs-address")
    if case.state in OVER:
        return Refusal("introduce-over")
    if plan.introduce is not None:
        return Refusal("introduce-one")
    running = next((each for each in desk.background.introductions if each.state in RUNNING), None)
    if running is not None:
        name = running.colleague.name or running.colleague.address
        last = _day(running.until, desk)
        return Refusal("introduce-running", {"name": name, "day": last})
    helper = _helper(address, case, desk)
    if isinstance(helper, Refusal):
        return helper
    topic = _topic(helper, plan, desk)
    if not topic:
        return Refusal("introduce-topic", {"topics": ", ".join(helper.topics)})
    words = command.said.partition(" ")[2].strip().strip('"')[:LONGEST]
    # They are for somebody who does not know yet who asks.
    if telltale(words, known_names(case, desk), desk.catalogue):
        return Refusal("introduce-named", {"name": case.requester.name or case.requester.address})
    until = add_working(desk.settings.hours, desk.now, ANSWER_WITHIN)
    asked = Introduction(case.id, helper.person, topic, words, desk.author.address.lower(), desk.now, until)
    return replace(plan, introduce=(asked, helper.spoken))


def _helper(address: str, case: Case, desk: Desk) -> Helper | Refusal:
    """Whoever has that address, may help with this case, and may be asked now."""
    found = next((each for each in desk.background.helpers if each.person.address == address), None)
    if found is None or not found.is_of(case, desk.settings):
        return Refusal("introduce-nobody", {"address": address})
    if case.id in {number for number, _ in found.asked}:
        return Refusal("introduce-before", {"name": found.person.name or address})
    free = found.free_at(desk.now, desk.settings)
    if free is not None:
        return Refusal("introduce-resting", {"name": found.person.name or address, "day": _day(free, desk)})
    return found


def _topic(helper: Helper, plan: Plan, desk: Desk) -> str:
    """What they are asked about: a topic of the case that they help with; without one, their only one."""
    topics = _topics(plan, desk)
    shared = next((topic for topic in topics if topic in helper.topics), "")
    return shared or ("" if topics or len(helper.topics) > 1 else next(iter(helper.topics)))


def _topics(plan: Plan, desk: Desk) -> tuple[str, ...]:
    """Those of the case, as this mail leaves it so far."""
    topics = plan.fields.get("topics", desk.case.topics if desk.case else ())
    assert isinstance(topics, tuple)
    return topics


def _day(moment: datetime, desk: Desk) -> str:
    zone = ZoneInfo(desk.settings.organisation.timezone)
    return day(moment.astimezone(zone).date(), desk.language, desk.now.astimezone(zone).date())
