"""[[mailbox]] oauth2: which provider gives the access tokens, and by which flow.

| keys given | flow |
|---|---|
| microsoft: `client_secret` or `client_secret_file` | client credentials: an application's own rights |
| microsoft: `certificate_file` | the same, with a key instead of a secret |
| microsoft: neither | device code: one mailbox, after `concierge login` |
| google: `service_account_file` | domain-wide delegation |
| google: `client_id` with its secret | desktop client: one mailbox, after `concierge login` |

Nothing is loaded here that speaks to a provider: most commands need no mail.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from cases.settings import OAuth2, OAuthFlow
from concierge.config import values as value
from concierge.config.secrets import OF_TOKENS, Sources, read_secret, rereading
from concierge.config.section import Section

MICROSOFT, GOOGLE = "microsoft", "google"
FOLDER = "tokens"  # beside the configuration

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known of a provider: where its mail servers are and where its tokens come from."""

    imap_host: str
    smtp_host: str
    authority: str


PROVIDERS = {
    MICROSOFT: Provider("outlook.office365.com", "smtp.office365.com", "https://login.microsoftonline.com"),
    GOOGLE: Provider("imap.gmail.com", "smtp.gmail.com", ""),  # two hosts: accounts and oauth2
}


def provider_of(section: Section) -> Provider | None:
    """The provider that a [[mailbox]] names in oauth2; None without one, or without a known one."""
    table = section.values.get("oauth2")
    name = table.get("provider") if isinstance(table, dict) else None
    return PROVIDERS.get(name) if isinstance(name, str) else None


def read_oauth2(
    section: Section, sources: Sources, mailbox: str, username: str, variables: tuple[str, ...]
) -> OAuth2 | None:
    """The table oauth2 of a [[mailbox]]; None where there is none or the mistake is noted."""
    if "oauth2" not in section.values:
        section.known.add("oauth2")
        return None
    table = section.table("oauth2", f"{section.name} oauth2", "oauth2")
    provider = table.require("provider", "", value.choice(*PROVIDERS), '"microsoft" or "google"')
    if not provider:
        return None
    read = _read_microsoft if provider == MICROSOFT else _read_google
    secret = read_secret(table, "client_secret", sources, variables)
    token_file = table.get(
        "token_file", sources.directory / FOLDER / f"{mailbox.lower()}.json", _path_in(sources)
    )
    sources.private[token_file] = OF_TOKENS
    authority = table.get("authority", PROVIDERS[provider].authority, _authority)
    common = OAuth2(
        provider=provider,
        flow=OAuthFlow.DEVICE_CODE,
        mailbox=mailbox,
        username=username,
        token_file=token_file,
        authority=authority,
        client_secret=secret,
        secret_now=rereading(table, "client_secret", sources, variables, secret),
        secret_ends=table.get("client_secret_expires", None, _day),
    )
    by_secret = secret is not None or sources.variable(*variables) is not None
    found = read(
        table, sources, common, by_secret or bool({"client_secret", "client_secret_file"} & set(table.values))
    )
    table.done()
    return found


def _read_microsoft(table: Section, sources: Sources, common: OAuth2, by_secret: bool) -> OAuth2:
    certificate = table.get("certificate_file", None, lambda raw: _certificate(raw, sources))
    password = read_secret(table, "certificate_password", sources, ())
    if common.client_secret and "certificate_file" in table.values:
        table.refuse("certificate_file", "given beside a client secret. Keep one of the two.")
    if certificate is not None:
        flow = OAuthFlow.CERTIFICATE
    elif by_secret:
        flow = OAuthFlow.CLIENT_SECRET
    else:
        flow = OAuthFlow.DEVICE_CODE
    return replace(
        common,
        flow=flow,
        tenant=table.require(
            "tenant", "", value.parsed(tenant_id), '"the Directory (tenant) ID of the app registration"'
        ),
        client_id=table.require(
            "client_id",
            "",
            value.parsed(client_id_text),
            '"the Application (client) ID of the app registration"',
        ),
        certificate_file=certificate,
        certificate_password=password,
        certificate_password_now=rereading(table, "certificate_password", sources, (), password),
    )


def _read_google(table: Section, sources: Sources, common: OAuth2, by_secret: bool) -> OAuth2:
    account = table.get("service_account_file", None, lambda raw: _service_account(raw, sources))
    if "service_account_file" in table.values:
        for key in ("client_id", "client_secret", "client_secret_file"):
            if key in table.values:
                table.refuse(key, "given beside service_account_file. Keep one of the two.")
        table.known |= {"client_id"}
        return replace(
            common,
            flow=OAuthFlow.SERVICE_ACCOUNT,
            service_account_file=account,
            client_secret=None,
            secret_now=None,
        )
    client_id = table.require(
        "client_id",
        "",
        value.parsed(client_id_text),
        '"….apps.googleusercontent.com" of a desktop client, or a service_account_file',
    )
    if sources.mail and client_id and not by_secret:
        table.refuse(
            "client_secret", "is missing. Write client_secret_file: Google gives desktop clients one too."
        )
    return replace(common, flow=OAuthFlow.DESKTOP, client_id=client_id)


def tenant_id(text: str) -> str:
    if not _TENANT.fullmatch(text):
        raise ValueError('not a tenant. Write its ID or its domain, such as "example.onmicrosoft.com".')
    return text


def client_id_text(text: str) -> str:
    if not _CLIENT_ID.fullmatch(text):
        raise ValueError("not the ID of a client. Copy it from the page of the registration.")
    return text


def _authority(raw: object) -> str:
    """https://HOST, with a path or not; http on this machine only."""
    text = value.filled(raw).rstrip("/")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, None
    if parts is None or not host or parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError('not the address of a token server. Write "https://login.microsoftonline.com".')
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("secrets are sent there, so it has to begin with https://.")
    return text


def is_loopback(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _day(raw: object) -> date:
    if type(raw) is date:
        return raw
    try:
        return date.fromisoformat(value.text(raw))
    except ValueError:
        raise ValueError("not a date. Write 2027-05-01, the day on which the secret ends.") from None


def _path_in(sources: Sources) -> Callable[[object], Path]:
    return lambda raw: value.path_in(sources.directory, raw)


def _certificate(raw: object, sources: Sources) -> Path:
    """A PEM file with certificate and private key."""
    path, text = _content(raw, sources, "the private key")
    if text is not None and ("-----BEGIN CERTIFICATE-----" not in text or "PRIVATE KEY-----" not in text):
        raise ValueError(
            "it needs both the certificate and its private key, in PEM. Put the one below the other: "
            "`cat app.crt app.key > app.pem`."
        )
    return path


def _service_account(raw: object, sources: Sources) -> Path:
    """The JSON key of a service account."""
    path, text = _content(raw, sources, "the key of the service account")
    if text is None:
        return path
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    needed = ("client_email", "private_key", "token_uri")
    if not isinstance(found, dict) or not all(isinstance(found.get(key), str) for key in needed):
        raise ValueError(
            "not the JSON key of a service account. In the Google Cloud console open the service account, "
            "Keys, Add key, Create new key, JSON."
        )
    return path


def _content(raw: object, sources: Sources, what: str) -> tuple[Path, str | None]:
    """A file with a secret in it, unread (None) for commands that do not log in to mail servers."""
    path = value.path_in(sources.directory, raw)
    if not sources.mail:
        return path, None
    sources.private[path] = what
    try:
        return path, path.read_text("utf-8")
    except FileNotFoundError:
        raise ValueError("there is no such file. Correct its name.") from None
    except (OSError, ValueError):
        raise ValueError("it cannot be read as text. Correct its owner, mode or content.") from None
