"""Questions to this machine's name servers: TXT, MX, SRV and CNAME records, each within a few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver
from dns.rdata import Rdata


class NoAnswerError(Exception):
    """No name server gave an answer that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Names:
    """`servers`: whom to ask (address, port) instead of the machine's own; `patience`: seconds a question.

    Every question gives what there is, nothing where the name or such a record does not exist, and raises
    NoAnswerError where nobody can tell.
    """

    servers: Sequence[tuple[str, int]] | None = None
    patience: float = 4.0

    def txt(self, name: str) -> tuple[str, ...]:
        """Each record's character-strings joined (RFC 7208 section 3.3)."""
        return tuple(b"".join(found.strings).decode("utf-8", "replace") for found in self._ask(name, "TXT"))

    def mx(self, name: str) -> tuple[str, ...]:
        """Hosts that take mail for `name`, the preferred first; "" is "none at all" (RFC 7505)."""
        found = sorted((each.preference, _host(each.exchange)) for each in self._ask(name, "MX"))
        return tuple(host for _, host in found)

    def srv(self, name: str) -> tuple[tuple[str, int], ...]:
        """(host, port) as RFC 2782 orders them, the heavier first; a host "" is "not offered" (RFC 6186)."""
        found = sorted(
            (each.priority, -each.weight, _host(each.target), each.port) for each in self._ask(name, "SRV")
        )
        return tuple((host, port) for _, _, host, port in found)

    def cname(self, name: str) -> str:
        """What `name` is another name of; "" for none."""
        return next((_host(each.target) for each in self._ask(name, "CNAME")), "")

    def _ask(self, name: str, kind: str) -> list[Any]:
        """Records of this kind, whose attributes are the library's."""
        try:
            answer = self._resolver().resolve(
                name, kind, search=False, raise_on_no_answer=False, lifetime=self.patience
            )
        except dns.resolver.NXDOMAIN:
            return []
        except dns.resolver.NoNameservers:
            raise NoAnswerError("every name server refused or gave an answer that does not fit") from None
        except dns.exception.Timeout:
            raise NoAnswerError(f"no name server answered within {self.patience:g} seconds") from None
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise NoAnswerError(f"no name server can be asked ({type(error).__name__})") from None
        wanted = dns.rdatatype.from_text(kind)
        records: Sequence[Rdata] = list(answer.rrset or ())
        return [each for each in records if each.rdtype == wanted]

    def _resolver(self) -> dns.resolver.Resolver:
        try:
            resolver = dns.resolver.Resolver(configure=self.servers is None)
        except dns.resolver.NoResolverConfiguration:
            raise NoAnswerError("this machine names no name server") from None
        if self.servers is not None:
            resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in self.servers]
        if not resolver.nameservers:
            raise NoAnswerError("this machine names no name server")
        resolver.timeout = self.patience / 2  # for one of them, so that a second one gets its turn
        return resolver


def _host(name: Any) -> str:
    return str(name.to_text(omit_final_dot=True)).lower().rstrip(".")
