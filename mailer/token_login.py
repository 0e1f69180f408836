"""Logging in to a relay with an OAuth 2 token; one that is refused is replaced once."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from typing import Any, Protocol

from cases import sasl
from cases.errors import PermanentError
from cases.settings import SmtpAccount

ACCEPTED, GO_ON, REFUSED = 235, 334, 500  # replies to AUTH (RFC 4954 section 4); from REFUSED on it is a no


class Client(Protocol):
    """What is needed of a session that has said EHLO."""

    server_auth_methods: list[str]

    async def execute_command(self, *args: bytes) -> Any:  # with `code` and `message`
        ...


async def present_token(client: Client, account: SmtpAccount) -> tuple[int, str] | None:
    """Log in; None when that was accepted, else the code and the words of the last refusal.

    Errors: PermanentError where the relay takes no token or none is to be had, TemporaryError while the token
    server is away. The token is asked for beside the loop, because that may take seconds.
    """
    assert account.token is not None
    name = sasl.mechanism(client.server_auth_methods)
    if name is None:
        raise PermanentError(_not_offered(client.server_auth_methods))
    token = await asyncio.to_thread(account.token)
    refused = await _present(client, account, name, token)
    if refused and refused[0] >= REFUSED and account.refused is not None:
        another = await asyncio.to_thread(account.refused, token)
        if another is not None:
            refused = await _present(client, account, name, another)
    return refused


async def _present(client: Client, account: SmtpAccount, name: str, token: str) -> tuple[int, str] | None:
    message = sasl.initial(name, account.username, token, account.host, account.port)
    reply = await client.execute_command(b"AUTH", name.encode(), base64.b64encode(message))
    told = ""
    if reply.code == GO_ON:  # the error in JSON; the refusal itself comes after our answer to it
        told = sasl.error_words(_decoded(reply.message))
        reply = await client.execute_command(base64.b64encode(sasl.after_error(name)))
    if reply.code == ACCEPTED:
        return None
    words = f"{reply.message} ({told})" if told else str(reply.message)
    return int(reply.code), sasl.masked(words, token)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _not_offered(offered: Sequence[str]) -> str:
    if not offered:
        return (
            "it offers no login on this connection: use its port for submission (587) with "
            'security = "starttls".'
        )
    return (
        f"it offers no login with a token (XOAUTH2 or OAUTHBEARER), only {', '.join(offered).upper()}: "
        "correct host and port, or use a password instead of oauth2."
    )
