"""#expert: colleagues who offered to help with a topic. Pure."""

from __future__ import annotations

from dataclasses import replace

from replies.commands.grammar import Command
from replies.commands.plan import Desk, Plan, Refusal


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


def _topics(plan: Plan, desk: Desk) -> tuple[str, ...]:
    """Those of the case, as this mail leaves it so far."""
    topics = plan.fields.get("topics", desk.case.topics if desk.case else ())
    assert isinstance(topics, tuple)
    return topics
