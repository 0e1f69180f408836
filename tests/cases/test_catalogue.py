"""Options and topics as they are found by what somebody typed, and what the ledger keeps of an option."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.catalogue import Catalogue, Option, Topic

CLUB = Option("talk-club", "Talks", price=Decimal(0), currency="EUR", topics=("presenting",))
BOOK = Option(
    slug="Talk-Book",
    title="A book",
    summary="Short.",
    kind="book",
    provider="Press",
    price=Decimal("12.5"),
    currency="EUR",
    topics=("presenting", "writing"),
)
TALK = Topic(
    "presenting",
    {"en": "presenting", "nl": "presenteren"},
    {"en": ("stage fright",), "nl": ("plankenkoorts",)},
)
TIME = Topic("time-management", {"en": "managing time"})
WORK = Topic("presenteren-werk", {"nl": "presenting"})  # its Dutch name is another's slug
CATALOGUE = Catalogue((CLUB, BOOK), (TALK, TIME, WORK))

OPTIONS = [
    ("talk-club", CLUB),
    (" Talk-CLUB ", CLUB),
    ("talk-book", BOOK),
    ("TALK-BOOK", BOOK),
    ("talk", None),
    ("", None),
]


@pytest.mark.parametrize(("typed", "option"), OPTIONS)
def test_option_of_a_slug(typed: str, option: Option | None) -> None:
    """In any case of letters, and only the whole slug."""
    assert option is CATALOGUE.option(typed)


TOPICS = [
    ("presenting", TALK),
    ("#Presenting", TALK),
    ("presenteren", TALK),
    ("Time management", TIME),
    ("time_management", TIME),
    ("time-management", TIME),
    ("managing time", TIME),
    ("  Managing   TIME ", TIME),
    ("stage fright", None),  # a keyword is too loose
    ("presenteren-werk", WORK),
    ("presentin", None),
    ("", None),
]


@pytest.mark.parametrize(("typed", "topic"), TOPICS)
def test_topic_of_a_slug_or_name(typed: str, topic: Topic | None) -> None:
    """A slug before a name; with hyphens, blanks or a hash, in any case of letters."""
    assert topic is CATALOGUE.topic(typed)


NEAREST = [
    ("talk-clb", ("talk-club", "Talk-Book")),
    ("tlk club", ("talk-club",)),
    ("quantum", ()),
]


@pytest.mark.parametrize(("typed", "slugs"), NEAREST)
def test_options_that_look_alike(typed: str, slugs: tuple[str, ...]) -> None:
    """The best first, and none where nothing looks like it."""
    assert slugs == CATALOGUE.nearest_options(typed)
    assert slugs[:1] == CATALOGUE.nearest_options(typed, 1)


SOUNDS = [
    ("presentng", ("presenting", "presenteren-werk")),  # by slug and by name, each once
    ("stage frigt", ("presenting",)),  # by keyword, in any language
    ("plankekoorts", ("presenting",)),
    ("quantum", ()),
]


@pytest.mark.parametrize(("typed", "slugs"), SOUNDS)
def test_topics_that_look_alike(typed: str, slugs: tuple[str, ...]) -> None:
    """By slug, name or keyword; a topic with many words that fit is named once."""
    assert slugs[:1] == CATALOGUE.nearest_topics(typed, 1)
    assert set(slugs) == set(CATALOGUE.nearest_topics(typed))
    assert len(slugs) == len(CATALOGUE.nearest_topics(typed))


def test_options_of_a_topic() -> None:
    """Also where it is not their first."""
    assert ((CLUB, BOOK), (BOOK,), ()) == tuple(
        CATALOGUE.for_topic(slug) for slug in ("presenting", "writing", "excel")
    )


NAMES = [("en", "presenting"), ("nl", "presenteren"), ("fr", "presenting")]


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_name_of_a_topic(language: str, name: str) -> None:
    """In that language, else in any; one without a name is called by its slug, in words."""
    assert name == TALK.name(language)
    assert "time management" == Topic("time-management").name(language)


def test_all_words_of_a_topic() -> None:
    """Slug, names and keywords of every language."""
    assert ("presenting", "presenting", "presenteren", "stage fright", "plankenkoorts") == TALK.words


PRICES = [(None, False), (Decimal(0), True), (Decimal("0.00"), True), (Decimal("0.01"), False)]


@pytest.mark.parametrize(("price", "free"), PRICES)
def test_unknown_is_not_free(price: Decimal | None, free: bool) -> None:
    """Nothing said is unknown; 0 is free."""
    assert free is Option("x", "X", price=price).is_free


def test_ledger_of_an_option() -> None:
    """What the report on independence counts, as it was when it was recommended."""
    assert {
        "slug": "Talk-Book",
        "title": "A book",
        "provider": "Press",
        "kind": "book",
        "training": False,
        "price": 12.5,
        "currency": "EUR",
        "interest": "",
    } == BOOK.ledger()
    assert None is Option("x", "X").ledger()["price"]


def test_what_is_derived_is_made_once_a_version() -> None:
    """Another version of the files is another value."""
    made: list[Catalogue] = []

    def count(catalogue: Catalogue) -> int:
        made.append(catalogue)
        return len(made)

    first, second = Catalogue((CLUB,)), Catalogue((CLUB,))
    assert (1, 1, 2) == (first.derived(count), first.derived(count), second.derived(count))
    assert first == second
