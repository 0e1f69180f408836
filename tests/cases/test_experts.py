"""Who is proposed for a case, in which order, and who never is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.experts import Helper, proposed
from cases.model import Person
from cases.settings import Client
from tests import desk as d

DAY = timedelta(days=1)
CLIENTS = (Client("acme", "Acme", ("acme.example",)), Client("other", "Other", ("other.example",)))
SETTINGS = d.settings(clients=CLIENTS)


def helper(number: int, days_ago: tuple[float, ...] = (), **more: Any) -> Helper:
    """Somebody who helps with presenting since so many days, asked so many days ago about other cases."""
    address = more.pop("address", f"p{number}@example.org")
    person = Person(number, address, language=more.pop("speaks", "en"))
    asked = tuple((100 + at, d.NOW - ago * DAY) for at, ago in enumerate(days_ago))
    values: dict[str, Any] = {"asked": asked, "topics": {"presenting": d.NOW - number * DAY}, **more}
    return Helper(person, language="en", **values)


ORDERS: list[tuple[str, list[Helper], list[int]]] = [
    ("the one who offered first, where nobody was asked", [helper(21), helper(22)], [22, 21]),
    ("never asked before asked long ago", [helper(22, (200,)), helper(21)], [21, 22]),
    ("asked longest ago", [helper(21, (40,)), helper(22, (90,)), helper(23, (3,))], [22, 21, 23]),
    ("the language of the case before turns", [helper(21, speaks="nl"), helper(22, (10,))], [22, 21]),
    ("asked as often as may be", [helper(21, (2, 29)), helper(22, (2, 31))], [22]),
    ("asked just now, twice", [helper(21, (0, 0))], []),
    ("away", [helper(21, away=True), helper(22)], [22]),
    ("mail to them comes back", [helper(21, reachable=False)], []),
    ("asked on this case", [helper(21, asked=((7, d.NOW - 300 * DAY),))], []),
    ("another topic", [helper(21, topics={"writing": d.NOW})], []),
    ("the requester", [helper(1, address="maria@example.org")], []),
    ("another client's people", [helper(21, client="acme")], []),
    ("who moved to a client since", [helper(21, address="tom@acme.example")], []),
]


@pytest.mark.parametrize(("why", "helpers", "expected"), ORDERS, ids=[row[0] for row in ORDERS])
def test_order(why: str, helpers: list[Helper], expected: list[int]) -> None:
    """By language, then by turns; whoever may not be asked is not there."""
    found = proposed(helpers, "presenting", d.case(), SETTINGS, d.NOW)
    assert expected == [each.person.id for each in found.helpers]


def test_clients_see_their_own_people() -> None:
    """A case of a client: neither ours nor another client's."""
    everybody = [
        helper(21),
        helper(22, client="acme", address="a@acme.example"),
        helper(23, client="other", address="o@other.example"),
        helper(24, client="acme"),
        helper(25, client="acme", address="b@other.example"),
    ]
    found = proposed(everybody, "presenting", d.case(client="acme"), SETTINGS, d.NOW)
    assert [24, 22] == [each.person.id for each in found.helpers]


def test_left_out_are_counted() -> None:
    """Without a name."""
    everybody = [helper(21, (1, 2)), helper(22, away=True), helper(23, asked=((7, d.NOW),)), helper(24)]
    found = proposed(everybody, "presenting", d.case(), SETTINGS, d.NOW)
    assert (1, 1, 1) == (found.resting, found.away, found.before)
