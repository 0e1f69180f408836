"""The mail to the lead about what somebody seems to want of their own data. Pure."""

from __future__ import annotations

from cases.effects import Draft
from cases.model import Case, OutboxKind, Purpose
from replies.mails.colleagues import lead_of
from replies.mails.shared import Incoming, Mails
from templates.drafts import Addressing
from templates.values import of_worker


def wish(mails: Mails, case: Case, incoming: Incoming, told: frozenset[str]) -> list[Draft]:
    """What somebody seems to want of their own data, to the lead; once a case and wish.

    `told`: addresses (lower case) that get the whole mail, with the same line, already.
    """
    drafts = []
    for address in lead_of(mails.settings) if incoming.wishes else ():
        if address in told or address == case.requester.address:
            continue
        person = mails.people[address]
        where = Addressing(
            person,
            mails.settings.language_of(mails.settings.concierge(address)),
            Purpose.NOTE,
            case.mailbox,
            case.id,
            dedupe=f"wish:{case.id}:{' '.join(incoming.wishes)}:{person.id}",
        )
        variables = {
            "worker": of_worker(case.requester, case.language),
            "case": mails.of_case(case, where.language),
            "wishes": list(incoming.wishes),
        }
        drafts.append(mails.write(OutboxKind.ESCALATION, "concierge/wish", where, variables))
    return drafts
