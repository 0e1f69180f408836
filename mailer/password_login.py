"""Logging in to a relay with a password: by one mechanism, because each one that is tried counts as a login.

Servers lock an account after some wrong passwords; three mechanisms after each other are three.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Collection

from mailer.token_login import ACCEPTED, GO_ON, Client

UNRECOGNISED = 504  # of a mechanism, before anything was checked (RFC 4954 section 4)
_ENCRYPTED = ("plain", "login", "cram-md5")
_IN_THE_CLEAR = ("cram-md5", "plain", "login")  # it shows no password to who listens


def mechanisms(offered: Collection[str], *, encrypted: bool) -> tuple[str, ...]:
    """Those that a password can be used with, best first, of what a server offers (any case).

    PLAIN first, as for IMAP: CRAM-MD5 is offered by servers that keep passwords hashed, and always fails.
    """
    names = {name.lower() for name in offered}
    return tuple(each for each in (_ENCRYPTED if encrypted else _IN_THE_CLEAR) if each in names)


async def present_password(
    client: Client, username: str, password: str, names: Collection[str]
) -> tuple[int, str]:
    """Log in by the first of `names`; the code and the words of the last reply (ACCEPTED: it was taken).

    The next one is tried only where the server does not know the mechanism that it offered.
    """
    code, words = UNRECOGNISED, ""
    for name in names:
        code, words = await _present(client, name, username.encode(), password.encode())
        if code != UNRECOGNISED:
            break
    return code, words


async def _present(client: Client, name: str, user: bytes, password: bytes) -> tuple[int, str]:
    if name == "plain":
        answers = [b"\0" + user + b"\0" + password]
        reply = await client.execute_command(b"AUTH", b"PLAIN", base64.b64encode(answers.pop()))
    else:
        answers = [user, password] if name == "login" else []
        reply = await client.execute_command(b"AUTH", name.upper().encode())
        if name == "cram-md5" and reply.code == GO_ON:
            digest = hmac.new(password, _decoded(reply.message), "md5").hexdigest()
            answers = [user + b" " + digest.encode()]
    while reply.code == GO_ON and answers:
        reply = await client.execute_command(base64.b64encode(answers.pop(0)))
    if reply.code == GO_ON:  # it asks for more than there is: a way out of the dialogue, RFC 4954 section 4
        reply = await client.execute_command(b"*")
    if 200 <= reply.code < 300 and reply.code != ACCEPTED:
        return -1, str(reply.message)
    return int(reply.code), str(reply.message)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
