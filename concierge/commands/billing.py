"""`concierge billing`: what each client owes by month; a month can be stated, and no longer changes then."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cases.errors import PermanentError
from cases.settings import Settings
from concierge import statements
from concierge.acting import acting
from concierge.config.values import address as an_address
from concierge.opened import opened
from concierge.options import CONFIG, Config, new_file
from concierge.output import AsJson, print_json, print_table, printable
from reports.billing import Account, accounts, month_begin

DAY = ["%Y-%m-%d", "%Y-%m"]
HEADS = ("CLIENT", "MONTH", "CASES", "MINUTES", "RATE", "AMOUNT", "CURRENCY", "STATED")
COLUMNS = (
    *("client", "name", "month", "case", "corrects", "minutes"),
    *("rate", "amount", "currency", "stated"),
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_CALCULATED = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")  # wide ones in Japanese spreadsheets
# A spreadsheet of a country with decimal commas opens the file with ";" between cells.
_SPLIT = re.compile(r"([;\t\r\n]\s*+)(?=[=+\-@|%＝＋－＠])")


def command(
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help="From the month of this day on.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=DAY, metavar="DATE", help="Up to and with the month of this day."),
    ] = None,
    month: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m"], metavar="MONTH", help="Only this month: 2026-10.")
    ] = None,
    client: Annotated[str | None, typer.Option(metavar="ID", help="Only of this client.")] = None,
    table: Annotated[
        str | None,
        typer.Option("--csv", metavar="FILE", help="Write every line there; - is standard output."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(parser=new_file, metavar="FILE", help="State the month, and write the statement there."),
    ] = None,
    mail: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="State the month, and mail the statement there.")
    ] = None,
    language: Annotated[str | None, typer.Option(metavar="LANG", help="Of the statement: en or nl.")] = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Show what each client owes: cases, minutes, rate and amount, by month and currency.

    With --mail or --html a month that is over is stated: it no longer changes, and what is corrected later
    is a line of a later month.
    """
    if month and (since or until):
        raise typer.BadParameter("--month is a whole month: leave --since and --until out")
    first, last = (month, month) if month else (since, until)
    with opened(config) as settings:
        now = datetime.now(UTC)
        if mail is not None or html is not None:
            found = _state(settings, client, first, last, mail, html, language, now)
        else:
            chosen = (
                line
                for line in statements.billing_lines(settings)
                if (client is None or line.client == client)
                and (first is None or line.month >= first.date().replace(day=1))
                and (last is None or line.month <= last.date().replace(day=1))
            )
            found = accounts(chosen)
        if table is not None:
            _write(table, as_csv(found, settings))
        elif json:
            print_json(_shown(account, settings) for account in found)
        else:
            print_table(HEADS, map(_columns, found), "Nothing is billed in this time.")


def as_csv(found: Iterable[Account], settings: Settings) -> str:
    """One row a line; no cell is one that a spreadsheet would take for a formula."""
    names = {client.id: client.name for client in settings.clients}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for account in found:
        for line in _lines(account, settings):
            cells = {"client": account.client, "name": names.get(account.client, ""), **line}
            cells |= {"month": f"{account.month:%Y-%m}", "currency": account.currency}
            cells["stated"] = "yes" if account.stated else "no"
            writer.writerow([safe_cell(cells[name]) for name in COLUMNS])
    return out.getvalue()


def safe_cell(value: object) -> str:
    """Text for a cell: an apostrophe before what a spreadsheet would calculate; numbers stay numbers."""
    text = "" if value is None else str(value)
    if _NUMBER.fullmatch(text):
        return text
    text = _SPLIT.sub(r"\1'", text)
    return f"'{text}" if text.lstrip().startswith(_CALCULATED) or text[:1] in ("\t", "\r", "\n") else text


def _state(
    settings: Settings,
    client: str | None,
    first: datetime | None,
    last: datetime | None,
    mail: str | None,
    html: Path | None,
    language: str | None,
    now: datetime,
) -> list[Account]:
    month = _one_month(first, last)
    if client is None or month is None:
        raise typer.BadParameter("a statement is of one client and month: add --client ID --month 2026-10")
    if client not in {each.id for each in settings.clients}:
        known = ", ".join(each.id for each in settings.clients) or "none"
        raise typer.BadParameter(f"{printable(client)} is no client of the configuration ({known})")
    if month >= month_begin(now, ZoneInfo(settings.timezone)):
        raise PermanentError(
            f"{month:%Y-%m} is not over yet: state it from the first day of the next month on."
        )
    if language is not None and language not in settings.languages:
        raise typer.BadParameter(f"{printable(language)} is no language of [service] languages")
    to = "" if mail is None else _recipient(mail, client, settings)
    found = statements.stated(settings, client, month, now, acting())
    draft = statements.statement(settings, found, to, language or settings.languages[0], now)
    if html is not None:
        _write(str(html), _page(draft.text, draft.language))
    if mail is not None:
        statements.send(draft, now, acting())
        typer.echo(f"The statement goes to {to} in the next round.", err=True)
    return found


def _recipient(mail: str, client: str, settings: Settings) -> str:
    try:
        found = an_address(mail)
    except ValueError as error:
        raise typer.BadParameter(f"{printable(mail)}: {error}") from None
    domain = found.rpartition("@")[2].lower()
    others = [each.id for each in settings.clients if each.id != client and domain in each.domains]
    if settings.is_own(found):
        raise typer.BadParameter(f"{found} is the service itself: name an address of the client")
    if others:
        raise typer.BadParameter(f"{found} belongs to the client {others[0]}: nothing was stated or sent")
    return found


def _one_month(first: datetime | None, last: datetime | None) -> date | None:
    months = {each.date().replace(day=1) for each in (first, last) if each is not None}
    return months.pop() if len(months) == 1 and first and last else None


def _page(text: str, language: str) -> str:
    from mailer.html import html_body  # seldom needed, and slow to load
    from mailer.markdown import read

    return html_body(read(text), language=language, pictures={})


def _write(target: str, text: str) -> None:
    if target == "-":
        typer.echo(text, nl=False)
        return
    try:
        new_file(target).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise PermanentError(f"{target} cannot be written ({error.strerror}): name another file.") from error


def _rate(account: Account) -> str:
    rates = [statements.rate_words(rate) for rate in account.rates]
    if any(line.by_hand for line in account.lines):
        rates.append(statements.BY_HAND)
    return ", ".join(rates) or ("" if account.currency else "free")


def _columns(account: Account) -> Sequence[object]:
    return (
        *(account.client, f"{account.month:%Y-%m}", account.cases, account.minutes, _rate(account)),
        *(account.amount, account.currency, "yes" if account.stated else "no"),
    )


def _shown(account: Account, settings: Settings) -> dict[str, Any]:
    return {
        "client": account.client,
        "month": f"{account.month:%Y-%m}",
        "cases": account.cases,
        "minutes": account.minutes,
        "rate": _rate(account),
        "amount": str(account.amount),
        "currency": account.currency or None,
        "stated": account.stated,
        "lines": list(_lines(account, settings)),
    }


def _lines(account: Account, settings: Settings) -> Iterator[dict[str, Any]]:
    for line in account.lines:
        yield {
            "case": settings.tag(line.case),
            "corrects": f"{line.corrects:%Y-%m}" if line.corrects else None,
            "minutes": line.minutes,
            "rate": statements.BY_HAND if line.by_hand else statements.rate_words(line.rate),
            "amount": str(line.amount),
        }
