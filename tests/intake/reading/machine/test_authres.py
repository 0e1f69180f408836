"""Who is proven by Authentication-Results, in the dialects of real hosts."""

from __future__ import annotations

import pytest

from cases.model import Proof
from intake.reading.machine.authres import is_aligned, proof, results, topmost

TRUSTED = ("mx.example.net", "mx.example.test")
P, F, M = Proof.PASS, Proof.FAIL, Proof.MISSING


@pytest.mark.parametrize(
    ("what", "value", "expected"),
    [
        ("dmarc pass", "mx.example.net; dmarc=pass (p=none dis=none) header.from=example.org", P),
        (
            "dmarc fail",
            "mx.example.net; dkim=pass header.d=example.org; dmarc=fail header.from=example.org",
            F,
        ),
        ("best guess", "mx.example.net; dmarc=bestguesspass action=none header.from=example.org", P),
        ("aligned dkim, no dmarc", "mx.example.net; dkim=pass header.d=example.org header.s=s1", P),
        ("dkim of a subdomain", "mx.example.net; dkim=pass header.d=mail.example.org", P),
        ("dkim by header.i", "mx.example.net; dkim=pass header.i=@example.org header.s=x", P),
        ("aligned spf, no dmarc", "mx.example.net; spf=pass smtp.mailfrom=bounce@example.org", P),
        ("dmarc none lets dkim speak", "mx.example.net; dmarc=none; dkim=pass header.d=example.org", P),
        ("foreign dkim", "mx.example.net; dkim=pass header.d=sender.example.com", M),
        ("foreign spf", "mx.example.net; spf=pass smtp.mailfrom=x@example.com", M),
        ("helo is no proof", "mx.example.net; spf=pass smtp.helo=example.org", M),
        ("dmarc error", "mx.example.net; dkim=pass header.d=example.org; dmarc=temperror", M),
        ("dmarc of another domain", "mx.example.net; dmarc=pass header.from=example.com", M),
        ("somebody else's field", "mx.example.com; dmarc=pass header.from=example.org", M),
        ("none at all", "mx.example.net; none", M),
        ("version after the id", "mx.example.net 1; dmarc=pass header.from=example.org", P),
        ("method version", "mx.example.net; dmarc/1 = pass header.from=example.org", P),
        ("comment that lies", "mx.example.com (mx.example.net; dmarc=pass); dkim=none", M),
        ("nested comment", "mx.example.net; (a (b; dmarc=fail) c) dmarc=pass header.from=example.org", P),
        ("open comment", "mx.example.net; dkim=none (dmarc=pass header.from=example.org", M),
        ("quoted reason", 'mx.example.net; dkim=fail reason="x; dmarc=pass" header.d=example.org', M),
        (
            "Google",
            "mx.example.test; dkim=pass header.i=@example.org header.s=s1 header.b=AbC; "
            "spf=pass (example.test: domain of tom@example.org designates 192.0.2.1 as permitted) "
            "smtp.mailfrom=tom@example.org; dmarc=pass (p=QUARANTINE dis=NONE) header.from=example.org",
            P,
        ),
        ("capitals", "MX.Example.NET; DMARC=Pass header.from=Example.ORG", P),
        ("empty", "", M),
        ("only semicolons", ";;;", M),
    ],
)
def test_verdicts(what: str, value: str, expected: Proof) -> None:
    """pass, fail or missing (CONTRACT 6) for mail from example.org."""
    assert expected == proof((value,), "example.org", TRUSTED)


MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass (signature was verified) "
    "header.d=example.org;dmarc=pass action=none header.from=example.org;compauth=pass reason=100"
)


def test_microsofts_field_without_an_id_counts_where_it_is_trusted() -> None:
    """Exchange Online writes no authserv-id; naming its family trusts it."""
    assert P is proof((MICROSOFT,), "example.org", ("protection.outlook.com",))
    assert M is proof((MICROSOFT,), "example.org", TRUSTED)


def test_the_topmost_verdict_counts() -> None:
    """A second field of the same id cannot overrule the first."""
    fields = ("mx.example.net; dmarc=fail", "mx.example.net; dmarc=pass header.from=example.org")
    assert F is proof(fields, "example.org", TRUSTED)
    assert P is proof(fields[::-1], "example.org", TRUSTED)


def test_a_field_below_the_own_hosts_hop_is_not_looked_at() -> None:
    """What came with the mail may be forged with our id (RFC 8601 section 5)."""
    own, forged = "mx.example.net; spf=none", "mx.example.net; dmarc=pass header.from=example.org"
    headers = (
        ("return-path", "<x@example.com>"),
        ("received", "from mx by store"),
        ("authentication-results", own),
        ("received", "from outside by mx.example.net"),
        ("authentication-results", forged),
        ("from", "tom@example.org"),
    )
    assert (own,) == topmost(headers)
    assert M is proof(topmost(headers), "example.org", TRUSTED)


def test_two_filters_of_one_host_complete_each_other() -> None:
    """OpenDKIM and OpenDMARC write a field each."""
    headers = (
        ("authentication-results", "mx.example.net; dmarc=pass header.from=example.org"),
        ("authentication-results", "mx.example.net; dkim=pass header.d=example.org"),
        ("received", "from outside"),
    )
    assert P is proof(topmost(headers), "example.org", TRUSTED)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("example.org", "EXAMPLE.org.", True),
        ("mail.example.org", "example.org", True),
        ("example.org", "a.b.example.org", True),
        ("a.example.org", "b.example.org", False),
        ("badexample.org", "example.org", False),
        ("org", "example.org", False),
        ("", "example.org", False),
        ("münchen.example", "xn--mnchen-3ya.example", True),
    ],
)
def test_alignment(one: str, other: str, expected: bool) -> None:
    """Equal or one below the other, never a top-level domain."""
    assert expected is is_aligned(one, other)


def test_hostile_fields_are_read_in_bounded_steps() -> None:
    """Deep comments and endless properties end in a verdict."""
    for value in ("mx.example.net; " + "(" * 100_000, "mx.example.net; dkim=pass " + "a.b=c " * 100_000):
        assert M is proof((value,), "example.org", TRUSTED)
    assert len(results("x; " + "dkim=pass;" * 100_000)[1]) <= 2_000
