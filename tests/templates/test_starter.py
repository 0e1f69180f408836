"""The catalogue and topics that `concierge init` writes keep the rules that the service stands for."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from templates.lint import lint
from templates.load import load_library

STARTER = Path(__file__).parents[2] / "concierge" / "starter"
COLUMNS = (
    *("slug", "title", "summary", "kind", "training", "provider", "price", "currency"),
    *("minutes", "with", "language", "topics", "url", "interest", "client", "level", "priced_on"),
)
with (STARTER / "catalogue.csv").open(encoding="utf-8", newline="") as file:
    READER = csv.DictReader(file)
    OPTIONS = list(READER)
TRAINING = ("course", "masterclass", "workshop")
TOPICS = tomllib.loads((STARTER / "topics.toml").read_text("utf-8"))
NO_REQUEST = TOPICS.pop("none")["phrases"]
LIBRARY = load_library()


def of(option: dict[str, str], column: str) -> list[str]:
    """The values of a column that holds several."""
    return option[column].split(";")


def test_columns() -> None:
    """Exactly the columns of CONTRACT 3, in their order."""
    assert COLUMNS == tuple(READER.fieldnames or ())


def test_enough_to_start_with() -> None:
    """At least 72 options over at least 12 topics, slugs unique."""
    assert len(OPTIONS) >= 72
    assert len({topic for option in OPTIONS for topic in of(option, "topics")}) >= 12
    assert [] == [slug for slug, count in Counter(o["slug"] for o in OPTIONS).items() if count > 1]


def test_at_least_half_is_free() -> None:
    """Learning need not cost money."""
    free = [o for o in OPTIONS if o["price"] == "0"]
    assert len(free) * 2 >= len(OPTIONS)


def test_no_provider_dominates() -> None:
    """No provider has more than a tenth, and no interest is declared because there is none."""
    named = Counter(o["provider"] for o in OPTIONS if o["provider"] not in ("", "own organisation"))
    provider, count = named.most_common(1)[0]
    assert count * 10 <= len(OPTIONS), provider
    assert {""} == {o["interest"] for o in OPTIONS}


def test_both_languages() -> None:
    """At least twenty options can be used in Dutch, and every topic has options in both languages."""
    assert len([o for o in OPTIONS if "nl" in of(o, "language")]) >= 20
    assert {"en", "nl"} == {code for o in OPTIONS for code in of(o, "language")}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_topic_allows_a_range(topic: str, language: str) -> None:
    """In each language: something free, something that is not training, and more than one provider."""
    there = [o for o in OPTIONS if topic in of(o, "topics") and language in of(o, "language")]
    assert any(o["price"] == "0" for o in there)
    assert any(o["training"] == "no" for o in there)
    assert len({o["provider"] for o in there}) >= 2


@pytest.mark.parametrize("option", OPTIONS, ids=lambda o: o["slug"])
def test_option_is_well_formed(option: dict[str, str]) -> None:
    """Closed values, known topics, a clean link, a kind with a name in both languages."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", option["slug"])
    assert option["title"]
    assert option["provider"] or not option["url"], "what has a page is somebody's"
    assert option["summary"].endswith(".")
    assert option["with"] in ("alone", "others", "either")
    assert option["training"] == ("yes" if option["kind"] in TRAINING else "no")
    assert option["price"] == "" or Decimal(option["price"]) >= 0
    assert (option["price"] == "") == (option["currency"] == "")
    assert option["minutes"] == "" or int(option["minutes"]) > 0
    assert [] == [topic for topic in of(option, "topics") if topic not in TOPICS]
    assert {"en", "nl"} == set(LIBRARY.fixed["kind"][option["kind"]])
    url = urlsplit(option["url"])
    assert option["url"] == "" or (url.scheme, url.query, url.fragment) == ("https", "", "")


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_topic_is_well_formed(topic: str) -> None:
    """Names, keywords (lower case) and 12 to 16 phrases in both languages, none twice."""
    entry = TOPICS[topic]
    assert ["en", "keywords", "nl", "phrases"] == sorted(entry)
    for language in ("en", "nl"):
        words = entry["keywords"][language]
        assert len(words) >= 5
        assert len(set(words)) == len(words)
        assert [] == [word for word in words if word != word.lower().strip()]
        assert 12 <= len(entry["phrases"][language]) <= 16


def test_phrases_are_sentences_and_none_is_there_twice() -> None:
    """What one topic says no other says, in either language, nor mail that is no request."""
    phrases = [entry["phrases"] for entry in TOPICS.values()] + [NO_REQUEST]
    said = [phrase for by_language in phrases for texts in by_language.values() for phrase in texts]
    assert [] == [phrase for phrase, count in Counter(said).items() if count > 1]
    assert [] == [phrase for phrase in said if len(phrase) > 110 or phrase != " ".join(phrase.split())]
    assert all(len(NO_REQUEST[language]) >= 16 for language in ("en", "nl"))


def test_starter_templates_name_topics_that_exist() -> None:
    """The topics of the built-in answers and question sets are in the starter's topics."""
    assert () == lint(LIBRARY, topics=TOPICS)
