"""#time adds up, #bill sets an amount: what may be typed, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cases.effects import ChangeCase
from cases.settings import Client
from replies.commands.plan import Desk
from replies.decide import decide, planned
from tests import desk as d

ACME = Client("acme", "Acme", ("acme.example",), (Decimal(95), "USD", "case"))
BETA = Client("beta", "Beta")
TOKYO = Client("tokyo", "Tokyo", (), (Decimal(9500), "JPY", "case"))

MINUTES = [
    # (lines, minutes in all, of a case that has 10)
    ("#time 30m", 40),
    ("#time 30", 40),
    ("#time 30 min", 40),
    ("#time 1h30", 100),
    ("#tijd 1u30", 100),
    ("#tijd 1 uur 15 min", 85),
    ("#tijd 2 uur", 130),
    ("#tijd 1,5 uur", 100),
    ("#time half an hour", 40),
    ("#time 30m\n#time 1h", 100),
]
NO_MINUTES = ["#time", "#time 0", "#time soon", "#time -30m", "#time 900h", "#time 1e9", "#time -1,5 uur"]
NO_MINUTES += ["#time minus 30m", "#time 30m -10m", "#time 101h", f"#time {'9' * 50}"]

AMOUNTS = [
    # (line, client of the case, clients, amount, currency, client afterwards)
    ("#bill 95", "beta", (ACME, BETA), "95", "EUR", "beta"),
    ("#bill 95", "acme", (ACME, BETA), "95", "USD", "acme"),
    ("#bill 95 EUR", "acme", (ACME, BETA), "95", "EUR", "acme"),
    ("#bill € 95", "acme", (ACME,), "95", "EUR", "acme"),
    ("#factuur 95,50", "beta", (ACME, BETA), "95.50", "EUR", "beta"),
    ("#bill 1.500,25", "beta", (ACME, BETA), "1500.25", "EUR", "beta"),
    ("#bill 0", "beta", (ACME, BETA), "0", "EUR", "beta"),
    ("#bill 95", None, (BETA,), "95", "EUR", "beta"),
    ("#client acme\n#bill 95", None, (ACME, BETA), "95", "USD", "acme"),
    ("#bill 9500 JPY", "tokyo", (ACME, TOKYO), "9500", "JPY", "tokyo"),
    ("#bill jpy 9500", "beta", (BETA, TOKYO), "9500", "JPY", "beta"),
    ("#bill 9500", "tokyo", (ACME, TOKYO), "9500", "JPY", "tokyo"),
    ("#bill 95 usd", "beta", (ACME, BETA), "95", "USD", "beta"),
    ("#bill 95\n#bill 80", "beta", (ACME, BETA), "80", "EUR", "beta"),
]
NO_AMOUNT = [
    ("#bill", "beta", "amount"),
    ("#bill much", "beta", "amount"),
    *((f"#bill {typed}", "beta", "amount") for typed in ("-5", "+95", "1e9", "NaN", "inf", "9" * 40)),
    *((f"#bill {typed}", "acme", "amount") for typed in ("95 EUR USD", "95 ABC", "0.001", "USD")),
    ("#bill 95.5", "tokyo", "amount"),
    ("#bill 95", None, "#client; there are: acme, beta"),
    ("#bill 95", "gone", "#client; there are: acme, beta"),
]


def _fields(text: str, desk: Desk) -> dict[str, object]:
    decision = decide(desk)
    assert "concierge-commands" == decision.reason, d.text_to(decision, d.ANNA.address)
    return {k: v for e in decision.effects if isinstance(e, ChangeCase) for k, v in e.fields.items()}


@pytest.mark.parametrize(("text", "minutes"), MINUTES)
def test_minutes_add_up(text: str, minutes: int) -> None:
    """On top of what the case has, several in one mail too."""
    assert minutes == _fields(text, d.desk(text, case=d.case(minutes=10)))["minutes"]


@pytest.mark.parametrize("text", NO_MINUTES)
def test_what_is_no_time_is_refused(text: str) -> None:
    """With an example."""
    _, [line] = planned(d.desk(text))
    assert (False, True) == (line.ok, "#time 30m" in line.outcome)


@pytest.mark.parametrize(("text", "client", "clients", "amount", "currency", "after"), AMOUNTS)
def test_amount(
    text: str, client: str | None, clients: tuple[Client, ...], amount: str, currency: str, after: str
) -> None:
    """In the currency named, else that of the client's rate; one client alone is meant without saying so."""
    desk = d.desk(text, case=d.case(client=client), settings=d.settings(clients=clients))
    fields = _fields(text, desk)
    expected = (Decimal(amount), currency, after)
    assert expected == (fields["billed"], fields["currency"], fields.get("client", client))


@pytest.mark.parametrize(("text", "client", "said"), NO_AMOUNT)
def test_no_amount(text: str, client: str | None, said: str) -> None:
    """Neither without a sum nor without a client."""
    desk = d.desk(text, case=d.case(client=client), settings=d.settings(clients=(ACME, BETA, TOKYO)))
    _, [line] = planned(desk)
    assert (False, True) == (line.ok, said in line.outcome)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Time and amount:** 1 hour 15 minutes, €95.50"),
        ("nl", "Tijd en bedrag:** 1 uur 15 minuten, € 95,50"),
    ],
)
def test_status_shows_time_and_amount(language: str, said: str) -> None:
    """In words; a case without either shows no such line."""
    author = replace(d.ANNA, languages=(language,))
    case = d.case(minutes=75, billed=Decimal("95.50"), currency="EUR")
    text = d.text_to(decide(d.desk("#status", case=case, author=author, language=language)), d.ANNA.address)
    assert said in text
    bare = d.text_to(decide(d.desk("#status", author=author, language=language)), d.ANNA.address)
    assert said.partition(":")[0] not in bare
