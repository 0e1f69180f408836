# ruff: noqa: E501 - lines of a page
"""The page about commands says what the table does, as the help mail does, and its examples are carried out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cases.reasons import Reason
from cases.settings import Concierge
from replies.commands.help import EXAMPLES, Example, commands_page
from replies.commands.table import ROWS, card
from replies.decide import decide
from tests import desk as d

PAGE = Path(__file__).resolve().parent.parent.parent.parent / "docs" / "commands.md"


def test_page_is_what_the_table_gives() -> None:
    """After a change: `python -m replies.commands.help > docs/commands.md`."""
    assert commands_page() == PAGE.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_page_table_and_help_mail_agree(language: str) -> None:
    """Every command of the card stands on the page with the same words, and in the mail that answers #help."""
    page = PAGE.read_text("utf-8").replace("\\|", "|")
    mail = d.text_to(
        decide(d.desk("#help", language=language, author=_speaking(language))), "anna@example.org"
    )
    for command, does in card(language):
        for text in (page, mail):
            assert f"`{command}`" in text
            assert does in text.replace("\\", "")
    shown = set(re.findall(r"^- `#(\S+?)[ `]", mail, re.MULTILINE))
    assert {command[1:].split(" ")[0] for command, _ in card(language)} == shown


def _speaking(language: str) -> Concierge:
    return replace(d.ANNA, languages=(language,))


def test_every_verb_stands_on_the_page() -> None:
    """Also those that this version refuses."""
    page = PAGE.read_text("utf-8")
    for row in ROWS:
        for name in (row.verb, *row.dutch):
            assert re.search(rf"`#{name}[ `]", page), name


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.text.replace("\n", " ")[:40])
def test_examples_do_what_the_page_says(example: Example) -> None:
    """Each documented mail ends as documented."""
    assert example.text in PAGE.read_text("utf-8")
    assert example.reason in set(Reason)
    free = [replace(d.CATALOGUE.options[0], slug=f"free-{n}", title=f"Evening {n}") for n in range(3)]
    found = replace(d.CATALOGUE, options=(*d.CATALOGUE.options, *free))
    assert example.reason == decide(d.desk(example.text, catalogue=found)).reason
