"""Addresses before they reach an envelope or a header."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.errors import PermanentError
from cases.model import Address
from mailer.addresses import addr_spec, envelope_from, one_line, recipients
from tests.mailer.letters import BOX, TOKEN, acknowledgement, draft


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("maria@example.org", "maria@example.org"),
        (" Maria.O'Neil+tag@Example.org ", "Maria.O'Neil+tag@Example.org"),
        ("a..b@example.org", "a..b@example.org"),
        ("a.@example.org", "a.@example.org"),
        ('"maria janssens"@example.org', '"maria janssens"@example.org'),
        ("maria@münchen.example", "maria@xn--mnchen-3ya.example"),
        ("maría.o'brien@example.org", "maría.o'brien@example.org"),
        ("mari\u0301a@example.org", "mar\u00eda@example.org"),
        ("root@localhost", "root@localhost"),
        ("x@[127.0.0.1]", "x@[127.0.0.1]"),
    ],
)
def test_usable_addresses(given: str, expected: str) -> None:
    """What mail servers take, stray dots of some hosts included; domains become ASCII, letters composed."""
    assert expected == addr_spec(given)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "maria",
        "@example.org",
        "maria@",
        "maria@example.org\r\nRCPT TO:<evil@example.net>",
        "maria\r\n@example.org",
        "maria@example.org\0",
        "ma ria@example.org",
        "maria@exa mple.org",
        "<maria@example.org>",
        "maria@example..org",
        "maria@-example.org",
        "a,b@example.org",
        "mar ía@example.org",
        "mar\u202eía@example.org",
        "“maría”@example.org",
        "í" * 33 + "@example.org",
        "x" * 65 + "@example.org",
        "x@" + "y." * 130 + "org",
        '"a\r\nb"@example.org',
    ],
)
def test_unusable_addresses_are_refused_in_words(given: str) -> None:
    """Nothing that could add a command or a header, and nothing that relays do not take, gets through."""
    with pytest.raises(PermanentError, match=r"address|domain"):
        addr_spec(given)


def test_an_overlong_domain_is_refused_quickly() -> None:
    """The pattern of a domain is linear."""
    with pytest.raises(PermanentError):
        addr_spec("x@" + "a" * 50_000 + "!")


def test_everybody_is_named_once() -> None:
    """To and Cc together make the envelope; the same address in another spelling counts once."""
    given = draft(cc=(Address("", "MARIA@example.org"), Address("", "jan@example.org")))
    assert ("maria@example.org", "jan@example.org") == recipients(given)


@pytest.mark.parametrize(
    ("envelope", "automatic", "plus", "expected"),
    [
        ("mailbox", True, True, "learninghelp@example.org"),
        ("mailbox", False, True, "learninghelp@example.org"),
        ("null", True, True, ""),
        ("null", False, True, "learninghelp@example.org"),
        ("verp", True, True, f"learninghelp+{TOKEN}@example.org"),
        ("verp", False, True, f"learninghelp+{TOKEN}@example.org"),
        ("verp", True, False, "learninghelp@example.org"),
    ],
)
def test_envelope_sender(envelope: str, automatic: bool, plus: bool, expected: str) -> None:
    """The null reverse-path is for automatic mail only; VERP needs plus addressing."""
    box = replace(BOX, envelope=envelope, plus_addressing=plus)
    assert expected == envelope_from(box, acknowledgement() if automatic else draft())


def test_one_line_takes_out_what_could_break_a_header() -> None:
    """Line breaks, tabs and control characters become a space."""
    assert "Re: a Bcc: evil@example.net" == one_line("Re: a\r\nBcc:\tevil@example.net\x00 ")
    assert "a b" == one_line("a\u2028b")
