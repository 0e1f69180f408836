"""Billing of the open database: its lines, a month that is stated for good, and the statement as a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.durations import parse_money
from cases.effects import Decision, Draft, SendMail
from cases.errors import PermanentError
from cases.model import CaseState, InboundState, Origin, OutboxKind, Person, Purpose
from cases.reasons import Reason
from cases.settings import Settings
from db import billing
from db.apply import apply
from db.connect import transaction
from reports.billing import Account, Line, Rate, Work, accounts, lines
from templates.drafts import AUTO_GENERATED, Addressing, Writer
from templates.load import settings_library
from templates.phrases import date_in_words, exact_money, money
from templates.phrases import month as in_words

BY_HAND = "by hand"


def billing_lines(settings: Settings) -> list[Line]:
    """Every line, stated and open, of every client; the database is open."""
    works = [
        Work(**row | {"state": CaseState(row["state"]), "origin": Origin(row["origin"])})
        for row in billing.billed_cases()
    ]
    closed = [(client, _month(month)) for client, month in billing.stated_months()]
    stated = [_line(row) for row in billing.stated_lines()]
    return lines(works, settings.clients, stated, closed, settings.timezone)


def stated(settings: Settings, client: str, month: date, now: datetime, actor: str) -> list[Account]:
    """The accounts of that month, stated now unless they were before; PermanentError where they cannot be."""
    with transaction():
        chosen = [line for line in billing_lines(settings) if (line.client, line.month) == (client, month)]
        if not chosen:
            raise PermanentError(f"{client} has nothing to state for {month:%Y-%m}.")
        if (client, f"{month:%Y-%m}") not in billing.stated_months():
            billing.state_month(client, f"{month:%Y-%m}", map(_row, chosen), now, actor)
        return accounts(replace(line, stated=True) for line in chosen)


def statement(
    settings: Settings, found: Sequence[Account], address: str, language: str, now: datetime
) -> Draft:
    """The statement of the accounts of one client and month, to `address` ("": to be shown only)."""
    names = {client.id: client.name for client in settings.clients}
    stated_at = billing.stated_at(found[0].client, f"{found[0].month:%Y-%m}")
    variables = {
        "stated_on": date_in_words(stated_at.astimezone(ZoneInfo(settings.timezone)).date(), language),
        "client": names.get(found[0].client, found[0].client),
        "month": in_words(found[0].month, language),
        "accounts": [_account(account, settings, language) for account in found],
    }
    seen = settings.for_client(found[0].client)
    writer = Writer(seen, settings_library(seen))
    where = Addressing(
        Person(0, address),
        language,
        Purpose.DIGEST,
        settings.mailbox_for(found[0].client),
        automatic=AUTO_GENERATED,
    )
    return writer.write(OutboxKind.STATEMENT, "report/statement", where, now, variables)


def send(draft: Draft, now: datetime, actor: str) -> None:
    """Queue the mail."""
    with transaction():
        apply(
            Decision(InboundState.ACCEPTED, Reason.ACCEPTED_BY_PERSON, (SendMail(draft),)), None, now, actor
        )


def rate_words(rate: Rate | None) -> str:
    """As it is configured, "95 EUR per case"; "" without one."""
    return "" if rate is None else f"{rate[0]} {rate[1]} per {rate[2]}"


def _account(account: Account, settings: Settings, language: str) -> dict[str, object]:
    return {
        "currency": account.currency,
        "cases": account.cases,
        "minutes": account.minutes,
        "total": _money(account.amount, account.currency, language),
        "lines": [
            {
                "tag": settings.tag(line.case),
                "minutes": line.minutes,
                "rate": _rate(line, language),
                "amount": _money(line.amount, line.currency, language),
                "corrects": in_words(line.corrects, language) if line.corrects else "",
            }
            for line in account.lines
        ],
    }


def _money(amount: Any, currency: str, language: str) -> str:
    if not currency:
        return money(0, language)
    return exact_money(amount, language, currency)


def _rate(line: Line, language: str) -> str:
    if line.rate is None:
        return ""
    amount, currency, per = line.rate
    dutch = {"case": "vraag", "hour": "uur"}
    return f"{exact_money(amount, language, currency)} per {dutch[per] if language.startswith('nl') else per}"


def _row(line: Line) -> dict[str, Any]:
    return {
        "client": line.client,
        "month": f"{line.month:%Y-%m}",
        "case_id": line.case,
        "currency": line.currency,
        "minutes": line.minutes,
        "amount": line.amount,
        "rate": BY_HAND if line.by_hand else rate_words(line.rate),
        "corrects": f"{line.corrects:%Y-%m}" if line.corrects else "",
    }


def _line(row: dict[str, Any]) -> Line:
    rate = row["rate"]
    return Line(
        client=row["client"],
        month=_month(row["month"]),
        case=row["case_id"],
        minutes=row["minutes"],
        amount=row["amount"],
        currency=row["currency"],
        rate=parse_money(rate) if rate and rate != BY_HAND else None,
        by_hand=rate == BY_HAND,
        corrects=_month(row["corrects"]) if row["corrects"] else None,
        stated=True,
    )


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
