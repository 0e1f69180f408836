"""What each client owes, by case and month: exact decimal money, and months that no longer change. Pure.

docs/billing.md defines it. A line is what one case adds to one month of one client in one currency. What was
stated stands; where a case is worth something else since then, the difference is a line of the next month
that is not stated yet, and refers to the month that it corrects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from cases.model import CaseState, Origin
from cases.settings import Client
from templates.phrases import currency_digits

NOTHING = Decimal(0)
Rate = tuple[Decimal, str, str]  # amount, currency (ISO 4217), "case" or "hour"


@dataclass(frozen=True, slots=True)
class Work:
    """What billing knows of a case. `billed`: the amount that a concierge set, in `currency`."""

    case: int
    client: str | None
    state: CaseState
    origin: Origin
    merged: bool
    first_answer_at: datetime | None
    last_answer_at: datetime | None  # of an answer or recommendation; questions alone leave it None
    recommended_at: datetime | None
    minutes: int = 0
    billed: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What a case adds to a month. `rate` None: free, or an amount set by hand (`by_hand`).

    `corrects`: the first day of the stated month that this line corrects. `stated`: it no longer changes.
    """

    client: str
    month: date  # its first day
    case: int
    minutes: int
    amount: Decimal
    currency: str  # "" where it is free
    rate: Rate | None = None
    by_hand: bool = False
    corrects: date | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """The lines of one client, month and currency; `cases` counts no corrections."""

    client: str
    month: date
    currency: str
    stated: bool
    lines: tuple[Line, ...]

    @property
    def cases(self) -> int:
        return sum(line.corrects is None for line in self.lines)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Every rate that a line was reckoned by, in the order of the lines."""
        return tuple(dict.fromkeys(line.rate for line in self.lines if line.rate is not None))


def is_billable(work: Work) -> bool:
    """Answered or advised by a person, and neither rejected, merged into another case, nor imported."""
    return (
        bool(work.client)
        and (work.last_answer_at or work.recommended_at) is not None
        and work.state is not CaseState.REJECTED
        and not work.merged
        and work.origin is not Origin.IMPORT
    )


def lines(
    works: Iterable[Work],
    clients: Sequence[Client],
    stated: Sequence[Line],
    closed: Iterable[tuple[str, date]],
    timezone: str,
) -> list[Line]:
    """All lines, stated and open, by client, month and case.

    `stated`: the lines of the months in `closed` (client, first day of the month). A case that is stated
    keeps the rate of its lines; of a case that is not given, stated lines stand as they are.
    """
    rates = {client.id: client.rate for client in clients}
    shut = frozenset(closed)
    before: defaultdict[int, list[Line]] = defaultdict(list)
    for line in stated:
        before[line.case].append(line)
    found = list(stated)
    for work in works:
        found += _open_lines(work, rates, before.get(work.case, ()), shut, ZoneInfo(timezone))
    return sorted(found, key=lambda line: (line.client, line.month, line.case, line.currency))


def accounts(found: Iterable[Line]) -> list[Account]:
    """The lines by client, month and currency."""
    groups: defaultdict[tuple[str, date, str], list[Line]] = defaultdict(list)
    for line in found:
        groups[line.client, line.month, line.currency].append(line)
    return [
        Account(*key, all(line.stated for line in group), tuple(group))
        for key, group in sorted(groups.items())
    ]


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the decimals that the currency has, half up: 0.125 EUR is 0.13, 0.5 JPY is 1."""
    return amount.quantize(Decimal(1).scaleb(-currency_digits(currency)), ROUND_HALF_UP)


def worth(work: Work, rate: Rate | None) -> Line | None:
    """The line of a billable case as it is now, its month aside; None where nothing is billed."""
    if not is_billable(work):
        return None
    amount, currency = NOTHING, ""
    if work.billed is not None:
        amount, currency, rate = work.billed, work.currency or "EUR", None
    elif rate is not None:
        amount, currency, per = rate
        if per == "hour":
            amount = amount * work.minutes / 60
    return Line(
        client=str(work.client),
        month=date.min,
        case=work.case,
        minutes=work.minutes,
        amount=rounded(amount, currency) if currency else NOTHING,
        currency=currency,
        rate=rate,
        by_hand=work.billed is not None,
    )


def month_begin(moment: datetime, zone: ZoneInfo) -> date:
    """The first day of the month of a moment on the service's clock."""
    return moment.astimezone(zone).date().replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _open_lines(
    work: Work,
    rates: Mapping[str, Rate | None],
    stated: Sequence[Line],
    shut: frozenset[tuple[str, date]],
    zone: ZoneInfo,
) -> list[Line]:
    """What is still to be stated of one case: all of it, or what changed since."""
    now = worth(work, _rate(str(work.client), rates, stated))
    if not stated:
        if now is None:
            return []
        # An answer has no time of its own where the case was merged from others: then the latest stands in.
        moments = [m for m in (work.first_answer_at, work.recommended_at, work.last_answer_at) if m]
        return [replace(now, month=_next_open(now.client, month_begin(min(moments), zone), shut))]
    owed = defaultdict[tuple[str, str], list[Decimal]](lambda: [NOTHING, NOTHING])
    if now is not None:
        owed[now.client, now.currency] = [Decimal(now.minutes), now.amount]
    for line in stated:
        rest = owed[line.client, line.currency]
        rest[0] -= line.minutes
        rest[1] -= line.amount
    return [
        _correction(client, currency, int(minutes), amount, now, stated, shut)
        for (client, currency), (minutes, amount) in owed.items()
        if minutes or amount
    ]


def _rate(client: str, rates: Mapping[str, Rate | None], stated: Sequence[Line]) -> Rate | None:
    """The rate under which the case was stated to this client, or that of the configuration."""
    # A correction that only takes back has no rate of its own.
    earlier = [
        line
        for line in stated
        if line.client == client and not line.by_hand and (line.rate or not line.corrects)
    ]
    return earlier[-1].rate if earlier else rates.get(client)


def _correction(
    client: str,
    currency: str,
    minutes: int,
    amount: Decimal,
    now: Line | None,
    stated: Sequence[Line],
    shut: frozenset[tuple[str, date]],
) -> Line:
    """The difference to what was stated, in the next month of that client that is open."""
    same = now is not None and (now.client, now.currency) == (client, currency)
    theirs = [line for line in stated if line.client == client]
    latest = max(line.month for line in theirs or stated)
    return Line(
        client=client,
        month=_next_open(client, latest, shut),
        case=stated[0].case,
        minutes=minutes,
        amount=amount,
        currency=currency,
        rate=now.rate if same and now is not None else None,
        by_hand=same and now is not None and now.by_hand,
        corrects=latest if theirs else None,
    )


def _next_open(client: str, month: date, shut: frozenset[tuple[str, date]]) -> date:
    while (client, month) in shut:
        month = month_after(month)
    return month
