"""A name server on this machine that answers from a table, or misbehaves as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Table = Mapping[tuple[str, str], Sequence[str]]  # ("example.org", "MX") -> records as in a zone file


@contextmanager
def name_server(
    table: Table, rcode: str = "NOERROR", *, skew: int = 0, silent: bool = False
) -> Iterator[tuple[str, int]]:
    """Address and port; `rcode` for every answer, `skew` spoils its number, `silent` gives none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.05)
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    octets, peer = line.recvfrom(4096)
                except TimeoutError:
                    continue
                if not silent:
                    line.sendto(_answer(octets, table, rcode, skew), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield line.getsockname()
        finally:
            done.set()
            thread.join()


def _answer(octets: bytes, table: Table, rcode: str, skew: int) -> bytes:
    question = dns.message.from_wire(octets)
    asked = question.question[0]
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    name = asked.name.to_text(omit_final_dot=True).lower()
    kind = asked.rdtype.name
    records = table.get((name, kind), ())
    if records:
        answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *records))
    known = any(each == name for each, _ in table)
    answer.set_rcode(dns.rcode.from_text(rcode if rcode != "NOERROR" or known else "NXDOMAIN"))
    answer.id ^= skew
    return answer.to_wire()
