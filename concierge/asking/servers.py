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
EXAMPLE_PORT = {IMAP: 993, SMTP: 587}


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: str  # tls | starttls | none

    def __str__(self) -> str:
        return f"{self.host}:{self.port} {self.security}"


class NoServerError(ValueError):
    """What was typed is no server; `row` says which of the reasons, `example` what would be one."""

    def __init__(self, row: str, example: str) -> None:
        super().__init__(row)
        self.row, self.example = row, example


def read_server(typed: str, kind: str) -> Server:
    """HOST, HOST:PORT or HOST:PORT SECURITY; what is left out is the usual. NoServerError with the reason."""
    place, _, security = typed.strip().lower().partition(" ")
    security = security.strip()
    host, colon, digits = place.partition(":")
    example = f"{kind}.example.org:{EXAMPLE_PORT[kind]} {USUAL[kind]}"
    if place.removeprefix(":").isdigit():
        raise NoServerError("server alone", f"localhost:{place.removeprefix(':')} {USUAL[kind]}")
    if not is_host(host):
        raise NoServerError("server host", example)
    if colon and not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) < 65536):
        raise NoServerError("server port", f"{host}:{EXAMPLE_PORT[kind]} {USUAL[kind]}")
    known = security in ("", "tls", "starttls", "none")
    port = int(digits) if colon else _usual_port(kind, security if known and security else USUAL[kind])
    as_usual = f"{host}:{port} {PORTS[kind].get(port, USUAL[kind])}"
    if not known:
        raise NoServerError("server security", as_usual)
    chosen = security or PORTS[kind].get(port, "")
    if not chosen:
        raise NoServerError("server security of local" if _is_loopback(host) else "server security", as_usual)
    if chosen == "none" and not _is_loopback(host):
        raise NoServerError("server plain", as_usual)
    return Server(host, port, chosen)


def beside(imap: Server) -> Server:
    """Where mail is likely sent when it is read there: the same host, or its brother."""
    host = f"smtp.{imap.host.removeprefix('imap.')}" if imap.host.startswith("imap.") else imap.host
    security = "none" if imap.security == "none" else USUAL[SMTP]
    return Server(host, _usual_port(SMTP, security), security)


def _usual_port(kind: str, security: str) -> int:
    if security == "none":
        return 143 if kind == IMAP else 25
    return next(port for port, usual in PORTS[kind].items() if usual == security)


def is_host(name: str) -> bool:
    """A domain name or an IPv4 address; a number is none."""
    try:
        if domain(name).rpartition(".")[2].isdigit():
            return bool(ipaddress.IPv4Address(name))
        return len(name) <= 253
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
