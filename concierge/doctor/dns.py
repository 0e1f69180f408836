"""SPF and DMARC records of the service's domain, where a name server answers (RFC 7208, RFC 7489).

One TXT question over UDP to the servers in resolv.conf (RFC 1035 section 4), so that no resolver library is
needed. An answer that does not fit is not asked for again.
"""

from __future__ import annotations

import secrets
import socket
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from cases.settings import MailboxSettings
from concierge.doctor.finding import Finding, advice, not_checked, ok

PORT = 53
PATIENCE = 3.0  # seconds for one name server
LARGEST = 4096  # octets that we can take (RFC 6891)
TXT, OPT, INTERNET = 16, 41, 1
NO_SUCH_NAME = 3


class NoAnswerError(Exception):
    """No name server gave an answer that can be read; the text says why."""


def check_dns(box: MailboxSettings, servers: Sequence[tuple[str, int]] | None = None) -> Iterator[Finding]:
    """What receivers of our mail will find; `servers`: whom to ask instead of the machine's own."""
    name = f"{box.domain} DNS"
    asked = name_servers() if servers is None else servers
    try:
        spf = [text for text in txt_records(box.domain, asked) if text.lower().startswith("v=spf1")]
        dmarc = [
            text for text in txt_records(f"_dmarc.{box.domain}", asked) if text.lower().startswith("v=dmarc1")
        ]
    except NoAnswerError as error:
        yield not_checked(name, f"SPF and DMARC: {error}", f"Look with `dig TXT _dmarc.{box.domain}`.")
        return
    if len(spf) == 1:
        yield ok(name, f"SPF: {spf[0]}")
    else:
        state = "no SPF record" if not spf else f"{len(spf)} SPF records, which receivers take for none"
        yield advice(
            name, state, f"Publish one TXT record v=spf1 … at {box.domain}, or mail may count as junk."
        )
    if dmarc:
        yield ok(name, f"DMARC: {dmarc[0]}")
    else:
        yield advice(name, "no DMARC record", f"Publish a TXT record v=DMARC1; p=… at _dmarc.{box.domain}.")
    yield not_checked(name, "DKIM: the selector is known only to your mail server", "See its DKIM-Signature.")


def name_servers(file: Path = Path("/etc/resolv.conf")) -> list[tuple[str, int]]:
    """The machine's name servers; none where there is no such file."""
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    words = [line.split() for line in lines]
    return [(each[1], PORT) for each in words if len(each) > 1 and each[0] == "nameserver"]


def txt_records(name: str, servers: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """TXT records of `name`, empty when it has none. NoAnswerError when nobody can tell."""
    reason = "this machine names no name server"
    for server in servers:
        number = secrets.randbits(16)
        try:
            return _read(_ask(_question(number, name), server), number)
        except (OSError, struct.error, IndexError, UnicodeError) as error:
            reason = f"{server[0]} gave no answer ({type(error).__name__})"
        except NoAnswerError as error:
            reason = f"{server[0]} {error}"
    raise NoAnswerError(reason)


def _question(number: int, name: str) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.split("."))
    header = struct.pack(">6H", number, 0x0100, 1, 0, 0, 1)  # recursion desired; one question, one OPT
    return (
        header
        + labels
        + b"\0"
        + struct.pack(">2H", TXT, INTERNET)
        + struct.pack(">B2HIH", 0, OPT, LARGEST, 0, 0)
    )


def _ask(question: bytes, server: tuple[str, int]) -> bytes:
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(PATIENCE)
        line.connect(server)  # so that answers of others are not taken
        line.send(question)
        return line.recv(LARGEST)


def _read(answer: bytes, number: int) -> tuple[str, ...]:
    given, flags, questions, answers = struct.unpack_from(">4H", answer)
    if given != number or flags & 0x0200:
        raise NoAnswerError("gave an answer that does not fit")
    if flags & 0x000F not in (0, NO_SUCH_NAME):
        raise NoAnswerError(f"refused (code {flags & 0x000F})")
    position = 12
    for _ in range(questions):
        position = _after_name(answer, position) + 4
    found = []
    for _ in range(answers):
        position = _after_name(answer, position)
        kind, _, _, length = struct.unpack_from(">2HIH", answer, position)
        position += 10
        if kind == TXT:
            found.append(_strings(answer[position : position + length]))
        position += length
    return tuple(found)


def _after_name(answer: bytes, position: int) -> int:
    """Behind a name, which ends with an empty label or a pointer (RFC 1035 section 4.1.4)."""
    while answer[position]:
        if answer[position] >= 0xC0:
            return position + 2
        position += 1 + answer[position]
    return position + 1


def _strings(record: bytes) -> str:
    """The character-strings of a TXT record, joined (RFC 7208 section 3.3)."""
    parts = []
    while record:
        parts.append(record[1 : 1 + record[0]])
        record = record[1 + record[0] :]
    return b"".join(parts).decode("utf-8", "replace")
