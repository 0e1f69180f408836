"""A mail server as `init` speaks of it: "imap.example.org:993 tls"; pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from concierge.config.values import domain

IMAP, SMTP = "imap", "smtp"
PORTS: Mapping[str, Mapping[int, str]] = {  # RFC 8314
    IMAP: {993: "tls", 143: "starttls"},
    SMTP: {465: "tls", 587: "starttls", 25: "starttls"},
}
USUAL = {IMAP: "tls", SMTP: "starttls"}


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: str  # tls | starttls | none

    def __str__(self) -> str:
        return f"{self.host}:{self.port} {self.security}"


class NoServerError(ValueError):
    """What was typed is no server; `row` says which of the reasons."""

    def __init__(self, row: str) -> None:
        super().__init__(row)
        self.row = row


def read_server(typed: str, kind: str) -> Server:
    """HOST, HOST:PORT or HOST:PORT SECURITY; what is left out is the usual. NoServerError with the reason."""
    place, _, security = typed.strip().lower().partition(" ")
    security = security.strip()
    host, colon, digits = place.partition(":")
    if not is_host(host):
        raise NoServerError("server host")
    if colon and not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) < 65536):
        raise NoServerError("server port")
    if security not in ("", "tls", "starttls", "none"):
        raise NoServerError("server security")
    port = int(digits) if colon else _usual_port(kind, security or USUAL[kind])
    chosen = security or PORTS[kind].get(port, "")
    if not chosen:
        raise NoServerError("server security")
    if chosen == "none" and not _is_loopback(host):
        raise NoServerError("server plain")
    return Server(host, port, chosen)


def _usual_port(kind: str, security: str) -> int:
    if security == "none":
        return 143 if kind == IMAP else 25
    return next(port for port, usual in PORTS[kind].items() if usual == security)


def is_host(name: str) -> bool:
    """A domain name or an IPv4 address."""
    try:
        return bool(domain(name)) and len(name) <= 253
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
