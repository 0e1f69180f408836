"""A lead who is no concierge asks for the report: the one command that is theirs. Pure.

`#report` alone, in a mail about no case whose sender is proven, is answered with the figures of all; anything
else that a lead writes is a mail like everybody's.
"""

from __future__ import annotations

from cases.effects import Decision
from cases.model import InboundState, OutboxKind, Proof, Purpose
from cases.reasons import Reason
from cases.settings import Concierge, Settings
from intake.decide.classify import Arrived, Classified
from intake.decide.facts import Facts
from intake.decide.messages import alone, answering
from intake.decide.words import Words
from replies.commands.grammar import read
from replies.commands.table import VERBS
from templates.drafts import Addressing
from templates.report_values import summary


def leads(mail: Arrived, settings: Settings) -> bool:
    """Whether the author leads and is no concierge."""
    author = mail.author.address
    return author is not None and settings.leads_from(author.key) and settings.concierge(author.key) is None


def asking_lead(mail: Arrived, sort: Classified, words: Words, settings: Settings) -> Concierge | None:
    """The author as a reader of all figures, where they lead, are no concierge, and ask for nothing else."""
    author = mail.author.address
    if author is None or not leads(mail, settings):
        return None
    if sort.match.case is not None or sort.proof is not Proof.PASS:
        return None
    said = words.answer.forms
    return Concierge("", author.key) if said and all(map(_asks, said)) else None


def _asks(text: str) -> bool:
    reading = read(text, VERBS)
    only = {command.verb for command in reading.commands} == {"report"} and not reading.problems
    return only and not any(line.strip() for _, line in reading.prose)


def is_answered(facts: Facts) -> bool:
    """Whether the figures were counted for a lead who is no concierge."""
    return facts.background.report is not None and facts.settings.concierge(facts.address.key) is None


def report(facts: Facts) -> Decision:
    """The figures, to the lead alone."""
    assert facts.person is not None
    assert facts.background.report is not None
    where = Addressing(
        facts.person,
        facts.settings.language_of(None),  # the lead is the organisation's
        Purpose.DIGEST,
        facts.mailbox.address,
        thread=answering(facts.parsed),
        dedupe=f"summary:{facts.mail.inbound}",
    )
    variables = summary(
        facts.background.report, facts.settings.organisation, facts.background.named, where.language
    )
    draft = facts.writer.write(OutboxKind.REPORT, "report/summary", where, facts.now, variables)
    return Decision(InboundState.ACCEPTED, Reason.CONCIERGE_COMMANDS, (alone(draft),))
