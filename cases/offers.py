"""What colleagues can help others with: offered, confirmed and withdrawn by mail. Pure.

Asking changes nothing: a question goes to the address that asked, and a yes from there, in time, does it, as
with what people ask of their own data (`cases.rights`). What somebody helps with is what their confirmed
acts come to, in the order in which they were confirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from cases.rights import CONFIRM_WITHIN


class Act(StrEnum):
    """What somebody says of their help."""

    OFFER = "offer"
    WITHDRAW = "withdraw"


class ActState(StrEnum):
    """Life of an act."""

    # The question is out; so is the second one, where the answer was neither yes nor no (`Offering.again`).
    ASKED = "asked"  # -> confirmed | declined
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Offering:
    """One act of a person (their number). topics: slugs; of a withdrawal () means everything.

    `ref` knows it again: it stands in the signed address of the question. `client`: whose people they belong
    to, None for nobody's. `language`: in which they were asked.
    """

    person: int
    act: Act
    topics: tuple[str, ...]
    ref: int
    asked_at: datetime
    language: str
    client: str | None = None
    state: ActState = ActState.ASKED
    again: bool = False
    settled_at: datetime | None = None

    @property
    def key(self) -> str:
        """The beginning of the keys under which its mails are queued."""
        return f"{self.act}:{self.person}:{self.ref}"

    @property
    def until(self) -> date:
        """The last day (UTC) on which a yes counts."""
        return self.asked_at.astimezone(UTC).date() + CONFIRM_WITHIN

    def is_open(self, now: datetime) -> bool:
        """Whether a yes still counts."""
        return now.astimezone(UTC).date() <= self.until


def reference(act: Act, topics: Iterable[str], now: datetime, settled: int) -> int:
    """32 bits for an act: the same when the same is asked on the same day (UTC) with as much settled before.

    So it is asked once a day, unless they said yes or no to something meanwhile.
    """
    said = f"{act}|{' '.join(sorted(topics))}|{now.astimezone(UTC).date()}|{settled}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:4], "big")


def helps_with(acts: Iterable[Offering]) -> dict[str, datetime]:
    """The topics that their confirmed acts leave, each with the moment since when, earliest first."""
    confirmed = [each for each in acts if each.state is ActState.CONFIRMED and each.settled_at]
    topics: dict[str, datetime] = {}
    for each in sorted(confirmed, key=lambda act: act.settled_at or act.asked_at):
        if each.act is Act.OFFER:
            for topic in each.topics:
                topics.setdefault(topic, each.settled_at or each.asked_at)
        else:
            for topic in each.topics or tuple(topics):
                topics.pop(topic, None)
    return topics
