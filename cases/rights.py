"""What anybody may ask about their own data: no more surveys, a copy, to be forgotten. Pure.

Asking changes nothing: a question goes to the address that asked, and a yes from there, in time, does it. The
question's signed address says what was asked and on which day, so that nothing about it has to be stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntFlag

from cases.model import Case, Purpose
from cases.tokens import EPOCH, Token

CONFIRM_WITHIN = timedelta(days=7)  # a yes that comes later does nothing
WANTED = "data.wanted"  # on the timeline: a copy that was confirmed, which the clock puts together
_BITS = 4  # of a token's reference, for the rights; the others count days


class Right(IntFlag):
    """The numbers lie inside tokens and are never reused."""

    STOP = 1  # no more surveys
    MYDATA = 2  # a copy of everything
    FORGET = 4  # everything goes

    @property
    def slugs(self) -> tuple[str, ...]:
        """The verbs of the contract, in the order in which they are carried out."""
        return tuple(str(right.name).lower() for right in Right if right in self)


@dataclass(frozen=True, slots=True)
class Question:
    """The question "do you want this?" that went to a person (their number) on a day (UTC)."""

    person: int
    rights: Right
    day: date

    @classmethod
    def of(cls, token: Token | None) -> Question | None:
        """The question whose signed address this token is; None for every other."""
        rights = token.ref & (1 << _BITS) - 1 if token and token.purpose is Purpose.RIGHTS else 0
        if token is None or not rights or rights & ~sum(Right):
            return None
        return cls(token.person, Right(rights), EPOCH + timedelta(days=token.ref >> _BITS))

    @classmethod
    def rights_in(cls, ref: int) -> Right:
        """What a token's reference asks for."""
        return Right(ref & (1 << _BITS) - 1)

    @property
    def ref(self) -> int:
        """The reference for a token."""
        return (self.day - EPOCH).days << _BITS | int(self.rights)

    @property
    def asked(self) -> str:
        """The key under which the question is queued: the same is asked once a day at most."""
        return f"right:{self.person}:{self.ref}"

    @property
    def asked_again(self) -> str:
        """The same of the second question, after an answer that said neither yes nor no."""
        return f"right-again:{self.person}:{self.ref}"

    @property
    def settled(self) -> str:
        """The key of the mail that says what came of it: one answer counts, whoever repeats it."""
        return f"right-settled:{self.person}:{self.ref}"

    def is_open(self, now: datetime) -> bool:
        """Whether a yes still counts."""
        return now.astimezone(UTC).date() - self.day <= CONFIRM_WITHIN


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store knows about somebody who asks, and about the question that they answer.

    `known`: they asked or wrote something on a case. `settled`: the question was answered before, or its
    person is erased. `cases`: theirs, without messages. `language`: of the question, "" where not known.
    """

    known: bool = False
    settled: bool = False
    asked_again: bool = False
    cases: tuple[Case, ...] = ()
    language: str = ""
