# ruff: noqa: E501 - what is said, line for line
"""#recommend: a range goes out at once; where fewer than three fit, its concierge hears that first."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.catalogue import Catalogue, Option
from cases.earlier import Recommended
from cases.effects import Decision, RecordRecommendation
from cases.model import Case, Need, Person
from concierge.catalogue.files import read_catalogue
from replies.advice.topics import guess
from replies.decide import decide
from tests import desk as d


def option(slug: str, **fields: Any) -> Option:
    usual = {"title": f"About {slug}", "kind": "article", "provider": f"House {slug}", "price": Decimal(0),
             "currency": "EUR", "minutes": 30, "with_": "alone", "languages": ("en",),
             "topics": ("presenting",)}  # fmt: skip
    return Option(slug=slug, **{**usual, **fields})


A, B, C = (option(slug) for slug in "abc")
LONG = option("long", minutes=180)
DEAR = option("dear", price=Decimal(25))
DUTCH = [option(f"nl{n}", languages=("nl",), title=f"Over {n}") for n in (1, 2, 3)]
DUTCH_A = option("a-nl", languages=("nl",), title="Over a")
GROUP = option("group", with_="others")


def decided(text: str, *options: Option, need: Need | None = None, **changed: Any) -> Decision:
    case = changed.pop("case", d.case(need=need or Need()))
    return decide(d.desk(text, catalogue=Catalogue(options, d.CATALOGUE.topics), case=case, **changed))


def recommended(decision: Decision) -> list[str]:
    rows = [effect.options for effect in decision.effects if isinstance(effect, RecordRecommendation)]
    return [str(row["slug"]) for row in rows[0]] if rows else []


def test_three_are_a_range() -> None:
    """Nothing is asked."""
    assert ["a", "b", "c"] == sorted(recommended(decided("#recommend", A, B, C)))


@pytest.mark.parametrize(
    ("options", "need", "said"),
    [
        ((A, B), Need(), ["with #send goes: About a", "with #send goes: About b"]),
        ((A, LONG), Need(time=60), ["1 left out: longer than the time", "1 more with 3 hours (#recommend time=3h): long"]),
        ((A, B, DEAR), Need(budget=Decimal(0)), ["1 more with a budget of €25 (#recommend budget=25EUR): dear"]),
        ((A, *DUTCH), Need(), ["with #send goes: Over 1 (Dutch)"]),
        ((A, B, option("course", training=True, price=Decimal(300), minutes=900)), Need(time=60, budget=Decimal(9)),
         ["with #send goes: About a", "with #send goes: About b"]),
    ],
)  # fmt: skip
def test_fewer_are_asked_about_first(options: tuple[Option, ...], need: Need, said: list[str]) -> None:
    """Held with what would go, what cut and what would fit; #send sends it."""
    decision = decided("#recommend", *options, need=need)
    assert ("held", "few-options", []) == (decision.disposition, decision.reason, d.to_worker(decision))
    text = d.text_to(decision, "anna@example.org")
    filled = len(options) == 4
    assert ("only one in English fits; filled up with three in Dutch" in text) == filled
    assert ("fewer than three options fit" in text, "another language" in text) == (not filled, False)
    for words in said:
        assert words in text.replace("\\", "")
    sent = decided("#recommend", *options, need=need, waived=frozenset({"few-options"}))
    assert "concierge-answer" == sent.reason
    assert "a" in recommended(sent)


def test_asked_in_dutch() -> None:
    """As a concierge reads it."""
    text = d.text_to(decided("#aanbevelen", A, LONG, need=Need(time=60), language="nl"), "anna@example.org")
    assert "**Ik heb je mail nog niet verstuurd**: er passen minder dan drie mogelijkheden." in text
    assert "met #verstuur vertrekt: About a" in text
    assert "nog 1 met 3 uur (#aanbevelen tijd=3u): long" in text


@pytest.mark.parametrize(
    ("options", "language", "said"),
    [
        ((A, B, *DUTCH), "en", "only two in English fit; filled up with three in Dutch."),
        ((A, B, *DUTCH), "nl", "er passen er maar twee in het Engels; aangevuld met drie in het Nederlands."),
        ((A, *DUTCH), "nl", "er past er maar één in het Engels; aangevuld met drie in het Nederlands."),
        (DUTCH, "en", "none in English fits; filled up with three in Dutch."),
        (DUTCH, "nl", "er past er geen in het Engels; aangevuld met drie in het Nederlands."),
        (
            (A, replace(B, languages=()), DUTCH[0]),
            "en",
            "only two in English fit; filled up with one in Dutch.",
        ),
        ((A, B), "en", "fewer than three options fit."),
        ((A, DUTCH[0]), "en", "fewer than three options fit."),  # also with the other language
        ((A, LONG), "nl", "er passen minder dan drie mogelijkheden."),
    ],
)
def test_what_is_asked_about_is_said(options: tuple[Option, ...], language: str, said: str) -> None:
    """Where another language makes up the range, that; where it stays too small, that."""
    verb = {"en": "#recommend", "nl": "#aanbevelen"}[language]
    decision = decided(verb, *options, need=Need(time=60), language=language)
    head = d.text_to(decision, "anna@example.org").split("\n\n")[0]
    assert head.endswith(f": {said}")


def test_named_options_are_not_asked_about() -> None:
    """Whoever names one means it, also one that was sent before."""
    assert ["a"] == recommended(decided("#option a", A, B))
    assert ["a"] == recommended(decided("#option a", A, B, recommended=(Recommended("a"),)))


def test_preview_shows_what_would_go() -> None:
    """Nothing is held for a look."""
    assert "concierge-commands" == decided("#recommend\n#preview", A).reason


