"""Which case a mail belongs to, in the order of CONTRACT 6. Pure.

1. a signed token in any recipient field        3. a Message-ID the case knows, from a known participant
2. a signed token in In-Reply-To or References   4. a body marker, 5. a subject tag: a known participant
A subject alone never joins; a stranger who quotes a number opens (or is refused) a case of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.model import Purpose
from cases.settings import Settings
from cases.tags import tagged
from cases.tokens import Token, find_tokens
from intake.reading.parsed import Parsed

ERASED = "erased"
UNKNOWN = "unknown"
OF_A_CASE = frozenset({Purpose.ANSWER, Purpose.NOTE})  # what a concierge is written to about a case from
ABOUT_A_MAIL = frozenset({Purpose.HELD, Purpose.CONFIRM, Purpose.TRANSCRIPT, Purpose.RECEIPT})
"""Signed addresses of no case whose number is that of a received mail."""


@dataclass(frozen=True, slots=True)
class Clues:
    """Everything in a mail that may name a case; tokens are verified."""

    addressed: tuple[Token, ...]
    referenced: tuple[Token, ...]
    message_ids: tuple[str, ...]  # nearest first
    marked: tuple[int, ...]
    tagged: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says about the clues. `live` follows merges; absent: there is no such case, or no more.

    `erased`: cases of people who were erased, which nothing joins. `gone`: numbers of people who were, and
    whom a question about their own data went to. `emptied`: numbers of mails that a signed address of no case
    was made for, and of which nothing is stored any more.
    """

    cases_of_ids: Mapping[str, int]
    participants: Mapping[int, frozenset[str]]  # case -> addresses, lower case
    live: Mapping[int, int]
    erased: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    emptied: frozenset[int] = frozenset()

    def has_lost(self, token: Token) -> bool:
        """Whether this token of no case was made for a person who was erased, or about a mail that was."""
        return token.person in self.gone or (token.purpose in ABOUT_A_MAIL and token.ref in self.emptied)


@dataclass(frozen=True, slots=True)
class Match:
    """The case found, how, and the token that led there (None for weaker clues).

    by ERASED: the token was made for a case or mail that is empty now, or for a person who was erased.
    by UNKNOWN: made for a concierge about a case that the store does not have, or whose number another
    case has now (a backup was put back).
    """

    case: int | None = None
    by: str = ""
    token: Token | None = None


def clues(parsed: Parsed, settings: Settings, now: datetime, called: Sequence[str] = ()) -> Clues:
    """Read the clues of `parsed`; forged, expired or foreign tokens are no clues.

    `called`: our own names of mails that it refers to by names that a relay gave them.
    """
    recipients = (*parsed.to, *parsed.cc, *parsed.delivered_to)
    prefix = settings.case_prefix
    return Clues(
        addressed=tuple(_tokens(_own_extensions(recipients, settings), settings, now)),
        referenced=tuple(_tokens((*referenced_ids(parsed), *called), settings, now)),
        message_ids=referenced_ids(parsed),
        marked=tuple(dict.fromkeys(settings.signer.marked_cases(parsed.text, prefix))),
        tagged=tagged(parsed.subject, prefix),
    )


def given_again(tokens: Iterable[Token], opened: Mapping[int, datetime]) -> frozenset[int]:
    """Numbers in signed addresses that were made before the case of that number was opened.

    Such an address is about a case that was lost before a backup was put back: no clue may lead from it to
    whoever has the number now. `opened`: when the cases were.
    """
    return frozenset(t.case for t in tokens if t.case in opened and t.is_older_than(opened[t.case]))


def referenced_ids(parsed: Parsed) -> tuple[str, ...]:
    """Message-IDs a mail answers, nearest first (RFC 5322 section 3.6.4)."""
    ordered = (*parsed.in_reply_to, *reversed(parsed.references))
    return tuple(dict.fromkeys(ordered))


def match(found: Clues, known: Known, author: str, person: int | None) -> Match:
    """The case of a mail by `author` (addr-spec), whose person id is `person` where known.

    Among tokens of one kind, one made for this very person wins: a reply-all may carry several.
    """
    for tokens, by in ((found.addressed, "address-token"), (found.referenced, "reference-token")):
        for token in sorted(tokens, key=lambda t: t.person != person):
            if token.case == 0:
                return Match(None, ERASED if known.has_lost(token) else by, token)
            if token.case in known.live:
                return Match(known.live[token.case], by, token)
    weaker = (
        ("message-id", [known.cases_of_ids[i] for i in found.message_ids if i in known.cases_of_ids]),
        ("marker", found.marked),
        ("tag", found.tagged),
    )
    for by, numbers in weaker:
        for number in numbers:
            case = known.live.get(number)
            if case is not None and author.lower() in known.participants.get(case, ()):
                return Match(case, by)
    for token in (*found.addressed, *found.referenced):
        if token.case in known.erased:
            return Match(None, ERASED, token)
    for token in (*found.addressed, *found.referenced):
        if token.purpose in OF_A_CASE:
            return Match(None, UNKNOWN, token)
    return Match()


def _own_extensions(recipients: Iterable[object], settings: Settings) -> Iterator[str]:
    """The part after "+" of recipients that are ours."""
    for recipient in recipients:
        local, _, domain = str(getattr(recipient, "addr_spec", "")).lower().rpartition("@")
        base, plus, extension = local.partition("+")
        if plus and f"{base}@{domain}" in settings.own_addresses:
            yield extension


def _tokens(texts: Iterable[str], settings: Settings, now: datetime) -> Iterator[Token]:
    for text in texts:
        for candidate in find_tokens(text):
            token = settings.signer.verify(candidate, now)
            if token is not None:
                yield token
