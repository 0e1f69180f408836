# ruff: noqa: E501 - one row a line
"""Who hears of a case: mail always reaches somebody, and never the asker themselves where others are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.model import Person
from cases.routing import listeners, on_duty, present
from cases.settings import Concierge
from tests import desk as d

TODAY = date(2026, 11, 23)
AWAY = ((date(2026, 11, 20), TODAY),)
NL = Concierge("Nel", "nel@example.org", languages=("nl",))
TALKS = Concierge("Tom", "tom@example.org", topics=("presenting",))
ACME = Concierge("Ace", "ace@example.org", clients=("acme",))
ALL = Concierge("Ann", "ann@example.org", aliases=("a@example.org",))

DUTY = [
    # (roster, language, client, topics, requester, first, others)
    ((NL, ALL), "en", None, (), "", "Ann", ""),
    ((NL, ALL), "nl", None, (), "", "Nel Ann", ""),
    ((NL,), "en", None, (), "", "Nel", ""),
    ((TALKS, ALL), "en", None, ("presenting",), "", "Tom", "Ann"),
    ((TALKS, ALL), "en", None, ("writing",), "", "Ann", "Tom"),
    ((TALKS,), "en", None, ("writing",), "", "Tom", ""),
    ((TALKS, ALL), "en", None, (), "", "Tom Ann", ""),
    ((ACME, ALL), "en", "acme", (), "", "Ace Ann", ""),
    ((ACME, ALL), "en", "other", (), "", "Ann", ""),
    ((replace(TALKS, away=AWAY), ALL), "en", None, ("presenting",), "", "Ann", ""),
    ((replace(ALL, away=AWAY),), "en", None, (), "", "Ann", ""),
    ((ALL, NL), "nl", None, (), "ann@example.org", "Nel", ""),
    ((ALL, NL), "nl", None, (), "A@Example.org", "Nel", ""),
    ((ALL,), "en", None, (), "ann@example.org", "Ann", ""),
]


@pytest.mark.parametrize(("roster", "language", "client", "topics", "requester", "first", "others"), DUTY)
def test_on_duty(
    roster: tuple[Concierge, ...],
    language: str,
    client: str | None,
    topics: tuple[str, ...],
    requester: str,
    first: str,
    others: str,
) -> None:
    """Presence, client, language and topic, each dropped where it would leave nobody."""
    found = on_duty(roster, language=language, client=client, topics=topics, requester=requester, today=TODAY)
    assert (first, others) == tuple(" ".join(c.name for c in group) for group in found)


@pytest.mark.parametrize(("day", "there"), [(19, True), (20, False), (23, False), (24, True)])
def test_absence_is_inclusive(day: int, there: bool) -> None:
    """First and last day are days away."""
    assert there is present(replace(ALL, away=AWAY), date(2026, 11, day))


LISTENERS = [
    ("", "Ann Nel"),
    ("ann@example.org", "Ann"),
    ("a@example.org", "Ann"),
    ("gone@example.org", "Ann Nel"),
]


@pytest.mark.parametrize(("owner", "names"), LISTENERS)
def test_listeners(owner: str, names: str) -> None:
    """The owner alone; where there is none, or none any more, all on duty."""
    case = d.case(owner=owner or None, language="nl")
    assert names == " ".join(c.name for c in listeners((ALL, NL), case, frozenset(), TODAY))


def test_absent_owner_and_a_stand_in() -> None:
    """Somebody who is there hears it, and the owner finds it on their return."""
    case = d.case(owner="ann@example.org", language="nl")
    found = listeners((replace(ALL, away=AWAY), NL), case, frozenset(), TODAY)
    assert "Nel Ann" == " ".join(c.name for c in found)


ELSEWHERE = [
    # (roster, what the case says, who hears that its worker wrote again)
    ((TALKS, ALL), {"topics": ("presenting",)}, "Tom"),
    ((TALKS, ALL), {"topics": ("writing",)}, "Ann"),
    ((ACME, ALL), {"client": "acme"}, "Ace Ann"),
    ((ACME, ALL), {"client": "other"}, "Ann"),
    ((ALL, NL), {"language": "nl", "requester": Person(4, "ann@example.org")}, "Nel"),
    ((ALL, NL), {"language": "en"}, "Ann"),
]


@pytest.mark.parametrize(("roster", "case", "names"), ELSEWHERE)
def test_listeners_of_a_case_without_owner(
    roster: tuple[Concierge, ...], case: dict[str, object], names: str
) -> None:
    """As for a new request: by topic, client and language, and not the one who asks."""
    found = listeners(roster, d.case(**{"topics": (), **case}), frozenset(), TODAY)
    assert names == " ".join(c.name for c in found)
