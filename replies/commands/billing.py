"""`#time` and `#bill`: minutes that add up, and the amount that a client is billed for the case. Pure."""

from __future__ import annotations

import re

from replies.commands.grammar import Command
from replies.commands.plan import Desk, Plan, Refusal
from replies.needs.durations import minutes as said_minutes
from replies.needs.money import price

CURRENCY = "EUR"  # where neither the command nor the client's rate names one
LONGEST = 100 * 60  # minutes in one command: what is longer was mistyped
_MINUTES = re.compile(
    r"^(?:(\d{1,3})\s*(?:h|u|uur|hours?))?\s*(?:(\d{1,4})\s*(?:m|min|minutes?|minuten)?)?$", re.I
)


def time(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """Minutes more: "30m", "1h30", "1u30", "1,5 uur", "45"."""
    words = " ".join(command.arguments).strip()
    match = _MINUTES.match(words)
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if match else said_minutes(words) or 0
    if not 0 < minutes <= LONGEST:
        return Refusal("needs-duration", {"example": "#time 30m"})
    before = int(str(plan.fields.get("minutes", desk.case.minutes if desk.case else 0)))
    total = before + minutes
    detail = f"{minutes} min" if total == minutes else f"{minutes} min ({total} min)"
    return plan.changed("case.time", detail, minutes=total)


def bill(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """The amount: "95", "95,50", "95 EUR", "€ 95". The latest counts; it belongs to a [[client]]."""
    found = price(" ".join(command.arguments))
    if found is None:
        return Refusal("needs-amount")
    clients = [client for client in desk.settings.clients if desk.author.serves(client.id)]
    known = {client.id: client for client in clients}
    name = str(plan.fields.get("client", desk.case.client if desk.case else None))
    client = known.get(name) or (clients[0] if len(clients) == 1 else None)  # a freelancer's only one
    if client is None:
        return Refusal("needs-client", {"clients": ", ".join(known) or "–"})
    amount, named = found
    currency = named or (client.rate[1] if client.rate else CURRENCY)
    fields = {"billed": amount, "currency": currency}
    if client.id != name:
        fields["client"] = client.id
    return plan.changed("case.bill", f"{amount} {currency}", **fields)
