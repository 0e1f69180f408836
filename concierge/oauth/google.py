"""Tokens of Google: a service account that acts for the mailbox, or a desktop client after a login.

By google-auth; the desktop client's own exchange (a code for tokens, RFC 8252 with PKCE) is one request more,
for which google-auth-oauthlib would bring three libraries and one answer at a fixed page.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2 import credentials, service_account

from cases.errors import PermanentError, TemporaryError
from cases.settings import OAuth2, OAuthFlow
from concierge.oauth.grant import USUAL, Grant, RefusedError, lifetime
from concierge.oauth.wire import Wire

SCOPE = "https://mail.google.com/"
AUTHORISE, TOKEN = "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token"


def renew(settings: OAuth2, refresh_token: str) -> Grant:
    """The next token. Errors: RefusedError, TemporaryError, PermanentError."""
    found = (
        _service(settings) if settings.flow is OAuthFlow.SERVICE_ACCOUNT else _person(settings, refresh_token)
    )
    with Wire() as wire:
        try:
            found.refresh(Request(wire))
        except RefreshError as error:
            raise _refused(error) from None
        except (
            GoogleAuthError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            RuntimeError,
            ArithmeticError,
        ) as error:
            raise TemporaryError(
                f"Google's library could not ask for a token ({type(error).__name__}): it is tried again."
            ) from None
    new = found.refresh_token if settings.flow is OAuthFlow.DESKTOP else None
    return Grant(str(found.token), _lifetime(found.expiry), new if new != refresh_token else None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login by a browser: the page to open, and what its answer has to fit (RFC 7636, RFC 6749 10.12)."""

    page: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def attempt(settings: OAuth2, redirect: str) -> Attempt:
    """A login whose answer comes to `redirect`, an address on this machine."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": settings.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": SCOPE,
        "access_type": "offline",  # with a refresh token,
        "prompt": "consent",  # which is given with the consent only
        "login_hint": settings.username,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = f"{settings.authority}/o/oauth2/v2/auth" if settings.authority else AUTHORISE
    return Attempt(f"{page}?{urlencode(query)}", redirect, state, verifier)


def complete(settings: OAuth2, made: Attempt, answer: str) -> Grant:
    """The tokens for an `answer`: the address, with its query, that the browser was sent to.

    Errors: RefusedError, TemporaryError; PermanentError for an answer that is not one to this attempt.
    """
    # Not `urlsplit`, which raises for some of what people paste.
    query = {key: values[0] for key, values in parse_qs(answer.strip().partition("?")[2]).items()}
    if query.get("state") != made.state:
        raise PermanentError(
            "That is not the answer to this login. Copy the whole address from the browser's address bar, of "
            "the page that was opened last."
        )
    if "code" not in query:
        raise RefusedError(query.get("error", "no code"), query.get("error_description", ""))
    found = _exchange(settings, made, query["code"])
    if SCOPE not in str(found.get("scope", SCOPE)).split():
        raise PermanentError(
            "Access to the mail was not ticked on Google's page. Run the command again and tick it there."
        )
    if not found.get("refresh_token"):
        raise PermanentError(
            "Google gave no lasting consent: remove the application under "
            "https://myaccount.google.com/connections and run the command again."
        )
    life = lifetime(found.get("expires_in"))
    return Grant(str(found["access_token"]), life, str(found["refresh_token"]))


def _exchange(settings: OAuth2, made: Attempt, code: str) -> dict[str, Any]:
    """RFC 6749 section 4.1.3."""
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": made.redirect,
        "client_id": settings.client_id,
        "client_secret": settings.client_secret or "",
        "code_verifier": made.verifier,
    }
    with Wire() as wire:
        answer = wire.post(_token_page(settings), data=body)
        found: dict[str, Any] = answer.json()
    if answer.status_code != 200 or not found.get("access_token"):
        raise RefusedError(
            str(found.get("error", answer.status_code)), str(found.get("error_description", ""))
        )
    return found


def _service(settings: OAuth2) -> Any:
    """A service account in the place of the mailbox's user (RFC 7523; "domain-wide delegation")."""
    assert settings.service_account_file is not None
    try:
        return service_account.Credentials.from_service_account_file(
            str(settings.service_account_file), scopes=[SCOPE], subject=settings.username
        )
    except (OSError, ValueError, GoogleAuthError) as error:
        raise PermanentError(
            f"{settings.service_account_file} cannot be used ({type(error).__name__}): download the key of "
            "the service account again (JSON), and correct its owner and mode."
        ) from None


def _person(settings: OAuth2, refresh_token: str) -> Any:
    return credentials.Credentials(
        None,
        refresh_token=refresh_token,
        token_uri=_token_page(settings),
        client_id=settings.client_id,
        client_secret=settings.client_secret,
    )


def _token_page(settings: OAuth2) -> str:
    return f"{settings.authority}/token" if settings.authority else TOKEN


def _refused(error: RefreshError) -> Exception:
    """google-auth gives the server's answer as its second argument, a mapping, or the words as its first."""
    words = str(error.args[0]) if error.args else ""
    if error.retryable:
        return TemporaryError(f"The token server of Google cannot answer now ({words}): it is tried again.")
    found = error.args[1] if len(error.args) > 1 else None
    if isinstance(found, dict) and found.get("error"):
        return RefusedError(str(found["error"]), str(found.get("error_description") or ""))
    return RefusedError("no token", words)


def _lifetime(expiry: datetime | None) -> float:
    """Seconds from now; google-auth keeps the end as a time of UTC without a zone."""
    if expiry is None:
        return USUAL
    return lifetime((expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds())
