"""What somebody typed beside a yes or no to an invitation, or with another time: to the concierges. Pure."""

from __future__ import annotations

from dataclasses import replace

from cases.effects import SendMail
from cases.model import Case, Role
from cases.routing import listeners
from intake.decide.facts import Facts
from intake.decide.workers import incoming
from intake.reading.parsed import Parsed
from replies.mails import colleagues


def has_words(parsed: Parsed) -> bool:
    """Whether an answer (RFC 5546) proposes another time, or has a comment (RFC 5545 section 3.8.1.4)."""
    if parsed.calendar_method == "REPLY":
        return any(line.startswith("COMMENT") for line in parsed.invitation.splitlines())
    return parsed.calendar_method == "COUNTER"


def told(facts: Facts, case: Case) -> tuple[SendMail, ...]:
    """The mails that show it to those who know the case; of the requester's alone."""
    if facts.address.key != case.requester.address:
        return ()
    to = listeners(facts.settings.concierges, case, facts.background.told, facts.now.date())
    shown = replace(incoming(facts, Role.WORKER), words=facts.typed(facts.parsed.text), attachments=())
    drafts = colleagues.follow_up(facts.mails, case, to, facts.threads, shown)
    return tuple(SendMail(draft, on_case=False) for draft in drafts)