@pytest.mark.parametrize(
    ("wish", "need", "language"),
    [("others", Need(with_="others", budget=Decimal(0)), "en"), ("others", Need(with_="others"), "nl")],
)
def test_preference_ranks_and_is_said(wish: str, need: Need, language: str) -> None:
    """With others, and only one is: it comes first, the others go along and say that they are not."""
    options = tuple(replace(o, languages=()) for o in (A, B, GROUP))
    maria = Person(1, "maria@example.org", "Maria Claes", language)
    decision = decided("#recommend", *options, case=_case(need, maria, language))
    first, *others = recommended(decision)
    assert ("group", ["a", "b"]) == (first, sorted(others))
    text = d.to_worker(decision)[0].text
    said = {
        "en": "it is to do alone, though you would rather learn with others: little else fits",
        "nl": "het is om alleen te doen, al leer je liever met anderen: er past weinig anders",
    }
    assert 2 == text.count(said[language])


def _case(need: Need, who: Person, language: str) -> Case:
    return d.case(need=need, requester=who, language=language)


def test_never_the_translation_of_what_they_had() -> None:
    """A second range has nothing of the first, in whatever language."""
    before = (Recommended("a"), Recommended("b"))
    decision = decided("#recommend", A, B, C, DUTCH_A, *DUTCH, recommended=before)
    assert "few-options" == decision.reason
    sent = decided(
        "#recommend", A, B, C, DUTCH_A, *DUTCH, recommended=before, waived=frozenset({"few-options"})
    )
    assert {"c", "nl1", "nl2", "nl3"} == set(recommended(sent))


def test_nothing_fits() -> None:
    """The transcript says what cut, and what would let something in."""
    decision = decided("#recommend presenting", LONG, DEAR, need=Need(time=60, budget=Decimal(0)))
    assert "transcript" == decision.reason
    text = d.text_to(decision, "anna@example.org").replace("\\", "")
    assert (
        "nothing in the catalogue fits (1 left out: longer than the time; 1 left out: above the budget): lift a "
        "limit, or name options yourself with #option.\n"
        "- ✓ 1 more with 3 hours (#recommend presenting time=3h): long.\n"
        "- ✓ 1 more with a budget of €25 (#recommend presenting budget=25EUR): dear.\n"
    ) in text


def test_without_a_topic_what_the_notification_guessed_counts() -> None:
    """Words in common alone bring what nobody asked about, with a reason that does not hold."""
    starter = Path(__file__).parents[2] / "concierge" / "starter"
    catalogue = read_catalogue(starter / "catalogue.csv", starter / "topics.toml")
    subject, text = "Excel pivot tables", "How do I make them from what colleagues send me every week?"
    case = d.case(topics=(), subject=subject, messages=(replace(d.ASKED, new_text=text),))
    found = recommended(decide(d.desk("#recommend", catalogue=catalogue, case=case)))
    assert len(found) >= 3
    guessed = guess(f"{subject}\n{text}", catalogue)
    options = [catalogue.option(slug) for slug in found]
    assert all(each is not None and not set(guessed).isdisjoint(each.topics) for each in options)


STARTER = Path(__file__).parents[2] / "concierge" / "starter"


@pytest.mark.parametrize(
    ("language", "verb", "head"),
    [
        ("en", "#recommend", "the case has no topic, and what they wrote may be about several."),
        ("nl", "#aanbevelen", "de vraag heeft geen thema, en kan over meer dan één gaan."),
    ],
)
def test_a_guess_that_is_unsure_is_asked_about(language: str, verb: str, head: str) -> None:
    """No mixed bag goes to a worker: each guess with its command and options; #send takes the likeliest."""
    catalogue = read_catalogue(STARTER / "catalogue.csv", STARTER / "topics.toml")
    text = "Somehow everything at my work has become so heavy since the change."
    case = d.case(topics=(), subject="Help", messages=(replace(d.ASKED, new_text=text),))
    decision = decide(d.desk(verb, catalogue=catalogue, case=case, language=language))
    assert ("held", "topic-unsure", []) == (decision.disposition, decision.reason, d.to_worker(decision))
    said = d.text_to(decision, "anna@example.org").replace("\\", "")
    guessed = guess(f"Help\n{text}", catalogue)
    assert said.split("\n\n")[0].endswith(f": {head}")
    assert [slug for slug in guessed if f"({verb} {slug}): " in said] == list(guessed)
    sent = decide(d.desk(verb, catalogue=catalogue, case=case, waived=frozenset({"topic-unsure"})))
    options = [catalogue.option(slug) for slug in recommended(sent)]
    assert len(options) >= 3
    assert all(each is not None and guessed[0] in each.topics for each in options)
    named = decide(d.desk(f"{verb} {guessed[1]}", catalogue=catalogue, case=case))
    assert "concierge-answer" == named.reason


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "about presenting, free, 30 minutes, and you said you would rather work alone."),
        ("nl", "over presenteren, gratis, 30 minuten, en je zei dat je liever alleen werkt."),
    ],
)
def test_a_person_is_told_why(language: str, why: str) -> None:
    """Price, time and what they said in one sentence; the line below does not say it again."""
    wish = "I would rather work alone." if language == "en" else "Ik werk liever alleen."
    case = d.case(need=Need(with_="alone"), language=language, subject=wish)
    options = [option(slug, languages=(language,)) for slug in "abc"]
    [draft] = d.to_worker(decided("#recommend", *options, case=case))
    mail = draft.text
    assert mail.replace("\n", " ").count(why) == 3
    assert mail.count("gratis" if language == "nl" else "free") == 3
