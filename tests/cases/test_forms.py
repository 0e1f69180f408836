"""Addresses of forms, and for whom they write."""

from __future__ import annotations

import pytest

from cases.forms import nobody_reads, sent_for
from cases.model import Address

NORA = Address("Nora Maes", "nora.maes@example.org")


@pytest.mark.parametrize(
    ("address", "silent"),
    [
        ("noreply@example.org", True),
        ("no-reply-2@example.org", True),
        ("hr.do-not-reply@example.org", True),
        ("geen.antwoord@example.org", True),
        ("intranet@example.org", True),
        ("webforms@example.org", True),
        ("contactformulier@example.org", True),
        ("nora@example.org", False),
        ("norely@example.org", False),
        ("reforms@example.org", False),
        ("formal.dress@example.org", False),
    ],
)
def test_addresses_that_nobody_reads(address: str, silent: bool) -> None:
    """By the part before the @."""
    assert silent is nobody_reads(address)


@pytest.mark.parametrize(
    ("author", "reply_to", "expected"),
    [
        ("noreply@example.org", [NORA], NORA),
        ("noreply@intranet.example.org", [NORA], NORA),
        ("intranet@example.org", [NORA], NORA),
        ("forms@web.example.net", [NORA], NORA),
        # the notices of other services, and of machines
        ("noreply@service.example", [NORA], None),
        ("noreply@example.org", [Address("Help", "support@example.org")], None),
        ("noreply@example.org", [Address("", "noreply@example.org")], None),
        ("noreply@example.org", [], None),
        ("noreply@example.org", [NORA, Address("", "tom@example.org")], None),
        ("noreply@example.org", [Address("", "`x`@example.org")], None),
        ("tom@example.org", [NORA], None),
        ("noreply@ample.org", [NORA], None),
    ],
)
def test_for_whom_a_form_wrote(author: str, reply_to: list[Address], expected: Address | None) -> None:
    """The one person in Reply-To; of a sender without answers only one of its own domain."""
    assert expected == sent_for([Address("", author)], reply_to)
