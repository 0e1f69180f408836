"""The settings, catalogue and concierges as one client's people find them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

from cases.catalogue import Catalogue, Catalogues, Option
from cases.routing import on_duty, serving
from cases.settings import Client, Concierge, Hours, Span
from tests import desk as d

LONDON = Hours("Europe/London", ((0, time(10), time(12)),), frozenset({date(2026, 12, 28)}))
ACME = Client("acme", "Acme", ("acme.example",))
BRIT = Client(
    "brit",
    "Brit Ltd",
    ("brit.example",),
    templates=Path("brit"),
    catalogue=Path("brit.csv"),
    timezone="Europe/London",
    hours=LONDON,
    target=Span(working_days=1),
    languages=("en",),
)
SETTINGS = d.settings(clients=(ACME, BRIT), languages=("nl", "en"))


def test_what_a_client_has_of_its_own_takes_the_place_of_the_organisations() -> None:
    """Hours, promise, languages, time zone and files; everything else stays; it is made once."""
    seen = SETTINGS.for_client("brit")
    assert (LONDON, "Europe/London", ("en",)) == (seen.hours, seen.timezone, seen.languages)
    assert (Path("brit"), Path("brit.csv"), None) == (seen.templates, seen.catalogue, seen.topics)
    assert Span(working_days=1) == seen.response.target
    assert SETTINGS.response.remind == seen.response.remind
    assert seen is SETTINGS.for_client("brit") is seen.for_client("brit")


def test_everybody_else_finds_the_organisations_own() -> None:
    """A client without anything of its own, one that is not configured any more, and no client."""
    seen = SETTINGS.for_client("brit")
    for client in ("acme", "gone", None):
        assert SETTINGS is SETTINGS.for_client(client) is seen.for_client(client)
    assert replace(SETTINGS, name="Other").for_client("brit").name == "Other"


def test_colleagues_read_by_the_organisations_clock_and_languages() -> None:
    """Whoever serves two clients has one time zone and one language."""
    seen = SETTINGS.for_client("brit")
    bram = Concierge("Bram", "b@x.example", languages=("nl",))
    assert "nl" == seen.language_of(None) == seen.language_of(bram)
    assert "Europe/Brussels" == seen.timezone_of(d.ANNA.address)
    assert "Europe/London" == seen.timezone_of("maria@brit.example")


def test_the_mailbox_says_whose_people_write_and_else_their_domain() -> None:
    """Contract 3."""
    acmes = d.mailbox("help@acme.example", client="acme")
    assert "acme" == SETTINGS.client_at(acmes, "joe@brit.example")
    assert "brit" == SETTINGS.client_at(d.mailbox(), "joe@mail.brit.example")
    assert SETTINGS.client_at(d.mailbox(), "joe@notbrit.example") is None


OPTIONS = tuple(Option(slug, slug, client=client) for slug, client in
                (("all", None), ("acmes", "acme"), ("brits", "brit")))  # fmt: skip


def test_a_client_sees_no_option_of_another() -> None:
    """Nor is its name free to be taken: in the file, it is the other's."""
    whole = Catalogue(OPTIONS, added=frozenset({"acmes", "brits"}))
    catalogues = Catalogues(lambda: whole)
    seen = catalogues.of("acme")
    assert ["all", "acmes"] == [option.slug for option in seen.options]
    assert (frozenset({"acmes"}), frozenset({"brits"})) == (seen.added, seen.reserved)
    assert seen is catalogues.of("acme")
    assert ["all"] == [option.slug for option in catalogues.of(None).options]
    assert whole is catalogues()


def test_a_catalogue_of_its_own_is_all_that_a_client_has() -> None:
    """And it is read again when it changes."""
    files = [Catalogue((Option("own", "Own"),))]
    catalogues = Catalogues(lambda: Catalogue(OPTIONS), {"brit": lambda: files[-1]})
    assert files[0] is catalogues.of("brit")
    files.append(Catalogue((Option("newer", "Newer"),)))
    assert ["newer"] == [option.slug for option in catalogues.of("brit").options]


def test_whoever_serves_another_client_hears_nothing_while_somebody_serves_this_one() -> None:
    """Not even while the only one who does is away; only where nobody does, somebody has to."""
    away = Concierge("Bea", "bea@x.example", clients=("brit",), away=((date(2026, 1, 1), date(2027, 1, 1)),))
    other = Concierge("Ann", "ann@x.example", clients=("acme",))
    day = date(2026, 6, 1)
    assert ((away,), ()) == on_duty((other, away), language="en", client="brit", today=day)
    assert (away,) == serving((other, away), "brit", "bea@x.example")
    assert ((other,), ()) == on_duty((other,), language="en", client="brit", today=day)
