"""OAuth 2 tokens in a login: XOAUTH2 (of Google, taken over by Microsoft) and OAUTHBEARER (RFC 7628)."""

from __future__ import annotations

import json
from collections.abc import Collection

XOAUTH2, OAUTHBEARER = "XOAUTH2", "OAUTHBEARER"
LONGEST = 4_000  # octets of an error that are looked at


def mechanism(offered: Collection[str]) -> str | None:
    """What to log in with, of the SASL mechanisms that a server offers (any case); None: with no token.

    XOAUTH2 first: who offers both has had it for longer, and Microsoft has it alone.
    """
    names = {name.upper() for name in offered}
    return next((each for each in (XOAUTH2, OAUTHBEARER) if each in names), None)


def initial(name: str, user: str, token: str, host: str, port: int) -> bytes:
    """The client's message, before base64. `user` is whose mailbox is opened."""
    if name == OAUTHBEARER:
        saslname = user.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 section 4
        return f"n,a={saslname},\1host={host}\1port={port}\1auth=Bearer {token}\1\1".encode()
    return f"user={user}\1auth=Bearer {token}\1\1".encode()


def after_error(name: str) -> bytes:
    """What the server waits for after it told its error, before its refusal (RFC 7628 section 3.2.3)."""
    return b"\1" if name == OAUTHBEARER else b""


def error_words(challenge: bytes) -> str:
    """The error that a server tells in JSON, "status=401 scope=…"; "" where it tells none."""
    try:
        found = json.loads(challenge[:LONGEST])
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    said = ((key, found.get(key)) for key in ("status", "error", "error_description", "scope"))
    return " ".join(f"{key}={value}" for key, value in said if isinstance(value, str | int) and value)[:300]
