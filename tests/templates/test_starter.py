"""The catalogue and topics that `concierge init` writes keep the rules that the service stands for."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cases.catalogue import Catalogue
from concierge.catalogue.files import read_file
from replies.advice.twins import same_options
from templates.lint import lint
from templates.load import load_library

STARTER = Path(__file__).parents[2] / "concierge" / "starter"
COLUMNS = (
    *("slug", "title", "summary", "kind", "training", "provider", "price", "currency"),
    *("minutes", "with", "language", "topics", "url", "interest", "client", "level", "priced_on"),
    "country",
)
with (STARTER / "catalogue.csv").open(encoding="utf-8", newline="") as file:
    READER = csv.DictReader(file)
    OPTIONS = list(READER)
TRAINING = ("course", "masterclass", "workshop")
TOPICS = tomllib.loads((STARTER / "topics.toml").read_text("utf-8"))
NO_REQUEST = TOPICS.pop("none")["phrases"]
LIBRARY = load_library()
CATALOGUE = Catalogue(read_file(STARTER / "catalogue.csv").options)
ITSELF = {  # sites whose first page is the thing that is recommended
    *("academy.datawrapper.de", "course.elementsofai.com", "hemingwayapp.com", "languagetool.org"),
    *("leancoffee.org", "phishingquiz.withgoogle.com", "taaladvies.net", "woordenlijst.org"),
    "www.ai-cursus.nl",
}
KINDS = {
    *("article", "book", "coaching", "colleague", "community", "course", "job-aid", "masterclass"),
    *("mentoring", "podcast", "practice", "reference", "tool", "video", "workshop"),
}
FORMATS: dict[str, Callable[[dict[str, str]], bool]] = {
    "paid training": lambda o: o["training"] == "yes" and o["price"] not in ("", "0"),
    "coach or mentor": lambda o: o["kind"] in ("coaching", "mentoring"),
    "colleague": lambda o: o["kind"] == "colleague",
    "ten minutes": lambda o: o["minutes"] != "" and int(o["minutes"]) <= 10,
}


def of(option: dict[str, str], column: str) -> list[str]:
    """The values of a column that holds several."""
    return option[column].split(";")


def test_columns() -> None:
    """Exactly the columns of CONTRACT 3, in their order."""
    assert COLUMNS == tuple(READER.fieldnames or ())


def test_slugs_are_unique() -> None:
    """A slug is what a concierge types and what a ledger keeps."""
    assert [] == [slug for slug, count in Counter(o["slug"] for o in OPTIONS).items() if count > 1]


def test_no_interest_is_declared() -> None:
    """There is none."""
    assert {""} == {o["interest"] for o in OPTIONS}


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


def test_as_many_options_as_promised() -> None:
    """At least 250 that differ (a translation is the same option), a third in Dutch, half of them free."""
    same = same_options(CATALOGUE)
    assert 250 <= len({same.get(o.slug, o.slug) for o in CATALOGUE.options})
    assert 0.35 * len(OPTIONS) <= len([o for o in OPTIONS if "nl" in of(o, "language")])
    assert 0.5 * len(OPTIONS) <= len([o for o in OPTIONS if o["price"] == "0"])
    assert KINDS == {o["kind"] for o in OPTIONS}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_topic_has_every_format(topic: str, language: str) -> None:
    """In either language: paid training, somebody who helps, a colleague, what takes ten minutes."""
    there = [o for o in OPTIONS if topic in of(o, "topics") and language in of(o, "language")]
    assert [] == [name for name, fits in FORMATS.items() if not any(map(fits, there))]
    assert len(there) >= 8


def test_a_link_leads_to_the_thing_itself() -> None:
    """No front page of a provider, except where that page is the thing."""
    linked = [urlsplit(o["url"]) for o in OPTIONS if o["url"]]
    assert ITSELF == {url.netloc for url in linked if url.path in ("", "/")}


def test_nothing_is_there_twice() -> None:
    """A page or a title once in a language; and a row is for one language, since it has one text."""
    for column in ("url", "title"):
        there = Counter((o[column], o["language"]) for o in OPTIONS if o[column])
        assert [] == [each for each, count in there.items() if count > 1]
    assert {"en", "nl"} == {o["language"] for o in OPTIONS}


def test_courses_of_a_platform_are_all_free_or_none() -> None:
    """What a platform asks it asks of all: one called free beside others with a price is out of date."""
    platforms: dict[str, set[bool]] = {}
    for option in OPTIONS:
        if option["kind"] == "course" and " (" in option["provider"]:
            platforms.setdefault(option["provider"].split(" (")[0], set()).add(option["price"] == "0")
    assert platforms
    assert [] == [platform for platform, free in platforms.items() if len(free) > 1]


def test_a_translation_is_the_same_option() -> None:
    """Twins agree in what decides whether they fit; books alone have another price in translation."""
    rows = {o["slug"]: o for o in OPTIONS}
    deciding = ("kind", "minutes", "with", "level")
    for slug, first in same_options(CATALOGUE).items():
        one, other = rows[slug], rows[first]
        assert [one[c] for c in deciding] == [other[c] for c in deciding], slug
        assert {*of(one, "topics")} == {*of(other, "topics")}, slug
        assert one["price"] == other["price"] or one["kind"] == "book", slug
    own = {o["slug"] for o in OPTIONS if o["slug"].endswith("-nl") and o["slug"].removesuffix("-nl") in rows}
    assert own <= set(same_options(CATALOGUE))


def test_who_is_paid_is_spread() -> None:
    """No provider and no site has more than six in a hundred; libraries sell nothing."""
    names = Counter(o["provider"].split(" (")[0] for o in OPTIONS)
    hosts = Counter(urlsplit(o["url"]).netloc for o in OPTIONS if o["url"])
    for counts, free in ((names, ("", "own organisation")), (hosts, ("openlibrary.org",))):
        many = {name: count for name, count in counts.items() if count > 0.06 * len(OPTIONS)}
        assert {*many} <= {*free}, many


def test_texts_help_by_themselves() -> None:
    """Whole sentences of a length that fits a mail: two or more, and not the title again."""
    for option in OPTIONS:
        sentences = re.findall(r"[.?!:][\"”)]?(?= |$)", option["summary"])
        assert len(sentences) >= 2, option["slug"]
        assert 100 <= len(option["summary"]) <= 520, option["slug"]
        assert option["level"] in ("beginner", "intermediate", "advanced", "any")


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_topic_is_well_formed(topic: str) -> None:
    """Names, keywords (lower case) and phrases in both languages: many, and about as many for each topic."""
    entry = TOPICS[topic]
    assert ["en", "keywords", "nl", "phrases"] == sorted(entry)
    for language in ("en", "nl"):
        words = entry["keywords"][language]
        assert len(words) >= 5
        assert len(set(words)) == len(words)
        assert [] == [word for word in words if word != word.lower().strip()]
        assert 40 <= len(entry["phrases"][language]) <= 80


def test_phrases_are_sentences_and_none_is_there_twice() -> None:
    """What one topic says no other says, in either language, nor mail that is no request."""
    phrases = [entry["phrases"] for entry in TOPICS.values()] + [NO_REQUEST]
    said = [phrase for by_language in phrases for texts in by_language.values() for phrase in texts]
    assert [] == [phrase for phrase, count in Counter(said).items() if count > 1]
    assert [] == [phrase for phrase in said if len(phrase) > 110 or phrase != " ".join(phrase.split())]
    assert all(len(NO_REQUEST[language]) >= 200 for language in ("en", "nl"))


def test_starter_templates_name_topics_that_exist() -> None:
    """The topics of the built-in answers and question sets are in the starter's topics."""
    assert () == lint(LIBRARY, topics=TOPICS)
