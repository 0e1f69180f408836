"""What the configuration says of an address: the roster, who may write, whose mailbox and client it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.settings import Client, Concierge, Span
from tests import desk as d

BOX = d.mailbox("Help@Example.org", also=("Learning@example.org", "team@example.net"))

ADMITS = [
    # (allowed_senders, address, may they open a case?)
    ((), "anybody@example.com", True),
    (("@example.org",), "maria@example.org", True),
    (("@example.org",), " Maria@EXAMPLE.org ", True),
    (("@Example.ORG",), "maria@example.org", True),
    (("@example.org",), "maria@sub.example.org", False),
    (("@example.org",), "maria@notexample.org", False),
    (("@example.org",), "maria@example.org.evil.net", False),
    (("maria@example.org",), "MARIA@example.org", True),
    (("Maria@Example.org",), "maria@example.org", True),
    (("maria@example.org",), "tom@example.org", False),
    (("maria@example.org", "@example.net"), "tom@example.net", True),
    (("@example.org",), '"a@b"@example.org', True),
    (("@example.org",), '"x@example.org"@evil.net', False),
]


@pytest.mark.parametrize(("allowed", "address", "admitted"), ADMITS)
def test_allowed_senders(allowed: tuple[str, ...], address: str, admitted: bool) -> None:
    """An address or a whole domain, in any case of letters; nobody named is everybody."""
    assert admitted is replace(BOX, allowed_senders=allowed).admits(address)


def test_addresses_of_a_mailbox() -> None:
    """All that feed it, in lower case; a reply goes to the first, with the token where it has extensions."""
    assert frozenset({"help@example.org", "learning@example.org", "team@example.net"}) == BOX.own_addresses
    assert ("Help", "example.org") == (BOX.local, BOX.domain)
    assert "Help+abc@example.org" == BOX.reply_address("abc")
    assert "Help@Example.org" == replace(BOX, plus_addressing=False).reply_address("abc")


def test_mailbox_is_found_by_its_address() -> None:
    """In any case of letters; one that is not configured any more is an error, not the first one."""
    its = d.settings(mailboxes=(BOX, d.mailbox(d.SECOND)))
    assert BOX is its.mailbox("HELP@example.org")
    assert d.SECOND == its.mailbox(d.SECOND.upper()).address
    for other in ("learning@example.org", "gone@example.org", ""):
        with pytest.raises(KeyError) as missing:
            its.mailbox(other)
        assert (other,) == missing.value.args
    assert BOX.own_addresses | {d.SECOND} == its.own_addresses


ROSTER = [
    ("anna@example.org", d.ANNA),
    (" Anna@Example.ORG ", d.ANNA),
    ("a.peeters@example.org", d.ANNA),
    ("bram@example.org", d.BRAM),
    ("lead@example.org", None),
    ("example.org", None),
    ("", None),
]


@pytest.mark.parametrize(("address", "concierge"), ROSTER)
def test_roster(address: str, concierge: Concierge | None) -> None:
    """Under their address or an alias, in any case of letters."""
    assert concierge is d.settings().concierge(address)


def test_everybody_on_the_roster() -> None:
    """Concierges by the address they are written to, then the lead, each once; and all of their addresses."""
    its = d.settings(lead=("Lead@example.org", "BRAM@example.org"))
    assert [("anna@example.org", "Anna Peeters"), ("bram@example.org", "Bram Jansen"),
            ("lead@example.org", "")] == list(its.roster.items())  # fmt: skip
    assert {*its.roster, "a.peeters@example.org"} == its.roster_addresses


def test_addresses_of_a_concierge_are_compared_in_lower_case() -> None:
    """However they were configured."""
    mixed = Concierge("Anna", "Anna@Example.org", aliases=("A.Peeters@example.org",))
    assert frozenset({"anna@example.org", "a.peeters@example.org"}) == mixed.addresses
    assert ("Anna", "Anna@Example.org") == (mixed.mailbox.name, mixed.mailbox.addr_spec)


CLIENTS = (
    Client("acme", "Acme", ("acme.example", "acme.test")),
    Client("sub", "Sub", ("x.other.example",)),
    Client("other", "Other", ("other.example",)),
)
DOMAINS = [
    ("maria@acme.example", "acme"),
    ("maria@ACME.test", "acme"),
    ("maria@mail.acme.example", "acme"),
    ("maria@notacme.example", None),
    ("maria@acme.example.evil.net", None),
    ("maria@x.other.example", "sub"),  # the first that fits
    ("maria@y.other.example", "other"),
    ('"a@acme.example"@evil.net', None),
    ("maria", None),
]


@pytest.mark.parametrize(("address", "client"), DOMAINS)
def test_client_of_an_address(address: str, client: str | None) -> None:
    """Its domain, or one that its domain lies below; a domain that only ends alike is somebody else's."""
    assert client == d.settings(clients=CLIENTS).client_of(address)


