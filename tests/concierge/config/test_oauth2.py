"""[[mailbox]] oauth2: which flow is meant follows from the keys, and mistakes say what to write."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cases.errors import ConfigurationError
from cases.settings import MailboxSettings, OAuthFlow
from concierge.config.load import load

APP = 'tenant = "example.onmicrosoft.com", client_id = "11-22"'
PEM = "".join(
    f"-----BEGIN {what}-----\nMIIB\n-----END {what}-----\n" for what in ("CERTIFICATE", "PRIVATE KEY")
)
CLIENT = 'client_id = "5.apps.googleusercontent.com"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("0:" + "5a" * 32 + "\n")
    (tmp_path / "pw").write_text("hidden-value\n")
    (tmp_path / "app.pem").write_text(PEM)
    (tmp_path / "half.pem").write_text(PEM.partition("-----BEGIN PRIVATE")[0])
    key = {"type": "service_account", "client_email": "a@b", "private_key": "x", "token_uri": "https://x"}
    (tmp_path / "key.json").write_text(json.dumps(key))
    return tmp_path


def _read(
    folder: Path, oauth2: str, environ: dict[str, str] | None = None, accounts: str = ""
) -> MailboxSettings:
    text = f"""
[[mailbox]]
address = "Help@example.org"
oauth2 = {{ {oauth2} }}
{accounts}
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""
    (folder / "concierge.toml").write_text(text)
    return load(folder / "concierge.toml", environ or {}, date(2026, 11, 27)).mailboxes[0]


@pytest.mark.parametrize(
    ("oauth2", "environ", "flow"),
    [
        (f'provider = "microsoft", {APP}, client_secret = "hidden-value"', {}, OAuthFlow.CLIENT_SECRET),
        (f'provider = "microsoft", {APP}, client_secret_file = "pw"', {}, OAuthFlow.CLIENT_SECRET),
        (f'provider = "microsoft", {APP}', {"CONCIERGE_OAUTH2_CLIENT_SECRET": "x"}, OAuthFlow.CLIENT_SECRET),
        (
            f'provider = "microsoft", {APP}',
            {"CONCIERGE_MAILBOX_1_OAUTH2_CLIENT_SECRET": "x"},
            OAuthFlow.CLIENT_SECRET,
        ),
        (f'provider = "microsoft", {APP}, certificate_file = "app.pem"', {}, OAuthFlow.CERTIFICATE),
        (
            f'provider = "microsoft", {APP}, certificate_file = "app.pem", certificate_password_file = "pw"',
            {},
            OAuthFlow.CERTIFICATE,
        ),
        (f'provider = "microsoft", {APP}', {}, OAuthFlow.DEVICE_CODE),
        ('provider = "google", service_account_file = "key.json"', {}, OAuthFlow.SERVICE_ACCOUNT),
        (f'provider = "google", {CLIENT}, client_secret_file = "pw"', {}, OAuthFlow.DESKTOP),
    ],
)
def test_the_flow_follows_from_the_keys(
    folder: Path, oauth2: str, environ: dict[str, str], flow: OAuthFlow
) -> None:
    """No password is needed, hosts are the provider's, and nothing secret shows in a repr."""
    box = _read(folder, oauth2, environ)
    assert box.oauth2 is not None
    assert (flow, "Help@example.org", folder / "tokens" / "help@example.org.json") == (
        box.oauth2.flow,
        box.oauth2.username,
        box.oauth2.token_file,
    )
    hosts = {
        "microsoft": ("outlook.office365.com", 993, "tls", "smtp.office365.com", 587, "starttls"),
        "google": ("imap.gmail.com", 993, "tls", "smtp.gmail.com", 587, "starttls"),
    }[box.oauth2.provider]
    imap, smtp = box.imap, box.smtp
    assert hosts == (imap.host, imap.port, imap.security, smtp.host, smtp.port, smtp.security)
    assert imap.token is not None
    assert (imap.token, imap.refused) == (smtp.token, smtp.refused)
    assert "Help@example.org" == smtp.username
    assert "hidden-value" not in repr(box)


