"""Copies of what the service sent, read from the header fields of the Sent folder. Pure.

Each tells by its signed tokens which case it was about, for whom and for what; what it answers tells which
received mail had been handled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.model import Address
from cases.settings import Settings
from cases.tokens import Token, find_tokens
from intake.decide.classify import LOOP_HEADER
from intake.reading.parsed import Parsed


@dataclass(frozen=True, slots=True)
class SentCopy:
    """One of them. `token`: the first that verifies, in Message-ID or Reply-To; `answers`: Message-IDs."""

    uid: int
    message_id: str
    at: datetime
    to: Address
    token: Token | None
    answers: tuple[str, ...]

    @property
    def case(self) -> int | None:
        return self.token.case or None if self.token else None


def sent_copy(uid: int, parsed: Parsed, received_at: datetime, settings: Settings) -> SentCopy | None:
    """None for what is not ours: a person wrote it in the mailbox itself."""
    at = parsed.date or received_at
    token = next(_tokens(parsed, settings, at), None)
    if token is None and (parsed.header(LOOP_HEADER) or "").strip().lower() not in settings.own_addresses:
        return None
    if not parsed.message_id or not parsed.to:
        return None
    answers = tuple(dict.fromkeys((*parsed.in_reply_to, *reversed(parsed.references))))
    return SentCopy(uid, parsed.message_id, at, parsed.to[0], token, answers)


class Pool:
    """Copies of which nobody knows yet what they are copies of."""

    def __init__(
        self,
        copies: Iterable[SentCopy],
        known: frozenset[str] = frozenset(),
        named: Mapping[str, int] | None = None,
    ) -> None:
        """`named`: the case of a Message-ID, as answers to mail of ours tell (`cases_named`)."""
        self.copies = sorted((c for c in copies if c.message_id not in known), key=lambda c: c.at)
        self.named = named or {}

    def take(
        self, token: Token | None, recipient: str, since: datetime, until: datetime | None = None
    ) -> SentCopy | None:
        """The first copy from `since` on that is about the same, for the same purpose, to the same person.

        `until`: when the next mail about it came. A single copy of after that is that one's: ours is missing.
        """
        wanted = (token.case, token.purpose) if token else None
        fits = [
            copy
            for copy in self.copies
            if wanted == ((copy.token.case, copy.token.purpose) if copy.token else None)
            and copy.to.key == recipient
            and copy.at >= since
        ]
        if not fits or (len(fits) == 1 and until is not None and fits[0].at >= until):
            return None
        self.copies.remove(fits[0])
        return fits[0]

    def case_of(self, message_id: str | None) -> int | None:
        """The case that mail of ours was about which answered this one first; else as answers to it tell."""
        found = (c for c in self.copies if message_id and message_id in c.answers and c.case)
        return next((copy.case for copy in found), None) or self.named.get(message_id or "")


def cases_named(parsed: Parsed, received_at: datetime, settings: Settings) -> Mapping[str, int]:
    """What a received mail tells of cases: Message-IDs that mail of ours answered, and the case it was about.

    In References each Message-ID stands before what answered it (RFC 5322 section 3.6.4). The cases of signed
    addresses that it went to stand under "".
    """
    told: dict[str, int] = {}
    before: list[str] = []
    for reference in (*parsed.references, *parsed.in_reply_to):
        case = _case_in(reference, settings, received_at)
        if case:
            told |= dict.fromkeys((each for each in before if each not in told), case)
            told[""] = max(told.get("", 0), case)
            before.clear()
        else:
            before.append(reference)
    for address in (*parsed.to, *parsed.cc):
        told[""] = max(told.get("", 0), _case_in(address.addr_spec, settings, received_at))
    return told


def _case_in(place: str, settings: Settings, at: datetime) -> int:
    found = (settings.signer.verify(text, at) for text in find_tokens(place))
    return next((token.case for token in found if token is not None and token.case), 0)


def _tokens(parsed: Parsed, settings: Settings, at: datetime) -> Iterator[Token]:
    """The Message-ID goes first; a relay may have written another one."""
    places = [parsed.message_id or "", *(address.addr_spec for address in parsed.reply_to)]
    for place in places:
        for text in find_tokens(place):
            token = settings.signer.verify(text, at)
            if token is not None:
                yield token
