"""The HTTP client for [assistant]: one question, one answer, within its time; nothing is tried again.

It follows no redirect (another host would get the words), keeps no cookie, reads no ~/.netrc, and takes no
more of an answer than a draft needs. Proxies and the authorities of TLS are those of the environment
(HTTPS_PROXY, REQUESTS_CA_BUNDLE), but for this machine itself, which is asked directly.
What a server says is never shown or logged: it may repeat what it was asked, or the key.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from cases.errors import TemporaryError
from cases.settings import AssistantSettings

LARGEST = 200_000  # octets of an answer
TOKENS = 900  # that a model may write: a draft of about 500 words, and what stands around it
PIECE = 4_096


class _Key(AuthBase):
    """The key, or none; its presence keeps requests from reading ~/.netrc."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def ask(server: AssistantSettings, messages: Sequence[Mapping[str, str]], seconds: float) -> str:
    """What the model wrote, as text. TemporaryError, in words without any of its own, where it wrote none."""
    asked = {
        "model": server.model,
        "messages": list(messages),
        "temperature": 0.2,
        "max_tokens": TOKENS,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    found = _answer(server, "/chat/completions", asked, seconds)
    choices = found.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise TemporaryError("its answer is none of the API")
    return content


def models(server: AssistantSettings, seconds: float) -> tuple[str, ...]:
    """The names of the models that it lists. TemporaryError as `ask`."""
    listed = _answer(server, "/models", None, seconds).get("data")
    if not isinstance(listed, list):
        raise TemporaryError("its answer is none of the API")
    return tuple(str(each["id"]) for each in listed if isinstance(each, dict) and "id" in each)


def _answer(
    server: AssistantSettings, path: str, asked: Mapping[str, object] | None, seconds: float
) -> dict[str, Any]:
    """The JSON object; the time-outs of requests begin anew with each octet, so somebody else waits."""
    if seconds <= 0:
        raise TemporaryError("it did not answer in time")
    done: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
    end = time.monotonic() + seconds

    def work() -> None:
        try:
            done.put(_octets(server, path, asked, end))
        except (OSError, ValueError, LookupError, RuntimeError, TemporaryError) as error:
            done.put(error)

    threading.Thread(target=work, name="assistant-wire", daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except queue.Empty:
        raise TemporaryError("it did not answer in time") from None
    if isinstance(found, Exception):
        raise TemporaryError(_why(found)) from None
    try:
        answer = json.loads(found.decode("utf-8"))
    except (ValueError, RecursionError):
        raise TemporaryError("its answer is no JSON in UTF-8") from None
    if not isinstance(answer, dict):
        raise TemporaryError("its answer is none of the API")
    return answer


def _octets(server: AssistantSettings, path: str, asked: Mapping[str, object] | None, end: float) -> bytes:
    url = server.url + path
    host = urlsplit(url).hostname or ""
    here = host == "localhost" or host == "::1" or host.startswith("127.")
    left = max(end - time.monotonic(), 0.1)
    with requests.Session() as session:
        session.trust_env = not here
        response = session.request(
            "POST" if asked is not None else "GET",
            url,
            json=asked,
            auth=_Key(server.key),
            headers={"Accept": "application/json", "User-Agent": "learning-concierge"},
            timeout=(min(left, 5.0), left),
            allow_redirects=False,
            stream=True,
        )
        with response:
            if response.status_code != 200:
                raise TemporaryError(_status(response.status_code))
            content = bytearray()
            for part in response.iter_content(PIECE):
                content += part
                if len(content) > LARGEST:
                    raise TemporaryError("its answer is too long")
                if time.monotonic() > end:
                    raise TemporaryError("it did not answer in time")
            return bytes(content)


def _status(code: int) -> str:
    if code in (401, 403):
        return f"it refuses the key (HTTP {code})"
    if code == 404:
        return "it has no such model, or the address is not that of the API (HTTP 404)"
    if 300 <= code < 400:
        return f"it sends us to another address (HTTP {code}), where nothing is asked"
    return f"it answers HTTP {code}"


def _why(error: Exception) -> str:
    """In words of our own: those of libraries hold addresses, headers and what was sent."""
    if isinstance(error, TemporaryError):
        return str(error)
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate cannot be trusted"
    if isinstance(error, requests.exceptions.Timeout):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "there is no connection to it"
    return f"it cannot be asked ({type(error).__name__})"
