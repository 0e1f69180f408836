"""Logging in to an IMAP server: XOAUTH2 with a token, else PLAIN, else LOGIN."""

from __future__ import annotations

import imaplib
import ipaddress
import re
from collections.abc import Callable
from typing import Any

from cases.errors import PermanentError
from cases.settings import ImapAccount
from intake.imap.errors import login_error


def log_in(client: Any, account: ImapAccount, where: str) -> None:
    """`client` is a connected `IMAPClient`.

    PLAIN goes before LOGIN because imaplib sends LOGIN in ASCII only and does not quote the user name.
    Errors: PermanentError when the server itself refuses, TemporaryError for everything else.
    """
    way = "password" if account.token is None else "OAuth 2 token"
    user, password = account.username, account.password or ""
    try:
        if account.token is not None:
            answer = f"user={user}\1auth=Bearer {account.token()}\1\1"
            client.sasl_login("XOAUTH2", _once(answer))
        elif client.has_capability("AUTH=PLAIN"):
            client.sasl_login("PLAIN", _once(f"\0{user}\0{password}"))
        elif client.has_capability("LOGINDISABLED"):
            raise PermanentError(
                f"{where} offers no login with a password on this connection: use security = "
                '"tls" or "starttls", or oauth2.'
            )
        else:
            client.login(_quoted(user), password)
    except UnicodeEncodeError:
        raise PermanentError(
            f"{where} takes only plain letters in a password (it offers LOGIN but not PLAIN): "
            f"give {user} another password."
        ) from None
    except (imaplib.IMAP4.error, OSError) as error:
        raise login_error(error, where, user, way) from error


def is_loopback(host: str) -> bool:
    """Whether mail and password stay on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _once(answer: str) -> Callable[[bytes], bytes]:
    """A SASL answer given once; a second challenge is the server's error text, answered by nothing."""
    left = [answer.encode()]
    return lambda _challenge: left.pop() if left else b""


def _quoted(word: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9.@_+=/-]+", word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
