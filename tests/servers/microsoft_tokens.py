"""What login.microsoftonline.com answers: discovery, client credentials, device code, refresh, errors.

The texts are those that people quote in public reports; ids and times are made up as the real ones look.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

if TYPE_CHECKING:
    from tests.servers.token_server import Reply, TokenServer

SCOPE = "https://outlook.office365.com/.default"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

NO_SECRET = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."


@dataclass(slots=True)
class App:
    """An app registration. `mailbox` is what its own token opens; None: no service principal in Exchange."""

    tenant: str
    client_id: str
    secret: str
    mailbox: str | None
    certificates: list[bytes] = field(default_factory=list)  # PEM
    secret_ends_at: float | None = None  # seconds since the epoch
    public_client: bool = True  # "Allow public client flows"
    consented: bool = True


@dataclass(slots=True)
class Device:
    """A sign-in on another device that waits for its person."""

    app: App
    user_code: str
    ends_at: float
    approved: str | None = None  # the mailbox
    denied: bool = False
    slow_down: int = 0  # so many polls are answered by slow_down
    polls: int = 0


class RefusedError(Exception):
    """An error answer: (OAuth error, AADSTS number, words)."""

    def __init__(self, error: str, number: int, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.error, self.number, self.words, self.status = error, number, words, status


class Microsoft:
    """The provider's half of a token server."""

    def __init__(self, server: TokenServer) -> None:
        self._server = server
        self.apps: dict[str, App] = {}
        self.devices: dict[str, Device] = {}
        self.interval = 1  # seconds between polls of a device code
        self.device_lifetime = 900  # seconds

    def register(self, mailbox: str | None, certificate: bytes | None = None) -> App:
        """An app registration with a secret, and with a certificate (PEM) where given."""
        secret = "Abc8Q~" + secrets.token_urlsafe(25)
        app = App(str(uuid.uuid4()), str(uuid.uuid4()), secret, mailbox)
        app.certificates += [certificate] if certificate else []
        self.apps[app.client_id] = app
        self._server.handed_out.append(secret)
        return app

    def approve(self, mailbox: str) -> None:
        """The person types the code of the newest device and signs in."""
        next(reversed(self.devices.values())).approved = mailbox

    def answer(self, path: str, form: Mapping[str, str]) -> Reply:
        from tests.servers.token_server import Reply

        parts = path.strip("/").split("/")
        try:
            if path == "/common/discovery/instance":
                return Reply(200, self._instance(form))
            if parts[-2:] == [".well-known", "openid-configuration"]:
                return Reply(200, self._configuration(parts[0]))
            if parts[1:] == ["oauth2", "v2.0", "devicecode"]:
                return Reply(200, self._device(self._app(parts[0], form), form))
            if parts[1:] == ["oauth2", "v2.0", "token"]:
                return Reply(200, self._token(parts[0], form))
        except RefusedError as refused:
            return Reply(refused.status, self.error(refused.error, refused.number, refused.words))
        return Reply(404, "<html>not found</html>")

    def error(self, error: str, number: int, words: str) -> dict[str, Any]:
        """The body of an error, with trace and correlation ids and a timestamp."""
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        stamp = f"{datetime.fromtimestamp(self._server.now(), UTC):%Y-%m-%d %H:%M:%S}Z"
        told = f"AADSTS{number}: {words} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
        return {
            "error": error,
            "error_description": told,
            "error_codes": [number],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{self._server.url}/error?code={number}",
        }

    def _tenants(self) -> set[str]:
        return {app.tenant for app in self.apps.values()} | {"common", "organizations", "consumers"}

    def _instance(self, form: Mapping[str, str]) -> dict[str, Any]:
        tenant = form.get("authorization_endpoint", "").split("/")[3]
        hosts = ["login.microsoftonline.com", self._server.url.removeprefix("https://")]
        return {
            "tenant_discovery_endpoint": f"{self._server.url}/{tenant}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [
                {"preferred_network": host, "preferred_cache": host, "aliases": [host]} for host in hosts
            ],
        }

    def _configuration(self, tenant: str) -> dict[str, Any]:
        if tenant not in self._tenants():
            raise self._no_tenant(tenant)
        base = f"{self._server.url}/{tenant}"
        return {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "response_types_supported": ["code", "id_token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "tenant_region_scope": "EU",
        }

    def _no_tenant(self, tenant: str) -> RefusedError:
        words = (
            f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are "
            "signing into the correct cloud. Check with your subscription administrator, this may happen "
            "if there are no active subscriptions for the tenant."
        )
        return RefusedError("invalid_tenant", 90002, words)

    def _app(self, tenant: str, form: Mapping[str, str]) -> App:
        if tenant not in self._tenants():
            raise self._no_tenant(tenant)
        app = self.apps.get(form.get("client_id", ""))
        if app is None or tenant not in (app.tenant, "common", "organizations"):
            words = (
                f"Application with identifier '{form.get('client_id')}' was not found in the directory "
                f"'{tenant}'. This can happen if the application has not been installed by the administrator "
                "of the tenant or consented to by any user in the tenant. You may have sent your "
                "authentication request to the wrong tenant."
            )
            raise RefusedError("unauthorized_client", 700016, words)
        return app

    def _token(self, tenant: str, form: Mapping[str, str]) -> dict[str, Any]:
        app = self._app(tenant, form)
        grant = form.get("grant_type", "")
        if grant == "client_credentials":
            self._prove_client(app, form)
            if form.get("scope") != SCOPE:
                words = f"The provided value for scope {form.get('scope')} is not valid."
                raise RefusedError("invalid_scope", 1002012, words)
            return self._answer(app.mailbox)
        if "client_secret" in form or "client_assertion" in form:
            self._prove_client(app, form)
        elif not app.public_client:
            words = NO_SECRET
            raise RefusedError("invalid_client", 7000218, words, 401)
        if grant == "urn:ietf:params:oauth:grant-type:device_code":
            return self._polled(app, form)
        if grant == "refresh_token":
            return self._refreshed(app, form)
        raise RefusedError(
            "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant}'."
        )

    def _prove_client(self, app: App, form: Mapping[str, str]) -> None:
        if form.get("client_assertion_type") == ASSERTION:
            self._verify(app, form.get("client_assertion", ""))
        elif "client_secret" not in form:
            words = NO_SECRET
            raise RefusedError("invalid_client", 7000218, words, 401)
        elif form["client_secret"] != app.secret:
            words = (
                "Invalid client secret provided. Ensure the secret being sent in the request is the client "
                f"secret value, not the client secret ID, for a secret added to app '{app.client_id}'."
            )
            raise RefusedError("invalid_client", 7000215, words, 401)
        elif app.secret_ends_at is not None and app.secret_ends_at <= self._server.now():
            words = (
                f"The provided client secret keys for app '{app.client_id}' are expired. Visit the Azure "
                "portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using "
                "certificate credentials for added security: https://aka.ms/certCreds."
            )
            raise RefusedError("invalid_client", 7000222, words, 401)

    def _verify(self, app: App, assertion: str) -> None:
        """The signed assertion, against the registered certificates (RFC 7523 section 3)."""
        header = jwt.get_unverified_header(assertion)
        found = None
        for pem in app.certificates:
            certificate = x509.load_pem_x509_certificate(pem)
            prints = {_thumbprint(certificate, hashes.SHA1()), _thumbprint(certificate, hashes.SHA256())}
            if prints & {str(header.get("x5t", "")).rstrip("="), str(header.get("x5t#S256", "")).rstrip("=")}:
                found = certificate
        if found is None:
            words = (
                f"The certificate with identifier used to sign the client assertion is not registered on "
                f"application. [Reason - The key was not found., Thumbprint of key used by client: "
                f"'{header.get('x5t', '')}', Please visit the Azure Portal, Graph Explorer or directly use "
                f"MS Graph to see configured keys for app Id '{app.client_id}'.]"
            )
            raise RefusedError("invalid_client", 700027, words, 401)
        skew = self._server.skew
        key = found.public_key()
        options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
        try:
            claims = jwt.decode(assertion, key, algorithms=["RS256", "PS256"], options=options)  # type: ignore[arg-type]
        except jwt.InvalidTokenError:
            words = "Client assertion failed signature validation."
            raise RefusedError("invalid_client", 700027, words, 401) from None
        now = self._server.now()
        audience = f"{self._server.url}/{app.tenant}/oauth2/v2.0/token"
        if claims.get("aud") != audience or not claims.get("jti") or claims.get("sub") != app.client_id:
            raise RefusedError(
                "invalid_client", 700023, "Client assertion audience claim does not match Realm issuer."
            )
        if not claims.get("nbf", now) - 300 <= now <= claims["exp"] + 300:
            words = (
                "Client assertion is not within its valid time range. Current time: "
                f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M:%S}.0000000Z, expiry time of assertion "
                f"{datetime.fromtimestamp(claims['exp'], UTC):%Y-%m-%dT%H:%M:%S}.0000000Z."
            )
            raise RefusedError("invalid_client", 700024, words + (f" [{skew:+.0f}]" if skew else ""), 401)

    def _device(self, app: App, form: Mapping[str, str]) -> dict[str, Any]:
        if not app.public_client:
            words = "The client application must be marked as 'mobile' or public client."
            raise RefusedError("invalid_client", 7000218, words, 401)
        code = "BAQ" + secrets.token_urlsafe(60)
        user_code = secrets.token_hex(5).upper()[:9]
        self.devices[code] = Device(app, user_code, self._server.now() + self.device_lifetime)
        self._server.handed_out.append(code)
        page = "https://microsoft.com/devicelogin"
        return {
            "user_code": user_code,
            "device_code": code,
            "verification_uri": page,
            "expires_in": self.device_lifetime,
            "interval": self.interval,
            "message": f"To sign in, use a web browser to open the page {page} and enter the code "
            f"{user_code} to authenticate.",
        }

    def _polled(self, app: App, form: Mapping[str, str]) -> dict[str, Any]:
        device = self.devices.get(form.get("device_code", ""))
        if device is None or device.app is not app:
            words = "The provided value for the input parameter 'device_code' is not valid."
            raise RefusedError("bad_verification_code", 501461, words)
        device.polls += 1
        if device.denied:
            raise RefusedError(
                "authorization_declined", 70018, "The user declined to authorize the application."
            )
        if self._server.now() > device.ends_at:
            words = "OAuth 2.0 device flow error. The device code has expired."
            raise RefusedError("expired_token", 70020, words)
        if device.slow_down > 0:
            device.slow_down -= 1
            raise RefusedError("slow_down", 70024, "Device flow is polled too often.")
        if device.approved is None:
            words = "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
            raise RefusedError("authorization_pending", 70016, words)
        if not app.consented:
            raise self._no_consent(app)
        del self.devices[form["device_code"]]
        return self._answer(device.approved, app)

    def _no_consent(self, app: App) -> RefusedError:
        words = (
            f"The user or administrator has not consented to use the application with ID '{app.client_id}' "
            "named 'Learning Help'. Send an interactive authorization request for this user and resource."
        )
        return RefusedError("invalid_grant", 65001, words)

    def _refreshed(self, app: App, form: Mapping[str, str]) -> dict[str, Any]:
        server = self._server
        token = server.refresh_tokens.get(form.get("refresh_token", ""))
        if token is None or token.client_id != app.client_id:
            words = "Provided grant is invalid or malformed."
            raise RefusedError("invalid_grant", 70000, words)
        if token.spent and server.detects_reuse:
            words = "The provided authorization code or refresh token has already been used."
            for one in server.refresh_tokens.values():
                if one.mailbox == token.mailbox:
                    one.refused = ("invalid_grant", f"AADSTS54005: {words}")
        if token.refused is not None:
            error, told = token.refused
            number, _, words = told.removeprefix("AADSTS").partition(": ")
            raise RefusedError(error, int(number), words)
        if not app.consented:
            raise self._no_consent(app)
        token.spent = server.rotates
        return self._answer(token.mailbox, app, None if server.rotates else form["refresh_token"])

    def _answer(self, mailbox: str | None, app: App | None = None, kept: str | None = None) -> dict[str, Any]:
        """`app` where a person signed in: then there are a refresh token, and an id token for msal."""
        server = self._server
        life = server.lifetime
        answer: dict[str, Any] = {"token_type": "Bearer", "expires_in": life, "ext_expires_in": life}
        if app is not None and mailbox is not None:
            who = str(uuid.uuid5(uuid.NAMESPACE_DNS, mailbox))
            claims = {
                "aud": app.client_id,
                "iss": f"{server.url}/{app.tenant}/v2.0",
                "iat": int(server.now()),
                "nbf": int(server.now()),
                "exp": int(server.now()) + 3600,
                "name": mailbox.partition("@")[0],
                "oid": who,
                "preferred_username": mailbox,
                "sub": who,
                "tid": app.tenant,
                "ver": "2.0",
            }
            answer["scope"] = (
                "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send"
            )
            answer["refresh_token"] = kept or server.refresh_token(mailbox, app.client_id)
            answer["id_token"] = jwt.encode(claims, "x" * 32, algorithm="HS256")
            info = json.dumps({"uid": who, "utid": app.tenant}).encode()
            answer["client_info"] = base64.urlsafe_b64encode(info).rstrip(b"=").decode()
        return answer | {"access_token": server.access_token(mailbox)}


def _thumbprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    """As a JWT's header names a certificate (RFC 7515 section 4.1.7)."""
    return base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).rstrip(b"=").decode()
