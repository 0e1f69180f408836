"""The token server of the tests, asked by the providers' own libraries: what it promises to other tests."""

from __future__ import annotations

import datetime
import imaplib
import json
import smtplib
import urllib.parse
from typing import Any

import google.auth.exceptions
import google.auth.transport.requests
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.oauth2 import service_account

from tests.servers import google_tokens, microsoft_tokens
from tests.servers.dovecot import Dovecot
from tests.servers.microsoft_tokens import App
from tests.servers.processes import HOST
from tests.servers.token_server import TokenServer

HELP = "learninghelp@example.test"


def session(server: TokenServer) -> requests.Session:
    """HTTP that trusts the server's certificate."""
    made = requests.Session()
    made.trust_env = False  # else the machine's own REQUESTS_CA_BUNDLE goes before
    made.verify = server.ca_file
    return made


def confidential(server: TokenServer, app: App, credential: Any) -> dict[str, Any]:
    """Client credentials as msal asks for them, or its error."""
    client = msal.ConfidentialClientApplication(
        app.client_id,
        client_credential=credential,
        authority=f"{server.url}/{app.tenant}",
        instance_discovery=False,
        http_client=session(server),
    )
    answer: dict[str, Any] = client.acquire_token_for_client([microsoft_tokens.SCOPE])
    return answer


def public(server: TokenServer, app: App) -> Any:
    """A client without a secret."""
    return msal.PublicClientApplication(
        app.client_id,
        authority=f"{server.url}/{app.tenant}",
        instance_discovery=False,
        http_client=session(server),
    )


def certificate() -> tuple[bytes, str]:
    """(PEM of a certificate, PEM of its key)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "learning help")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - datetime.timedelta(days=1),
        not_valid_after=now + datetime.timedelta(days=40),
    ).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private.decode()


def test_client_credentials_by_secret(token_server: TokenServer) -> None:
    """The right secret gives a token for the app's mailbox; its lifetime is the server's."""
    app = token_server.microsoft.register(HELP)
    token_server.lifetime = 5
    answer = confidential(token_server, app, app.secret)
    assert 5 == answer["expires_in"]
    assert HELP == token_server.whose(answer["access_token"])
    assert 1 == token_server.count("token client_credentials")
    token_server.revoke_access_tokens()
    assert token_server.whose(answer["access_token"]) is None


def test_client_credentials_by_certificate(token_server: TokenServer) -> None:
    """The signed assertion is verified against the registered certificate; another one is AADSTS700027."""
    pem, key = certificate()
    app = token_server.microsoft.register(HELP, pem)
    thumbprint = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA1()).hex()
    credential = {"private_key": key, "thumbprint": thumbprint, "public_certificate": pem.decode()}
    assert "access_token" in confidential(token_server, app, credential)
    assert [700027] == confidential(token_server, app, credential | {"private_key": certificate()[1]})[
        "error_codes"
    ]
    app.certificates.clear()
    assert [700027] == confidential(token_server, app, credential)["error_codes"]
    app.certificates.append(pem)
    token_server.skew = 3600
    assert [700024] == confidential(token_server, app, credential)["error_codes"]


def test_microsoft_refuses_with_its_own_words(token_server: TokenServer) -> None:
    """Wrong secret, ended secret, unknown app: the numbers that people search for."""
    app = token_server.microsoft.register(HELP)
    wrong = confidential(token_server, app, "id-instead-of-value")
    assert "invalid_client" == wrong["error"]
    assert wrong["error_description"].startswith("AADSTS7000215: Invalid client secret provided.")
    assert {"correlation_id", "trace_id", "timestamp"} <= wrong.keys()
    app.secret_ends_at = token_server.now() - 1
    assert [7000222] == confidential(token_server, app, app.secret)["error_codes"]
    del token_server.microsoft.apps[app.client_id]
    token_server.microsoft.register(HELP).tenant = app.tenant
    assert [700016] == confidential(token_server, app, app.secret)["error_codes"]
    body = requests.get(
        f"{token_server.url}/none/v2.0/.well-known/openid-configuration",
        verify=token_server.ca_file,
        timeout=5,
    )
    assert (400, [90002]) == (body.status_code, body.json()["error_codes"])


def test_a_device_code_waits_for_its_person(token_server: TokenServer) -> None:
    """Pending, slow_down, then tokens with an account; the refresh token is spent by its use."""
    app = token_server.microsoft.register(None)
    client = public(token_server, app)
    flow = client.initiate_device_flow(["https://outlook.office.com/IMAP.AccessAsUser.All"])
    once = {"exit_condition": lambda _flow: True}
    assert "authorization_pending" == client.acquire_token_by_device_flow(flow, **once)["error"]
    next(iter(token_server.microsoft.devices.values())).slow_down = 1
    assert "slow_down" == client.acquire_token_by_device_flow(flow, **once)["error"]
    token_server.microsoft.approve(HELP)
    flow["latest_attempt_at"] = 0  # so that nobody waits here
    answer = client.acquire_token_by_device_flow(flow, **once)
    assert HELP == token_server.whose(answer["access_token"])
    assert HELP == client.get_accounts()[0]["username"]
    first = next(iter(token_server.refresh_tokens))
    token_server.detects_reuse = True
    newer = public(token_server, app).acquire_token_by_refresh_token(
        first, ["https://outlook.office.com/SMTP.Send"]
    )
    assert "access_token" in newer
    again = public(token_server, app).acquire_token_by_refresh_token(
        first, ["https://outlook.office.com/SMTP.Send"]
    )
    assert ("invalid_grant", [54005]) == (again["error"], again["error_codes"])


@pytest.mark.parametrize(
    ("denied", "lifetime", "error"), [(True, 900, "authorization_declined"), (False, -1, "expired_token")]
)
def test_a_device_code_that_comes_to_nothing(
    token_server: TokenServer, denied: bool, lifetime: int, error: str
) -> None:
    """The person declines, or comes too late."""
    token_server.microsoft.device_lifetime = lifetime
    app = token_server.microsoft.register(None)
    client = public(token_server, app)
    flow = client.initiate_device_flow(["https://outlook.office.com/SMTP.Send"])
    next(iter(token_server.microsoft.devices.values())).denied = denied
    flow["expires_at"] += 100
    answer = client.acquire_token_by_device_flow(flow, exit_condition=lambda _flow: True)
    assert error == answer["error"]


def delegated(server: TokenServer, account: google_tokens.ServiceAccount, subject: str = HELP) -> Any:
    """A service account's credentials for one mailbox."""
    return service_account.Credentials.from_service_account_info(
        json.loads(account.file()), scopes=[google_tokens.SCOPE], subject=subject
    )


