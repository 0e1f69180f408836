"""What Google's token endpoint answers: service accounts, authorization code with PKCE, refresh, errors."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from tests.servers.token_server import Reply, TokenServer

SCOPE = "https://mail.google.com/"
AUDIENCE = "https://oauth2.googleapis.com/token"  # what google-auth signs, whatever the endpoint
SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
NOT_DELEGATED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of "
    "the scopes requested."
)


@dataclass(slots=True)
class ServiceAccount:
    """`delegated`: the scopes that an administrator granted to its client id for the whole domain."""

    email: str
    client_id: str
    key_id: str
    key: rsa.RSAPrivateKey = field(repr=False)
    token_uri: str = ""
    delegated: set[str] = field(default_factory=lambda: {SCOPE})
    people: set[str] = field(default_factory=set)  # the mailboxes of its organisation

    def file(self) -> str:
        """The JSON key file as it is downloaded."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "learning-help",
                "private_key_id": self.key_id,
                "private_key": pem.decode(),
                "client_email": self.email,
                "client_id": self.client_id,
                "auth_uri": "https://accounts.google.com/o/oauth2/auth",
                "token_uri": self.token_uri,
                "universe_domain": "googleapis.com",
            }
        )


@dataclass(slots=True)
class DesktopClient:
    """`signs_in`: who agrees when the browser opens; None declines."""

    client_id: str
    secret: str
    signs_in: str | None


@dataclass(slots=True)
class _Code:
    mailbox: str
    client_id: str
    redirect_uri: str
    challenge: str


