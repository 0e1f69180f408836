"""Advice: limits hold, the range is a range, and every option says why."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.catalogue import Catalogue, Option, Topic
from cases.earlier import Recommended
from cases.model import Need
from replies.advice.recommend import AdviceRequest, Reason, explain, gap_words, recommend, why, words
from replies.advice.words import GAPS, REASONS, minutes_in_words, money_in_words

TOPICS = (Topic("presenting", {"en": "Presenting", "nl": "Presenteren"}, {"en": ("slides",)}), Topic("excel"))


def option(slug: str, **fields: Any) -> Option:
    usual = {
        "title": slug.replace("-", " "),
        "kind": "article",
        "provider": f"provider of {slug}",
        "price": Decimal(0),
        "currency": "EUR",
        "minutes": 30,
        "languages": ("en",),
        "topics": ("presenting",),
    }
    return Option(slug=slug, **{**usual, **fields})


def advised(*options: Option, **fields: Any) -> list[str]:
    usual = {"text": "", "topics": ("presenting",)}
    request = AdviceRequest(**{**usual, **fields})
    return [chosen.option.slug for chosen in recommend(request, Catalogue(options, TOPICS)).options]


BOOK = option("book", price=Decimal(25), minutes=240, with_="alone")
COURSE = option("course", training=True, price=Decimal(400), minutes=960, with_="others")
CLUB = option("club", price=None, minutes=90, with_="others")
VIDEO = option("video", minutes=20, with_="alone")
COACH = option("coach", price=Decimal(90), currency="GBP", minutes=None, with_="others")


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (Need(), {"book", "course", "club", "video", "coach"}),
        (Need(time=90), {"club", "video", "coach"}),
        (Need(time=10), {"coach"}),
        (Need(budget=Decimal(100), currency="EUR"), {"book", "club", "video", "coach"}),
        (Need(budget=Decimal(50)), {"book", "club", "video"}),
        (Need(budget=Decimal(0)), {"video"}),
        (Need(with_="alone"), {"book", "video", "course"}),
        (Need(with_="others"), {"course", "club", "coach", "video"}),
        (Need(with_="either"), {"book", "course", "club", "video", "coach"}),
        (Need(time=90, budget=Decimal(0), with_="others"), {"video"}),
        (Need(time=10, budget=Decimal(0)), set()),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, set) else str(value),
)
def test_limits_are_respected(need: Need, expected: set[str]) -> None:
    """Only what is longer or dearer is out; unknown length or price is not, but for a budget of 0."""
    assert expected == set(advised(BOOK, COURSE, CLUB, VIDEO, COACH, need=need))


def test_language_comes_before_others_that_they_know() -> None:
    """Their own language first; English only for those who can; none when language plays no part."""
    dutch, english = option("dutch", languages=("nl",)), option("english")
    both, none = option("both", languages=("en", "nl")), option("none", languages=())
    assert ["both", "dutch", "none"] == advised(dutch, english, both, none, language="nl")
    assert ["both", "dutch", "none", "english"] == advised(
        dutch, english, both, none, language="nl", languages_ok=("en",)
    )


def test_client_options_stay_with_the_client() -> None:
    """An option of one client is never shown to another's people."""
    theirs = option("theirs", client="example")
    assert ["theirs", "video"] == advised(theirs, VIDEO, client="example")
    assert ["video"] == advised(theirs, VIDEO)
    assert ["video"] == advised(theirs, VIDEO, client="other")


def test_nothing_twice_to_the_same_person() -> None:
    """What was recommended before comes back only when it is named, and then says so."""
    before = (Recommended("video", 2),)
    assert ["book"] == advised(VIDEO, BOOK, earlier=before)
    request = AdviceRequest("", ("presenting",), earlier=before)
    assert Reason("again") in explain(VIDEO, request, Catalogue((VIDEO, BOOK), TOPICS))


def test_other_topics_stay_out() -> None:
    """An option is recommended for its topics; the request's first topic counts most."""
    excel = option("a-sheet", topics=("excel",))
    assert ["video"] == advised(excel, VIDEO)
    assert ["video", "a-sheet"] == advised(excel, VIDEO, topics=("presenting", "excel"))


