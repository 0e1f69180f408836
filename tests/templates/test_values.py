"""The values of a case as templates see them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

import pytest

from cases.catalogue import Option
from cases.model import Need, Person
from cases.settings import Concierge
from templates.values import base_subject, mailto, of_concierge, of_need, of_option, of_worker, survey_buttons
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


def _as_a_form(link: str) -> list[str]:
    """As programs read it that take every "+" for a space."""
    parts = urlsplit(link)
    return [unquote_plus(parts.path), *(value for _, value in parse_qsl(parts.query))]


def _by_the_standard(link: str) -> list[str]:
    """RFC 6068: only %XX stands for something else."""
    path, _, query = link.removeprefix("mailto:").partition("?")
    return [unquote(path), *(unquote(pair.partition("=")[2]) for pair in query.split("&"))]


@pytest.mark.parametrize("read", [_as_a_form, _by_the_standard])
@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("[LC-12] C++ & 50% off?", "#option c++-basics"), ("Re: a=b; c", '#need about="1 + 1 = 2, 100 %"'),
        ("Één vraag: “hoe?”", "#zin Ik weet het niet & ben moe"), ("x#y", "#close"), ("%2B", "#wait 3d"),
        ("a" * 120, "#keep " + "x" * 60),
    ],
)  # fmt: skip
def test_a_link_says_the_same_to_every_reader(
    read: Callable[[str], list[str]], subject: str, body: str
) -> None:
    """Whether a client decodes it as a form or by the standard; and it stays short."""
    link = mailto(f"learninghelp+{'a2' * 22}@example.org", subject, body)
    assert [f"learninghelp+{'a2' * 22}@example.org", subject, body] == read(link)
    assert len(link) < 500
    assert not set(" <>\"'()+#") & set(link)


def test_survey_buttons_are_mails() -> None:
    """Five links, each a mail whose text is the digit; and nobody makes a space of the plus."""
    assert [
        (n, f"mailto:help%2Btok@example.org?subject=%5BLC-12%5D%20a%26b&body={n}") for n in (1, 2, 3, 4, 5)
    ] == [(b["rating"], b["link"]) for b in survey_buttons("help+tok@example.org", "[LC-12] a&b")]
