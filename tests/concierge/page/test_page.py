"""The report as a page: nothing gets out of its place, everybody can read it, it is always the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cases.catalogue import Catalogue, Topic
from cases.settings import Client, Concierge, Settings
from cases.tokens import Signer
from concierge.page.report import published_page, report_page
from concierge.page.view import View
from reports.figures import Period, Rows, figures
from reports.published import document, publish
from tests.reports import hand_counted as by_hand

EVIL = """"><script>alert(1)</script><img src=x onerror=alert(1)>&'\u202e\x00{{ 7*7 }}"""
SETTINGS = Settings(
    "Learning Help", "Europe/Brussels", ("en", "nl"), (), (Concierge("Anna", "anna"),), Signer({0: b"x"}, 0),
    session_threshold=2, clients=(Client("north", "North & Co"), Client("south", "South")),
)  # fmt: skip
TOPICS = Catalogue((), (Topic("talks", {"en": "Speaking", "nl": "Spreken"}),))
NAMES = (
    "html head meta title style body header main footer nav section h1 h2 h3 p a ul li dl div dt dd figure"
    " figcaption svg desc g text rect line circle details summary table thead tbody tr th td span blockquote"
)
TAGS = frozenset(NAMES.split())
VOID = frozenset({"meta"})
ALL = Period()


def counted(period: Period = ALL, settings: Settings = SETTINGS, **rows: Any) -> dict[str, Any]:
    """The report of the set counted by hand, from a moment that never changes."""
    said = (2, by_hand.NOW, 2, "Too slow.\nBut kind."), (3, None, None, "مرحبا")
    given = Rows(
        by_hand.cases(), by_hand.recommendations(), said, {n: {"tabl": "tables"} for n in range(1, 6)}
    )
    return figures(replace(given, **rows), settings, period, by_hand.NOW, TOPICS).as_json()


def page(language: str = "en", settings: Settings = SETTINGS, found: Mapping[str, Any] | None = None) -> str:
    return report_page(View(TOPICS, language, settings), counted() if found is None else found)


class Read(HTMLParser):
    """What a browser would make of it: elements with their attributes, and whether each is closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def hostile(value: Any) -> Any:
    """The same figures with every text but keys, moments and languages turned into an attack."""
    if isinstance(value, dict):
        kept = ("at", "since", "until", "name", "month", "median", "least", "most", "figure", "quarter")
        return {key: each if key in kept else hostile(each) for key, each in value.items()}
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return f"{EVIL}{value}" if isinstance(value, str) else value


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_strangers_text_stays_text(language: str) -> None:
    """Topics, clients, providers, words, comments, the service's own name: none of it becomes markup."""
    named = replace(SETTINGS, name=EVIL, clients=(Client("north", EVIL), Client("south", EVIL)))
    found = hostile(counted())
    for group in ("by_topic", "by_language", "by_client", "by_concierge"):
        for each in found["quality"][group]:
            each["name"] = EVIL + each["name"]
    read = Read(page(language, named, found))
    assert [] == read.open
    assert set() == {tag for tag, _ in read.elements} - TAGS
    assert [] == [(tag, name) for tag, attrs in read.elements for name in attrs if name.startswith("on")]
    assert EVIL.replace("\u202e", "").replace("\x00", "") in "".join(read.words)
    form = hostile(document("2026-Q3", "north", publish(by_hand.cases(), 3, ()).as_json(), _zone()).as_json())
    form["period"]["quarter"] = "2026-Q3"
    read = Read(published_page(View(TOPICS, language, named), [form]))
    assert set() == {tag for tag, _ in read.elements} - TAGS


def test_nothing_is_fetched_and_nothing_runs() -> None:
    """One file: no address of anything, no script, no style of elsewhere; and a policy that forbids them."""
    text = page()
    assert "default-src &#x27;none&#x27;" in text
    for word in ("http:", "https:", "//", "url(", "@import", "<script", "javascript", "src="):
        assert word not in text.replace("<!doctype", ""), word
    assert {"#demand", "#quality", "#independence", "#comments", "#definitions"} == {
        attrs["href"] for tag, attrs in Read(text).elements if tag == "a"
    }


def test_the_same_figures_give_the_same_bytes() -> None:
    """Nothing of the moment at which it is made is in it."""
    assert page() == page()
    assert page("nl") == page("nl")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_chart_can_be_read_without_seeing_it(language: str) -> None:
    """A picture has a title and a description of its own, with the values, and a table behind it."""
    october = {**by_hand.cases()[0], "id": 99, "created_at": datetime(2026, 10, 5, 9, tzinfo=UTC)}
    text = page(language, found=counted(cases=[october, *by_hand.cases()]))
    figure = re.findall(r"<figure.*?</figure>", text, re.S)
    assert 8 <= len(figure)
    for each in figure:
        [(title, desc)] = re.findall(r'role="img" aria-labelledby="(\S+) (\S+)"', each)
        assert re.search(rf'<title id="{title}">[^<]+</title><desc id="{desc}">[^<]*\d[^<]*</desc>', each)
        assert re.search(r"<details>.*<table>.*<td.*</table>", each, re.S)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(set(ids)) == len(ids)
    headed = re.findall(r"<table.*?</table>", text, re.S)
    assert all('scope="col"' in each and 'scope="row"' in each for each in headed)
    assert f'<html lang="{language}">' in text


def _zone() -> Any:
    return by_hand.NOW.tzinfo


