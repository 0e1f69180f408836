"""Copies of what the service sent, read from the header fields of the Sent folder. Pure.

Each tells by its signed tokens which case it was about, for whom and for what; what it answers tells which
received mail had been handled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cases.model import Address, Purpose
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

    def __init__(self, copies: Iterable[SentCopy], known: frozenset[str] = frozenset()) -> None:
        self.copies = sorted((c for c in copies if c.message_id not in known), key=lambda c: c.at)

    def take(self, token: Token | None, recipient: str, since: datetime) -> SentCopy | None:
        """The first copy from `since` on that is about the same, for the same purpose, to the same person."""
        for copy in self.copies:
            same = copy.token is token is None or (
                copy.token is not None
                and token is not None
                and (copy.token.case, copy.token.purpose) == (token.case, token.purpose)
            )
            if same and copy.to.key == recipient and copy.at >= since:
                self.copies.remove(copy)
                return copy
        return None

    def case_of(self, message_id: str | None) -> int | None:
        """The case that mail of ours was about which answered this one first."""
        found = (c for c in self.copies if message_id and message_id in c.answers and c.case)
        return next((copy.case for copy in found), None)

    def surveys(self) -> tuple[SentCopy, ...]:
        """Copies of surveys and their reminders."""
        return tuple(c for c in self.copies if c.token is not None and c.token.purpose is Purpose.SURVEY)


def _tokens(parsed: Parsed, settings: Settings, at: datetime) -> Iterator[Token]:
    """The Message-ID goes first; a relay may have written another one."""
    places = [parsed.message_id or "", *(address.addr_spec for address in parsed.reply_to)]
    for place in places:
        for text in find_tokens(place):
            token = settings.signer.verify(text, at)
            if token is not None:
                yield token
