"""Logging in to an IMAP server: XOAUTH2 or OAUTHBEARER with a token, else PLAIN, else LOGIN."""

from __future__ import annotations

import imaplib
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cases import sasl
from cases.errors import PermanentError
from cases.settings import ImapAccount
from intake.imap.errors import is_lost, is_refusal, login_error, server_words

AGAIN = "Give consent again with `concierge login`."


def log_in(client: Any, account: ImapAccount, where: str) -> None:
    """`client` is a connected `IMAPClient`.

    PLAIN goes before LOGIN because imaplib sends LOGIN in ASCII only and does not quote the user name.
    Errors: PermanentError when the server itself refuses, TemporaryError for everything else.
    """
    if account.token is not None:
        _log_in_by_token(client, account, account.token, where)
        return
    user, password = account.username, account.current_password
    try:
        if client.has_capability("AUTH=PLAIN"):
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
        sasl.mask(error, password)
        raise login_error(error, where, user, password_from=account.password_from) from error


def _log_in_by_token(client: Any, account: ImapAccount, ask: Callable[[], str], where: str) -> None:
    """A token that the server refuses is replaced once, on the same connection."""
    try:
        offered = [name for name in (sasl.XOAUTH2, sasl.OAUTHBEARER) if client.has_capability(f"AUTH={name}")]
    except (imaplib.IMAP4.error, OSError) as error:
        raise login_error(error, where, account.username, AGAIN) from None
    name = sasl.mechanism(offered)
    if name is None:
        raise PermanentError(
            f"{where} offers no login with a token (XOAUTH2 or OAUTHBEARER) on this connection: correct host "
            'and port, use security = "tls", or a password instead of oauth2.'
        )
    token = ask()
    refused = _present(client, account, name, token)
    if refused and account.refused is not None and is_refusal(refused.words) and not is_lost(refused.error):
        another = account.refused(token)
        refused = _present(client, account, name, another) if another is not None else refused
    if refused:
        what = account.explain(f"{refused.words} {refused.told}") if account.explain is not None else ""
        # Not chained: the traceback of imaplib has the line with the token.
        raise login_error(refused.error, where, account.username, what or AGAIN) from None


@dataclass(frozen=True, slots=True)
class _Refused:
    """`words` of the server's last line, and the error that it `told` in JSON before."""

    error: Exception
    words: str
    told: str


def _present(client: Any, account: ImapAccount, name: str, token: str) -> _Refused | None:
    left = [sasl.initial(name, account.username, token, account.host, account.port)]
    told: list[str] = []

    def answer(challenge: bytes) -> bytes:
        if left:
            return left.pop()
        told.append(sasl.error_words(challenge))
        return sasl.after_error(name)

    try:
        client.sasl_login(name, answer)
    except (imaplib.IMAP4.error, OSError) as error:
        sasl.mask(error, token)
        return _Refused(error, server_words(error), sasl.masked(" ".join(told), token))
    return None


def is_loopback(host: str) -> bool:
    """Whether mail and password stay on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _once(answer: str) -> Callable[[bytes], bytes]:
    """A SASL answer given once; a second challenge is answered by nothing."""
    left = [answer.encode()]
    return lambda _challenge: left.pop() if left else b""


def _quoted(word: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9.@_+=/-]+", word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
