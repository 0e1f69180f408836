"""The report on a terminal, in both languages."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from cases.catalogue import Catalogue, Topic
from cases.settings import Settings
from cases.tokens import Signer
from concierge.report_screen import show, show_published
from reports.figures import Period, Rows, figures
from reports.published import document, publish
from tests.reports import hand_counted as by_hand

TOPICS = Catalogue((), (Topic("talks", {"en": "Speaking", "nl": "Spreken"}),))
SETTINGS = Settings("Learning Help", "UTC", ("en",), (), (), Signer({0: b"x"}, 0), session_threshold=2)
SIMILAR = {number: {"pivot": "pivot", "tabl": "tables"} for number in range(1, 6)}


def shown(language: str, **settings: Any) -> str:
    """All lines, wide enough not to fold."""
    chosen = replace(SETTINGS, languages=(language,), **settings)
    rows = Rows(by_hand.cases(), by_hand.recommendations(), ((2, None, 2, "Slow."),), SIMILAR)
    period = Period(by_hand.NOW.replace(month=11))
    screen = Console(file=io.StringIO(), width=160)
    show(figures(rows, chosen, period, by_hand.NOW, TOPICS).as_json(), TOPICS, chosen, screen)
    demand = publish(by_hand.cases(), 3, ()).as_json()
    form = document("2026-Q4", "", demand, by_hand.NOW.tzinfo)  # type: ignore[arg-type]
    show_published(form.as_json(), TOPICS, chosen, screen)
    text = screen.file.getvalue()  # type: ignore[attr-defined]
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("2026-11-01 to 2026-11-30", "requests 7 (and 1 imported, demand only)", "60% (3 of 5)",
                "3.7 of 5, between 1.8 and 4.8", "opened again after closing 14% (1 of 7)", "Speaking 4 4",
                "A session in-house would pay", "75.25 EUR (2)", "1 rated 1 or 2", "pivot, tables 4 5",
                "no option at all", "2 LC-2 Slow.", "Acme has more than 40%", "What people asked",
                "other", "not told", "recommendations with a choice 25% (1 of 4)")),
        ("nl", ("2026-11-01 tot en met 2026-11-30", "aanvragen 7 (en 1 geïmporteerd", "60% (3 van 5)",
                "3,7 op 5, tussen 1,8 en 4,8", "heropend na sluiten 14% (1 van 7)", "Spreken 4 4",
                "Een eigen sessie zou lonen", "75,25 EUR (2)", "1 met score 1 of 2", "pivot, tables 4 5",
                "geen enkele optie", "2 LC-2 Slow.", "Acme heeft meer dan 40%", "Wat mensen vroegen",
                "andere", "niet getoond", "aanbevelingen met keuze 25% (1 van 4)")),
    ],
)  # fmt: skip
def test_figures_are_said_in_the_language(language: str, said: tuple[str, ...]) -> None:
    """Every table is there, with its words."""
    text = shown(language)
    assert [] == [words for words in said if words not in text], text
