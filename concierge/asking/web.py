"""One small file from a web server, over https only: bounded in time, size and redirections."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urljoin, urlsplit

HTTPS = 443
REDIRECTIONS, REDIRECTING = 3, (301, 302, 303, 307, 308)
SILENCE = 3.0  # seconds without an octet
Reach = Callable[[str, int], tuple[str, int]]  # a host and port -> where to connect instead


def directly(host: str, port: int) -> tuple[str, int]:
    return host, port


def fetch(url: str, largest: int, reach: Reach = directly) -> bytes | None:
    """The content at `url`; None where there is none, it is too large, or a redirection leaves https.

    The server's certificate has to fit its name (SSL_CERT_FILE names further authorities). A server that
    dribbles can keep this waiting: whoever asks sets the end.
    """
    for _ in range(REDIRECTIONS + 1):
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or HTTPS
            if parts.scheme != "https" or not host:
                return None
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            status, location, content = _get(host, port, path, largest, reach)
            if status == 200:
                return content if len(content) <= largest else None
            if status not in REDIRECTING or not location:
                return None
            url = urljoin(url, location)
        except (OSError, HTTPException, ValueError):
            return None
    return None


def _get(host: str, port: int, path: str, largest: int, reach: Reach) -> tuple[int, str, bytes]:
    """(status, Location, content up to one octet more than the largest)."""
    context = ssl.create_default_context()
    with (
        socket.create_connection(reach(host, port), SILENCE) as line,
        context.wrap_socket(line, server_hostname=host) as encrypted,
    ):
        connection = HTTPConnection(host, port, timeout=SILENCE)
        connection.sock = encrypted
        named = host if port == HTTPS else f"{host}:{port}"
        connection.request("GET", path, headers={"Host": named, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read(largest + 1)