def test_words_decide_without_a_topic() -> None:
    """Without a topic only what shares words with the request is shown."""
    pivot = option("pivot", title="Pivot tables step by step", topics=("excel",))
    assert ["pivot"] == advised(pivot, VIDEO, text="How do I make a pivot table?", topics=())
    assert [] == advised(pivot, VIDEO, text="Something else entirely", topics=())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I get 200 mails a day", []),
        ("Ik krijg elke dag 20 mails van klanten", []),
        ("Something about tools for my bike", []),
        ("Where is the kit of the first aid team?", []),
        ("Who sends round the mail about the lunch?", []),
        ("A tool to design slides", ["kit"]),
        ("design", ["kit"]),
        ("How do I merge a mail in my word processor?", ["merge"]),
    ],
)
def test_an_accidental_word_offers_nothing(text: str, found: list[str]) -> None:
    """Without a topic one word in common of many is an accident, and a number is no word at all."""
    kit = option("kit", title="Design kit", summary="200 tools to design with", topics=("excel",))
    merge = option("merge", title="Mail merge", summary="Merge a list into one mail", topics=("excel",))
    assert found == advised(kit, merge, text=text, topics=())


def test_range_over_the_best_scores() -> None:
    """Five dear courses of one provider do not push out the free book and the others."""
    one = [option(f"course-{n}", training=True, price=Decimal(100), provider="One", with_="others",
                  title="Present with calm slides") for n in range(6)]  # fmt: skip
    found = advised(*one, option("free-book", with_="alone"), CLUB, text="present with calm slides")
    assert ["course-0", "free-book", "club"] == found[:3]


def test_no_provider_twice_before_another() -> None:
    """With enough providers each is offered once."""
    same = [option(f"same-{n}", provider="Same", title="slides slides") for n in range(4)]
    found = advised(*same, VIDEO, BOOK, CLUB, COACH, text="slides")
    assert (5, 1) == (len(found), sum(slug.startswith("same") for slug in found))


def test_gaps_are_told() -> None:
    """What a range lacks, and why options were left out."""
    request = AdviceRequest("", ("presenting",), Need(time=1000))
    advice = recommend(request, Catalogue((COURSE, option("long", minutes=2000)), TOPICS))
    assert ("few", "provider", "free", "not-training", "alone", "out-time:1") == advice.gaps
    assert "1 left out: longer than the time" == gap_words(advice.gaps[-1], "en")
    assert ("topic",) == recommend(AdviceRequest("", ("excel",)), Catalogue((COURSE,), TOPICS)).gaps
    assert ("out-budget:1",) == recommend(
        AdviceRequest("", ("presenting",), Need(budget=Decimal(0))), Catalogue((COURSE,), TOPICS)
    ).gaps


def test_reasons_in_words() -> None:
    """Each option says why, in the person's language."""
    request = AdviceRequest("", ("presenting",), Need(time=60, with_="alone"))
    chosen = recommend(request, Catalogue((VIDEO,), TOPICS)).options[0]
    assert "about presenting, free, 20 minutes, and you would rather work alone" == why(chosen.reasons, "en")
    in_dutch = replace(request, language="nl", languages_ok=("en",))
    dutch = recommend(in_dutch, Catalogue((VIDEO,), TOPICS)).options[0]
    assert ("over presenteren, gratis, 20 minuten, in het Engels, en je werkt liever alleen") == why(
        dutch.reasons, "nl"
    )


def test_unknown_and_foreign_amounts_are_said() -> None:
    """An unknown length or price and a price in another currency are allowed, ranked lower and named."""
    request = AdviceRequest("", ("presenting",), Need(time=60, budget=Decimal(50), currency="EUR"))
    coach = recommend(request, Catalogue((COACH,), TOPICS)).options[0]
    assert {"currency", "length-unknown"} <= {reason.slug for reason in coach.reasons}
    assert "£90, in another currency than your budget, so check it first" in why(coach.reasons, "en")
    club = recommend(replace(request, need=Need()), Catalogue((CLUB,), TOPICS)).options[0]
    assert "prijs eerst na te kijken" in why(club.reasons, "nl")


