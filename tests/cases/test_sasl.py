"""Logging in with tokens: which mechanism, what is said, and what a server's error says."""

from __future__ import annotations

import base64
import time

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


TOKEN = "eyJ0eXAiOiJKV1QiLCJub25jZSI6IkxPTkdUT0tFTg.SECRETSECRETSECRETSECRET.signature-part"
PASSWORD = "hunter2-very-secret"


def encoded(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


XOAUTH2 = encoded(sasl.initial("XOAUTH2", "a@b.example", TOKEN, "h", 993))
PLAIN = encoded(f"\0a@b.example\0{PASSWORD}".encode())


@pytest.mark.parametrize(
    ("secret", "said", "shown"),
    [
        (TOKEN, f"501 Invalid: {TOKEN[:60]}", "501 Invalid: …"),
        (TOKEN, f"…{TOKEN[20:40]}… is no token", "……… is no token"),
        (TOKEN, f"500 'AUTH XOAUTH2 {XOAUTH2}'", "500 'AUTH XOAUTH2 …'"),
        (TOKEN, f"500 'AUTH XOAUTH2 {XOAUTH2.upper()}'", "500 'AUTH XOAUTH2 …'"),
        (TOKEN, f"500 'AUTH XOAUTH2 {XOAUTH2[:70]}'", "500 'AUTH XOAUTH2 …'"),
        (PASSWORD, f"500 'AUTH PLAIN {PLAIN}' {PLAIN}", "500 'AUTH PLAIN …' …"),
        (PASSWORD, f"500 {encoded(PASSWORD.encode())}, {encoded(b'x' + PASSWORD.encode())}", "500 …, …"),
        (PASSWORD, f"535 bad password {PASSWORD}.", "535 bad password …."),
        ('pass"word\\x', 'BAD LOGIN a "pass\\"word\\\\x"', 'BAD LOGIN a "…"'),
        ("wachtwóórd-é", f"NO {'wachtwóórd-é'.encode()!r}", "NO b'…'"),
        ("wachtwóórd-é", f"NO {encoded('wachtwóórd-é'.encode())}", "NO …"),
        ("eight888", f"NO eight888 {encoded(b'eight888')}", "NO … …"),
        ("t", "a short token garbles no word", "a short token garbles no word"),
        ("pass", "wrong password", "wrong password"),
        (None, "nothing", "nothing"),
        (TOKEN, "", ""),
        (TOKEN, "535 5.7.3 Authentication unsuccessful", "535 5.7.3 Authentication unsuccessful"),
    ],
)
def test_what_a_server_says_back_is_hidden(secret: str | None, said: str, shown: str) -> None:
    """As it was sent, within base64, a part of it, in capitals; the server's own words stay."""
    assert shown == sasl.masked(said, secret)


def test_errors_behind_errors_are_hidden_too() -> None:
    """A traceback shows them."""
    error = OSError(5, f"no {TOKEN}")
    error.__context__ = ValueError(f"no {XOAUTH2}".encode(), None)
    sasl.mask(error, TOKEN)
    assert (5, "no …") == error.args
    assert ("no …".encode(), None) == error.__context__.args


def test_hiding_is_linear() -> None:
    """A server's line may be long."""
    begun = time.process_time()
    sasl.masked((TOKEN + XOAUTH2) * 1_000, TOKEN * 50)
    assert time.process_time() - begun < 2
