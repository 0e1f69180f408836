"""A range across guesses, among equals, and of one's own organisation."""

from decimal import Decimal
from typing import Any

import pytest

from cases.catalogue import Catalogue, Option, Topic
from replies.advice.recommend import AdviceRequest, recommend
from replies.advice.topics import TRUSTED, narrowed

TOPICS = (Topic("feedback"), Topic("meetings"), Topic("writing"))


def option(slug: str, *topics: str, **fields: Any) -> Option:
    usual = {
        "title": slug.replace("-", " "),
        "price": Decimal(0),
        "minutes": 20,
        "provider": f"House of {slug}",
    }
    return Option(slug, topics=topics, **{**usual, **fields})


MANY = tuple(option(f"{topic}-{n}", topic) for topic in ("feedback", "meetings", "writing") for n in range(4))


def first_topics(likely: dict[str, float], *options: Option, **fields: Any) -> list[str]:
    request = AdviceRequest("", tuple(likely), likely=likely, **fields)
    return [c.option.topics[0] for c in recommend(request, Catalogue(options or MANY, TOPICS)).options[:3]]


@pytest.mark.parametrize(
    ("likely", "expected"),
    [
        ({"feedback": 0.4, "meetings": 0.35, "writing": 0.2}, ["feedback", "meetings", "feedback"]),
        ({"feedback": 0.3, "meetings": 0.29, "writing": 0.28}, ["feedback", "meetings", "writing"]),
        ({"feedback": 0.8, "meetings": 0.1, "writing": 0.05}, ["feedback", "feedback", "feedback"]),
    ],
)
def test_guesses_share_the_range_by_their_chances(likely: dict[str, float], expected: list[str]) -> None:
    """What is nearly as likely gets its option; what is nearly sure keeps all three."""
    assert expected == first_topics(likely)


def test_words_of_an_option_win_over_a_small_lead() -> None:
    """An option that says what they wrote comes first, though its topic is the second guess."""
    near = option("minutes-that-are-ready", "meetings", title="Minutes that are ready")
    request = AdviceRequest("How do I write minutes that are ready?", ("feedback", "meetings"),
                            likely={"feedback": 0.45, "meetings": 0.4})  # fmt: skip
    assert near == recommend(request, Catalogue((*MANY, near), TOPICS)).options[0].option


def test_an_option_about_two_guesses_counts_for_each() -> None:
    """It helps whichever is right, and says so."""
    both = option("both", "feedback", "meetings")
    one = option("one", "feedback")
    request = AdviceRequest("", ("feedback", "meetings"), likely={"feedback": 0.4, "meetings": 0.4})
    found = recommend(request, Catalogue((one, option("two", "meetings"), both), TOPICS)).options
    assert {"feedback", "meetings"} == {*next(c for c in found if c.option == both).suits}


def test_one_sure_guess_stands_alone() -> None:
    """From the chance on that is trusted."""
    assert {"feedback": TRUSTED} == narrowed({"feedback": TRUSTED, "meetings": 0.05})
    assert 2 == len(narrowed({"feedback": TRUSTED - 0.01, "meetings": 0.05}))
    assert {} == narrowed({})


def test_equals_take_turns() -> None:
    """Among equals another one is first for another case, and the same for the same."""
    options = tuple(option(f"feedback-{n}", "feedback") for n in range(5))
    firsts = {}
    for case in range(40):
        request = AdviceRequest("", ("feedback",), turn=str(case))
        found = [recommend(request, Catalogue(o, TOPICS)).options[0] for o in (options, options[::-1])]
        assert found[0] == found[1]
        firsts[found[0].option.slug] = case
    assert {o.slug for o in options} == {*firsts}


@pytest.mark.parametrize("name", ["own organisation", "Own organisation", "eigen organisatie"])
def test_own_organisation_sells_nothing(name: str) -> None:
    """Two good practices of one's own come before a course that fits worse; somebody else's is there too."""
    own = [
        option(f"own-{n}", "feedback", provider=name, title="Feedback in three sentences") for n in (1, 2, 3)
    ]
    worse = [option(f"far-{n}", "meetings", "feedback", provider=f"School {n}") for n in (1, 2, 3)]
    request = AdviceRequest("How do I give feedback in three sentences?", ("feedback",))
    found = [c.option for c in recommend(request, Catalogue((*own, *worse), TOPICS)).options[:3]]
    assert 2 == len([o for o in found if o in own])
    sellers = [option(f"sold-{n}", "feedback", provider="School") for n in (1, 2, 3)]
    found = [c.option for c in recommend(request, Catalogue((*sellers, *worse), TOPICS)).options[:3]]
    assert 1 == len([o for o in found if o in sellers])