def test_remembered_wish_orders_but_does_not_exclude() -> None:
    """What was remembered of a person moves options up; only what they say now rules options out."""
    found = advised(CLUB, VIDEO, COACH, BOOK, remembered=("Prefers to learn with others",))
    assert {"club", "video", "coach", "book"} == set(found)
    request = AdviceRequest("", ("presenting",), remembered=("Prefers to learn with others",))
    club = next(c for c in recommend(request, Catalogue((CLUB, VIDEO), TOPICS)).options if c.option is CLUB)
    assert Reason("remembered-others") in club.reasons


def test_price_in_another_currency_comes_later() -> None:
    """It cannot be compared with the budget, so what can be comes first."""
    need = Need(budget=Decimal(50), currency="EUR")
    pounds = option("a-pounds", price=Decimal(10), currency="GBP")
    euros = option("b-euros", price=Decimal(10))
    assert ["b-euros", "a-pounds"] == advised(pounds, euros, need=need)


def test_range_has_one_without_training_also_where_the_wish_is_known() -> None:
    """Six courses that fit better do not push out the one club."""
    courses = [option(f"course-{n}", training=True, with_="others", title="calm slides") for n in range(6)]
    club = option("club", with_="others", title="Evenings")
    found = advised(*courses, club, text="calm slides", need=Need(with_="others"))
    assert "club" in found


def test_what_they_had_before_is_counted_as_left_out() -> None:
    """So that a concierge sees why the range is short."""
    request = AdviceRequest("", ("presenting",), earlier=(Recommended("video"),))
    assert "out-earlier:1" in recommend(request, Catalogue((VIDEO, BOOK), TOPICS)).gaps


@pytest.mark.parametrize(("mean", "said"), [(3.9, False), (4.0, True), (5.0, True)])
def test_well_rated_is_said_from_four_on(mean: float, said: bool) -> None:
    """People with the same question were happy with it."""
    request = AdviceRequest("", ("presenting",), topic_ratings={"video": (mean, 3)})
    [video] = recommend(request, Catalogue((VIDEO,), TOPICS)).options
    assert said == (Reason("liked") in video.reasons)


def test_ratings_count_from_three_on() -> None:
    """Options that people with the same question were happy with come first; two ratings say nothing."""
    a, b = option("a"), option("b")
    assert ["b", "a"] == advised(a, b, topic_ratings={"b": (4.6, 3)})
    assert ["a", "b"] == advised(a, b, topic_ratings={"b": (4.6, 2)})
    assert ["b", "a"] == advised(a, b, topic_ratings={"a": (1.5, 5)})


def test_declared_interest_is_no_advantage() -> None:
    """Between equals, the option that the service has an interest in comes last."""
    assert ["b", "a"] == advised(option("a", interest="our own course"), option("b"))


def test_chosen_by_hand_is_explained_too() -> None:
    """`#option` may name what the limits would leave out; its reasons are still right."""
    request = AdviceRequest("", ("excel",), Need(time=10), "nl")
    slugs = [reason.slug for reason in explain(COURSE, request, Catalogue((COURSE,), TOPICS))]
    assert ["price", "time", "language"] == slugs


def test_every_reason_and_gap_has_words() -> None:
    """Both languages, every placeholder filled."""
    params = {"topic": "x", "amount": "12.5", "currency": "EUR", "minutes": "90", "language": "en",
              "because": "few"}  # fmt: skip
    for slug, language in product(REASONS, ("en", "nl")):
        assert "{" not in words(Reason(slug, params), language)
    for slug, language in product(GAPS, ("en", "nl")):
        assert "{" not in gap_words(f"{slug}:2", language)


