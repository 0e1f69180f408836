"""What the built-in border writes on a mail and what it takes off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concierge.demo.border import (
    FAIL,
    NONE,
    PASS,
    Arriving,
    Results,
    from_address,
    judge_by_login,
    stamp,
    without_claims,
)

OURS = "mx.example.org"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "claim",
    [
        b"Authentication-Results: mx.example.org; dmarc=pass\n",
        b"authentication-RESULTS:mx.example.org;\n dmarc=pass\n\theader.from=example.org\n",
        b"Authentication-Results:\n MX.Example.ORG 1; dmarc=pass\n",
        b"Authentication-Results: (hi) mx.example.org; dmarc=pass\n",
        b'Authentication-Results: "mx.example.org"; dmarc=pass\n',
        b"Authentication-Results : mx.example.org; dmarc=pass\n",
    ],
)
def test_claims_of_our_own_name_are_removed(claim: bytes, newline: bytes) -> None:
    """In every spelling; what comes before and after, and the body, stay octet for octet."""
    before, after = b"Subject: a\n b\n", b"To: <b@example.org>\n\nAuthentication-Results: mx.example.org;\n"
    raw = (before + claim + after).replace(b"\n", newline)
    assert (before + after).replace(b"\n", newline) == without_claims(raw, OURS)


@pytest.mark.parametrize(
    "raw",
    [
        b"Authentication-Results: mx.example.net; dmarc=pass\r\n\r\nx",
        b"X-Authentication-Results: mx.example.org; dmarc=pass\r\n\r\nx",
        b"Subject: only a header\r\n",
        b"Subject: no end of line",
        b"\r\nAuthentication-Results: mx.example.org;\r\n",
        b"",
    ],
)
def test_everything_else_stays(raw: bytes) -> None:
    """Results of others, other fields, bodies, and mail that ends early."""
    assert raw == without_claims(raw, OURS)


@pytest.mark.parametrize(
    ("header", "login", "expected"),
    [
        (b"From: Anna <Anna@example.org>", "anna@example.org", PASS),
        (b"From: lead@example.org", "anna@example.org", FAIL),
        (b"From: anna@example.org\r\nFrom: lead@example.org", "anna@example.org", FAIL),
        (b"From: anna@example.org, lead@example.org", "anna@example.org", FAIL),
        (b"From: anna@example.org", "", NONE),
        (b"Subject: nobody", "anna@example.org", FAIL),
    ],
)
def test_a_login_proves_one_address_only(header: bytes, login: str, expected: Results) -> None:
    """Whoever writes under another's name fails, and mail from outside is not judged."""
    assert expected == judge_by_login(Arriving(header + b"\r\n\r\nx", "", "b@example.org", login))


def test_the_author_is_one_address_or_none() -> None:
    """Names with commas are no second author."""
    assert "a@example.org" == from_address(b'From: "Peeters, Anna" <a@example.org>\r\n\r\n')
    assert "" == from_address(b"From: a@example.org, b@example.org\r\n\r\n")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_stamp_goes_on_top_in_the_mails_own_line_ends(newline: bytes) -> None:
    """Return-Path, Delivered-To, our results and Received; the mail below is unchanged."""
    raw = b"From: <a@example.net>\n\nbody\n".replace(b"\n", newline)
    at = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    stamped = stamp(Arriving(raw, "a@example.net", "b+t@example.org"), FAIL, OURS, at)
    expected = (
        b"Return-Path: <a@example.net>\n"
        b"Delivered-To: b+t@example.org\n"
        b"Authentication-Results: mx.example.org;\n"
        b"\tdkim=none header.d=example.net;\n"
        b"\tspf=fail smtp.mailfrom=a@example.net;\n"
        b"\tdmarc=fail header.from=example.net\n"
        b"Received: from example.net by mx.example.org with ESMTPS\n"
        b"\tfor <b+t@example.org>; Tue, 03 Nov 2026 09:00:00 +0000\n"
    )
    assert expected.replace(b"\n", newline) + raw == stamped