class Google:
    """The provider's half of a token server."""

    def __init__(self, server: TokenServer) -> None:
        self._server = server
        self.accounts: dict[str, ServiceAccount] = {}
        self.clients: dict[str, DesktopClient] = {}
        self._codes: dict[str, _Code] = {}

    def service_account(self, *people: str) -> ServiceAccount:
        """One with domain-wide delegation over these mailboxes."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = f"mail-{secrets.token_hex(3)}@learning-help.iam.gserviceaccount.com"
        number = str(10**20 + secrets.randbelow(10**19))
        token_uri = f"{self._server.url}/token"
        account = ServiceAccount(name, number, secrets.token_hex(20), key, token_uri, people=set(people))
        self.accounts[name] = account
        return account

    def desktop_client(self, signs_in: str | None) -> DesktopClient:
        """An OAuth client of type "Desktop app"."""
        name = f"{secrets.randbelow(10**12)}-{secrets.token_hex(8)}.apps.googleusercontent.com"
        client = DesktopClient(name, "GOCSPX-" + secrets.token_urlsafe(21), signs_in)
        self.clients[name] = client
        self._server.handed_out.append(client.secret)
        return client

    def answer(self, path: str, form: Mapping[str, str]) -> Reply:
        from tests.servers.token_server import Reply

        if path != "/token":
            return self._authorize(form)
        grant = form.get("grant_type", "")
        if grant == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            status, body = self._by_assertion(form.get("assertion", ""))
        elif grant == "authorization_code":
            status, body = self._by_code(form)
        elif grant == "refresh_token":
            status, body = self._by_refresh_token(form)
        else:
            status, body = _refused("unsupported_grant_type", f"Invalid grant_type: {grant}")
        return Reply(status, body)

    def _by_assertion(self, assertion: str) -> tuple[int, dict[str, Any]]:
        """A service account's own signature (RFC 7523): signer, whose mailbox, scope, audience, time."""
        claims = jwt.decode(assertion, options={"verify_signature": False})
        account = self.accounts.get(claims.get("iss", ""))
        if account is None:
            return _refused("invalid_grant", "Invalid grant: account not found")
        options: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False}
        try:
            if jwt.get_unverified_header(assertion).get("kid") != account.key_id:
                raise jwt.InvalidSignatureError
            jwt.decode(assertion, account.key.public_key(), algorithms=["RS256"], options=options)
        except jwt.InvalidTokenError:
            return _refused("invalid_grant", "Invalid JWT Signature.")
        now = self._server.now()
        if claims["exp"] - claims["iat"] > 3600 or not claims["iat"] - 300 <= now <= claims["exp"] + 300:
            return _refused("invalid_grant", SHORT_LIVED)
        if claims.get("aud") not in (AUDIENCE, account.token_uri):
            return _refused("invalid_grant", "Invalid JWT: Failed audience check.")
        if not set(claims.get("scope", "").split()) <= account.delegated or not claims.get("sub"):
            return _refused("unauthorized_client", NOT_DELEGATED, 401)
        if claims["sub"] not in account.people:
            return _refused("invalid_grant", "Invalid email or User ID")
        return 200, self._tokens(claims["sub"])

    def _authorize(self, form: Mapping[str, str]) -> Reply:
        """The consent page, as if the person clicked at once: back to the loopback address (RFC 8252)."""
        from tests.servers.token_server import Reply

        client = self.clients.get(form.get("client_id", ""))
        back = form.get("redirect_uri", "")
        host = urllib.parse.urlsplit(back).hostname
        if client is None:
            return Reply(401, "Error 401: invalid_client The OAuth client was not found.")
        if host not in ("localhost", "127.0.0.1", "::1"):
            return Reply(400, "Error 400: redirect_uri_mismatch")
        if form.get("code_challenge_method") != "S256" or form.get("access_type") != "offline":
            return Reply(400, "Error 400: invalid_request: PKCE (S256) and offline access are wanted here")
        if SCOPE not in form.get("scope", "").split():
            return Reply(400, "Error 400: invalid_scope")
        answer = {"state": form.get("state", "")}
        if client.signs_in is None:
            answer["error"] = "access_denied"
        else:
            code = "4/0A" + secrets.token_urlsafe(50)
            self._codes[code] = _Code(client.signs_in, client.client_id, back, form["code_challenge"])
            self._server.handed_out.append(code)
            answer |= {"code": code, "scope": SCOPE}
        return Reply(302, "", f"{back}?{urllib.parse.urlencode(answer)}")

    def _by_code(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        wrong = self._wrong_client(form)
        if wrong:
            return wrong
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.client_id != form.get("client_id"):
            return _refused("invalid_grant", "Malformed auth code.")
        if code.redirect_uri != form.get("redirect_uri"):
            return _refused("redirect_uri_mismatch", "Bad Request")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge.rstrip("="):
            return _refused("invalid_grant", "Invalid code verifier.")
        refresh = self._server.refresh_token(code.mailbox, code.client_id)
        return 200, self._tokens(code.mailbox) | {"refresh_token": refresh}

    def _by_refresh_token(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        wrong = self._wrong_client(form)
        if wrong:
            return wrong
        server = self._server
        token = server.refresh_tokens.get(form.get("refresh_token", ""))
        if token is None or token.client_id != form.get("client_id"):
            return _refused("invalid_grant", "Bad Request")
        if token.spent and server.detects_reuse:
            for one in server.refresh_tokens.values():
                if one.mailbox == token.mailbox:
                    one.refused = ("invalid_grant", "Token has been expired or revoked.")
        if token.refused is not None:
            return _refused(*token.refused)
        token.spent = server.rotates
        newer = (
            {"refresh_token": server.refresh_token(token.mailbox, token.client_id)} if server.rotates else {}
        )
        return 200, self._tokens(token.mailbox) | newer

    def _wrong_client(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]] | None:
        client = self.clients.get(form.get("client_id", ""))
        if client is None:
            return _refused("invalid_client", "The OAuth client was not found.", 401)
        if form.get("client_secret") != client.secret:
            return _refused("invalid_client", "The provided client secret is invalid.", 401)
        return None

    def _tokens(self, mailbox: str) -> dict[str, Any]:
        server = self._server
        token = server.access_token(mailbox)
        return {"access_token": token, "expires_in": server.lifetime, "scope": SCOPE, "token_type": "Bearer"}


def _refused(error: str, description: str, status: int = 400) -> tuple[int, dict[str, Any]]:
    return status, {"error": error, "error_description": description}
