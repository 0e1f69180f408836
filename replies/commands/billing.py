"""`#time` and `#bill`: minutes that add up, and the amount that a client is billed for the case. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from replies.commands.grammar import Command
from replies.commands.plan import Desk, Plan, Refusal
from replies.needs.durations import minutes as said_minutes
from replies.needs.money import Money, price
from templates.phrases import currency_digits

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
    clients = [client for client in desk.settings.clients if desk.author.serves(client.id)]
    found = _amount(" ".join(command.arguments), {client.rate[1] for client in clients if client.rate})
    if found is None:
        return Refusal("needs-amount")
    known = {client.id: client for client in clients}
    name = str(plan.fields.get("client", desk.case.client if desk.case else None))
    client = known.get(name) or (clients[0] if len(clients) == 1 else None)  # a freelancer's only one
    if client is None:
        return Refusal("needs-client", {"clients": ", ".join(known) or "–"})
    amount, named = found
    currency = named or (client.rate[1] if client.rate else CURRENCY)
    if amount != round(amount, currency_digits(currency)):  # what is billed would be another amount
        return Refusal("needs-amount")
    fields = {"billed": amount, "currency": currency}
    if client.id != name:
        fields["client"] = client.id
    return plan.changed("case.bill", f"{amount} {currency}", **fields)


def _amount(typed: str, currencies: Collection[str]) -> Money | None:
    """Also in a currency of the clients' rates that people name in no other way than by its code."""
    words = typed.split()
    codes = [word for word in words if word.upper() in currencies]
    found = price(" ".join(word for word in words if word not in codes) if len(codes) == 1 else typed)
    if found is None or len(codes) != 1:
        return found
    amount, named = found
    return (amount, codes[0].upper()) if named is None else None
