# ruff: noqa: E501 - one option a line
"""Options found by the words behind #suggest, in both languages; never another client's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.catalogue import Catalogue, Option, Topic
from replies.advice.search import search, sought
from replies.decide import decide
from tests import desk as d

CATALOGUE = Catalogue(
    (
        Option("salary-talk", "Ask for more pay", "How to prepare for a salary talk.", "article", languages=("en",),
               topics=("negotiating",)),
        Option("harvard", "Getting to yes", "The method of principled negotiation.", "book", languages=("en",),
               topics=("negotiating",)),
        Option("loongesprek", "Het loongesprek", "Zo vraag je opslag.", "video", languages=("nl",),
               topics=("negotiating",)),
        Option("club", "Speakers' club", "Members speak in turns.", "community", topics=("presenting",)),
        Option("theirs", "Negotiating your salary here", "", "article", topics=("negotiating",), client="other"),
    ),
    (
        Topic("negotiating", {"en": "negotiating", "nl": "onderhandelen"}),
        Topic("presenting", {"en": "presenting", "nl": "presenteren"}),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("negotiating salary", "en", ["salary-talk", "harvard", "loongesprek"]),
        ("onderhandelen loon", "nl", ["loongesprek", "salary-talk", "harvard"]),
        ("a short article on negotiation", "en", ["salary-talk", "harvard"]),
        ("speakers", "en", ["club"]),
        ("presenteren", "nl", ["club"]),
        ("xyzzy", "en", []),
        ("short and free", "en", []),
        ("", "en", []),
    ],
)
def test_found_by_words(words: str, language: str, found: list[str]) -> None:
    """Topic names of either language count; most words first, then their language."""
    case = d.case(language=language)
    assert found == [chosen.option.slug for chosen in search(words, case, CATALOGUE, 6)]


def test_how_it_should_be_is_nothing_to_look_for() -> None:
    """These words rank what fits the case, as before."""
    assert () == sought("short, free and alone") == sought("kort en gratis")


@pytest.mark.parametrize(
    ("line", "there", "not_there"),
    [
        ("#suggest negotiating salary", "Ask for more pay", "Speakers' club"),
        ("#voorstel onderhandelen", "Getting to yes", "Speakers' club"),  # the name of a topic
        ("#suggest short and free", "Speakers' club", "Ask for more pay"),
        ("#suggest", "Speakers' club", "Ask for more pay"),
    ],
)
def test_suggest_by_mail(line: str, there: str, not_there: str) -> None:
    """On a case about presenting: what was looked for, or else what fits the case; never another client's."""
    told = d.text_to(decide(d.desk(line, catalogue=CATALOGUE)), "anna@example.org")
    assert (True, False, False) == (there in told, not_there in told, "salary here" in told)


def test_a_clients_own_is_found_on_its_case() -> None:
    """And nowhere else."""
    told = d.text_to(
        decide(d.desk("#suggest salary", catalogue=CATALOGUE, case=d.case(client="other"))),
        "anna@example.org",
    )
    assert "Negotiating your salary here" in told


def test_a_translation_comes_once() -> None:
    """In the language of the case."""
    english = replace(CATALOGUE.options[0], slug="pay", languages=("en",))
    dutch = replace(english, slug="pay-nl", languages=("nl",))
    found = search("salary", d.case(language="nl"), Catalogue((english, dutch), CATALOGUE.topics), 6)
    assert ["pay-nl"] == [chosen.option.slug for chosen in found]
