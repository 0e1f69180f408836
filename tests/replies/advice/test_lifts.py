"""When too little fits: which limit would let more in, how much of it, and the command that lifts it."""

from decimal import Decimal
from typing import Any

import pytest

from cases.catalogue import Catalogue, Option, Topic
from cases.earlier import Recommended
from cases.model import Need
from replies.advice.recommend import AdviceRequest, lift_words, recommend


def option(slug: str, **fields: Any) -> Option:
    usual = {"title": slug, "price": Decimal(0), "currency": "EUR", "minutes": 30, "languages": ("en",)}
    return Option(slug=slug, topics=("presenting",), **{**usual, **fields})


HOURS = [option(f"h{n}", minutes=60 * n) for n in (1, 2, 3, 4)]
DEAR = [option("dear", price=Decimal(25)), option("dearer", price=Decimal("39.50"))]
UNKNOWN = option("unknown", price=None)
POUNDS = option("pounds", price=Decimal(5), currency="GBP")
FRENCH, DUTCH = (
    option("frans", languages=("fr",)),
    [option("nl1", languages=("nl",)), option("nl2", languages=("nl",))],
)

CASES = [
    (HOURS, {"time": 60}, ("2 more with 3 hours (#recommend time=3h): h2, h3",)),
    (HOURS, {"time": 180}, ()),
    (HOURS, {"time": 30}, ("3 more with 3 hours (#recommend time=3h): h1, h2, h3",)),
    ([option("long", minutes=150)], {"time": 60}, ("1 more with 2.5 hours (#recommend time=150min): long",)),
    (DEAR, {"budget": Decimal(0)},
     ("2 more with a budget of €39.50 (#recommend budget=39.50EUR): dear, dearer",)),
    ([UNKNOWN, POUNDS], {"budget": Decimal(0), "currency": "EUR"},
     ("2 more whose price has to be checked first (#option unknown pounds)",)),
    ([*DUTCH, FRENCH], {}, ("2 more in Dutch (#option nl1 nl2)",)),
    ([option("both", minutes=90, price=Decimal(9))], {"time": 30, "budget": Decimal(0)}, ()),
    ([*DEAR, HOURS[1]], {"time": 60, "budget": Decimal(30)},
     ("1 more with 2 hours (#recommend time=2h): h2",
      "1 more with a budget of €39.50 (#recommend budget=39.50EUR): dearer")),
]  # fmt: skip


@pytest.mark.parametrize(("options", "need", "expected"), CASES)
def test_what_one_limit_keeps_out(
    options: list[Option], need: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """As little of the limit as makes up three; what two limits keep out is not promised by one."""
    request = AdviceRequest("", ("presenting",), Need(**need))
    advice = recommend(request, Catalogue(tuple(options), (Topic("presenting"),)))
    assert expected == tuple(lift_words(lift, "en") for lift in advice.lifts)


def test_in_dutch_and_with_its_topic() -> None:
    """The command is one that can be typed as it stands."""
    request = AdviceRequest(
        "", ("presenting",), Need(time=30, budget=Decimal(0)), earlier=(Recommended("h"),)
    )
    options = (*HOURS, *DEAR, UNKNOWN, *DUTCH, option("h"))
    advice = recommend(request, Catalogue(options, (Topic("presenting"),)))
    assert [
        "nog 3 met 3 uur (#aanbevelen presenting tijd=3u): h1, h2, h3",
        "nog 2 met een budget van € 39,50 (#aanbevelen presenting budget=39.50EUR): dear, dearer",
        "nog 1 waarvan de prijs eerst moet worden nagekeken (#optie unknown)",
        "nog 2 in het Nederlands (#optie nl1 nl2)",
        "nog 1, eerder al als tip gegeven (#optie h)",
    ] == [lift_words(lift, "nl", "presenting") for lift in advice.lifts]
