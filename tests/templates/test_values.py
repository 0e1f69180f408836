"""The values of a case as templates see them."""

from __future__ import annotations

import pytest

from cases.catalogue import Option
from cases.model import Need, Person
from cases.settings import Concierge
from templates.values import base_subject, of_concierge, of_need, of_option, of_worker, survey_buttons
from templates.variables import CONCIERGE, NEED, OPTION, WORKER


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Help", "Help"),
        ("Re: Help", "Help"),
        ("RE: Antw: [LC-12] Fwd: Help", "Help"),
        ("[LC-12] Re: Help", "Help"),
        ("Re[2]: Help", "Help"),
        ("Results: Q3", "Results: Q3"),
        ("[HR] Help", "[HR] Help"),
        ("Re:", ""),
        ("", ""),
        ("Help\r\n me", "Help me"),
    ],
)
def test_base_subject(subject: str, expected: str) -> None:
    """Reply prefixes and our tag go, whatever their order; other brackets stay."""
    assert expected == base_subject(subject, "LC")


def test_fields_are_those_documented() -> None:
    """What the builders give is exactly what templates may read."""
    assert WORKER == tuple(of_worker(Person(1, "maria@example.org")))
    assert CONCIERGE == tuple(of_concierge(Concierge("Anna Peeters", "anna@example.org")))
    assert NEED == tuple(of_need(Need()))
    assert OPTION == tuple(of_option(Option("slug", "Title")))


def test_a_worker_without_a_name_has_an_address() -> None:
    """Nobody is greeted by an address, but everybody can be told apart."""
    worker = of_worker(Person(1, "m.j@example.org", language="nl"))
    assert ("m.j@example.org", "", "nl") == (worker["name"], worker["first"], worker["language"])


def test_survey_buttons_are_mails() -> None:
    """Five links, each a mail whose text is the digit; the plus of the address stays a plus (RFC 6068)."""
    assert [
        (n, f"mailto:help+tok@example.org?subject=%5BLC-12%5D%20a%26b&body={n}") for n in (1, 2, 3, 4, 5)
    ] == [(b["rating"], b["link"]) for b in survey_buttons("help+tok@example.org", "[LC-12] a&b")]
