"""Times, prices and durations in words; foreign text that stays in its place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mailer.markdown import plain_words, read
from templates.phrases import (
    before,
    code,
    day,
    first_name,
    listing,
    minutes,
    moment,
    money,
    plain,
    quote,
    verbatim,
)

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("at", "english", "dutch"),
    [
        (datetime(2026, 11, 27, 6, 0, tzinfo=UTC), "Friday 07:00", "vrijdag 07:00"),
        (datetime(2026, 11, 27, 11, 0, tzinfo=UTC), "today (Friday) 12:00", "vandaag (vrijdag) 12:00"),
        (datetime(2026, 11, 27, 23, 0, tzinfo=UTC), "tomorrow (Saturday) 00:00", "morgen (zaterdag) 00:00"),
        (datetime(2026, 12, 1, 11, 0, tzinfo=UTC), "Tuesday 12:00", "dinsdag 12:00"),
        (datetime(2026, 12, 3, 22, 59, tzinfo=UTC), "Thursday 23:59", "donderdag 23:59"),
        (datetime(2026, 12, 3, 23, 0, tzinfo=UTC), "Friday 4 December, 00:00", "vrijdag 4 december, 00:00"),
        (
            datetime(2026, 11, 26, 8, 5, tzinfo=UTC),
            "Thursday 26 November, 09:05",
            "donderdag 26 november, 09:05",
        ),
        (
            datetime(2027, 1, 4, 8, 0, tzinfo=UTC),
            "Monday 4 January 2027, 09:00",
            "maandag 4 januari 2027, 09:00",
        ),
    ],
)
def test_moment(at: datetime, english: str, dutch: str) -> None:
    """A weekday and a time within six days, else with the date; in the service's time zone."""
    zone = "Europe/Brussels"
    assert (english, dutch) == (moment(at, "en", zone, NOW), moment(at, "nl", zone, NOW))


BRUSSELS, KIRITIMATI, ANCHORAGE = "Europe/Brussels", "Pacific/Kiritimati", "America/Anchorage"


@pytest.mark.parametrize(
    ("now", "at", "zone", "english", "dutch"),
    [
        # Said on a Saturday morning, 50 minutes ahead.
        (
            (11, 28, 6, 20),
            (11, 28, 7, 10),
            BRUSSELS,
            "today (Saturday) before 08:10",
            "vandaag (zaterdag) vóór 08:10",
        ),
        (
            (11, 27, 16, 0),
            (11, 28, 7, 10),
            BRUSSELS,
            "tomorrow (Saturday) before 08:10",
            "morgen (zaterdag) vóór 08:10",
        ),
        ((11, 27, 16, 0), (11, 30, 9, 0), BRUSSELS, "before Monday 10:00", "vóór maandag 10:00"),
        (
            (11, 27, 16, 0),
            (12, 8, 9, 0),
            BRUSSELS,
            "before Tuesday 8 December, 10:00",
            "vóór dinsdag 8 december, 10:00",
        ),
        # Over already: a reminder that comes late, on the same day and on the next one.
        (
            (11, 27, 16, 0),
            (11, 27, 9, 0),
            BRUSSELS,
            "today (Friday) before 10:00",
            "vandaag (vrijdag) vóór 10:00",
        ),
        (
            (11, 28, 6, 0),
            (11, 27, 9, 0),
            BRUSSELS,
            "before Friday 27 November, 10:00",
            "vóór vrijdag 27 november, 10:00",
        ),
        # The day is the service's, not UTC's: past midnight here, still yesterday there, and the reverse.
        (
            (11, 27, 23, 30),
            (11, 28, 11, 0),
            BRUSSELS,
            "today (Saturday) before 12:00",
            "vandaag (zaterdag) vóór 12:00",
        ),
        (
            (11, 27, 11, 0),
            (11, 27, 23, 0),
            KIRITIMATI,
            "today (Saturday) before 13:00",
            "vandaag (zaterdag) vóór 13:00",
        ),
        (
            (11, 28, 3, 0),
            (11, 28, 20, 0),
            ANCHORAGE,
            "tomorrow (Saturday) before 11:00",
            "morgen (zaterdag) vóór 11:00",
        ),
        # Clocks go back in the night (25 hours are a day and the same hour), and forward (23 hours are).
        (
            (10, 24, 10, 0),
            (10, 25, 11, 0),
            BRUSSELS,
            "tomorrow (Sunday) before 12:00",
            "morgen (zondag) vóór 12:00",
        ),
        (
            (10, 24, 22, 30),
            (10, 25, 22, 59),
            BRUSSELS,
            "today (Sunday) before 23:59",
            "vandaag (zondag) vóór 23:59",
        ),
        (
            (3, 28, 11, 0),
            (3, 29, 10, 0),
            BRUSSELS,
            "tomorrow (Sunday) before 12:00",
            "morgen (zondag) vóór 12:00",
        ),
        (
            (12, 31, 16, 0),
            (12, 31, 23, 30),
            BRUSSELS,
            "tomorrow (Friday) before 00:30",
            "morgen (vrijdag) vóór 00:30",
        ),
    ],
)
def test_before(now: tuple[int, ...], at: tuple[int, ...], zone: str, english: str, dutch: str) -> None:
    """A promise of today or tomorrow says so, with the weekday for whoever reads it later."""
    then, when = (
        datetime(2026, month_, day_, hour, minute, tzinfo=UTC) for month_, day_, hour, minute in (now, at)
    )
    assert (english, dutch) == (before(when, "en", zone, then), before(when, "nl-BE", zone, then))


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (date(2026, 12, 3), "Thursday", "donderdag"),
        (date(2026, 12, 4), "Friday 4 December", "vrijdag 4 december"),
        (date(2026, 11, 26), "Thursday 26 November", "donderdag 26 november"),
        (date(2027, 3, 1), "Monday 1 March 2027", "maandag 1 maart 2027"),
    ],
)
def test_day(value: date, english: str, dutch: str) -> None:
    """A date in words."""
    assert (english, dutch) == (day(value, "en", NOW.date()), day(value, "nl", NOW.date()))