def test_what_is_written_goes_before_what_is_known(folder: Path) -> None:
    """Own hosts, another user, another file, another cloud, the end of the secret."""
    box = _read(
        folder,
        f'provider = "microsoft", {APP}, client_secret = "x", token_file = "state/t.json", '
        'authority = "https://login.microsoftonline.us/", client_secret_expires = 2027-05-01',
        accounts='imap = { host = "imap.example.org", username = "shared@example.org" }\n'
        'smtp = { host = "localhost", security = "none", port = 2525 }',
    )
    assert box.oauth2 is not None
    assert ("imap.example.org", "shared@example.org", "localhost", 2525) == (
        box.imap.host,
        box.oauth2.username,
        box.smtp.host,
        box.smtp.port,
    )
    assert (folder / "state" / "t.json", "https://login.microsoftonline.us", date(2027, 5, 1)) == (
        box.oauth2.token_file,
        box.oauth2.authority,
        box.oauth2.secret_ends,
    )


@pytest.mark.parametrize(
    "oauth2",
    [
        f'provider = "microsoft", {APP}, client_secret_file = "not/mine"',
        f'provider = "microsoft", {APP}, certificate_file = "not/mine"',
        f'provider = "google", {CLIENT}',
        'provider = "google", service_account_file = "not/mine"',
    ],
)
def test_commands_that_need_no_mail_need_no_secret(folder: Path, oauth2: str) -> None:
    """It may be somebody else's file, or stand in the service's environment only."""
    with pytest.raises(ConfigurationError):
        _read(folder, oauth2)
    box = load(folder / "concierge.toml", {}, date(2026, 11, 27), mail=False).mailboxes[0]
    assert box.oauth2 is not None
    assert box.oauth2.client_secret is None


@pytest.mark.parametrize(
    ("oauth2", "expected"),
    [
        ('provider = "yahoo"', 'provider = "yahoo": not one of the choices. Write "microsoft" or "google".'),
        (APP, 'provider is missing. Write provider = "microsoft" or "google".'),
        ('provider = "microsoft", client_id = "1"', "tenant is missing."),
        ('provider = "microsoft", tenant = "a b", client_id = "1"', 'tenant = "a b": not a tenant.'),
        ('provider = "microsoft", tenant = "x/../y", client_id = "1"', "not a tenant."),
        ('provider = "microsoft", tenant = "x"', "client_id is missing."),
        (
            f'provider = "microsoft", {APP}, client_secret = "hidden-value", certificate_file = "app.pem"',
            "certificate_file: given beside a client secret. Keep one of the two.",
        ),
        (f'provider = "microsoft", {APP}, certificate_file = "half.pem"', "needs both the certificate and"),
        (f'provider = "microsoft", {APP}, certificate_file = "no.pem"', "there is no such file."),
        (f'provider = "microsoft", {APP}, client_secret_file = "no"', "there is no file"),
        (f'provider = "microsoft", {APP}, authority = "http://login.example.org"', "begin with https://"),
        (
            f'provider = "microsoft", {APP}, authority = "https://a:b@example.org"',
            "not the address of a token",
        ),
        (f'provider = "microsoft", {APP}, authority = "https://["', "not the address of a token server"),
        (f'provider = "microsoft", {APP}, client_secret_expires = "soon"', "not a date. Write 2027-05-01"),
        (f'provider = "microsoft", {APP}, client_secrets = "hidden-value"', "Did you mean client_secret"),
        ('provider = "google", service_account_file = "app.pem"', "not the JSON key of a service account."),
        ('provider = "google", service_account_file = "no.json"', "there is no such file."),
        (
            f'provider = "google", service_account_file = "key.json", {CLIENT}',
            "client_id: given beside service_account_file. Keep one of the two.",
        ),
        (f'provider = "google", {CLIENT}', "client_secret: is missing. Write client_secret_file"),
        ('provider = "google", client_secret = "hidden-value"', "client_id is missing."),
    ],
)
def test_mistakes_say_what_to_write(folder: Path, oauth2: str, expected: str) -> None:
    """Each names oauth2 of its mailbox and the key; none shows a secret; none is about passwords."""
    with pytest.raises(ConfigurationError) as caught:
        _read(folder, oauth2)
    lines = [line for line in str(caught.value).splitlines() if "oauth2" in line]
    assert any("[[mailbox]] #1 oauth2 " in line and expected in line for line in lines), str(caught.value)
    assert "hidden-value" not in str(caught.value)
    assert "password" not in str(caught.value)
