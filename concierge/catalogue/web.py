"""One question to a web server about one address: no cookies, no passwords, no body, no address inside.

The only importer of requests here. Redirects are not followed: who asks decides.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urljoin

import requests
from requests.auth import AuthBase
from requests.utils import get_environ_proxies, select_proxy

from replies.options.pages import split_url

TIMEOUT = (10.0, 15.0)  # seconds to connect, and between octets
PATIENCE = 40.0  # seconds for a whole answer, however it trickles in
LARGEST = 500_000  # octets of a robots.txt that are read (RFC 9309: at least 500 kibibytes)
AGENT = "learning-concierge"
USER_AGENT = f"{AGENT} (looks whether the links of a catalogue of learning options still work)"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. status 0: it said nothing, and `problem` is why, of `verdicts.PROBLEMS`.

    location: where a redirect leads, whole. body: octets, where they were asked for.
    """

    status: int = 0
    location: str = ""
    body: bytes = b""
    problem: str = ""


class _Bare(AuthBase):
    """No Authorization; its presence keeps requests from reading ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


async def ask(method: str, url: str, *, inside: bool = False, body: bool = False) -> Answer:
    """HEAD or GET. `inside`: also of this machine and its networks. `body`: read it, up to LARGEST."""
    try:
        return await asyncio.wait_for(_in_thread(lambda: _asked(method, url, inside, body)), PATIENCE)
    except TimeoutError:
        return Answer(problem="timeout")


def _asked(method: str, url: str, inside: bool, body: bool) -> Answer:
    parts = split_url(url)
    if parts is None:
        return Answer(problem="bad-address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    proxied = bool(select_proxy(url, get_environ_proxies(url)))
    problem = "" if inside else _inside(parts.hostname or "", port, proxied=proxied)
    if problem:
        return Answer(problem=problem)
    try:
        return _answer(method, url, body)
    except requests.exceptions.SSLError:
        return Answer(problem="tls")
    except requests.exceptions.Timeout:
        return Answer(problem="timeout")
    except requests.exceptions.ConnectionError as error:
        return Answer(problem="unknown-host" if _is_unknown(error) else "no-answer")
    except (requests.exceptions.RequestException, ValueError, OSError):
        return Answer(problem="no-answer")


def _answer(method: str, url: str, body: bool) -> Answer:
    header = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    with (
        requests.Session() as session,  # a new one each time: nothing is remembered from one to the next
        session.request(
            method, url, headers=header, auth=_Bare(), timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as response,
    ):
        content = bytearray()
        if body:
            for part in response.iter_content(8_192):
                content += part
                if len(content) >= LARGEST:
                    break
        location = response.headers.get("Location", "") if 300 <= response.status_code < 400 else ""
        whole = urljoin(url, location.strip()) if location else ""
        return Answer(response.status_code, whole, bytes(content[:LARGEST]))


def _inside(host: str, port: int, *, proxied: bool) -> str:
    """Why this host is not asked: an address of this machine or its networks, or none at all; else ""."""
    try:
        return "" if ip_address(host).is_global else "inside"
    except ValueError:
        pass
    if "." not in host or host.endswith((".localhost", ".local", ".internal")):
        return "inside"
    if proxied:
        return ""  # the proxy knows the name, we may not
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except socket.gaierror as error:
        return "no-answer" if error.errno == socket.EAI_AGAIN else "unknown-host"
    except (OSError, UnicodeError):
        return "unknown-host"
    return "" if found and all(ip_address(each.partition("%")[0]).is_global for each in found) else "inside"


def _is_unknown(error: BaseException) -> bool:
    said = repr(error)
    return "NameResolutionError" in said and "Temporary failure" not in said


async def _in_thread(work: Callable[[], Result]) -> Result:
    """In a thread that nobody waits for at the end: one that hangs must not keep the command."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: Exception | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except (OSError, ValueError, LookupError, RuntimeError) as raised:  # for whoever waits
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="link", daemon=True).start()
    return await done
