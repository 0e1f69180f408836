"""The mail servers in an autoconfig file, as Thunderbird reads it (config-v1.1.xml); pure.

Whoever has the web server of a domain wrote it: no document type, so no entity; bounded in size and depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

from concierge.asking.servers import Server, is_host

LARGEST = 100_000  # octets; the largest of Mozilla's own collection has 11,000
DEEPEST = 20
SECURITY = {"ssl": "tls", "starttls": "starttls"}  # socketType; "plain" is no choice


@dataclass(frozen=True, slots=True)
class Offered:
    """The first IMAP and SMTP server with encryption; `username` as it is written ("%EMAILADDRESS%")."""

    imap: Server | None
    smtp: Server | None
    username: str = ""


def read_autoconfig(octets: bytes) -> Offered | None:
    """None where this is no such file, names no server, or tries to be more than that."""
    if len(octets) > LARGEST:
        return None
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(octets, True)
    except (expat.ExpatError, ValueError, LookupError):  # also an encoding that nobody knows
        return None
    imap, smtp = _first(reader.servers, "imap"), _first(reader.servers, "smtp")
    if imap is None and smtp is None:
        return None
    return Offered(
        _server(imap) if imap else None, _server(smtp) if smtp else None, (imap or {}).get("username", "")
    )


class _Reader:
    """Keeps the texts below each incomingServer and outgoingServer."""

    def __init__(self) -> None:
        self.servers: list[dict[str, str]] = []
        self._path: list[str] = []
        self._words: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._words.clear()
        if len(self._path) > DEEPEST:
            raise ValueError("too deep")
        if self._path[:-1] == ["clientConfig", "emailProvider"] and name in (
            "incomingServer",
            "outgoingServer",
        ):
            self.servers.append({"type": attributes.get("type", "").lower()})

    def text(self, words: str) -> None:
        self._words.append(words)

    def end(self, name: str) -> None:
        if len(self._path) == 4 and self._path[2] in ("incomingServer", "outgoingServer") and self.servers:
            self.servers[-1].setdefault(name, "".join(self._words).strip())
        self._path.pop()
        self._words.clear()


def _refuse(*_: object) -> None:
    raise ValueError("a document type, which such a file has no use for")


def _first(servers: list[dict[str, str]], kind: str) -> dict[str, str] | None:
    return next((each for each in servers if each["type"] == kind and _server(each) is not None), None)


def _server(found: dict[str, str]) -> Server | None:
    host, port = found.get("hostname", "").lower(), found.get("port", "")
    security = SECURITY.get(found.get("socketType", "").lower())
    if security is None or not is_host(host) or not (port.isascii() and port.isdigit() and len(port) <= 5):
        return None
    return Server(host, int(port), security) if 0 < int(port) < 65536 else None
