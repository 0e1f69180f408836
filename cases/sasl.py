"""Logins by OAuth 2 tokens: XOAUTH2 (of Google, taken over by Microsoft) and OAUTHBEARER (RFC 7628).

Also what hides tokens and passwords in the words of a server that says our line back.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection

XOAUTH2, OAUTHBEARER = "XOAUTH2", "OAUTHBEARER"
LONGEST = 4_000  # octets of an error that are looked at
RUN = 16  # characters of a secret that are too many to be shown
SHORTEST = 8  # characters of what is hidden
LONGEST_CHAIN = 10  # errors, one behind the other
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")  # keeps the length
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


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


def masked(text: str, *secrets: str | None) -> str:
    """`text` without passwords and tokens that a server may say back: as they are, or within base64.

    What goes is every run of 16 characters of one (of a shorter one the whole), in base64 with the word that
    it stands in. Secrets under 8 characters stay: they are parts of ordinary words. Linear in both.
    """
    found = bytearray(len(text))  # 1: plain, 2: within base64
    seen = text.translate(_SMALL)
    for sign, forms in ((1, _plain_forms(secrets)), (2, _encoded_forms(secrets))):
        for size in {min(RUN, len(form)) for form in forms}:
            runs = {
                form[start : start + size]
                for form in forms
                if min(RUN, len(form)) == size
                for start in range(len(form) - size + 1)
            }
            covered = 0  # up to here
            for start in range(len(seen) - size + 1):
                if seen[start : start + size] in runs:
                    for place in range(max(start, covered), start + size):
                        found[place] = sign
                    covered = start + size
    _widen(found, text)
    shown = ("" if at and found[at - 1] else "…" if hidden else "" for at, hidden in enumerate(found))
    return "".join(mark if found[at] else text[at] for at, mark in enumerate(shown))


def _widen(found: bytearray, text: str) -> None:
    """To the whole word in base64."""
    for place in range(1, len(text)):
        if found[place - 1] == 2 and not found[place] and text[place] in _BASE64:
            found[place] = 2
    for place in range(len(text) - 2, -1, -1):
        if found[place + 1] == 2 and not found[place] and text[place] in _BASE64:
            found[place] = 2


def mask(error: BaseException, *secrets: str | None) -> None:
    """The same for the words of an error and of those that led to it, which a log may show."""
    each: BaseException | None = error
    for _ in range(LONGEST_CHAIN):
        if each is None:
            return
        each.args = tuple(_masked_argument(argument, secrets) for argument in each.args)
        if isinstance(message := getattr(each, "message", None), str):
            each.message = masked(message, *secrets)  # type: ignore[attr-defined]
        each = each.__cause__ or each.__context__


def _masked_argument(argument: object, secrets: tuple[str | None, ...]) -> object:
    if isinstance(argument, bytes):
        text = masked(argument.decode("utf-8", "surrogateescape"), *secrets)
        return text.encode("utf-8", "surrogateescape")
    return masked(argument, *secrets) if isinstance(argument, str) else argument


def _plain_forms(secrets: tuple[str | None, ...]) -> set[str]:
    """As it is, as a quoted string of IMAP, and both as Python shows octets."""
    forms = set()
    for secret in secrets:
        if secret and len(secret) >= SHORTEST:
            for word in (secret, secret.replace("\\", "\\\\").replace('"', '\\"')):
                octets = word.encode("utf-8", "surrogatepass")
                forms |= {word, octets.decode("latin-1"), repr(octets)[2:-1]}
    return {form.translate(_SMALL) for form in forms}


def _encoded_forms(secrets: tuple[str | None, ...]) -> set[str]:
    """What base64 makes of it wherever it stands, but for the letters that it shares with its neighbours."""
    forms = set()
    for secret in secrets:
        if secret and len(secret) >= SHORTEST:
            octets = secret.encode("utf-8", "surrogatepass")
            for before in range(3):
                encoded = base64.b64encode(b"\0" * before + octets).decode()
                forms.add(encoded[-(-before * 8 // 6) : (before + len(octets)) * 8 // 6])
    return {form.translate(_SMALL) for form in forms}
