"""Time, money, days and company as people spell them."""

from datetime import date
from decimal import Decimal

import pytest

from replies.needs.alone_or_others import read_with
from replies.needs.deadline_said import read_by
from replies.needs.deadlines import one_day
from replies.needs.durations import _BARE, _UNITS, minutes
from replies.needs.money import number, price
from replies.needs.money_said import read_budget
from replies.needs.needs import read_request
from replies.needs.time_said import read_time

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 uur per week", 120), ("half a day", 240), ("een halfuurtje", 30), ("max 2h", 120), ("2h30", 150),
        ("1-2 hours", 120), ("1 à 2 uur", 120), ("half an hour a day", 30), ("30 min", 30), ("2 days", 960),
        ("een dag", 480), ("anderhalf uur", 90), ("2,5 uur", 150), ("1u30", 90), ("2u/week", 120),
        ("1 hour and 30 minutes", 90), ("1 uur en 15 min", 75), ("20 minutes a day", 20), ("2 uurtjes", 120),
        ("within 2 weeks, 3 hours", 180), ("drie kwartier", 45), ("one and a half hours", 90),
        ("an hour or two", 120), ("een uur of twee", 120), ("a few hours", None), ("in 2 days", None),
        ("2 weeks", None), ("2 h", 120), ("2 u per week", 120), ("90m", 90), ("1d", 480), ("one-day", 480),
        ("half-day", 240), ("an h", None), ("and", None), ("am", None), ("een u", None), ("3 m", None),
        ("ah", None), ("€ 2", None), ("2 hours or 3 days", None), ("", None),
    ],
)  # fmt: skip
def test_time(text: str, expected: int | None) -> None:
    """Minutes; the upper end of a range; None where it is not sure."""
    assert expected == read_time(text, asked=True)


def test_time_in_prose_needs_a_word_for_it() -> None:
    """How long a meeting takes is not how much time somebody has."""
    assert 120 == read_time("I can spend 2 hours a week on this.", asked=False)
    assert 60 == read_time("Ik kan er een uur voor vrijmaken, ik heb ongeveer 1 uur.", asked=False)
    assert None is read_time("Our meetings take 2 hours each week.", asked=False)
    assert None is read_time("I have a 2 hour presentation on Monday.", asked=False)


def test_minutes_of_an_argument() -> None:
    """The value is the amount and nothing else."""
    assert (120, 90, 45, None) == (minutes("2u"), minutes("1h30"), minutes("45min"), minutes("2h maybe"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 euro", ("100", "EUR")), ("geen budget", ("0", None)), ("no budget", ("0", None)),
        ("€ 1.500", ("1500", "EUR")), ("€1,500.50", ("1500.50", "EUR")), ("1.500,50 EUR", ("1500.50", "EUR")),
        ("100 EUR excl. btw", ("100", "EUR")), ("budget: none", ("0", None)), ("budget 500", ("500", None)),
        ("100-200 euro", ("200", "EUR")), ("between 100 and 200 euro", ("200", "EUR")),
        ("tussen 50 en 80 euro", ("80", "EUR")), ("€50 to 80", ("80", "EUR")),
        ("50 tot €80", ("80", "EUR")), ("50 EUR - 80", ("80", "EUR")),
        ("€100 - €200", ("200", "EUR")), ("max €1,000", ("1000", "EUR")), ("1,5k euro", ("1500", "EUR")),
        ("€ 12,50", ("12.50", "EUR")), ("100,- euro", ("100", "EUR")), ("$200", ("200", "USD")),
        ("£50", ("50", "GBP")), ("100 euro - 2 uur", ("100", "EUR")), ("it must be free", ("0", None)),
        ("alleen gratis", ("0", None)), ("mijn budget is 250", ("250", None)),
        ("tot 300 euro", ("300", "EUR")),
        ("1 500 €", ("1500", "EUR")),
        ("no budget limit", None), ("budget is no problem", None), ("100 euro per dag", None),
        ("€50 or €100", None), ("geen idee van budget", None), ("my budget is not known yet", None),
        ("2", None),
    ],
)  # fmt: skip
def test_budget(text: str, expected: tuple[str, str | None] | None) -> None:
    """A sum and its currency; no budget is 0; a limit that is none, a rate or a choice is None."""
    amount = (Decimal(expected[0]), expected[1]) if expected else None
    assert amount == read_budget(text, asked=True)