READS = [
    # (languages of the concierge, of the service, what they are written to in)
    ((), ("en", "nl"), "en"),
    (("nl", "en"), ("en", "nl"), "nl"),
    (("fr", "nl"), ("en", "nl"), "nl"),
    (("fr",), ("nl", "en"), "nl"),
]


@pytest.mark.parametrize(("spoken", "offered", "language"), READS)
def test_language_of_a_concierge(spoken: tuple[str, ...], offered: tuple[str, ...], language: str) -> None:
    """Their first that the service speaks, else the service's first; so is somebody's who is no concierge."""
    its = d.settings(languages=offered)
    assert language == its.language_of(replace(d.ANNA, languages=spoken))
    assert offered[0] == its.language_of(None)


def test_tags() -> None:
    """Cases are called by the service's own prefix."""
    its = d.settings(case_prefix="HR")
    assert ("HR-12", 12, None) == (its.tag(12), its.case_number("[hr-12]"), its.case_number("LC-12"))


SPANS = [
    (Span(), False),
    (Span(length=timedelta(seconds=1)), True),
    (Span(working_minutes=1), True),
    (Span(working_days=1), True),
]


@pytest.mark.parametrize(("span", "something"), SPANS)
def test_span_of_nothing_is_never(span: Span, something: bool) -> None:
    """ "0s" in the configuration is false, anything else true."""
    assert something is bool(span)


@pytest.mark.parametrize(
    ("clients", "client", "address"),
    [
        ((None, "molen"), "molen", "2@example.org"),
        (("molen", None), "brit", "2@example.org"),
        (("molen", None), None, "2@example.org"),
        (("molen", "brit"), "brit", "2@example.org"),
        (("molen", "brit"), "stad", "1@example.org"),
        ((None, "molen"), "", "1@example.org"),
    ],
)
def test_mailbox_of_a_client(clients: tuple[str | None, ...], client: str | None, address: str) -> None:
    """Their own, then one of no client: that of another client tells of it."""
    boxes = [d.mailbox(f"{n}@example.org", client=each) for n, each in enumerate(clients, start=1)]
    assert address == d.settings(mailboxes=tuple(boxes)).mailbox_for(client)


@pytest.mark.parametrize(
    ("lead", "address", "leads"),
    [
        (("Lea@example.org",), "lea@example.org", True),
        (("lea@example.org",), "anna@example.org", False),
        (("anna@example.org",), "ANNA@example.org", True),
        ((), "anna@example.org", False),  # one of several
        ((), "lea@example.org", False),
    ],
)
def test_who_leads(lead: tuple[str, ...], address: str, leads: bool) -> None:
    """Whoever is named, a concierge or not."""
    assert leads is d.settings(lead=lead).leads_from(address)


def test_who_is_alone_leads() -> None:
    """Where nobody is named."""
    alone = d.settings(lead=(), concierges=(d.ANNA,))
    assert (True, False) == (alone.leads_from(d.ANNA.address), alone.leads_from("lea@example.org"))
