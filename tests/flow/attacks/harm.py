"""What no mail may ever bring about, looked for after every attack and every honest mail."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header
from functools import cached_property
from urllib.parse import unquote

from cases.tokens import Signer, find_tokens
from db.tables import Suppression, database
from tests.scene import Letter, letter

_OF_MAIL = """
    from to cc reply-to subject date message-id in-reply-to references auto-submitted mime-version
    content-type content-language content-transfer-encoding x-auto-response-suppress x-learning-concierge-loop
    x-concierge-id
    x-ms-reactions return-path delivered-to received authentication-results x-original-to dkim-signature
"""
FIELDS = frozenset(_OF_MAIL.split())
"""Header fields of our mail, and those that servers add."""
_TAG = re.compile(r"<[^<>]{1,2000}>")
_ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|form|base|link|meta http|svg|style[^>]*import)\b|\son\w+\s*=\s*[\"']"
    r"|(?:href|src)\s*=\s*[\"']?\s*(?:javascript|data|vbscript|file):"
    r"|<img[^>]*src\s*=\s*[\"']?(?!cid:)",
    re.IGNORECASE,
)
_OF_CASE = (
    "id, state, subject, requester_id, language, owner, topics, client, origin, need, wait_until, "
    "merged_into, survey_after"
)


@dataclass(frozen=True)
class Written:
    """A mail that the service queued: to whom (envelope), what for, and what gives its octets."""

    to: tuple[str, ...]
    kind: str
    compose: Callable[[], bytes]

    @cached_property
    def letter(self) -> Letter:
        return letter(self.compose())

    @cached_property
    def everything(self) -> str:
        """All that a reader, or their program, can find in it."""
        plain = email.message_from_bytes(self.letter.raw)
        parts = [_decoded(f"{name}: {value}") for name, value in plain.items()]
        for part in plain.walk():
            parts += [_decoded(part["Content-Disposition"] or ""), _decoded(part["Content-Type"] or "")]
            if not part.is_multipart():
                octets = part.get_payload(decode=True)
                assert isinstance(octets, bytes)
                parts.append(octets.decode("utf-8", "replace"))
        return "\n".join(parts)


def _decoded(value: str) -> str:
    """A header value with its encoded words (RFC 2047) and escapes (RFC 2231) as letters."""
    if "=?" in value:
        value = "".join(
            words.decode(charset or "latin-1", "replace") if isinstance(words, bytes) else words
            for words, charset in decode_header(value)
        )
    return unquote(value) if "*=" in value or "*0" in value else value


@dataclass(frozen=True, slots=True)
class Around:
    """What a mail is judged against. `knows`: tokens that an address has written itself."""

    service: str
    roster: frozenset[str]
    signer: Signer
    now: datetime
    knows: Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class State:
    """All cases, surveys, what is remembered of people, and suppressed addresses."""

    cases: Mapping[int, tuple[object, ...]]
    surveys: Mapping[int, tuple[object, ...]]
    people: Mapping[str, tuple[object, ...]]
    suppressed: frozenset[str]


def state() -> State:
    return State(
        {int(str(row[0])): row for row in _rows(f'SELECT {_OF_CASE} FROM "case"')},
        {int(str(row[0])): row for row in _rows("SELECT case_id, state, rating, comment FROM survey")},
        {str(row[0]): row for row in _rows("SELECT address, remembered, surveys_stopped FROM person")},
        frozenset(row.address for row in Suppression.select()),
    )


def case_row(number: int) -> tuple[object, ...]:
    return _rows(f'SELECT {_OF_CASE} FROM "case" WHERE id = {number}')[0]


def _rows(query: str) -> list[tuple[object, ...]]:
    return [tuple(str(each) if isinstance(each, list | dict) else each for each in row)
            for row in database.execute_sql(query).fetchall()]  # fmt: skip


Change = tuple[int | str, str]


def changed(before: State, after: State) -> Iterator[Change]:
    """(case, field) of what is different, "opened" for a new case; (address, what) about people."""
    names = [name.strip() for name in _OF_CASE.split(",")]
    for number, row in after.cases.items():
        old = before.cases.get(number)
        if old is None:
            yield number, "opened"
        else:
            yield from ((number, name) for name, was, now in zip(names, old, row, strict=True) if was != now)
    for number, row in after.surveys.items():
        if row != before.surveys.get(number):
            yield number, "survey"
    for address, row in after.people.items():
        if row != before.people.get(address, row):
            yield str(address), "remembered"
    yield from ((address, "suppressed") for address in after.suppressed - before.suppressed)


def defects(mail: Written, around: Around) -> Iterator[str]:
    """What is wrong with a mail of ours, whatever was asked for."""
    raw, parsed = mail.letter.raw, mail.letter.mail
    if (
        not raw.isascii()
        or b"\0" in raw
        or b"\r" in raw.replace(b"\r\n", b"")
        or b"\n" in raw.replace(b"\r\n", b"")
    ):
        yield "octets that a relay may change: 8 bit, NUL, a bare CR or LF"
    if max(map(len, raw.split(b"\r\n"))) > 998:
        yield "a line of more than 998 octets (RFC 5322 2.1.1)"
    names = [name.lower() for name in parsed]
    for name in ("from", "to", "subject", "date", "message-id"):
        if names.count(name) != 1:
            yield f"{names.count(name)} fields {name}"
    if strange := set(names) - FIELDS:
        yield f"fields that we do not write: {sorted(strange)}"
    shown = [a.addr_spec.lower() for name in ("to", "cc") if parsed[name] for a in parsed[name].addresses]
    if sorted(shown) != sorted(mail.to):
        yield f"goes to {mail.to}, shows {shown}"
    if [a.addr_spec for a in parsed["from"].addresses] != [around.service]:
        yield f"From is {parsed['from']}"
    tags = "\n".join(_TAG.findall(mail.letter.html))  # what a mail says stands between them, escaped
    if found := _ACTIVE.search(tags):
        yield f"active content: {found[0]}"
    yield from _misplaced(mail, around)


def _misplaced(mail: Written, around: Around) -> Iterator[str]:
    """Signed addresses of others; and to people outside, addresses of the roster."""
    everything = mail.everything
    for token in find_tokens(everything):
        verified = around.signer.verify(token, around.now)
        if any(token in around.knows(address) for address in mail.to):
            continue
        if verified is not None and str(_address_of(verified.person)) not in mail.to:
            yield f"holds a signed address of {_address_of(verified.person)}"
    if not around.roster.intersection(mail.to):
        lower = everything.lower()
        yield from (f"names {address}" for address in around.roster if address in lower)


def _address_of(person: int) -> object:
    row = database.execute_sql(f"SELECT address FROM person WHERE id = {int(person)}").fetchone()
    return row[0] if row else None
