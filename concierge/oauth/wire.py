"""The HTTP client under both libraries: time-outs, no redirects, no retries; the only importer of requests.

msal and google-auth bring their own ideas of trying again (60 seconds of remembered failures, waits of
seconds inside a call), which would hold up everybody who waits for a token: the first failure ends the call,
and who asks decides when to ask again. Proxies are taken from the environment (HTTPS_PROXY), but not for this
machine itself, and no password of a ~/.netrc is sent along.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from requests.utils import get_environ_proxies, select_proxy

from cases.errors import PermanentError, TemporaryError
from concierge.oauth.grant import LaterError, RefusedError, is_token, lifetime, shown

TIMEOUT = (10.0, 20.0)  # seconds to connect, and between octets
PATIENCE = 60.0  # seconds for the whole answer, however it trickles in
ENDPOINTS = ("token_endpoint", "authorization_endpoint")  # of a tenant's description
LARGEST = 1_000_000  # octets of it
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
        self.gave = False  # whether the last question got what it asked for
        self.auth = _Bare()
        self._plain = plain.encode() if plain.startswith("http://") else b""
        self._secure = self._plain.replace(b"http://", b"https://", 1)

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """As of requests; the errors are of the house."""
        target = str(url)
        if self._plain and target.startswith(self._secure.decode()):
            target = target.replace("https://", "http://", 1)
        where = urlsplit(target).hostname or ""
        kwargs |= {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        if where in ("127.0.0.1", "::1", "localhost"):
            kwargs["proxies"] = {"no_proxy": where}
        elif not _is_address(select_proxy(target, get_environ_proxies(target))):
            raise PermanentError(
                "HTTPS_PROXY is no address: write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, other "
                "signs than letters and digits in the password as % and two digits (/ is %2F, # is %23)."
            )
        self.gave = False
        try:
            response = self._whole(method, target, args, kwargs)
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
        except ValueError as error:  # of an address that urllib3 cannot take apart
            raise TemporaryError(
                f"The token server {where} cannot be asked ({type(error).__name__}): check authority and "
                "HTTPS_PROXY."
            ) from None
        return self._answer(response, where)

    def _whole(self, method: Any, target: str, args: Any, kwargs: Any) -> requests.Response:
        """The answer with its body; the time-outs of requests begin anew with each octet."""
        done: queue.SimpleQueue[requests.Response | Exception] = queue.SimpleQueue()
        end = time.monotonic() + PATIENCE

        def work() -> None:
            try:
                response = super(Wire, self).request(method, target, *args, **kwargs)
                content = bytearray()
                for part in response.iter_content(8_192):
                    content += part
                    if len(content) > LARGEST or time.monotonic() > end:
                        response.close()
                        raise requests.exceptions.ContentDecodingError("the answer has no end")
                response._content = bytes(content)
                done.put(response)
            except (OSError, ValueError, LookupError, RuntimeError) as error:  # raised by who waits
                done.put(error)

        threading.Thread(target=work, name="token-server", daemon=True).start()
        try:
            found = done.get(timeout=PATIENCE)
        except queue.Empty:
            raise requests.exceptions.Timeout from None
        if isinstance(found, Exception):
            raise found
        return found

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
        if status == 200:
            response._content = _tidied(found, where, is_question=response.request.method == "POST")
            self.gave = response.request.method == "POST"
        if self._plain:
            response._content = response.content.replace(self._plain, self._secure)
        return response


def _tidied(found: dict[str, Any], where: str, *, is_question: bool) -> bytes:
    """An answer as both libraries expect it. TemporaryError for an odd one."""
    if is_question and not isinstance(found.get("error"), str):
        token, renewing = found.get("access_token"), found.get("refresh_token")
        odd = not (is_token(token) if isinstance(token, str) else "user_code" in found and token is None)
        if odd or (renewing is not None and not _is_plain(renewing)):
            raise TemporaryError(f"The answer of the token server {where} is odd: it is tried again.")
        found["expires_in"] = int(lifetime(found.get("expires_in")))
        found.pop("refresh_in", None)
    elif not is_question and not all(isinstance(found.get(each), str) for each in ENDPOINTS):
        raise TemporaryError(f"The answer of the token server {where} is odd: it is tried again.")
    return json.dumps(found).encode()


def _is_plain(value: object) -> bool:
    """A refresh token is of visible letters (RFC 6749 appendix A.17)."""
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _is_address(proxy: str | None) -> bool:
    """Whether a proxy's address is whole: what stands behind a "/" or "#" of a password is no part of it."""
    if not proxy:
        return True
    try:
        found = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        usual = found.scheme in ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
        named = bool(found.hostname) and (found.port is None or found.port > 0)
    except ValueError:
        return False
    rest = found.path.strip("/") or found.query or found.fragment
    return usual and named and not rest and proxy.isprintable() and " " not in proxy


def _pause(said: str) -> float:
    """Seconds of Retry-After; 0.0 where there are none, or a date, which none of the two sends."""
    return min(float(said), LONGEST_PAUSE) if said.isascii() and said.isdigit() and len(said) < 9 else 0.0


def _json(response: requests.Response) -> dict[str, Any] | None:
    try:
        found = response.json()
    except (ValueError, RecursionError):
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
