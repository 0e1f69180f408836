"""The HTTP client under both libraries: time-outs, no redirects, no retries; the only importer of requests.

msal and google-auth bring their own ideas of trying again (60 seconds of remembered failures, waits of
seconds inside a call), which would hold up everybody who waits for a token: the first failure ends the call,
and who asks decides when to ask again. Proxies are taken from the environment (HTTPS_PROXY), but not for this
machine itself, and no password of a ~/.netrc is sent along.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from cases.errors import PermanentError, TemporaryError
from concierge.oauth.grant import LaterError, RefusedError, shown

TIMEOUT = (10.0, 20.0)  # seconds to connect, and between octets
LONGEST_PAUSE = 300.0  # seconds that we leave a token server alone, whatever it says
LATER = frozenset((408, 425, 429))  # and all from 500 on: the server itself says that it may pass


class _Bare(AuthBase):
    """No Authorization of our own; its presence keeps requests from reading ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Wire(requests.Session):
    """Raises TemporaryError for what may pass, so that a library sees only answers to its question.

    `plain`: the beginning of a token server on this machine, http://…, for a library that knows only https:
    it is asked for https://… and answers as if it were that.
    """

    def __init__(self, plain: str = "") -> None:
        super().__init__()
        self.auth = _Bare()
        self._plain = plain.encode() if plain.startswith("http://") else b""
        self._secure = self._plain.replace(b"http://", b"https://", 1)

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """As of requests; the errors are of the house."""
        target = str(url)
        if self._plain and target.startswith(self._secure.decode()):
            target = target.replace("https://", "http://", 1)
        where = urlsplit(target).hostname or ""
        kwargs |= {"timeout": TIMEOUT, "allow_redirects": False}
        if where in ("127.0.0.1", "::1", "localhost"):
            kwargs["proxies"] = {"no_proxy": where}
        try:
            response = super().request(method, target, *args, **kwargs)
        except requests.exceptions.SSLError as error:
            raise PermanentError(
                f"The certificate of the token server {where} cannot be trusted ({_cause(error)}): look for "
                "a proxy that opens TLS, and name its authority in REQUESTS_CA_BUNDLE."
            ) from None
        except requests.exceptions.Timeout:
            raise TemporaryError(
                f"The token server {where} did not answer in time: check the firewall and HTTPS_PROXY."
            ) from None
        except requests.exceptions.RequestException as error:
            raise TemporaryError(
                f"No connection to the token server {where} ({_cause(error)}): check the network, DNS and "
                "HTTPS_PROXY."
            ) from None
        return self._answer(response, where)

    def _answer(self, response: requests.Response, where: str) -> requests.Response:
        status = response.status_code
        if status in LATER or status >= 500:
            raise LaterError(
                f"The token server {where} cannot answer now (HTTP {status}): it is tried again.",
                _pause(response.headers.get("Retry-After", "")),
            )
        found = _json(response)
        if found is None or 300 <= status < 400:
            raise TemporaryError(
                f"Instead of the token server {where} something else answered (HTTP {status}, no JSON): look "
                "for a proxy or a sign-in page of the network."
            )
        if status >= 400 and response.request.method == "GET":  # of a tenant's description
            raise RefusedError(str(found.get("error", status)), str(found.get("error_description", "")))
        if self._plain:
            response._content = response.content.replace(self._plain, self._secure)
        return response


def _pause(said: str) -> float:
    """Seconds of Retry-After; 0.0 where there are none, or a date, which none of the two sends."""
    return min(float(said), LONGEST_PAUSE) if said.isascii() and said.isdigit() and len(said) < 9 else 0.0


def _json(response: requests.Response) -> dict[str, Any] | None:
    try:
        found = response.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _cause(error: BaseException) -> str:
    """The innermost reason, without the address that was asked, which may hold a code."""
    while (inner := error.__cause__ or error.__context__ or _reason(error)) is not None:
        error = inner
    return shown(str(error).rpartition(": ")[2] or type(error).__name__).rstrip(".")


def _reason(error: BaseException) -> BaseException | None:
    """urllib3 keeps the cause of its MaxRetryError in a field."""
    found = error.args[0] if error.args else None
    inner = getattr(error, "reason", None) or (found if isinstance(found, BaseException) else None)
    return inner if isinstance(inner, BaseException) else None