def test_budget_in_prose_needs_a_word_for_it() -> None:
    """What something else cost is not what somebody can spend."""
    assert (Decimal(80), "EUR") == read_budget("I can spend 80 euro on it.", asked=False)
    assert None is read_budget("A colleague won 800 euro with it.", asked=False)
    assert (Decimal(80), "EUR") == read_budget("I can spend 80 euro. The last one was 800 euro.", asked=False)
    assert (Decimal(80), "EUR") == read_budget("Wat het kost? Ik kan 80 euro besteden.", asked=False)


def test_numbers_and_prices_of_files() -> None:
    """Decimal commas, thousands marks, signs."""
    texts = (
        "1.500",
        "1,500",
        "12,5",
        "12.50",
        "1.234,5",
        "0,50",
        "1 500",
        "1'500",
        "1\u00a0500",
        "1\u202f500",
        "x",
    )
    spelled = ("1500", "1500", "12.5", "12.50", "1234.5", "0.50", *["1500"] * 4, None)
    assert tuple(Decimal(n) if n else None for n in spelled) == tuple(number(t) for t in texts)
    assert ((Decimal(0), None), (Decimal("12.50"), "EUR"), None) == (
        price("gratis"),
        price("€ 12,50"),
        price("n/a"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before December", "2026-11-30"), ("eind november", "2026-11-30"), ("1/12/2026", "2026-12-01"),
        ("tegen volgende vrijdag", "2026-11-27"), ("by Friday", "2026-11-27"), ("in 2 weeks", "2026-12-05"),
        ("binnen de week", "2026-11-28"), ("end of next week", "2026-11-27"), ("voor kerst", "2026-12-24"),
        ("before the end of the year", "2026-12-31"), ("vóór 1 december", "2026-11-30"),
        ("by 1 Dec", "2026-12-01"), ("December 1st", "2026-12-01"), ("tegen maart", "2027-03-01"),
        ("in maart 2027", "2027-03-31"), ("mid-January", "2027-01-15"), ("10-12-2026", "2026-12-10"),
        ("tomorrow", "2026-11-22"), ("eind volgende maand", "2026-12-31"), ("15 januari", "2027-01-15"),
        ("ten laatste 5 januari", "2027-01-05"), ("deadline: 3 december", "2026-12-03"),
        ("2026-12-24", "2026-12-24"), ("within a month", "2026-12-21"), ("1/2", "2027-02-01"),
        ("end of next year", "2027-12-31"), ("eind volgend jaar", "2027-12-31"),
        ("eind komend jaar", "2027-12-31"),
        ("coming week", "2026-11-27"), ("komende week", "2026-11-27"), ("deze week", None),
        ("this month", "2026-11-30"), ("next month", "2026-12-31"), ("begin volgende maand", "2026-12-01"),
        ("mid next month", "2026-12-15"), ("next year", None), ("before next month", "2026-11-30"),
        ("10-12-2027", "2027-12-10"), ("31.12.2026", "2026-12-31"), ("12/1/27", "2027-01-12"),
        ("asap", None), ("zo snel mogelijk", None), ("December", None), ("no deadline", None),
        ("31/02", None),
        ("1.5 hours", None), ("1-2 hours", None), ("1/2 day", None), ("1 december 2025", None),
        ("1 or 5 December, or 8 January", None),
    ],
)  # fmt: skip
def test_day(text: str, expected: str | None) -> None:
    """A day by which; None where there is none, more than one, or a past one."""
    assert (date.fromisoformat(expected) if expected else None) == read_by(text, TODAY, asked=True)