def test_a_service_account_is_verified(token_server: TokenServer) -> None:
    """Signature, mailbox, scope and time are each looked at, and refused in Google's words."""
    account = token_server.google.service_account(HELP)
    request = google.auth.transport.requests.Request(session(token_server))

    def said(subject: str = HELP) -> str:
        credentials = delegated(token_server, account, subject)
        try:
            credentials.refresh(request)
        except google.auth.exceptions.RefreshError as error:
            return str(error.args[0])
        return str(token_server.whose(credentials.token))

    assert HELP == said()
    assert said("nobody@example.test").startswith("invalid_grant: Invalid email or User ID")
    token_server.skew = -7200
    assert said().startswith("invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes)")
    token_server.skew = 0
    account.delegated.clear()
    assert said().startswith("unauthorized_client: Client is unauthorized to retrieve access tokens")
    account.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token_server.google.accounts[account.email].key_id = "rotated"
    assert HELP != said()


def test_a_desktop_client_comes_back_by_loopback(token_server: TokenServer) -> None:
    """Consent redirects to the loopback address with a code that only its verifier opens (RFC 7636)."""
    client = token_server.google.desktop_client(HELP)
    asked = {
        "client_id": client.client_id,
        "redirect_uri": "http://127.0.0.1:9/",
        "scope": google_tokens.SCOPE,
        "state": "s",
        "access_type": "offline",
        "code_challenge_method": "S256",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    }
    web = session(token_server)
    page = web.get(f"{token_server.url}/o/oauth2/v2/auth", params=asked, allow_redirects=False, timeout=5)
    back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.headers["Location"]).query))
    form = {
        "grant_type": "authorization_code",
        "code": back["code"],
        "client_id": client.client_id,
        "client_secret": client.secret,
        "redirect_uri": "http://127.0.0.1:9/",
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    }
    answer = web.post(f"{token_server.url}/token", data=form, timeout=5).json()
    assert HELP == token_server.whose(answer["access_token"])
    again = web.post(f"{token_server.url}/token", data=form, timeout=5).json()
    assert {"error": "invalid_grant", "error_description": "Malformed auth code."} == again
    token_server.refuse_refresh_tokens("invalid_grant", "Token has been expired or revoked.")
    refresh = form | {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"]}
    revoked = web.post(f"{token_server.url}/token", data=refresh, timeout=5)
    assert (400, "Token has been expired or revoked.") == (
        revoked.status_code,
        revoked.json()["error_description"],
    )


def test_outages(token_server: TokenServer) -> None:
    """503, a line cut, silence, nobody there, and back on the same port."""
    web, url = session(token_server), f"{token_server.url}/token"
    token_server.fault = "503"
    assert 503 == web.post(url, timeout=5).status_code
    token_server.fault = "cut"
    with pytest.raises(requests.ConnectionError):
        web.post(url, timeout=5)
    token_server.fault = "hang"
    with pytest.raises(requests.Timeout):
        web.post(url, timeout=0.2)
    token_server.fault = None
    token_server.stop()
    with pytest.raises(requests.ConnectionError):
        session(token_server).post(url, timeout=5)
    token_server.start()
    assert 400 == session(token_server).post(url, timeout=5).status_code


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.usefixtures("submission_loop")
def test_dovecot_asks_whose_a_token_is(dovecot: Dovecot, token_server: TokenServer, mechanism: str) -> None:
    """IMAP and submission take a token of the server for its mailbox, and none that is over."""

    def answer(token: str) -> bytes:
        if mechanism == "XOAUTH2":
            return f"user={HELP}\1auth=Bearer {token}\1\1".encode()
        return f"n,a={HELP},\1auth=Bearer {token}\1\1".encode()

    token, over = token_server.access_token(HELP), token_server.access_token("other@example.test")
    with imaplib.IMAP4(HOST, dovecot.imap) as imap:
        said = iter([answer(over), b"\1"])
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            imap.authenticate(mechanism, lambda _challenge: next(said))
        assert "OK" == imap.authenticate(mechanism, lambda _challenge: answer(token))[0]
    with smtplib.SMTP(HOST, dovecot.submission) as smtp:
        smtp.ehlo()
        assert mechanism in smtp.esmtp_features["auth"].split()
        assert 235 == smtp.auth(mechanism, lambda _challenge=None: answer(token).decode())[0]


def test_a_server_that_knows_oauthbearer_only(bearer_dovecot: Dovecot, token_server: TokenServer) -> None:
    """No XOAUTH2 and no password there."""
    token = token_server.access_token(HELP)
    with imaplib.IMAP4(HOST, bearer_dovecot.imap) as imap:
        assert "AUTH=XOAUTH2" not in imap.capabilities
        said = f"n,a={HELP},\1auth=Bearer {token}\1\1".encode()
        assert "OK" == imap.authenticate("OAUTHBEARER", lambda _challenge: said)[0]