SAID: Mapping[str, tuple[str, ...]] = {
    "en": ("Report, November 2026", "from 7 people", "1 h 30 min", "60%", "3 ratings: between 1.8 and 4.8",
           "Speaking", "North &amp; Co", "Rated 2, LC-2, 1 December 2026", "Not rated, LC-3", "75.25 EUR (2)",
           "Acme has more than 40%", "a session in-house would pay", "For the lead alone", "Anna"),
    "nl": ("Rapport, november 2026", "van 7 personen", "1 u 30 min", "60%", "3 scores: tussen 1,8 en 4,8",
           "Spreken", "North &amp; Co", "Score 2, LC-2, 1 december 2026", "Geen score, LC-3", "75,25 EUR (2)",
           "Acme heeft meer dan 40%", "een eigen sessie zou lonen", "Enkel voor de verantw", "Anna"),
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_figures_are_said_in_the_language(language: str) -> None:
    """Words, numbers, names and dates of the page."""
    november = Period(datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC))
    text = page(language, found=counted(november))
    assert [] == [words for words in SAID[language] if words not in text]


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (None, (2026, 12, 1), "up to 30 November 2026"),
        ((2026, 11, 1), (2026, 12, 1), "November 2026"),
        ((2025, 12, 1), (2026, 12, 1), "December 2025 to November 2026"),
        ((2026, 11, 3), (2026, 11, 4), "3 November 2026"),
        ((2026, 11, 3), (2026, 12, 1), "3 November 2026 to 30 November 2026"),
    ],
)
def test_the_period_is_said_in_whole_months(since: Any, until: Any, said: str) -> None:
    """Where it is that; else in days."""
    utc = replace(SETTINGS, timezone="UTC")
    begin, end = (each and datetime.combine(date(*each), time(), UTC) for each in (since, until))
    assert f"<p>Report, {said}</p>" in page("en", utc, counted(Period(begin, end), utc))


@pytest.mark.parametrize(
    "rows", [{"cases": []}, {"cases": by_hand.cases()[:1]}, {"cases": by_hand.cases()[5:8]}]
)
def test_little_is_a_page_too(rows: Any) -> None:
    """Nothing at all, one case, cases that nobody answered, was imported or rejected."""
    text = page(found=counted(**rows, recommendations=[], comments=[], words={}))
    assert "nan" not in text.lower().replace("manan", "")
    assert "None" not in text
    assert ("Nothing was asked" in text) == (not rows["cases"])


def test_a_month_without_a_case_keeps_its_place() -> None:
    """Between others it is drawn as nothing; of more than thirteen the last are drawn."""
    at = [datetime(2025, month, 5, tzinfo=UTC) for month in (1, 2, 5)] + [datetime(2026, 6, 5, tzinfo=UTC)]
    cases = [by_hand.case(number, number, "talks", when) for number, when in enumerate(at, 1)]
    months = counted(cases=cases)["demand"]["months"]
    points = View(TOPICS, "en", SETTINGS).points(
        months, "month", (lambda m: m["people"], lambda m: "1", 0, 1)
    )
    assert 13 == len(points)
    assert ("Jun", "’25", "Jun", "") == (points[0].label, points[0].year, points[-1].label, points[-1].year)
    assert [("–",)] * 12 + [("1",)] == [point.values for point in points]


def test_long_names_are_cut_in_the_picture_and_whole_behind_it() -> None:
    """A name never runs into its value."""
    name = "Moeilijke gesprekken met een collega die ook je beste vriend is"
    topics = Catalogue((), (Topic("talks", {"en": name, "nl": name}),))
    text = report_page(View(topics, "en", SETTINGS), counted())
    [drawn] = re.findall(r"<text x=\"0\" y=\"\d+\">(Moeilijke[^<]*)</text>", text)
    assert drawn.endswith("…")
    assert len(drawn) <= 38
    assert name in re.sub(r"<svg.*?</svg>", "", text, flags=re.S)


def test_money_of_several_currencies_stands_apart() -> None:
    """A row each, never added up."""
    rows = [
        {**by_hand.recommendations()[0], "price": Decimal("99.90"), "currency": currency}
        for currency in ("EUR", "USD", "GBP", "CHF")
    ]
    text = page(found=counted(recommendations=rows))
    assert ["CHF", "EUR", "GBP", "USD"] == re.findall(r'<th scope="row">([A-Z]{3})</th>', text)


# words or drawing -> ground, and how far apart they have to be (WCAG 2.2, 1.4.3 and 1.4.11)
PAIRS = (
    [(ink, ground, 4.5) for ink in ("ink", "soft") for ground in ("paper", "card")]
    + [(ink, "paper", 4.5) for ink in ("bar", "warn")]
    + [(drawn, ground, 3.0) for drawn in ("bar", "second") for ground in ("paper", "card", "track")]
    + [("ink", "heat1", 4.5), ("ink", "heat2", 4.5), ("heat3ink", "heat3", 4.5), ("heat4ink", "heat4", 4.5)]
)


def test_colours_can_be_told_apart() -> None:
    """In light, in dark and on paper: 4.5 for words, 3 for what is drawn."""
    schemes = list(_schemes())
    assert 3 == len(schemes)
    poor = [
        (number, ink, ground, round(found, 2))
        for number, colours in enumerate(schemes)
        for ink, ground, least in PAIRS
        if (found := _contrast(colours[ink], colours[ground])) < least
    ]
    assert [] == poor


def _schemes() -> Iterator[dict[str, str]]:
    sheet = (Path(__file__).resolve().parents[3] / "concierge/page/page.css").read_text("utf-8")
    for block in re.findall(r":root \{(.*?)\}", sheet, re.S):
        yield dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))


def _contrast(one: str, other: str) -> float:
    """Of two colours "#rrggbb" (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
