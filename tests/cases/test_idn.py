"""Domains in letters, where nobody can be misled by them."""

from __future__ import annotations

import pytest

from cases.idn import readable, readable_in


def _ascii(domain: str) -> str:
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode()
        for label in domain.split(".")
    )


@pytest.mark.parametrize(
    "domain",
    [
        "münchen.example",
        "crème-brûlée.example.org",
        "ecole.école.fr",
        "日本語.example",
        "москва.example",
        "αθήνα.example",
    ],
)
def test_a_domain_in_letters(domain: str) -> None:
    """One script, and letters that no other word is made of."""
    assert f"maria@{domain}" == readable(f"maria@{_ascii(domain)}")


@pytest.mark.parametrize(
    "domain",
    [
        "ex\u0430mple.example",  # a Cyrillic а among Latin letters
        "\u0440\u0430\u0443\u0440\u0430\u04cf.example",  # "paypal" of Cyrillic letters only
        "\u0430\u0440\u0440\u04cf\u0435.example",
        "example\u0131.example",  # a dotless i
        "f\u014dr\u03bfx.example",  # Latin and Greek
        "\u05d0\u05d1\u05d2.example",  # turns the line round
        "a\u2044b.example",  # a stroke that looks like one of a path
    ],
)
def test_a_domain_that_could_pass_for_another_stays_as_it_is(domain: str) -> None:
    """Look-alikes, mixed scripts, signs."""
    spec = f"maria@{_ascii(domain)}"
    assert spec == readable(spec)


@pytest.mark.parametrize(
    "spec",
    [
        "maria@example.org",
        "maria@xn--.example",
        "maria@xn--a.example",
        "maria@xn--99999999.example",
        "xn--mnchen-3ya",
        "",
        "@",
    ],
)
def test_what_is_no_such_domain_stays(spec: str) -> None:
    """Nothing is invented, and nothing raises."""
    assert spec == readable(spec)


def test_addresses_in_a_line() -> None:
    """As mails show them: with what stands around, and only where there is such a domain."""
    assert "(maria@münchen.example), a@example.org" == readable_in(
        "(maria@xn--mnchen-3ya.example), a@example.org"
    )
    assert "xn--mnchen-3ya without a sign" == readable_in("xn--mnchen-3ya without a sign")
