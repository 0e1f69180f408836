"""Links of a week's answers that could become options, and options that may go."""

from __future__ import annotations

from cases.catalogue import Catalogue, Catalogues, Option
from cases.growth import GivenLink, Weed
from cases.settings import Concierge
from replies.weeding import Answered, Used, given_links, weeds

TED = Option("ted", "TED", url="https://www.ted.com/talks/")
THEIRS = Option("theirs", "Theirs", url="https://example.org/theirs", client="other")
CATALOGUE = Catalogue((TED, THEIRS))


def test_links_of_a_week() -> None:
    """Each once, under names that are free; none that the client has, or that a template gives."""
    answers = [
        Answered(3, None, "See [Good talks](https://example.org/talks) and https://ted.com/talks."),
        Answered(2, "acme", "https://example.org/theirs https://example.org/talks?utm_source=x"),
        Answered(1, "other", "https://example.org/theirs https://example.org/ted https://zoom.us/j/1"),
        Answered(1, None, "From the template: https://example.org/always"),
    ]
    assert [
        GivenLink(3, "https://example.org/talks", "good-talks", "Good talks"),
        GivenLink(2, "https://example.org/theirs", "theirs-2"),
        GivenLink(1, "https://example.org/ted", "ted-2"),
    ] == list(given_links(answers, CATALOGUE, ["Read https://www.example.org/always/"]))


def test_links_are_looked_up_in_the_catalogue_of_their_client() -> None:
    """What a client has in a catalogue of its own is not offered to be kept once more."""
    own = Catalogue((Option("mill", "Mill", url="https://example.org/mill"),))
    answers = [Answered(1, "molen", "https://example.org/mill https://example.org/stone")]
    of = Catalogues(lambda: CATALOGUE, {"molen": lambda: own}).of
    assert ["stone"] == [link.slug for link in given_links(answers, CATALOGUE, [], of_client=of)]


def test_links_of_one_person_are_not_named() -> None:
    """The digest names none that #keep refuses: of the worker, of the roster, secret, shared."""
    urls = [f"https://example.org/{tail}" for tail in ("maria", "anna-peeters", "a?token=x", "b")]
    answer = Answered(1, None, " ".join([*urls, "https://1drv.ms/x"]), "Maria Jansen", "maria@example.org")
    found = given_links([answer], CATALOGUE, [], [Concierge("Anna Peeters", "anna@example.org")])
    assert ["https://example.org/b"] == [link.url for link in found]


def test_links_of_others_on_the_case_are_not_named() -> None:
    """Whole names of who else wrote there, in any form; one of their names alone is a word like others."""
    whom = (
        ("Tom Claes", "t.claes@example.com"),
        ("", "j.vandenbroeck@example.com"),
        ("De Smet, An", "x@y.be"),
    )
    named = ("tom-claes", "TomClaes/cv", "claes_tom", "in/tclaes", "u/j.vandenbroeck", "an.desmet")
    good = ("tom", "claes-over-claes-1", "an-introduction")
    text = " ".join(f"https://example.org/{tail}" for tail in (*named, *good))
    found = given_links([Answered(1, None, text, "Maria", "m@example.org", whom)], CATALOGUE, [])
    assert [f"https://example.org/{tail}" for tail in good] == [link.url for link in found]


def test_weeds() -> None:
    """What was dead, and what was rated below 2.5 by three or more."""
    used = Used(ratings={"ted": (2.4, 3), "theirs": (1.0, 2)}, dead=frozenset({"gone"}))
    assert [Weed("ted", "TED", mean=2.4, ratings=3)] == list(weeds(CATALOGUE, used))
    dead = Used(ratings=used.ratings, dead=frozenset({"ted"}))
    assert [Weed("ted", "TED", dead=True)] == list(weeds(CATALOGUE, dead))