def test_other_languages() -> None:
    """A language that Babel knows has its own names of days; one that it does not know has English ones."""
    assert ("mardi", "Tuesday") == tuple(day(date(2026, 12, 1), code, NOW.date()) for code in ("fr", "xx"))


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [
        (None, "", ""),
        (0, "0 minutes", "0 minuten"),
        (1, "1 minute", "1 minuut"),
        (45, "45 minutes", "45 minuten"),
        (60, "1 hour", "1 uur"),
        (90, "1 hour 30 minutes", "1 uur 30 minuten"),
        (121, "2 hours 1 minute", "2 uur 1 minuut"),
        (2400, "40 hours", "40 uur"),
    ],
)
def test_minutes(value: int | None, english: str, dutch: str) -> None:
    """A duration in words."""
    assert (english, dutch) == (minutes(value, "en"), minutes(value, "nl"))


@pytest.mark.parametrize(
    ("value", "currency", "english", "dutch"),
    [
        (None, "EUR", "", ""),
        (Decimal(0), "EUR", "free", "gratis"),
        (Decimal("0.00"), None, "free", "gratis"),
        (Decimal(95), "EUR", "€95", "€ 95"),
        (Decimal("12.5"), "EUR", "€12.50", "€ 12,50"),
        (Decimal(1250), "eur", "€1,250", "€ 1.250"),
        (Decimal(20), "CHF", "20 CHF", "20 CHF"),
        ("95", None, "€95", "€ 95"),
    ],
)
def test_money(value: Decimal | None, currency: str | None, english: str, dutch: str) -> None:
    """A price in words; free is said."""
    assert (english, dutch) == (money(value, "en", currency), money(value, "nl", currency))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maria Jansen", "Maria"),
        ("Jansen, Maria", "Maria"),
        ("Maria", "Maria"),
        ("MARIA JANSEN", "Maria"),
        ("BAKKER Noor", "Noor"),
        ("PEETERS Jean-Pierre (HR)", "Jean-Pierre"),
        ("D'HONDT Élodie", "Élodie"),
        ("DE SMET Noor", "Noor"),
        ("VAN DEN BERG An", "An"),
        ("MARIA", "Maria"),
        ("MARIA (Hr)", "Maria"),
        ("AN Peeters", "AN"),
        ("J.P. Jansen", ""),
        ("Jean-Pierre Dubois", "Jean-Pierre"),
        ("D'hondt, Élodie (HR)", "Élodie"),
        ("", ""),
        ("maria@example.org", ""),
        ("Dr. Jansen", ""),
        ("dr Jansen", ""),
        ("Team Inkoop", ""),
        ("j.jansen", ""),
        ("M. Jansen", ""),
        ("Afdeling 3", ""),
    ],
)
def test_first_name(name: str, expected: str) -> None:
    """Somebody is greeted by name only where the name is a safe guide."""
    assert expected == first_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "a_b_c",
        "*Maria*",
        "_x_",
        "`code`",
        "[a](b)",
        "<b>",
        "a\\*b",
        "LC [12] #3",
        "2 < 3 > 1",
        "[x][y]",
    ],
)
def test_plain_shows_a_line_as_it_stands(text: str) -> None:
    """Markdown in a name or subject is shown, not obeyed."""
    document = read(f"Hello {plain(text)}, welcome")
    assert [f"Hello {text}, welcome"] == [plain_words([token]) for token in document.body]
    kinds = {child["type"] for token in document.body for child in token["children"]}
    assert {"text"} == kinds


def test_plain_is_one_line() -> None:
    """A name with line breaks cannot start a new paragraph."""
    assert "a b" == plain("a\r\n\r\nb")


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_quote(newline: str) -> None:
    """Every line is marked, empty ones too; nothing stays nothing."""
    assert "> a\n>\n> b" == quote(newline.join(["", "a", "", "b", ""]))
    assert "" == quote("")


def test_quoted_words_reach_nothing_outside() -> None:
    """A worker's words load no picture, show no button and define no link, but keep pictures sent along."""
    text = '![x](http://example.org/p.png) [ok](mailto:a@example.org "button") ![y](cid:1)\n[LC-12]: http://example.org'
    assert (
        '> \\![x](http://example.org/p.png) \\[ok](mailto:a@example.org "button") ![y](cid:1)\n'
        "> \\[LC-12]: <http://example.org>" == quote(text)
    )


def test_verbatim_cannot_be_broken_out_of() -> None:
    """The fence is longer than any run of backticks inside."""
    text = "a\n```\n#close\n````\nb"
    (block,) = read(verbatim(text)).body
    lines = [line.rstrip() for line in block["raw"].strip("\n").split("\n")]
    assert ("block_code", text) == (block["type"], "\n".join(lines))


def test_small_ones() -> None:
    """A piece of code on one line, and a list in words."""
    assert "#use 'x' y" == code("#use `x`\n y")
    assert ("a, b and c", "a en b", "a", "") == (
        listing(["a", "b", "c"], "en"),
        listing(["a", "b"], "nl"),
        listing(["a"], "nl"),
        listing([], "en"),
    )