def test_amounts_in_words() -> None:
    """As they are written in each language."""
    assert ["1 minute", "1 hour", "1.5 hours", "2 hours and 20 minutes"] == [
        minutes_in_words(n, "en") for n in (1, 60, 90, 140)
    ]
    assert ["1 minuut", "1 uur", "1,5 uur", "2 uur en 20 minuten"] == [
        minutes_in_words(n, "nl") for n in (1, 60, 90, 140)
    ]
    assert ["€1,250", "€ 1.250", "€12.50", "€ 12,50", "80 CHF", "gratis"] == [
        money_in_words(Decimal("1250"), "EUR", "en"), money_in_words(Decimal("1250"), "EUR", "nl"),
        money_in_words(Decimal("12.5"), "EUR", "en"), money_in_words(Decimal("12.5"), "EUR", "nl"),
        money_in_words(Decimal("80"), "CHF", "en"), money_in_words(Decimal(0), "EUR", "nl"),
    ]  # fmt: skip


def any_options() -> st.SearchStrategy[tuple[Option, ...]]:
    one = st.builds(
        option,
        slug=st.sampled_from([f"o{n}" for n in range(40)]),
        training=st.booleans(),
        price=st.sampled_from([None, Decimal(0), Decimal(40), Decimal(400)]),
        minutes=st.sampled_from([None, 10, 60, 600]),
        with_=st.sampled_from(["alone", "others", "either"]),
        provider=st.sampled_from(["A", "B", "C", ""]),
        languages=st.sampled_from([("en",), ("nl",), ("en", "nl"), ()]),
        client=st.sampled_from([None, None, "example"]),
    )
    return st.lists(one, max_size=15, unique_by=lambda o: o.slug).map(tuple)


LIMITS = st.tuples(
    st.sampled_from([None, 30, 120]),
    st.sampled_from([None, 0, 50]),
    st.sampled_from([None, "alone", "others"]),
)


@given(any_options(), LIMITS, st.randoms())
def test_range_holds_for_any_catalogue(
    options: tuple[Option, ...], limits: tuple[int | None, int | None, str | None], random: Random
) -> None:
    """Never more than five; a free one, one that is no training and a second provider whenever one fits."""
    time, budget, wish = limits
    need = Need(time=time, budget=None if budget is None else Decimal(budget), with_=wish)
    request = AdviceRequest("", ("presenting",), need)
    advice = recommend(request, Catalogue(options, TOPICS))
    chosen = [c.option for c in advice.options]
    fitting = list(fits(options, request))
    assert min(3, len(fitting)) <= len(chosen) <= 5
    assert set(chosen) <= set(fitting)
    assert any(o.is_free for o in fitting) == any(o.is_free for o in chosen)
    assert any(not o.training for o in fitting) == any(not o.training for o in chosen)
    if wish is None:
        assert any(o.with_ != "others" for o in fitting) == any(o.with_ != "others" for o in chosen)
        assert any(o.with_ != "alone" for o in fitting) == any(o.with_ != "alone" for o in chosen)
    else:
        assert any(o.with_ in (wish, "either") for o in fitting) == any(
            o.with_ in (wish, "either") for o in chosen
        )
        said = [c for c in advice.options if any(r.slug.startswith("but-") for r in c.reasons)]
        assert [c.option for c in said] == [o for o in chosen if o.with_ not in (wish, "either")]
    providers = {o.provider or o.slug for o in fitting}
    assert min(2, len(providers)) <= max(1, len({o.provider or o.slug for o in chosen})) or not fitting
    mixed = list(options)
    random.shuffle(mixed)
    assert {o.slug for o in chosen} == {
        c.option.slug for c in recommend(request, Catalogue(tuple(mixed), TOPICS)).options
    }


def fits(options: tuple[Option, ...], request: AdviceRequest) -> Iterator[Option]:
    """The limits once more, written plainly."""
    need = request.need
    for o in options:
        time_ok = need.time is None or o.minutes is None or o.minutes <= need.time
        free_ok = need.budget != 0 or o.price == 0
        budget_ok = need.budget is None or o.price is None or o.price <= need.budget
        language_ok = not o.languages or "en" in o.languages
        if time_ok and free_ok and budget_ok and language_ok and o.client is None:
            yield o
