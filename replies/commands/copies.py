"""`#cc ADDRESS`: somebody copied in on the mail that goes to the worker with this one. Pure."""

from __future__ import annotations

from dataclasses import replace

from replies.commands.grammar import Command
from replies.commands.handlers import ADDRESS
from replies.commands.plan import Desk, Plan, Refusal

MOST = 20  # people copied in on one mail; each of them sees the worker's address


def cc(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """One address or more; several lines add up."""
    addresses = [a.lower() for argument in command.arguments for a in argument.split(",") if a]
    if not addresses or not all(ADDRESS.match(address) for address in addresses):
        return Refusal("needs-address")
    for address in addresses:
        if desk.settings.is_own(address):
            return Refusal("own-address", {"address": address})
        if address in desk.author.addresses:
            return Refusal("cc-yourself", {"address": address})
        if desk.case is not None and address == desk.case.requester.address:
            return Refusal("cc-requester", {"address": address})
    copied = tuple(dict.fromkeys((*plan.cc, *addresses)))
    if len(copied) > MOST:
        return Refusal("cc-many", {"most": MOST})
    return replace(plan, cc=copied)


def outside(plan: Plan, desk: Desk) -> tuple[str, ...]:
    """Those copied in who could not write here themselves ([[mailbox]] allowed_senders), or who belong to
    another client than the case."""
    settings, client = desk.settings, desk.case.client if desk.case else None
    box = settings.mailbox(desk.service_address)
    strangers = (a for a in plan.cc if settings.concierge(a) is None)
    return tuple(a for a in strangers if not box.admits(a) or settings.client_of(a) not in (None, client))
