"""Authentication-Results (RFC 8601): what the own mail host found out about the author's domain.

Only fields whose authserv-id the configuration trusts count, topmost first: anybody can write such a
field, and only the own host's is above the border. Microsoft 365 writes its field without an
authserv-id; it counts when `protection.outlook.com` is among the trusted ids, which is what an
operator whose mailbox lives there writes down.

Tolerant where hosts differ (comments anywhere, versions, missing semicolon at the end), strict where
it matters: a `dmarc=pass` for another domain than the one in From is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cases.model import Proof

MICROSOFT = "protection.outlook.com"  # trusted id that stands for the field without an id
MAX_FIELD = 20_000  # characters
MAX_FIELDS = 20
FIELD = "authentication-results"

_METHOD = re.compile(r"\s*([a-z][a-z0-9_-]{0,40})(?:\s*/\s*\d+)?\s*=\s*([a-z]{1,30})\b", re.I)
_PROPERTY = re.compile(
    r"\b([a-z]{1,20}\.[a-z0-9_-]{1,40})\s*=\s*(?:\"([^\"]{0,500})\"|([^\s;]{0,500}))", re.I
)


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a field: method "dkim", result "pass", properties {"header.d": "example.org"}."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def property(self, name: str) -> str:
        """The first property of that name, or ""."""
        return next((value for key, value in self.properties if key == name), "")


def proof(values: Iterable[str], from_domain: str, trusted_authserv_ids: Collection[str]) -> Proof:
    """The verdict of CONTRACT 6 on the domain in From.

    values: Authentication-Results fields, topmost first, best those of `topmost`. pass: dmarc, or,
    where there is no dmarc verdict, dkim or spf aligned with From. fail: dmarc. Else missing.
    """
    found = [result for value in values for result in _trusted(value, trusted_authserv_ids)]
    domain = _domain(from_domain)
    if not domain:
        return Proof.MISSING
    for result in found:
        if result.method != "dmarc" or result.result in ("none", "policy"):
            continue
        if result.result == "fail":
            return Proof.FAIL
        about = _domain(result.property("header.from"))
        if result.result in ("pass", "bestguesspass") and about in ("", domain):
            return Proof.PASS
        return Proof.MISSING
    return Proof.PASS if any(_is_aligned_pass(result, domain) for result in found) else Proof.MISSING


def topmost(headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The Authentication-Results at the top of a mail: down to the first hop below them.

    Hosts write them above their own Received field; one further down came with the mail and may be
    forged, should the host not have taken it out (RFC 8601 section 5).
    """
    found: list[str] = []
    for name, value in headers:
        if name == FIELD:
            found.append(value)
        elif name == "received" and found:
            break
    return tuple(found[:MAX_FIELDS])


def results(value: str) -> tuple[str, tuple[Result, ...]]:
    """A field taken apart: its authserv-id ("" where it has none) and its results."""
    pieces = _pieces(_without_comments(value[:MAX_FIELD]))
    first = pieces[0].strip() if pieces else ""
    authserv_id = ""
    if first and not _METHOD.match(first):
        authserv_id = first.split()[0].lower()
        pieces = pieces[1:]
    found = []
    for piece in pieces:
        method = _METHOD.match(piece)
        if method is None:
            continue
        pairs = _PROPERTY.finditer(piece, method.end())
        properties = tuple((pair[1].lower(), pair[2] or pair[3] or "") for pair in pairs)
        found.append(Result(method[1].lower(), method[2].lower(), properties))
    return authserv_id, tuple(found)


def is_aligned(one: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489 section 3.1) in short: equal, or one below the other."""
    one, other = _domain(one), _domain(other)
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return "." in shorter and longer.endswith("." + shorter)


def _trusted(value: str, trusted: Collection[str]) -> tuple[Result, ...]:
    authserv_id, found = results(value)
    ids = {name.strip().lower() for name in trusted}
    return found if (authserv_id or MICROSOFT) in ids else ()


def _is_aligned_pass(result: Result, domain: str) -> bool:
    if result.result != "pass":
        return False
    if result.method == "dkim":
        signer = result.property("header.d") or result.property("header.i").rpartition("@")[2]
        return is_aligned(signer, domain)
    if result.method == "spf":
        return is_aligned(result.property("smtp.mailfrom").rpartition("@")[2], domain)
    return False


def _domain(text: str) -> str:
    """A domain as compared: of an address the part after the "@", lower case, A-labels."""
    domain = text.rpartition("@")[2].strip(' <>".').lower()
    if domain.isascii():
        return domain
    try:
        return domain[:253].encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _without_comments(value: str) -> str:
    """Comments taken out, nested ones too; parentheses in quoted strings stay."""
    kept: list[str] = []
    depth = 0
    quoted = escaped = False
    for char in value:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif not quoted and char == "(":
            depth += 1
            kept.append(" ")
            continue
        elif not quoted and char == ")" and depth:
            depth -= 1
            continue
        if not depth:
            kept.append(char)
    return "".join(kept)


def _pieces(value: str) -> list[str]:
    """Split at semicolons outside quotes."""
    pieces = [""]
    quoted = False
    for part in re.split(r"([\";])", value):
        if part == '"':
            quoted = not quoted
        if part == ";" and not quoted:
            pieces.append("")
        else:
            pieces[-1] += part
    return pieces
