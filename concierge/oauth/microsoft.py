"""Tokens of Microsoft Entra ID, by msal: client secret, certificate, and device code.

An application object serves one request: msal's own caches (tokens, failures, the tenant's description) would
decide beside ours when a token server is asked. It asks for the tenant's description each time, from the
configured authority; what it would ask login.microsoftonline.com about authorities that it does not know is
turned off.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import msal

from cases.errors import PermanentError, TemporaryError
from cases.settings import OAuth2, OAuthFlow
from concierge.oauth.grant import Grant, RefusedError, lifetime
from concierge.oauth.wire import Wire

# It warns with what stands in an id token, of people, and tells answers that are no JSON in full.
logging.getLogger("msal").setLevel(logging.CRITICAL)

RIGHTS = ("IMAP.AccessAsUser.All", "SMTP.Send")  # of a person; msal adds offline_access
RESOURCES = {  # host of the authority -> (resource of applications, resource of people)
    "login.microsoftonline.us": ("https://outlook.office365.us", "https://outlook.office365.us"),
    "login.chinacloudapi.cn": ("https://partner.outlook.cn", "https://partner.outlook.cn"),
    "login.partner.microsoftonline.cn": ("https://partner.outlook.cn", "https://partner.outlook.cn"),
}
WORLD = ("https://outlook.office365.com", "https://outlook.office.com")
SLOWER = 5  # seconds more between questions after "slow_down" (RFC 8628 section 3.5)
SLOWEST, LONGEST_WAIT = 60, 1_800.0  # seconds between questions, and in all
DEVICE_PAGE = "https://microsoft.com/devicelogin"
PENDING = ("authorization_pending", "slow_down")
MAY_PASS = ("temporarily_unavailable", "server_error")


def renew(settings: OAuth2, refresh_token: str) -> Grant:
    """The next token. Errors: RefusedError, TemporaryError, PermanentError."""
    with Wire(settings.authority) as wire:
        application = _application(settings, wire)
        with _usable(settings, wire):  # a key is used only now
            if settings.flow is OAuthFlow.DEVICE_CODE:
                found = application.acquire_token_by_refresh_token(refresh_token, scopes=_rights(settings))
            else:
                applications, _ = _resources(settings)
                found = application.acquire_token_for_client(scopes=[f"{applications}/.default"])
    return _grant(found)


def log_in(
    settings: OAuth2, show: Callable[[str, str], None], sleep: Callable[[float], None] = time.sleep
) -> Grant:
    """Device code: `show` gets the address to open and the code to type there; returns when that was done.

    Waits between questions as the server says; an outage meanwhile is waited out. Errors as of `renew`.
    """
    with Wire(settings.authority) as wire:
        application = _application(settings, wire)
        with _usable(settings, wire):
            flow = application.initiate_device_flow(scopes=_rights(settings))
        if "user_code" not in flow:
            raise RefusedError(str(flow.get("error", "")), str(flow.get("error_description", "")))
        show(str(flow.get("verification_uri") or DEVICE_PAGE), str(flow["user_code"]))
        end = time.time() + LONGEST_WAIT
        while True:
            sleep(min(max(flow["interval"], 1), SLOWEST))
            if time.time() >= min(flow["expires_at"], end):
                raise PermanentError("The code was not typed in time. Run the command again for another one.")
            try:
                with _usable(settings, wire):
                    found = application.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
            except TemporaryError:
                flow["interval"] += SLOWER
                continue
            if found.get("error") not in PENDING:
                return _grant(found)


def _application(settings: OAuth2, wire: Wire) -> Any:
    options = {
        "authority": f"{settings.authority.replace('http://', 'https://', 1)}/{settings.tenant}",
        "http_client": wire,
        "instance_discovery": False,
    }
    with _usable(settings, wire):
        if settings.flow is OAuthFlow.DEVICE_CODE:
            return msal.PublicClientApplication(settings.client_id, **options)
        return msal.ConfidentialClientApplication(
            settings.client_id, client_credential=_credential(settings), **options
        )


@contextmanager
def _usable(settings: OAuth2, wire: Wire) -> Iterator[None]:
    """What msal says of a key that it cannot read, of an odd tenant, of an answer that is none."""
    wire.gave = False
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError) as error:
        kind, what = type(error).__name__, "correct tenant, authority and the secret"
        if wire.gave or not isinstance(error, ValueError | TypeError):
            raise TemporaryError(
                f"The token server's answer cannot be read ({kind}): it is tried again."
            ) from None
        if settings.flow is OAuthFlow.CERTIFICATE:
            what = "correct certificate_file (PEM, an RSA key), or give certificate_password_file"
        raise PermanentError(f"oauth2 of {settings.mailbox} cannot be used ({kind}): {what}.") from None


def _credential(settings: OAuth2) -> str | dict[str, str] | None:
    if settings.certificate_file is None:
        return settings.client_secret
    try:
        text = settings.certificate_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise PermanentError(
            f"{settings.certificate_file} cannot be read: correct its owner, mode or content."
        ) from None
    found = {
        "private_key": "".join(_blocks(text, "PRIVATE KEY-----")),
        "public_certificate": "".join(_blocks(text, "CERTIFICATE-----")),
    }
    return found | ({"passphrase": settings.certificate_password} if settings.certificate_password else {})


def _blocks(text: str, kind: str) -> Iterator[str]:
    """The parts of a PEM file whose first line ends like this, with their line breaks."""
    within = False
    for line in text.splitlines():
        within = within or (line.startswith("-----BEGIN ") and line.rstrip().endswith(kind))
        if within:
            yield f"{line.rstrip()}\n"
        within = within and not line.startswith("-----END ")


def _rights(settings: OAuth2) -> list[str]:
    _, people = _resources(settings)
    return [f"{people}/{right}" for right in RIGHTS]


def _resources(settings: OAuth2) -> tuple[str, str]:
    return RESOURCES.get(urlsplit(settings.authority).hostname or "", WORLD)


def _grant(found: dict[str, Any]) -> Grant:
    if not found.get("access_token"):
        error, description = str(found.get("error") or "no token"), str(found.get("error_description", ""))
        if error in MAY_PASS:
            raise TemporaryError(f"The token server cannot answer now ({error}): it is tried again.")
        raise RefusedError(error, description)
    claims = found.get("id_token_claims")
    claims = claims if isinstance(claims, dict) else {}
    return Grant(
        str(found["access_token"]),
        lifetime(found.get("expires_in")),
        found.get("refresh_token") or None,
        str(claims.get("preferred_username", "")),
    )
