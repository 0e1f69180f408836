"""What a report is narrowed to, as typed, and who may have which one by mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
import typer

from cases.catalogue import Catalogue, Topic
from cases.settings import Client, Settings
from concierge import report_filters
from concierge.report_filters import a_client, a_concierge, a_topic
from concierge.report_mailing import an_addressee, for_addressee, for_published
from reports.figures import Period
from tests.followups import clock_cases as clock

ANNA, BRAM = clock.ANNA.address, clock.BRAM.address
SETTINGS: Settings = replace(
    clock.settings(clock.ANNA, clock.BRAM),
    clients=(Client("north", "North Company", ("north.example",)), Client("south", "South")),
)
TOPICS = Catalogue((), (Topic("presenting", {"en": "Presenting", "nl": "Presenteren"}), Topic("excel", {})))
ALL, NORTH, SOUTH = Period(), Period(client="north"), Period(client="south")

MAY = [
    # who, what was asked for -> what they get of it, and whether concierges apart
    (clock.LEAD, ALL, ALL, True),
    (clock.LEAD.upper(), NORTH, NORTH, True),
    (ANNA, ALL, Period(concierge=ANNA), False),
    (ANNA, Period(topic="excel", concierge=ANNA), Period(topic="excel", concierge=ANNA), False),
    (ANNA, NORTH, Period(client="north", concierge=ANNA), False),
    ("boss@north.example", NORTH, NORTH, False),
    ("boss@sub.north.example", NORTH, NORTH, False),
]
MAY_NOT = [
    (BRAM, Period(concierge=ANNA), "may see what Bram Jansen has"),
    ("boss@north.example", ALL, "add --client north"),
    ("boss@north.example", SOUTH, "add --client north"),
    ("boss@north.example", replace(NORTH, concierge=ANNA), "neither lead nor concierge"),
    ("eve@example.net", ALL, "add --published"),
    ("eve@example.net", NORTH, "add --published"),
]


@pytest.mark.parametrize(("who", "asked", "gets", "lead"), MAY)
def test_a_reader_gets_what_they_may_have(who: str, asked: Period, gets: Period, lead: bool) -> None:
    """A lead all, a concierge what they have, a client's people their client's."""
    assert (gets, lead) == for_addressee(who, asked, SETTINGS)


@pytest.mark.parametrize(("who", "asked", "why"), MAY_NOT)
def test_nobody_gets_what_is_anothers(who: str, asked: Period, why: str) -> None:
    """The refusal says what may be asked for instead."""
    with pytest.raises(typer.BadParameter, match=why):
        for_addressee(who, asked, SETTINGS)


def test_an_address_is_the_same_in_capitals() -> None:
    """Cases keep their owner in small letters, whatever the roster has."""
    capital = replace(clock.ANNA, address="Anna@Example.org", aliases=("A.Peeters@example.org",))
    its = replace(SETTINGS, concierges=(capital, clock.BRAM))
    assert (Period(concierge=ANNA), False) == for_addressee("a.peeters@EXAMPLE.org", ALL, its)
    assert {ANNA} == {a_concierge(typed, its) for typed in ("Anna Peeters", ANNA, "A.PEETERS@example.org")}


def test_who_is_alone_leads() -> None:
    """Where no lead is named and there is one concierge; of several without a lead nobody leads."""
    alone = replace(clock.settings(clock.ANNA), lead=())
    assert (ALL, True) == for_addressee(ANNA, ALL, alone)
    two = replace(SETTINGS, lead=())
    assert (Period(concierge=ANNA), False) == for_addressee(ANNA, ALL, two)
    leading = replace(SETTINGS, lead=(BRAM,))
    assert (ALL, True) == for_addressee(BRAM, ALL, leading)


def test_published_forms_go_to_anybody_but_another_clients_people() -> None:
    """Whoever belongs to a client gets that client's alone."""
    for who, asked in (("eve@example.net", ALL), ("eve@example.net", NORTH), ("boss@north.example", NORTH)):
        for_published(who, asked, SETTINGS)
    for asked in (ALL, SOUTH, Period(client="")):
        with pytest.raises(typer.BadParameter, match="add --client north"):
            for_published("boss@north.example", asked, SETTINGS)


@pytest.mark.parametrize("typed", [clock.BOX, clock.BOX.replace("@", "+x@"), "nobody", "", "a@b@c"])
def test_a_report_goes_to_a_person(typed: str) -> None:
    """Neither to the service itself nor to what is no address."""
    with pytest.raises(typer.BadParameter):
        an_addressee(typed, SETTINGS)


@pytest.fixture(autouse=True)
def _cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases of a client, a topic and a concierge that are configured no more."""
    for name, old in (("clients", "old"), ("topics", "fax"), ("owners", "carl@example.org")):
        monkeypatch.setattr(report_filters, f"known_{name}", lambda old=old: frozenset({old}))


def _found(kind: str, typed: str) -> str:
    if kind == "client":
        return a_client(typed, SETTINGS)
    return a_topic(typed, TOPICS) if kind == "topic" else a_concierge(typed, SETTINGS)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("client", "north", "north"),
        ("client", " NORTH ", "north"),
        ("client", "north company", "north"),
        ("client", "old", "old"),
        ("topic", "presenteren", "presenting"),
        ("topic", "Excel", "excel"),
        ("topic", "fax", "fax"),
        ("concierge", "anna peeters", ANNA),
        ("concierge", ANNA.upper(), ANNA),
        ("concierge", "carl@example.org", "carl@example.org"),
    ],
)
def test_a_name_is_found_as_people_type_it(kind: str, typed: str, expected: str) -> None:
    """By id, name or address, and also where only old cases have it."""
    assert expected == _found(kind, typed)


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("client", "nroth", "did you mean north"),
        ("client", "North Compny", "did you mean North Company"),
        ("client", "xyz", "known: North Company, South, north, old, south"),
        ("client", "", "there is no client"),
        ("client", "\x1b[2J", "there is no client"),
        ("topic", "presentng", "did you mean presenting"),
        ("topic", "fxa", "did you mean fax"),
        ("concierge", "Ana Peters", "did you mean Anna Peeters"),
        ("concierge", "bram@exampel.org", "did you mean bram@example.org"),
    ],
)
def test_a_slip_of_typing_is_refused_with_the_nearest(kind: str, typed: str, why: str) -> None:
    """Nothing is counted, so nothing is frozen."""
    with pytest.raises(typer.BadParameter, match=why) as refused:
        _found(kind, typed)
    assert "\x1b" not in str(refused.value)