def test_next_friday_is_in_the_next_week() -> None:
    """On a Wednesday "Friday" is in two days and "next Friday" in nine."""
    wednesday = date(2026, 11, 18)
    assert date(2026, 11, 20) == read_by("by Friday", wednesday, asked=True)
    assert date(2026, 11, 27) == read_by("tegen volgende vrijdag", wednesday, asked=True)


def test_day_in_prose_needs_a_word_for_it() -> None:
    """A date in a story is no deadline."""
    assert date(2026, 12, 1) == read_by("It has to be ready by 1 December.", TODAY, asked=False)
    assert date(2026, 11, 30) == read_by("Graag eind november.", TODAY, asked=False)  # an end is a deadline
    assert None is read_by("The Christmas market is on 1 December.", TODAY, asked=False)
    assert None is read_by("In 2 weeks we move to another office.", TODAY, asked=False)


def test_the_day_of_an_event_is_a_deadline() -> None:
    """What they have to be ready for is on that day; one that is said to be the deadline comes first."""
    assert date(2026, 12, 1) == read_by("My presentation is on 1 December.", TODAY, asked=False)
    two = "My presentation is on 1 December, so I want to be ready by 27 November."
    assert date(2026, 11, 27) == read_by(two, TODAY, asked=False)
    ready = "My presentation is on 1 December and I want to be ready a week before."
    assert date(2026, 11, 24) == read_by(ready, TODAY, asked=False)


def test_past_days_are_days() -> None:
    """`one_day` tells a passed day from no day at all, so that the mistake can be named."""
    assert (date(2020, 1, 1), None) == (one_day("1/1/2020", TODAY), one_day("soon", TODAY))


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("liefst alleen", True, "alone"), ("in groep", True, "others"), ("maakt niet uit", True, "either"),
        ("Alone", True, "alone"), ("with others", True, "others"), ("liever niet in groep", True, "alone"),
        ("not alone", True, "others"), ("either is fine", True, "either"),
        ("I prefer a group", True, "others"),
        ("Liever alleen dan in groep", True, "alone"), ("no preference", True, "either"),
        ("beide", True, "either"), ("op mijn eigen tempo", True, "alone"), ("on my own", True, "alone"),
        ("alone or with others", True, None), ("alleen met anderen", True, None), ("it depends", True, None),
        ("niet alleen voor mij maar ook voor mijn team", True, None),
        ("I'd rather work alone.", False, "alone"), ("Ik leer liefst samen met collega's.", False, "others"),
        ("I am alone in the office today and need help.", False, None), ("beide", False, None),
        ("We do this with colleagues every single week.", False, None),
    ],
)  # fmt: skip
def test_company(text: str, asked: bool, expected: str | None) -> None:
    """Alone, with others, or either; in prose only where it is a wish."""
    assert expected == read_with(text, asked=asked)


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("I have 2 mınutes a day.", "time", 2),  # a Turkish keyboard
        ("I have 2 hourſ.", "time", 120),
        ("Ik heb max twee halfuurtjes.", "time", 60),
        ("Ik heb max drie kwartiertjes.", "time", 45),
        ("I can give it 20 wor\u212aing days.", "time", 9600),
        ("I have to be ready by frıday.", "by", date(2026, 11, 27)),
        ("I have to be ready before 3 AprİL.", "by", date(2027, 4, 2)),
        ("Klaar in de derde week van aprıl.", "by", date(2027, 4, 21)),
        ("I have to be ready by the end of aprıl.", "by", date(2027, 4, 30)),
        ("I can pay fıfty euro.", "budget", Decimal(50)),
    ],
)
def test_whatever_an_expression_takes_a_table_has(text: str, field: str, expected: object) -> None:
    """Letters that count as others without regard to case end no mail's reading."""
    assert expected == getattr(read_request("", text, TODAY), field)


def test_every_unit_has_its_minutes() -> None:
    """What stands alone for an amount too."""
    assert all(minutes(f"2 {unit}") for unit in (*_BARE, *_UNITS))
