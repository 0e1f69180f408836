"""Logging in with tokens: which mechanism, what is said, and what a server's error says."""

from __future__ import annotations

import pytest

from cases import sasl


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (("plain", "xoauth2", "oauthbearer"), "XOAUTH2"),
        (("OAUTHBEARER", "PLAIN"), "OAUTHBEARER"),
        (("PLAIN", "LOGIN"), None),
        ((), None),
    ],
)
def test_the_mechanism_is_one_that_the_server_offers(offered: tuple[str, ...], expected: str | None) -> None:
    """XOAUTH2 where it is there, else the standard one."""
    assert expected == sasl.mechanism(offered)


def test_what_is_said() -> None:
    """As in the documents of Google and in the example of RFC 7628 section 4.1."""
    assert b"user=a@b.example\1auth=Bearer t\1\1" == sasl.initial("XOAUTH2", "a@b.example", "t", "h", 993)
    said = sasl.initial("OAUTHBEARER", "o=r,g@b.example", "t", "server.example.com", 143)
    assert b"n,a=o=3Dr=2Cg@b.example,\1host=server.example.com\1port=143\1auth=Bearer t\1\1" == said
    assert (b"", b"\1") == (sasl.after_error("XOAUTH2"), sasl.after_error("OAUTHBEARER"))


@pytest.mark.parametrize(
    ("challenge", "expected"),
    [
        (
            b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
            "status=400 scope=https://mail.google.com/",
        ),
        (
            b'{"status":"invalid_token","openid-configuration":"https://x/.well-known"}',
            "status=invalid_token",
        ),
        (b'{"status":401}', "status=401"),
        (b'{"status":{"a":1}}', ""),
        (b"[1]", ""),
        (b"eyJ", ""),
        (b"\xff\xfe", ""),
        (b"", ""),
        (b"[" * 3000, ""),
        (b'{"status":"' + b"a" * 3000 + b'"}', "status=" + "a" * 293),
    ],
)
def test_the_error_of_a_server(challenge: bytes, expected: str) -> None:
    """JSON of whatever shape, or something else; never more than a line."""
    assert expected == sasl.error_words(challenge)
