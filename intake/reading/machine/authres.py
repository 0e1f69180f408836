"""Authentication-Results (RFC 8601): what the own mail host found out about the author's domain.

Only fields whose authserv-id the configuration trusts count: anybody can write such a field, and only
the own host's is above the border. Microsoft 365 writes its field without an authserv-id; it counts when
`protection.outlook.com` is among the trusted ids, which is what an operator whose mailbox lives there
writes down.

A forged field may lie below the host's own, so the topmost field that speaks of a method is the only one
heard about it. One that says `none`, or does not parse (`authres_field`), speaks of all methods: nothing
below it can prove anything, nor can a field below a hop. Where results contradict each other the worse one
counts. A failed dmarc is what nobody forges about himself: where no higher field speaks of dmarc it is heard
in all of these places, and in a field that does not parse (an odd envelope address can break it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from cases.model import Proof
from intake.reading.machine.authres_field import FAILED, Field, Result, read_field

MICROSOFT = "protection.outlook.com"  # trusted id that stands for the field without an id
MAX_FIELDS = 20
FIELD = "authentication-results"

_LABEL = re.compile(r"[\w-]+")
_WORST_FIRST = (Proof.FAIL, Proof.MISSING, None, Proof.PASS)  # None: no policy, so dkim and spf decide


def proof(
    values: Iterable[str],
    from_domain: str,
    trusted_authserv_ids: Collection[str],
    below: Iterable[str] = (),
) -> Proof:
    """The verdict of CONTRACT 6 on the domain in From.

    values, below: Authentication-Results fields, topmost first, best those of `topmost` and `below_a_hop`.
    pass: dmarc, or, where dmarc says nothing, dkim or spf aligned with From. fail: dmarc. Else missing.
    """
    domain = _domain(from_domain)
    if not domain:
        return Proof.MISSING
    ids = {name.strip().lower() for name in trusted_authserv_ids}
    found = _heard(_of(values, ids), _of(below, ids))
    verdicts = [_dmarc(result, domain) for result in found if result.method == "dmarc"]
    worst = min(verdicts, key=_WORST_FIRST.index, default=None)
    if worst is not None:
        return worst
    return Proof.PASS if _is_signed(found, domain) or _is_sent(found, domain) else Proof.MISSING


def topmost(headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The Authentication-Results at the top of a mail: down to the first hop below them.

    Hosts write them above their own Received field; one further down came with the mail and may be
    forged, should the host not have taken it out (RFC 8601 section 5).
    """
    return _parted(headers)[0][:MAX_FIELDS]


def below_a_hop(headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The Authentication-Results further down, which may come from the own border or with the mail."""
    return _parted(headers)[1][:MAX_FIELDS]


def _parted(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: tuple[list[str], list[str]] = ([], [])
    is_below = 0
    for name, value in headers:
        if name == FIELD:
            found[is_below].append(value)
        elif name == "received" and found[0]:
            is_below = 1
    return tuple(found[0]), tuple(found[1])


def is_aligned(one: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489 section 3.1) in short: equal, or one below the other."""
    one, other = _domain(one), _domain(other)
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return "." in shorter and longer.endswith("." + shorter)


def _of(values: Iterable[str], ids: Collection[str]) -> tuple[Field, ...]:
    """The fields that one of these servers wrote."""
    return tuple(field for field in map(read_field, values) if (field.authserv_id or MICROSOFT) in ids)


def _heard(top: Sequence[Field], below: Sequence[Field]) -> tuple[Result, ...]:
    """The results that count: of each method those of the topmost field that speaks of it.

    Below a field that speaks of everything, and below a hop, only a failed dmarc is heard.
    """
    found: list[Result] = []
    spoken_of: set[str] = set()
    all_spoken_of = False
    for number, field in enumerate((*top, *below)):
        all_spoken_of = all_spoken_of or number >= len(top)
        results = field.results or ((FAILED,) if field.tells_of_failure else ())
        for result in results:
            is_failure = result.method == "dmarc" and result.result == "fail"
            if result.method not in spoken_of and (is_failure or not all_spoken_of):
                found.append(result)
        spoken_of |= {result.method for result in results}
        all_spoken_of = all_spoken_of or field.says_none or not field.whole
    return tuple(found)


def _dmarc(result: Result, domain: str) -> Proof | None:
    """What one dmarc result says about the domain; None: that its owner publishes no policy."""
    if result.result == "fail":
        return Proof.FAIL
    if result.result == "none":
        return None
    about = {_domain(value) for value in result.all("header.from")}
    passed = result.result in ("pass", "bestguesspass")
    return Proof.PASS if passed and about <= {domain} else Proof.MISSING


def _is_signed(found: Collection[Result], domain: str) -> bool:
    """Whether a signature of the domain was verified, and no other result about that signature is worse.

    Signatures are told apart by domain, selector and the beginning of their octets (RFC 6008). A failure
    that does not say which one it is about may be about this one.
    """
    seen: dict[tuple[str, ...], set[str]] = {}
    for result in found:
        if result.method == "dkim":
            which = (_signer(result), *result.all("header.s"), *result.all("header.b"))
            seen.setdefault(which, set()).add(result.result)
    unnamed = seen.pop(("",), set()) - {"pass", "none"}
    return not unnamed and any(
        is_aligned(signer, domain) and verdicts == {"pass"} for (signer, *_), verdicts in seen.items()
    )


def _signer(result: Result) -> str:
    """The signing domain (d=), or where only the identity (i=) is told, its domain; "" where they differ."""
    signers = {_domain(value) for value in result.all("header.d")}
    identities = {_domain(value) for value in result.all("header.i")}
    if len(signers) == 1:
        signer = next(iter(signers))
        # The identity's domain is the signer's or one below it (RFC 6376 section 3.5).
        return signer if all(f".{each}".endswith(f".{signer}") for each in identities) else ""
    return next(iter(identities)) if len(identities) == 1 and not signers else ""


def _is_sent(found: Collection[Result], domain: str) -> bool:
    """Whether the domain's own server sent it, by the only verdicts on MAIL FROM; HELO proves nothing."""
    spf = [result for result in found if result.method == "spf"]
    about_sender = [each for each in spf if each.all("smtp.mailfrom") or not each.all("smtp.helo")]
    return bool(about_sender) and all(
        result.result == "pass"
        and len(senders := {_domain(value) for value in result.all("smtp.mailfrom")}) == 1
        and is_aligned(next(iter(senders)), domain)
        for result in about_sender
    )


def _domain(text: str) -> str:
    """A domain as compared: what stands after the last "@", lower case, A-labels; "" where it is none.

    No letter is mapped onto another (as "ß" onto "ss"): the two names can have two owners.
    """
    domain = text.strip().removeprefix("<").removesuffix(">").rpartition("@")[2].removesuffix(".")
    labels = [_a_label(label) for label in unicodedata.normalize("NFC", domain.lower()).split(".")]
    return ".".join(labels) if all(labels) else ""


def _a_label(label: str) -> str:
    if not _LABEL.fullmatch(label) or len(label) > 63:
        return ""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
