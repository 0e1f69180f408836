"""What the IMAP door hands out, and the pure reading of server answers into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

BATCH_MAILS = 50  # one FETCH; beyond this the speed no longer grows
BATCH_OCTETS = 4_000_000  # bounds memory; a larger mail comes alone
LAST_UID = 2**32 - 1  # RFC 3501 §2.3.1.1; a UIDVALIDITY has 32 bits too
MOST_OCTETS = 2**63 - 1  # RFC 9051 §9 (number64); the database counts no further


@dataclass(frozen=True, slots=True)
class FolderState:
    """What SELECT said of a folder. `removes`: a mail may be marked as deleted, as far as it tells."""

    name: str
    uidvalidity: int
    uidnext: int
    exists: int
    read_only: bool = False
    removes: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A message without its text; `size` in octets as the server counts.

    `internal_date` is 1970 where the server gives none that can be read.
    """

    uid: int
    size: int
    internal_date: datetime
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message. `whole` is False when `raw` is only the header section (too large), or not all of it.

    `undelivered`: the server lists it and does not give it; `raw` is what came of it, mostly nothing.
    """

    uid: int
    raw: bytes
    internal_date: datetime
    size: int
    flags: frozenset[str]
    whole: bool = True
    undelivered: bool = False


class MoveOutcome(StrEnum):
    MOVED = "moved"
    STAYED = "stayed"  # the server cannot move one message safely, or did not confirm the copy
    GONE = "gone"  # no such message any more


@dataclass(frozen=True, slots=True)
class MoveResult:
    """`uid` is the number in the target folder, None where the server does not tell."""

    outcome: MoveOutcome
    uid: int | None = None
    reason: str = ""


def batches(listed: Sequence[Listed], largest: int | None) -> Iterator[tuple[Listed, ...]]:
    """At most BATCH_MAILS and BATCH_OCTETS together; what is larger, or above `largest`, comes alone."""
    batch: list[Listed] = []
    together = 0
    for one in listed:
        alone = one.size > BATCH_OCTETS or (largest is not None and one.size > largest)
        if batch and (alone or len(batch) == BATCH_MAILS or together + one.size > BATCH_OCTETS):
            yield tuple(batch)
            batch, together = [], 0
        if alone:
            yield (one,)
        else:
            batch.append(one)
            together += one.size
    if batch:
        yield tuple(batch)


def lasting(number: object, most: int = LAST_UID) -> int:
    """A UID, UIDNEXT or UIDVALIDITY; 0 where it is none, as RFC 3501 §2.3.1.1 has them."""
    return number if isinstance(number, int) and 0 < number <= most else 0


def numbers(found: Iterable[object]) -> list[int]:
    """The UIDs in the answer of a search, without what cannot be one."""
    return [uid for each in found if (uid := lasting(each))]


def octets(number: object) -> int:
    """A size or a count; 0 where it is none that anybody could have."""
    return number if isinstance(number, int) and 0 <= number <= MOST_OCTETS else 0


def listed(uid: int, parts: Mapping[bytes, Any]) -> Listed:
    """One answer of FETCH (RFC822.SIZE INTERNALDATE FLAGS)."""
    flags = frozenset(flag.decode("ascii", "replace") for flag in parts.get(b"FLAGS", ()))
    return Listed(uid, octets(parts.get(b"RFC822.SIZE")), _moment(parts.get(b"INTERNALDATE")), flags)


def _moment(when: datetime | None) -> datetime:
    """In UTC; 1970 where there is none, or one that no calendar has (an offset of four days, the year 0)."""
    try:
        if when is not None and when.tzinfo is not None:
            return when.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return datetime.fromtimestamp(0, UTC)


def fetched(one: Listed, raw: bytes) -> Fetched:
    """A whole message."""
    return Fetched(one.uid, raw, one.internal_date, one.size, one.flags)


def undelivered(one: Listed, came: bytes = b"") -> Fetched:
    """A message that the server lists and does not deliver, or of which only `came` came."""
    return Fetched(one.uid, came, one.internal_date, one.size, one.flags, whole=False, undelivered=True)


def unlisted(uid: int) -> Fetched:
    """A message that is found by a search, and of which the server tells nothing else."""
    return undelivered(Listed(uid, 0, datetime.fromtimestamp(0, UTC), frozenset()))


def header_only(one: Listed, header: bytes) -> Fetched:
    """A message too large to be fetched."""
    return Fetched(one.uid, header, one.internal_date, one.size, one.flags, whole=False)


def may_remove(permanent_flags: Sequence[bytes] | None) -> bool:
    """Whether PERMANENTFLAGS lets a mail be marked as deleted; without it all flags are (RFC 3501 §7.1)."""
    return permanent_flags is None or b"\\deleted" in {flag.lower() for flag in permanent_flags}


def copied_to(code: Sequence[bytes] | None) -> int | None:
    """The new UID in a COPYUID of one message, `1511554416 142 41` (RFC 4315 §3)."""
    words = code[-1].split() if code else []
    return _uid(words[2]) if len(words) == 3 else None


def appended_as(code: Sequence[bytes] | None) -> int | None:
    """The UID in an APPENDUID, `38505 3955` (RFC 4315 §3)."""
    words = code[-1].split() if code else []
    return _uid(words[1]) if len(words) == 2 else None


def _uid(word: bytes) -> int | None:
    return (lasting(int(word)) or None) if word.isdigit() and len(word) <= len(str(LAST_UID)) else None
